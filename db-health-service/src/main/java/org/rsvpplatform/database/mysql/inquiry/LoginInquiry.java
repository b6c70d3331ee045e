package org.rsvpplatform.database.mysql.inquiry;

import io.vertx.sqlclient.Row;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.rsvpplatform.database.connection.Attempt;
import org.rsvpplatform.database.connection.Endpoint;
import org.rsvpplatform.database.connection.Login;
import org.rsvpplatform.database.mysql.connection.Connector;
import org.rsvpplatform.database.mysql.connection.MysqlSession;
import org.rsvpplatform.database.mysql.connection.MysqlSettings;
import org.rsvpplatform.database.mysql.connection.MysqlSignals;
import org.rsvpplatform.database.mysql.connection.Sql;
import org.rsvpplatform.kit.observe.cause.Finding;
import org.rsvpplatform.kit.observe.cause.Signal;
import org.rsvpplatform.kit.observe.probe.Failure;
import org.rsvpplatform.kit.observe.probe.Inquiry;
import org.rsvpplatform.kit.observe.probe.LayerFailure;
import org.rsvpplatform.kit.observe.probe.Trace;
import org.rsvpplatform.kit.time.Deadline;

/**
 * What the server hides behind error 1045: a wrong password, a user that does not exist, one that
 * exists for other hosts only, and one that must show a certificate are refused alike. The observer
 * sees which accounts there are; their hashes it does not.
 */
public final class LoginInquiry implements Inquiry {
    private static final String PASSWORD = "db.authentication-failed";
    private static final String ROLE = "db.role-missing";
    private static final String EXPIRED = "db.password-expired";
    private static final String HOST = "db.host-not-allowed";
    private static final String METHOD = "db.auth-method-unsupported";
    private static final String TLS = "db.tls-required";
    private static final Set<String> ALL = Set.of(PASSWORD, ROLE, EXPIRED, HOST, METHOD, TLS);
    private static final Set<String> REFUSALS = Set.of("1045", "1698", "1130", "1524");

    /** Said of an account that was found and whose password was right. */
    private static final Set<String> OF_THE_ACCOUNT =
            Set.of("1820", "1862", "3118", "3159", "3955", "4150", "4151");

    private static final Pattern CLIENT = Pattern.compile("(?:'[^']*'@|Host )'([^']+)'");

    private final MysqlSettings settings;
    private final Connector connector;

    public LoginInquiry(MysqlSettings settings, Connector connector) {
        this.settings = settings;
        this.connector = connector;
    }

    @Override
    public String name() {
        return "observer-login";
    }

    @Override
    public Set<String> about() {
        return ALL;
    }

    @Override
    public Finding look(Failure failure, Deadline deadline, Trace trace) throws Exception {
        Signal.ErrorCode said =
                failure.signals().stream()
                        .filter(Signal.ErrorCode.class::isInstance)
                        .map(Signal.ErrorCode.class::cast)
                        .filter(
                                code ->
                                        REFUSALS.contains(code.code())
                                                || OF_THE_ACCOUNT.contains(code.code()))
                        .findFirst()
                        .orElse(null);
        if (said == null) {
            return null;
        }
        Optional<String> named = named(said);
        if (settings.observer().isEmpty()) {
            return named.map(host -> evidence("the server sees us at " + host, named)).orElse(null);
        }
        Login observer = settings.observer().orElseThrow();
        try (MysqlSession session = connector.open(observer, "", Attempt.by(deadline, trace))) {
            List<Account> accounts = accounts(session, deadline);
            String client = client(said, session, deadline);
            return judge(said, accounts, client, session.encrypted());
        } catch (LayerFailure e) {
            return evidence(
                    "the observer %s can't log in either: %s"
                            .formatted(observer.user(), e.signals().getFirst().evidence()),
                    named);
        } catch (ExecutionException e) {
            return evidence(
                    "the observer %s may not see which accounts there are (%s);"
                                    .formatted(observer.user(), MysqlSignals.of(e).evidence())
                            + " providers:grants prints what it needs",
                    named);
        }
    }

    private List<Account> accounts(MysqlSession session, Deadline deadline) throws Exception {
        List<Account> accounts = new ArrayList<>();
        String user = Sql.literal(settings.login().user());
        for (Row row : session.run(Account.QUERY.formatted(user), deadline)) {
            accounts.add(Account.of(row));
        }
        return accounts;
    }

    /** Where the server sees us: it says so, or it says it to the observer. */
    private static String client(Signal.ErrorCode said, MysqlSession session, Deadline deadline)
            throws Exception {
        Optional<String> named = named(said);
        return named.isPresent() ? named.get() : session.survey(deadline).clientHost();
    }

