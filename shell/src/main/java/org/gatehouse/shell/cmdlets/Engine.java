package org.gatehouse.shell.cmdlets;

import java.util.List;
import org.gatehouse.shell.Administration;
import org.gatehouse.shell.Console;
import org.gatehouse.shell.ShellException;
import org.gatehouse.shell.format.Output;
import org.gatehouse.shell.language.Commands;
import org.gatehouse.shell.language.ExitException;
import org.gatehouse.shell.language.Interpreter;
import org.gatehouse.shell.language.ParseException;
import org.gatehouse.shell.language.Parser;
import org.gatehouse.shell.language.Session;
import org.gatehouse.shell.language.Stage;
import org.gatehouse.shell.language.Statement;
import org.gatehouse.shell.language.StoppedException;
import org.jspecify.annotations.Nullable;

/// Runs command texts of one person's session. Not thread-safe: one text at a time.
public final class Engine {
    private static final Catalog CATALOG = new Catalog();
    private static final String HELP_WANTED = "?";

    private final Administration administration;
    private final Gate gate;
    private final Session session = new Session();

    public Engine(Administration administration) {
        this(administration, Gate.OPEN);
    }

    /// @param gate asked before each cmdlet
    public Engine(Administration administration, Gate gate) {
        this.administration = administration;
        this.gate = gate;
    }

    /// What a text came to.
    ///
    /// @param status 0 when nothing failed
    /// @param ended whether the text asked to end the session (`exit`)
    public record Result(int status, boolean ended) {}

    /// What a text gives that the person stopped: 128 and the number of SIGINT.
    public static final int STOPPED = 130;

    /// Reads the whole text, then runs it. Whatever goes wrong is said on the console.
    public Result run(String text, Console console) {
        try {
            return runToEnd(text, console);
        } catch (StoppedException byPerson) {
            return new Result(STOPPED, false);
        }
    }

    private Result runToEnd(String text, Console console) {
        List<Statement> statements;
        try {
            statements = Parser.parse(text);
        } catch (ParseException wrong) {
            session.remember(wrong.getMessage());
            console.error(wrong.getMessage());
            return new Result(1, false);
        }
        session.begin(console::stopped);
        var running = new Running(administration, console, CATALOG);
        int[] exit = {-1};
        for (Statement statement : statements) {
            var out = new Output(console::output, console.width());
            boolean good;
            try (var inside = new Inside(gate)) {
                good = new Interpreter(commands(running, inside), session, text).run(List.of(statement), flushing(out),
                        failure -> {
                            out.end();
                            if (failure instanceof ExitException exiting) {
                                exit[0] = exiting.status();
                            } else {
                                running.error(failure.getMessage());
                            }
                        });
            }
            out.end();
            if (exit[0] >= 0) {
                return new Result(exit[0], true);
            }
            if (!good && stops()) {
                break;
            }
        }
        return new Result(running.failed() ? 1 : 0, false);
    }

    private boolean stops() {
        return "Stop".equalsIgnoreCase(String.valueOf(session.get("ErrorActionPreference")));
    }

    private static Stage flushing(Output out) {
        return new Stage() {
            @Override
            public void accept(@Nullable Object item) {
                out.accept(item);
            }
        };
    }

    /// The cmdlets of one statement that the gate has let in; those of a pipeline that failed leave with it.
    private static final class Inside implements AutoCloseable {
        private final Gate gate;
        private int count;

        Inside(Gate gate) {
            this.gate = gate;
        }

        void enter(Cmdlet cmdlet, Commands.Invocation invocation) {
            gate.pass(cmdlet.effect() == Cmdlet.Effect.DESTROYS).ifPresent(why -> {
                throw new ShellException(cmdlet.name() + " : " + why + ".\n" + invocation.place());
            });
            count++;
        }

        Stage untilTheEnd(Stage stage) {
            return new Stage() {
                @Override
                public void accept(@Nullable Object item) {
                    stage.accept(item);
                }

                @Override
                public void end() {
                    stage.end();
                    count--;
                    gate.leave();
                }
            };
        }

        @Override
        public void close() {
            for (; count > 0; count--) {
                gate.leave();
            }
        }
    }

    private static Commands commands(Running running, Inside inside) {
        return (invocation, next, first) -> {
            Cmdlet cmdlet = CATALOG.find(invocation.name()).or(() -> CATALOG.find("Get-" + invocation.name()))
                    .orElseThrow(() -> new ShellException("The term '" + shortened(invocation.name())
                            + "' is not recognized as the name of a cmdlet." + CATALOG.nearest(invocation.name())
                            + " Get-Command lists all.\n" + invocation.place()));
            if (invocation.arguments().stream().anyMatch(given -> HELP_WANTED.equals(given.name()))) {
                return help(cmdlet, invocation, running, next);
            }
            inside.enter(cmdlet, invocation);
            var call = new Call(cmdlet, invocation, running, Binding.bind(cmdlet, invocation));
            if (first) {
                running.head(call);
            }
            return inside.untilTheEnd(cmdlet.open().apply(call, call.noting(next)));
        };
    }

    /// `CMDLET -?`: its help, once, instead of its work.
    private static Stage help(Cmdlet asked, Commands.Invocation invocation, Running running, Stage next) {
        Cmdlet cmdlet = CATALOG.find("Get-Help").orElseThrow();
        var wanted = new Commands.Invocation(cmdlet.name(), List.of(new Commands.Given(null, true, asked.name(),
                null)), invocation.session(), invocation.evaluate(), invocation.place());
        var call = new Call(cmdlet, wanted, running, Binding.bind(cmdlet, wanted));
        running.head(call);
        Stage page = cmdlet.open().apply(call, next);
        return new Stage() {
            @Override
            public void accept(@Nullable Object item) {}

            @Override
            public void end() {
                page.accept(null);
                page.end();
            }
        };
    }

    private static String shortened(String name) {
        return name.length() > 100 ? name.substring(0, 100) + "..." : name;
    }

    /// Variables of the session, for completion.
    public Session session() {
        return session;
    }

    public Administration administration() {
        return administration;
    }

    public Catalog catalog() {
        return CATALOG;
    }
}
