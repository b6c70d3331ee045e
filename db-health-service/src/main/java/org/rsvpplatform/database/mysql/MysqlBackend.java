package org.rsvpplatform.database.mysql;

import io.vertx.core.Vertx;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.rsvpplatform.database.benchmark.DatabaseBenchmark;
import org.rsvpplatform.database.capacity.Activity;
import org.rsvpplatform.database.capacity.BlockedSessions;
import org.rsvpplatform.database.capacity.CapacityCheck;
import org.rsvpplatform.database.capacity.CertificateCheck;
import org.rsvpplatform.database.capacity.ClientSession;
import org.rsvpplatform.database.capacity.Deadlocks;
import org.rsvpplatform.database.capacity.HeldByIdleInquiry;
import org.rsvpplatform.database.capacity.IdleTransactions;
import org.rsvpplatform.database.capacity.Judgement;
import org.rsvpplatform.database.capacity.Limits;
import org.rsvpplatform.database.capacity.LongTransactions;
import org.rsvpplatform.database.capacity.Look;
import org.rsvpplatform.database.capacity.Measured;
import org.rsvpplatform.database.capacity.NamedHolders;
import org.rsvpplatform.database.capacity.Passwords;
import org.rsvpplatform.database.capacity.Seen;
import org.rsvpplatform.database.capacity.SharedLook;
import org.rsvpplatform.database.capacity.SlowQueries;
import org.rsvpplatform.database.capacity.WaitingLook;
import org.rsvpplatform.database.check.ReadCheck;
import org.rsvpplatform.database.connection.Attempt;
import org.rsvpplatform.database.connection.Endpoint;
import org.rsvpplatform.database.connection.Observer;
import org.rsvpplatform.database.connection.ProbeSessions;
import org.rsvpplatform.database.failover.Membership;
import org.rsvpplatform.database.heartbeat.Beating;
import org.rsvpplatform.database.host.Footprint;
import org.rsvpplatform.database.host.Hosts;
import org.rsvpplatform.database.host.ServerHost;
import org.rsvpplatform.database.inquiry.CertificateInquiry;
import org.rsvpplatform.database.inquiry.DiskInquiry;
import org.rsvpplatform.database.inquiry.KindInquiry;
import org.rsvpplatform.database.inquiry.LostInquiry;
import org.rsvpplatform.database.inquiry.Place;
import org.rsvpplatform.database.inquiry.ProgressInquiry;
import org.rsvpplatform.database.inquiry.Questions;
import org.rsvpplatform.database.inquiry.RefusalInquiry;
import org.rsvpplatform.database.inquiry.SilenceInquiry;
import org.rsvpplatform.database.mysql.benchmark.MysqlSubject;
import org.rsvpplatform.database.mysql.capacity.AllQuestions;
import org.rsvpplatform.database.mysql.capacity.Picture;
import org.rsvpplatform.database.mysql.check.CommitsCheck;
import org.rsvpplatform.database.mysql.check.ConnectionsCheck;
import org.rsvpplatform.database.mysql.check.DiskCheck;
import org.rsvpplatform.database.mysql.check.FollowCheck;
import org.rsvpplatform.database.mysql.check.ObserverLook;
import org.rsvpplatform.database.mysql.check.PrivilegesCheck;
import org.rsvpplatform.database.mysql.check.RoleCheck;
import org.rsvpplatform.database.mysql.check.Sources;
import org.rsvpplatform.database.mysql.check.WriteCheck;
import org.rsvpplatform.database.mysql.connection.Connector;
import org.rsvpplatform.database.mysql.connection.ExtraPort;
import org.rsvpplatform.database.mysql.connection.Knock;
import org.rsvpplatform.database.mysql.connection.MysqlSession;
import org.rsvpplatform.database.mysql.connection.MysqlSettings;
import org.rsvpplatform.database.mysql.connection.MysqlSignals;
import org.rsvpplatform.database.mysql.connection.ServerVersion;
import org.rsvpplatform.database.mysql.connection.ServerVersion.Product;
import org.rsvpplatform.database.mysql.connection.Survey;
import org.rsvpplatform.database.mysql.failover.AdministratorRights;
import org.rsvpplatform.database.mysql.failover.Fencing;
import org.rsvpplatform.database.mysql.failover.MysqlAdmission;
import org.rsvpplatform.database.mysql.failover.MysqlReturn;
import org.rsvpplatform.database.mysql.failover.MysqlTakeover;
import org.rsvpplatform.database.mysql.failover.Standing;
import org.rsvpplatform.database.mysql.failover.StandingPulse;
import org.rsvpplatform.database.mysql.inquiry.CommitsInquiry;
import org.rsvpplatform.database.mysql.inquiry.DatabaseInquiry;
import org.rsvpplatform.database.mysql.inquiry.LoginInquiry;
import org.rsvpplatform.database.mysql.inquiry.WaitingWrite;
import org.rsvpplatform.kit.act.benchmark.Benchmark;
import org.rsvpplatform.kit.act.benchmark.Benchmarkable;
import org.rsvpplatform.kit.act.command.Refused;
import org.rsvpplatform.kit.act.failover.Admissible;
import org.rsvpplatform.kit.act.failover.Admission;
import org.rsvpplatform.kit.act.failover.Remembering;
import org.rsvpplatform.kit.act.failover.Return;
import org.rsvpplatform.kit.act.failover.Returnable;
import org.rsvpplatform.kit.act.failover.Succession;
import org.rsvpplatform.kit.act.failover.Successor;
import org.rsvpplatform.kit.act.failover.Takeover;
import org.rsvpplatform.kit.observe.cause.Signal;
import org.rsvpplatform.kit.observe.domain.GroupSettings;
import org.rsvpplatform.kit.observe.probe.Alarm;
import org.rsvpplatform.kit.observe.probe.Backend;
import org.rsvpplatform.kit.observe.probe.Check;
import org.rsvpplatform.kit.observe.probe.Failure;
import org.rsvpplatform.kit.observe.probe.Inquiry;
import org.rsvpplatform.kit.observe.probe.Keeping;
import org.rsvpplatform.kit.observe.probe.LayerFailure;
import org.rsvpplatform.kit.observe.probe.Names;
import org.rsvpplatform.kit.observe.probe.Probing;
import org.rsvpplatform.kit.observe.probe.Question;
import org.rsvpplatform.kit.observe.provider.Layer;
import org.rsvpplatform.kit.observe.provider.Provider;
import org.rsvpplatform.kit.observe.provider.Role;
import org.rsvpplatform.kit.time.Deadline;
import org.rsvpplatform.kit.time.Ticker;

