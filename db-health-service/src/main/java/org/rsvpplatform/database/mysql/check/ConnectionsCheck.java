package org.rsvpplatform.database.mysql.check;

import org.rsvpplatform.database.capacity.NamedHolders;
import org.rsvpplatform.database.mysql.connection.MysqlSession;
import org.rsvpplatform.database.mysql.connection.Survey;
import org.rsvpplatform.kit.observe.cause.Signal;
import org.rsvpplatform.kit.observe.probe.Check;
import org.rsvpplatform.kit.observe.probe.Outcome;
import org.rsvpplatform.kit.observe.provider.Layer;
import org.rsvpplatform.kit.time.Deadline;

/**
 * Asks how many connections are taken, of the server's and of those that our account may have. Its
 * own sessions are the ones that an account sees without a privilege.
 */
public final class ConnectionsCheck implements Check<MysqlSession> {
    private final int warnPercent;
    private final NamedHolders holders;

    /**
     * @param holders who they are, where there is an observer
     */
    public ConnectionsCheck(int warnPercent, NamedHolders holders) {
        this.warnPercent = warnPercent;
        this.holders = holders;
    }

    @Override
    public Layer layer() {
        return Layer.CAPACITY;
    }

    @Override
    public Outcome ask(MysqlSession session, Deadline deadline) throws Exception {
        Survey survey = session.survey(deadline);
        long used = survey.count("Threads_connected");
        long most = survey.mostConnections();
        String seen = taken(used, most);
        if (survey.most() > 0) {
            long own = own(session, deadline);
            seen += "; of our account's, " + taken(own, survey.most());
            if (percent(own, survey.most()) >= warnPercent) {
                return scarce(seen, used, most, session, deadline);
            }
        }
        return percent(used, most) < warnPercent
                ? Outcome.passed(seen)
                : scarce(seen, used, most, session, deadline);
    }

    private Outcome scarce(
            String seen, long used, long most, MysqlSession session, Deadline deadline)
            throws InterruptedException {
        return Outcome.degraded(
                new Signal.Fact(
                        "few-connections-left",
                        seen + holders.described(session, used, most, deadline)));
    }

    private static long own(MysqlSession session, Deadline deadline) throws Exception {
        return session.row(
                        """
                        SELECT count(*) AS own FROM information_schema.processlist
                        WHERE user = substring_index(user(), '@', 1)
                        """,
                        deadline)
                .getLong("own");
    }

    /** Whether so few are left that a session of ours should not stay. */
    public boolean scarce(Survey survey) {
        return survey.most() > 0
                || percent(survey.count("Threads_connected"), survey.mostConnections())
                        >= warnPercent;
    }

    private static String taken(long used, long most) {
        return "%d of %d connections are taken (%d %%)".formatted(used, most, percent(used, most));
    }

    private static long percent(long used, long most) {
        return most == 0 ? 100 : 100 * used / most;
    }
}
