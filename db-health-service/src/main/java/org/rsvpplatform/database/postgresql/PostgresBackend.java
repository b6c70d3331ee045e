package org.rsvpplatform.database.postgresql;

import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
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
import org.rsvpplatform.database.inquiry.Questions;
import org.rsvpplatform.database.inquiry.RefusalInquiry;
import org.rsvpplatform.database.inquiry.SilenceInquiry;
import org.rsvpplatform.database.postgresql.benchmark.PostgresSubject;
import org.rsvpplatform.database.postgresql.capacity.AllQuestions;
import org.rsvpplatform.database.postgresql.capacity.Picture;
import org.rsvpplatform.database.postgresql.capacity.RetainedWal;
import org.rsvpplatform.database.postgresql.capacity.TemporaryFiles;
import org.rsvpplatform.database.postgresql.capacity.VacuumBehind;
import org.rsvpplatform.database.postgresql.capacity.Wraparound;
import org.rsvpplatform.database.postgresql.check.CommitsCheck;
import org.rsvpplatform.database.postgresql.check.ConnectionsCheck;
import org.rsvpplatform.database.postgresql.check.DiskCheck;
import org.rsvpplatform.database.postgresql.check.FollowCheck;
import org.rsvpplatform.database.postgresql.check.ObserverLook;
import org.rsvpplatform.database.postgresql.check.PrivilegesCheck;
import org.rsvpplatform.database.postgresql.check.RoleCheck;
import org.rsvpplatform.database.postgresql.check.WriteCheck;
import org.rsvpplatform.database.postgresql.connection.Connector;
import org.rsvpplatform.database.postgresql.connection.Doorbell;
import org.rsvpplatform.database.postgresql.connection.PostgresSession;
import org.rsvpplatform.database.postgresql.connection.PostgresSettings;
import org.rsvpplatform.database.postgresql.connection.PostgresSignals;
import org.rsvpplatform.database.postgresql.connection.Survey;
import org.rsvpplatform.database.postgresql.failover.AdministratorRights;
import org.rsvpplatform.database.postgresql.failover.Fencing;
import org.rsvpplatform.database.postgresql.failover.PostgresReturn;
import org.rsvpplatform.database.postgresql.failover.PostgresTakeover;
import org.rsvpplatform.database.postgresql.failover.Standing;
import org.rsvpplatform.database.postgresql.failover.StandingPulse;
import org.rsvpplatform.database.postgresql.inquiry.EncryptionInquiry;
import org.rsvpplatform.database.postgresql.inquiry.LoginInquiry;
import org.rsvpplatform.database.postgresql.inquiry.WaitingWrite;
import org.rsvpplatform.kit.act.benchmark.Benchmark;
import org.rsvpplatform.kit.act.benchmark.Benchmarkable;
import org.rsvpplatform.kit.act.command.Refused;
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

