package org.rsvpplatform.cli;

import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.rsvpplatform.cli.command.AnswerCommand;
import org.rsvpplatform.cli.invocation.ExitCode;
import org.rsvpplatform.cli.invocation.Invocation;
import org.rsvpplatform.cli.suite.BenchCommand;
import org.rsvpplatform.cli.suite.BreakCommand;
import org.rsvpplatform.cli.suite.DownCommand;
import org.rsvpplatform.cli.suite.EnvCommand;
import org.rsvpplatform.cli.suite.HealCommand;
import org.rsvpplatform.cli.suite.PsCommand;
import org.rsvpplatform.cli.suite.UpCommand;

/** The commands that stand in no catalogue: those of the checkout, and the answer to a run. */
enum LocalCommand {
    UP("start the services and the sandbox", UpCommand::new),
    DOWN("stop them", DownCommand::new),
    PS("list the processes", PsCommand::new),
    ENV("print addresses and credentials as export lines", EnvCommand::new),
    BREAK("break a provider of the sandbox", BreakCommand::new),
    HEAL("take the sandbox's faults back", HealCommand::new),
    ANSWER("answer the question of a run that is halted", AnswerCommand::new),
    BENCH("measure this build against its budgets: bench start", BenchCommand::new);

    private final String summary;
    private final Function<Invocation, Callable<ExitCode>> constructor;

    LocalCommand(String summary, Function<Invocation, Callable<ExitCode>> constructor) {
        this.summary = summary;
        this.constructor = constructor;
    }

    /** The one that is typed so; null when none is. */
    static LocalCommand find(String typed) {
        for (LocalCommand command : values()) {
            if (command.typed().equals(typed)) {
                return command;
            }
        }
        return null;
    }

    String typed() {
        return name().toLowerCase(Locale.ROOT);
    }

    String summary() {
        return summary;
    }

    Callable<ExitCode> create(Invocation invocation) {
        return constructor.apply(invocation);
    }
}