/** A MySQL or MariaDB server under watch. */
final class MysqlBackend
        implements Backend<MysqlSession>,
                Measured,
                Benchmarkable,
                Successor,
                Returnable,
                Admissible,
                Remembering {
    /** InnoDB shows its transactions as they were up to 0.1 s ago. */
    private static final Duration OLDEST_SHOWN = Duration.ofMillis(120);

    private final Provider provider;
    private final MysqlSettings settings;
    private final Connector connector;
    private final ExtraPort extraPort;
    private final Hosts hosts;
    private final Hosts.Seat seat;
    private final Sources sources;
    private final Sources.Source source;
    private final ServerHost host;
    private final Observer<MysqlSession> observer;
    private final ObserverLook replication;
    private final SharedLook<MysqlSession, Picture> look;
    private final ConnectionsCheck connections;
    private final SlowQueries slowQueries;
    private final AtomicReference<Duration> response = new AtomicReference<>();
    private final List<Check<MysqlSession>> checks;
    private final List<Question> questions;
    private final List<Inquiry> inquiries;
    private final Benchmark benchmark;
    private final Membership<MysqlSession, Standing> membership;
    private final Fencing fencing;
    private final Clock clock;
    private final Ticker ticker;
    private volatile Optional<Duration> lag = Optional.empty();

    private final ProbeSessions<MysqlSession, Survey> sessions;

    MysqlBackend(
            Provider provider,
            MysqlSettings settings,
            Vertx vertx,
            Names names,
            Clock clock,
            Ticker ticker,
            Hosts hosts,
            Beating beating,
            Sources sources) {
        this.provider = provider;
        this.settings = settings;
        this.clock = clock;
        this.ticker = ticker;
        this.connector = new Connector(vertx, names, settings);
        this.extraPort = new ExtraPort(connector, this::extraPort);
        this.hosts = hosts;
        this.sources = sources;
        this.source = sources.join(provider);
        this.seat =
                hosts.join(
                        provider,
                        settings.endpoint(),
                        Footprint.MYSQL,
                        settings.dataDirectory().map(Path::of));
        this.host = seat.host();
        this.observer =
                new Observer<>(
                        settings.observer(), settings.keepSession(), extraPort::open, ticker);
        this.replication = new ObserverLook(observer, ticker);
        Limits limits = settings.limits();
        this.look =
                new SharedLook<>(
                        observer,
                        new AllQuestions(settings, host::dataDirectory),
                        limits.every(),
                        ticker);
        this.connections =
                new ConnectionsCheck(limits.connectionsPercent(), new NamedHolders(look));
        this.slowQueries =
                new SlowQueries(limits.slowQuery(), limits.slowQueriesPerMinute(), ticker);
        Knock.Knocks knocks = new Knock.Knocks();
        this.sessions =
                new ProbeSessions<>(
                        settings.keepSession(),
                        observer,
                        new ProbeSessions.Rules<>(
                                survey -> !connections.scarce(survey), _ -> true, () -> false),
                        this::learn);
        Place place = new Place(settings.endpoint(), names, host, knocks);
        this.checks = checks(place);
        this.questions = Questions.about(place);
        this.inquiries = inquiries(place);
        this.benchmark =
                new DatabaseBenchmark(provider.name(), new MysqlSubject(connector, host), ticker);
        this.membership =
                new Membership<>(
                        provider,
                        new Membership.Parts<>(
                                settings.endpoint(),
                                knocks,
                                settings.administrator(),
                                (login, attempt) -> connector.open(login, "", attempt),
                                settings.observer()
                                        .map(login -> new StandingPulse(connector, login, ticker)),
                                AdministratorRights::ask,
                                () -> sessions.oneMore() && mariadb()),
                        beating,
                        names,
                        ticker);
        this.fencing = new Fencing(membership.member(), settings.observer());
    }

    /** What answers in a server's place knows nothing of its ports. */
    private OptionalInt extraPort() {
        return settings.via() == Endpoint.Via.DIRECT
                ? sessions.known().map(Survey::extraPort).orElse(OptionalInt.empty())
                : OptionalInt.empty();
    }

    private boolean mariadb() {
        return connector.server().filter(ServerVersion::mariadb).isPresent();
    }

    @Override
    public void onAlarm(Alarm alarm) {
        membership.start(alarm);
    }

    @Override
    public Optional<Duration> takesWritesFor() {
        return membership.takesWritesFor();
    }

    @Override
    public Map<String, String> memory() {
        return membership.memory();
    }

    @Override
    public void recall(Map<String, String> memory, Duration age) {
        membership.recall(Standing.recalled(memory), age);
    }

    @Override
    public boolean waits() {
        return provider.role() == Role.ACTIVE
                && membership.member().present().filter(beat -> beat.facts().waits()).isPresent();
    }

    @Override
    public Admission admission(Succession past, Backend<?> standby) {
        if (standby instanceof MysqlBackend other) {
            return new MysqlAdmission(
                    past,
                    membership.member(),
                    other.membership.member(),
                    membership.whenItTookWrites());
        }
        throw new Refused(
                "%s is no MariaDB server".formatted(past.from().name()),
                "both must be of one kind");
    }

    @Override
    public Return comeBack(Succession past, Backend<?> active, GroupSettings group) {
        if (active instanceof MysqlBackend other) {
            return new MysqlReturn(
                    past,
                    membership.member(),
                    other.membership.member(),
                    group,
                    host.dataDirectory().map(Path::toString),
                    mayWrite());
        }
        throw new Refused(
                "%s is no MariaDB server".formatted(past.to().name()), "both must be of one kind");
    }

    @Override
    public Takeover takeOver(
            Succession succession, Backend<?> predecessor, GroupSettings group, String cause) {
        if (predecessor instanceof MysqlBackend other && !isMysql()) {
            return new MysqlTakeover(succession, other.fencing, fencing, group, cause, ticker);
        }
        throw new Refused(
                isMysql()
                        ? "%s is a MySQL server; MySQL is not failed over"
                                .formatted(provider.name())
                        : "%s is no MariaDB server".formatted(succession.from().name()),
                "a standby must be of its primary's kind");
    }

    /** Of one that never answered it is not known: a run that is taken up must not end for that. */
    private boolean isMysql() {
        return connector.server().filter(server -> !server.mariadb()).isPresent();
    }

    private List<Inquiry> inquiries(Place place) {
        List<Inquiry> all =
                new ArrayList<>(
                        List.of(
                                new RefusalInquiry(place),
                                new SilenceInquiry(place),
                                new CommitsInquiry(settings, connector),
                                new ProgressInquiry(place),
                                new LostInquiry(place),
                                new KindInquiry(place),
                                new LoginInquiry(settings, connector),
                                new DatabaseInquiry(settings, connector),
                                new CertificateInquiry(place, clock),
                                new DiskInquiry(place, settings.limits().diskPercent())));
        all.add(new HeldByIdleInquiry(whoHolds(), settings.limits()));
        return List.copyOf(all);
    }

    private Look<Activity> whoHolds() {
        Look<Activity> lately = lately();
        return (probe, deadline) -> {
            boolean tryNow =
                    probe instanceof Failure failure && extraPort.opensFor(failure.signals());
            return tryNow && look.activityNow(deadline) instanceof Seen.There<Activity> there
                    ? there
                    : lately.see(probe, deadline);
        };
    }

    /** Where nothing is written nobody waits once more to see for whom. */
    private Look<Activity> lately() {
        return mayWrite()
                ? new WaitingLook<>(
                        look,
                        new WaitingWrite(connector, provider.name()),
                        OLDEST_SHOWN,
                        Set.of("1205"))
                : look::lately;
    }

    /** Without it no second look writes either. */
    private boolean mayWrite() {
        return settings.writeCheck() && !provider.observedOnly();
    }

    private List<Check<MysqlSession>> checks(Place place) {
        boolean active = provider.role() == Role.ACTIVE;
        List<Check<MysqlSession>> all = new ArrayList<>();
        all.add(new PrivilegesCheck(settings.login().user(), settings.database()));
        all.add(new RoleCheck(provider.role()));
        all.add(new ReadCheck<>(MysqlSession::row, ticker, response::set));
        if (active && mayWrite()) {
            all.add(new WriteCheck(provider.name(), settings.login().user()));
        }
        all.add(
                active
                        ? new CommitsCheck(ticker)
                        : new FollowCheck(
                                provider,
                                settings.lag(),
                                replication,
                                sources,
                                ticker,
                                known -> lag = known));
        all.add(connections);
        all.add(new DiskCheck(host, settings.limits().diskPercent()));
        all.addAll(capacity());
        all.add(new CertificateCheck<>(place, settings.limits().certificateExpiry(), clock));
        return List.copyOf(all);
    }

    /** What holds others up comes before what is held up by it. */
    private List<Check<MysqlSession>> capacity() {
        Limits limits = settings.limits();
        return List.of(
                asked(activity(), new BlockedSessions(limits.lockWait())),
                asked(activity(), new IdleTransactions(limits.idleInTransaction())),
                asked(activity(), new LongTransactions(limits.longTransaction())),
                asked(Picture::deadlocks, new Deadlocks(limits.deadlocksPerMinute(), ticker)),
                asked(
                        picture ->
                                new Seen.There<>(
                                        new SlowQueries.Picture(
                                                picture.activity(), picture.statements())),
                        slowQueries),
                asked(Picture::passwords, new Passwords(limits.passwordExpiry())));
    }

    private static Function<Picture, Seen<Activity>> activity() {
        return picture -> new Seen.There<>(picture.activity());
    }

    private <T> Check<MysqlSession> asked(
            Function<Picture, Seen<T>> part, Judgement<? super T> judgement) {
        Look<T> looked = (probe, deadline) -> look.see(probe, deadline).then(part);
        return new CapacityCheck<MysqlSession, T>(
                looked, settings.limits().every(), judgement::judge);
    }

    /** The server greets, then TLS, then the login. */
    @Override
    public List<Layer> opening() {
        return settings.tls().opening();
    }

    @Override
    public MysqlSession open(Probing probing)
            throws LayerFailure, TimeoutException, InterruptedException {
        return sessions.open(() -> connector.open(Attempt.of(probing)));
    }

    private void learn(Survey survey) {
        survey.position().ifPresent(source::at);
        Optional<String> pidFile = survey.variable("pid_file");
        Optional<String> data = survey.variable("datadir");
        if (settings.via() == Endpoint.Via.DIRECT && pidFile.isPresent() && data.isPresent()) {
            try {
                host.learnFromFiles(Path.of(pidFile.get()), Path.of(data.get()));
                host.learnLogs(logs(survey));
            } catch (InvalidPathException e) {
                // a server of another operating system
            }
        }
    }

    private static Map<String, String> logs(Survey survey) {
        Map<String, String> logs = new HashMap<>();
        logs.put("redo log", survey.variable("innodb_log_group_home_dir").orElse(""));
        survey.variable("log_bin_basename")
                .map(Path::of)
                .map(Path::getParent)
                .ifPresent(directory -> logs.put(Footprint.BINARY_LOG, directory.toString()));
        return logs;
    }

    @Override
    public Keeping<MysqlSession> keeping() {
        return sessions.keeping();
    }

    @Override
    public List<Check<MysqlSession>> checks() {
        return checks;
    }

    @Override
    public List<Question> questions() {
        return questions;
    }

    @Override
    public List<Inquiry> inquiries() {
        return inquiries;
    }

    @Override
    public Benchmark benchmark() {
        return benchmark;
    }

    @Override
    public Signal signal(Throwable thrown) {
        return MysqlSignals.of(thrown);
    }

    @Override
    public Map<String, String> facts() {
        Map<String, String> facts = new HashMap<>(hosts.standbyFacts(provider));
        facts.putAll(host.facts());
        facts.put("host", settings.host());
        facts.put("port", Integer.toString(settings.port()));
        facts.put("database", settings.database());
        facts.put("user", settings.login().user());
        settings.administrator().ifPresent(login -> facts.put("administrator", login.user()));
        connector
                .server()
                .ifPresent(server -> facts.put("product", server.mariadb() ? "mariadb" : "mysql"));
        extraPort().ifPresent(port -> facts.put("extraPort", Integer.toString(port)));
        sessions.last().ifPresent(last -> facts.put("encrypted", last.encrypted() ? "yes" : "no"));
        sessions.known().ifPresent(survey -> survey(survey, facts));
        return facts;
    }

    private static void survey(Survey survey, Map<String, String> facts) {
        facts.put("serverVersion", survey.version().toString());
        facts.put("server", survey.readOnly().isPresent() ? "standby" : "primary");
        facts.put("clientAddress", survey.clientHost());
        facts.put("accountHost", accountHost(survey.account()));
        survey.semiSyncSwitch().ifPresent(name -> facts.put("semiSyncSwitch", name));
        Survey.SemiSync semiSync = survey.semiSync();
        if (semiSync.lacksReplica() && semiSync.silent() > 0) {
            facts.put("silentReplicas", Long.toString(semiSync.silent()));
        }
    }

    @Override
    public Readings readings() {
        return new Readings(
                look.last().map(Activity::states).orElseGet(this::hidden),
                OptionalLong.empty(),
                lag.map(time -> OptionalDouble.of(time.toMillis() / 1e3))
                        .orElse(OptionalDouble.empty()),
                slowQueries.total());
    }

    /** Without an observer they are only counted. */
    private Map<ClientSession.State, Integer> hidden() {
        return sessions.known()
                .map(s -> Activity.onlyCounted((int) s.count("Threads_connected")))
                .orElse(Map.of());
    }

    @Override
    public OptionalDouble takeResponseSeconds() {
        Duration took = response.getAndSet(null);
        return took == null ? OptionalDouble.empty() : OptionalDouble.of(took.toNanos() / 1e9);
    }

    @Override
    public Seen<Activity> activity(Deadline deadline) throws InterruptedException {
        return look.activityNow(deadline);
    }

    @Override
    public List<String> grants() {
        return new Grants(
                        settings,
                        connector.server().map(ServerVersion::product).orElse(Product.MARIADB),
                        sessions.known().map(survey -> accountHost(survey.account())).orElse("%"))
                .lines();
    }

    private static String accountHost(String account) {
        return account.substring(account.lastIndexOf('@') + 1);
    }

    @Override
    public void forget() {
        connector.forget();
        observer.drop();
        replication.forget();
    }

    @Override
    public void close() {
        seat.close();
        source.close();
        membership.close();
        observer.close();
    }
}