/** A PostgreSQL server under watch. */
final class PostgresBackend
        implements Backend<PostgresSession>,
                Measured,
                Benchmarkable,
                Successor,
                Returnable,
                Remembering {
    /** Locks are shown as they are; a waiting statement needs a moment to get there. */
    private static final Duration OLDEST_SHOWN = Duration.ofMillis(20);

    private final Provider provider;
    private final PostgresSettings settings;
    private final Connector connector;
    private final Hosts hosts;
    private final Hosts.Seat seat;
    private final ServerHost host;
    private final Observer<PostgresSession> observer;
    private final ObserverLook replication;
    private final SharedLook<PostgresSession, Picture> look;
    private final SlowQueries slowQueries;
    private final AtomicReference<Duration> response = new AtomicReference<>();
    private final List<Check<PostgresSession>> checks;
    private final List<Question> questions;
    private final List<Inquiry> inquiries;
    private final Benchmark benchmark;
    private final Membership<PostgresSession, Standing> membership;
    private final Clock clock;
    private final Ticker ticker;
    private final Fencing fencing;

    private final ProbeSessions<PostgresSession, Survey> sessions;

    PostgresBackend(
            Provider provider,
            PostgresSettings settings,
            Vertx vertx,
            Names names,
            Clock clock,
            Ticker ticker,
            Hosts hosts,
            Beating beating) {
        this.provider = provider;
        this.settings = settings;
        this.clock = clock;
        this.ticker = ticker;
        Doorbell.Bells bells = new Doorbell.Bells();
        this.connector = new Connector(vertx, names, settings, bells);
        this.hosts = hosts;
        this.seat =
                hosts.join(
                        provider,
                        settings.endpoint(),
                        Footprint.POSTGRESQL,
                        settings.dataDirectory().map(Path::of));
        this.host = seat.host();
        this.observer =
                new Observer<>(
                        settings.observer(),
                        settings.keepSession(),
                        (login, attempt) -> connector.open(login, settings.database(), attempt),
                        ticker);
        this.sessions =
                new ProbeSessions<>(
                        settings.keepSession(),
                        observer,
                        new ProbeSessions.Rules<>(
                                survey ->
                                        survey.connections().percent()
                                                < settings.limits().connectionsPercent(),
                                survey -> survey.rights().keepable(),
                                host::ending),
                        _ -> {});
        this.replication = new ObserverLook(observer, ticker);
        this.look =
                new SharedLook<>(
                        observer, new AllQuestions(settings), settings.limits().every(), ticker);
        this.slowQueries =
                new SlowQueries(
                        settings.limits().slowQuery(),
                        settings.limits().slowQueriesPerMinute(),
                        ticker);
        Place place = new Place(settings.endpoint(), names, host, bells);
        this.checks = checks(place);
        this.questions = Questions.about(place);
        this.inquiries = inquiries(place, vertx);
        this.membership =
                new Membership<>(
                        provider,
                        new Membership.Parts<>(
                                settings.endpoint(),
                                bells,
                                settings.administrator(),
                                (login, attempt) ->
                                        connector.open(login, settings.database(), attempt),
                                settings.observer()
                                        .map(
                                                login ->
                                                        new StandingPulse(
                                                                connector,
                                                                login,
                                                                settings.database(),
                                                                ticker)),
                                AdministratorRights::ask,
                                sessions::oneMore),
                        beating,
                        names,
                        ticker);
        this.fencing = new Fencing(membership.member(), settings.observer());
        this.benchmark =
                new DatabaseBenchmark(
                        provider.name(), new PostgresSubject(connector, settings, host), ticker);
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
    public Return comeBack(Succession past, Backend<?> active, GroupSettings group) {
        if (active instanceof PostgresBackend other) {
            return new PostgresReturn(
                    past,
                    fencing,
                    other.membership.member(),
                    group,
                    host.dataDirectory().map(Path::toString));
        }
        throw new Refused(
                "%s is no PostgreSQL server".formatted(past.to().name()),
                "both must be of one kind");
    }

    @Override
    public Takeover takeOver(
            Succession succession, Backend<?> predecessor, GroupSettings group, String cause) {
        if (predecessor instanceof PostgresBackend other) {
            return new PostgresTakeover(
                    succession, other.fencing, membership.member(), group, cause, ticker);
        }
        throw new Refused(
                "%s is no PostgreSQL server".formatted(succession.from().name()),
                "a standby must be of its primary's kind");
    }

    private List<Inquiry> inquiries(Place place, Vertx vertx) {
        Connector withTls =
                new Connector(
                        vertx, place.names(), settings.withTlsOfAnyone(), new Doorbell.Bells());
        List<Inquiry> all =
                new ArrayList<>(
                        List.of(
                                new RefusalInquiry(place),
                                new SilenceInquiry(place),
                                new LostInquiry(place),
                                new KindInquiry(place),
                                new LoginInquiry(settings, connector),
                                new EncryptionInquiry(place, settings, withTls),
                                new CertificateInquiry(place, clock),
                                new DiskInquiry(place, settings.limits().diskPercent())));
        all.add(new HeldByIdleInquiry(whoHolds(), settings.limits()));
        return List.copyOf(all);
    }

    /** Where nothing is written nobody waits once more to see for whom. */
    private Look<Activity> whoHolds() {
        return mayWrite()
                ? new WaitingLook<>(
                        look,
                        new WaitingWrite(connector, provider.name()),
                        OLDEST_SHOWN,
                        Set.of("55P03"))
                : look::lately;
    }

    /** Without it no second look writes either. */
    private boolean mayWrite() {
        return settings.writeCheck() && !provider.observedOnly();
    }

    private List<Check<PostgresSession>> checks(Place place) {
        boolean active = provider.role() == Role.ACTIVE;
        List<Check<PostgresSession>> all = new ArrayList<>();
        all.add(new PrivilegesCheck(settings.login().user()));
        all.add(new RoleCheck(provider.role()));
        all.add(new ReadCheck<>(PostgresSession::row, ticker, response::set));
        if (active && mayWrite()) {
            all.add(new WriteCheck(provider.name(), settings.login().user()));
        }
        all.add(
                active
                        ? new CommitsCheck(replication, look::last, ticker)
                        : new FollowCheck(settings.lag(), replication));
        all.add(new DiskCheck(host, settings.limits().diskPercent(), !provider.observedOnly()));
        all.add(
                new ConnectionsCheck(
                        settings.limits().connectionsPercent(), new NamedHolders(look)));
        all.addAll(capacity());
        all.add(new CertificateCheck<>(place, settings.limits().certificateExpiry(), clock));
        return List.copyOf(all);
    }

    /** What holds others up comes before what is held up by it. */
    private List<Check<PostgresSession>> capacity() {
        Limits limits = settings.limits();
        return List.of(
                asked(Picture::activity, new BlockedSessions(limits.lockWait())),
                asked(Picture::activity, new IdleTransactions(limits.idleInTransaction())),
                asked(Picture::activity, new LongTransactions(limits.longTransaction())),
                asked(
                        picture -> picture.counters().deadlocks(),
                        new Deadlocks(limits.deadlocksPerMinute(), ticker)),
                asked(
                        picture ->
                                new SlowQueries.Picture(picture.activity(), picture.statements()),
                        slowQueries),
                asked(
                        Picture::counters,
                        new TemporaryFiles(settings.upkeep().temporaryBytesPerMinute(), ticker)),
                asked(picture -> picture, new Wraparound(settings.upkeep().transactionAge())),
                asked(picture -> picture, new VacuumBehind(ticker)),
                asked(picture -> picture, new RetainedWal(settings.upkeep().retainedWal())),
                asked(Picture::passwords, new Passwords(limits.passwordExpiry())));
    }

    private <T> Check<PostgresSession> asked(
            Function<Picture, T> part, Judgement<? super T> judgement) {
        return new CapacityCheck<PostgresSession, Picture>(
                look, settings.limits().every(), picture -> judgement.judge(part.apply(picture)));
    }

    /** The server answers a request for TLS, then TLS, then the login. */
    @Override
    public List<Layer> opening() {
        return settings.tls().opening();
    }

    @Override
    public PostgresSession open(Probing probing)
            throws LayerFailure, TimeoutException, InterruptedException {
        PostgresSession session = sessions.open(() -> connector.open(Attempt.of(probing)));
        if (settings.via() == Endpoint.Via.DIRECT) {
            host.learnFromBackend(
                    session.processId(), settings.login().user() + " " + settings.database());
        }
        return session;
    }

    @Override
    public Keeping<PostgresSession> keeping() {
        return sessions.keeping();
    }

    @Override
    public List<Check<PostgresSession>> checks() {
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
        return PostgresSignals.of(thrown);
    }

    @Override
    public Map<String, String> facts() {
        Map<String, String> facts = new HashMap<>(hosts.standbyFacts(provider));
        facts.putAll(host.facts());
        facts.put("host", settings.host());
        facts.put("port", Integer.toString(settings.port()));
        facts.put("database", settings.database());
        facts.put("user", settings.login().user());
        sessions.last().ifPresent(last -> facts.put("encrypted", last.encrypted() ? "yes" : "no"));
        sessions.known().ifPresent(survey -> survey(survey, facts));
        return facts;
    }

    private static void survey(Survey survey, Map<String, String> facts) {
        facts.put("serverVersion", survey.version());
        facts.put("server", survey.inRecovery() ? "standby" : "primary");
        if (survey.inRecovery()) {
            facts.put("standby", "yes");
        }
        survey.clientAddress()
                .ifPresent(
                        address ->
                                facts.put(
                                        "clientAddress",
                                        address + (address.indexOf(':') < 0 ? "/32" : "/128")));
    }

    @Override
    public Readings readings() {
        Optional<Survey> survey = sessions.known();
        Optional<Survey.Replay> replay =
                survey.filter(Survey::inRecovery)
                        .map(Survey::replay)
                        .filter(r -> r.receiverPid().isPresent());
        return new Readings(
                look.last().map(Activity::states).orElseGet(() -> hidden(survey)),
                replay.map(r -> OptionalLong.of(r.behindBytes())).orElse(OptionalLong.empty()),
                replay.map(r -> OptionalDouble.of(r.behindSeconds()))
                        .orElse(OptionalDouble.empty()),
                slowQueries.total());
    }

    /** Without an observer they are only counted. */
    private static Map<ClientSession.State, Integer> hidden(Optional<Survey> survey) {
        return survey.map(s -> Activity.onlyCounted(s.connections().used())).orElse(Map.of());
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
        return Grants.of(settings);
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
        membership.close();
        observer.close();
    }
}