    /** It may be another place than at the last login that went well. */
    private static Optional<String> named(Signal.ErrorCode said) {
        Matcher matcher = CLIENT.matcher(String.valueOf(said.message()));
        return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
    }

    private Finding judge(
            Signal.ErrorCode said, List<Account> accounts, String client, boolean encrypted) {
        String user = settings.login().user();
        List<Account> own = accounts.stream().filter(a -> a.user().equals(user)).toList();
        List<Account> fitting =
                accounts.stream()
                        .filter(a -> a.takes(client))
                        .sorted(Account.AS_A_SERVER_LOOKS)
                        .toList();
        if (own.isEmpty()) {
            return found(
                    ROLE, "there is no user %s%s".formatted(user, seen(accounts)), client, "%");
        }
        if (fitting.stream().noneMatch(own::contains)) {
            return found(
                    HOST,
                    "user %s may come as %s only, and the server sees us at %s%s"
                            .formatted(user, listed(own), client, seen(accounts)),
                    client,
                    client);
        }
        Account account = fitting.getFirst();
        if (account.user().isEmpty()) {
            return evidence(
                    "the server takes us for the anonymous account %s, whose host fits better than that of %s%s"
                            .formatted(account, listed(own), seen(accounts)),
                    Optional.of(client));
        }
        if (OF_THE_ACCOUNT.contains(said.code())) {
            return new Finding(
                    name(),
                    Set.of(),
                    Set.of(),
                    "it is account %s%s".formatted(account, seen(accounts)),
                    Map.of("accountHost", account.host(), "clientAddress", client));
        }
        if (!account.speakable()) {
            return found(
                    METHOD,
                    "account %s logs in with plugin %s, which our client does not speak%s"
                            .formatted(account, account.plugin(), seen(accounts)),
                    client,
                    account.host());
        }
        if (!account.tls().isEmpty() && !(anyTls(account) && encrypted)) {
            return certificate(account, client, accounts);
        }
        if (said.code().equals("1045") && settings.via() != Endpoint.Via.DIRECT) {
            return evidence(
                    "account %s exists and takes our address %s%s: the password that we have is not the server's, or the proxy keeps another one in a list of its own"
                            .formatted(account, client, seen(accounts)),
                    Optional.of(client));
        }
        return said.code().equals("1045")
                ? new Finding(
                        name(),
                        Set.of(PASSWORD),
                        others(PASSWORD),
                        ("account %s exists, takes our address %s and has a password%s: so the"
                                        + " password that we have is not the server's")
                                .formatted(account, client, seen(accounts)),
                        Map.of(
                                "clientAddress",
                                client,
                                "accountHost",
                                account.host(),
                                "wrongPassword",
                                "yes"))
                : evidence(
                        "account %s exists and takes our address".formatted(account),
                        Optional.of(client));
    }

    /** It must come with TLS, and any certificate will do. */
    private static boolean anyTls(Account account) {
        return account.tls().equals("ANY");
    }

    private Finding certificate(Account account, String client, List<Account> accounts) {
        return anyTls(account)
                ? found(
                        TLS,
                        "account %s must come with TLS (REQUIRE SSL), and we came without%s"
                                .formatted(account, seen(accounts)),
                        client,
                        account.host())
                : found(
                        METHOD,
                        "account %s must show a certificate of its own (REQUIRE %s), which we do not%s"
                                .formatted(account, account.tls(), seen(accounts)),
                        client,
                        account.host());
    }

    private String seen(List<Account> accounts) {
        String anonymous =
                accounts.stream().anyMatch(a -> a.user().isEmpty())
                        ? "; there are anonymous accounts, which take its place where their host"
                                + " fits better"
                        : "";
        return " (seen by observer %s in mysql.user%s)"
                .formatted(settings.observer().orElseThrow().user(), anonymous);
    }

    private static String listed(List<Account> accounts) {
        return accounts.stream().map(Account::toString).collect(Collectors.joining(", "));
    }

    /** One of them is it, so the others are not. */
    private Finding found(String cause, String evidence, String client, String accountHost) {
        return new Finding(
                name(),
                Set.of(cause),
                others(cause),
                evidence,
                Map.of("clientAddress", client, "accountHost", accountHost));
    }

    private static Set<String> others(String cause) {
        Set<String> others = new HashSet<>(ALL);
        others.remove(cause);
        return others;
    }

    private Finding evidence(String seen, Optional<String> client) {
        return new Finding(
                name(),
                Set.of(),
                Set.of(),
                seen,
                client.map(host -> Map.of("clientAddress", host)).orElse(Map.of()));
    }
}
