package org.gatehouse.shell.language;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.function.Consumer;
import org.gatehouse.shell.ShellException;
import org.gatehouse.shell.language.Statement.Argument;
import org.gatehouse.shell.language.Statement.Element;
import org.jspecify.annotations.Nullable;

/// Runs statements. It has no threads and no loops but `foreach` over a list, so every text comes to an end.
public final class Interpreter {
    private final Commands commands;
    private final Session session;
    private final String text;
    private int depth;

    /// @param text what the statements were parsed from, for messages
    public Interpreter(Commands commands, Session session, String text) {
        this.commands = commands;
        this.session = session;
        this.text = text;
    }

    /// Runs statements one after the other, each into a fresh output. One that fails is reported and the next one runs,
    /// unless `$ErrorActionPreference` is Stop.
    ///
    /// @return whether none failed
    public boolean run(List<Statement> statements, Stage out, Consumer<ShellException> failed) {
        boolean good = true;
        for (Statement statement : statements) {
            try {
                run(statement, out);
            } catch (ShellException thrown) {
                ShellException failure = PassingException.unwrapped(thrown);
                good = false;
                session.outcome(false);
                if (!(failure instanceof ExitException)) {
                    session.remember(String.valueOf(failure.getMessage()));
                }
                failed.accept(failure);
                if (failure instanceof ExitException
                        || Values.text(session.get("ErrorActionPreference")).equalsIgnoreCase("Stop")) {
                    return false;
                }
            }
        }
        return good;
    }

    private void run(Statement statement, Stage out) {
        session.step();
        switch (statement) {
            case Statement.Assignment assignment -> assign(assignment);
            case Statement.Pipeline pipeline -> pipeline(pipeline, out);
            case Statement.If conditional -> conditional(conditional, out);
            case Statement.ForEach(var variable, var items, var body, var at) -> {
                for (Object item : Values.items(value(items))) {
                    session.set(variable, item);
                    runAll(body, out);
                }
            }
        }
    }

    private void runAll(List<Statement> statements, Stage out) {
        if (++depth > Limits.DEPTH_MAX / 4) {
            throw new ShellException("Blocks are nested more than " + Limits.DEPTH_MAX / 4 + " deep.");
        }
        try {
            statements.forEach(statement -> run(statement, out));
        } finally {
            depth--;
        }
    }

    private void conditional(Statement.If conditional, Stage out) {
        for (Statement.Branch branch : conditional.branches()) {
            if (Values.truth(value(branch.condition()))) {
                runAll(branch.body(), out);
                return;
            }
        }
        runAll(conditional.otherwise(), out);
    }

    private void assign(Statement.Assignment assignment) {
        Object value = value(assignment.value());
        if (!assignment.operator().equals("=")) {
            value = Operators.apply(assignment.operator().substring(0, 1), value(assignment.target()), value);
        }
        if (!(assignment.target() instanceof Expression.Variable(var name, var at))) {
            throw new ShellException("Only variables can be assigned to; change objects with their Set- cmdlet.\n"
                    + Cursor.mark(text, assignment.at()));
        }
        session.set(name, value);
    }

    /// Runs it and sets `$?`. What fails inside its arguments is their own outcome, not this one's.
    private void pipeline(Statement.Pipeline pipeline, Stage out) {
        boolean before = session.failed(false);
        try {
            elements(pipeline, out);
        } finally {
            session.outcome(!session.failed(before));
        }
    }

    private void elements(Statement.Pipeline pipeline, Stage out) {
        List<Element> elements = pipeline.elements();
        Stage next = new Stage() {
            @Override
            public void accept(@Nullable Object item) {
                session.step();
                out.accept(item);
            }
        };
        var stages = new ArrayList<Stage>();
        for (int i = elements.size() - 1; i >= 0; i--) {
            if (elements.get(i) instanceof Element.Command command) {
                next = start(command, next, i == 0);
                stages.addFirst(next);
            }
        }
        switch (elements.getFirst()) {
            case Element.Value(var expression, var at) -> emit(value(expression), next, elements.size() > 1);
            case Element.Command _ -> stages.getFirst().accept(null);
        }
        stages.forEach(Stage::end);
    }

    private void emit(@Nullable Object value, Stage to, boolean nullsToo) {
        if (value instanceof List<?> list) {
            for (Object item : list) {
                to.accept(item);
            }
        } else if (value != null || nullsToo) {
            to.accept(value);
        }
    }

    private Stage start(Element.Command command, Stage next, boolean first) {
        Object name = value(command.name());
        if (name instanceof ScriptBlock block) {
            return new Stage() {
                @Override
                public void accept(@Nullable Object item) {
                    emit(evaluate(block, item), next, false);
                }
            };
        }
        var given = new ArrayList<Commands.Given>();
        for (Argument argument : command.arguments()) {
            given.add(switch (argument) {
                case Argument.Named(var parameter, var value, var at) -> new Commands.Given(parameter, value != null,
                        value == null ? null : value(value), value == null ? null : source(value));
                case Argument.Positional(var value, var at) -> new Commands.Given(null, true, value(value),
                        source(value));
            });
        }
        return commands.start(new Commands.Invocation(Values.text(name), given, session, this::evaluate,
                Cursor.mark(text, command.at())), next, first);
    }

    private static @Nullable String source(Expression value) {
        return value instanceof Expression.Literal(var constant, var source, var at) ? source : null;
    }

    /// Runs a block with an object as `$_`; gives what it puts out.
    private @Nullable Object evaluate(ScriptBlock block, @Nullable Object item) {
        Object before = session.get("_");
        session.set("_", item);
        try {
            var collected = new Collector();
            runAll(block.statements(), collected);
            return Values.unwrap(collected.items);
        } finally {
            session.set("_", before);
        }
    }

    private @Nullable Object value(Statement statement) {
        if (statement instanceof Statement.Pipeline(var elements, var at) && elements.size() == 1
                && elements.getFirst() instanceof Element.Value(var expression, var valueAt)) {
            Object value = value(expression);
            session.outcome(true);
            return value;
        }
        var collected = new Collector();
        run(statement, collected);
        return Values.unwrap(collected.items);
    }

    private @Nullable Object value(Expression expression) {
        session.step();
        return switch (expression) {
            case Expression.Literal literal -> literal.value();
            case Expression.Variable variable -> session.get(variable.name());
            case Expression.Interpolated(var parts, var at) -> interpolated(parts);
            case Expression.Items(var items, var at) -> items.stream().map(this::value)
                    .collect(ArrayList<@Nullable Object>::new, ArrayList::add, ArrayList::addAll);
            case Expression.Sub(var statements, var always, var at) -> sub(statements, always);
            case Expression.Grouped(var statement, var at) -> value(statement);
            case Expression.Table(var entries, var at) -> table(entries);
            case Expression.Block(var statements, var source, var at) -> new ScriptBlock(statements, source);
            case Expression.Member(var target, var name, var at) -> Values.member(value(target),
                    Values.text(value(name)));
            case Expression.Call(var target, var method, var arguments, var at) -> {
                var values = new ArrayList<@Nullable Object>();
                arguments.forEach(argument -> values.add(value(argument)));
                yield Methods.call(value(target), method, values);
            }
            case Expression.Index(var target, var index, var at) -> index(value(target), value(index));
            case Expression.Unary(var operator, var operand, var at) -> switch (operator) {
                case "not" -> !Values.truth(value(operand));
                case "-" -> Operators.apply("-", 0L, value(operand));
                default -> Operators.apply("+", 0L, value(operand));
            };
            case Expression.Binary binary -> binary(binary);
            case Expression.Cast(var type, var operand, var at) -> Casts.cast(type, value(operand));
        };
    }

    private String interpolated(List<Expression> parts) {
        var whole = new StringBuilder();
        for (Expression part : parts) {
            whole.append(Values.text(value(part)));
            Values.requireLength(whole.length());
        }
        return whole.toString();
    }

    private @Nullable Object sub(List<Statement> statements, boolean always) {
        var collected = new Collector();
        runAll(statements, collected);
        return always ? collected.items : Values.unwrap(collected.items);
    }

    private Object table(List<Expression.Entry> entries) {
        var table = new LinkedHashMap<String, @Nullable Object>();
        for (Expression.Entry entry : entries) {
            table.put(Values.text(value(entry.key())), value(entry.value()));
        }
        return Collections.unmodifiableMap(table);
    }

    private @Nullable Object binary(Expression.Binary binary) {
        return switch (binary.operator()) {
            case "and" -> Values.truth(value(binary.left())) && Values.truth(value(binary.right()));
            case "or" -> Values.truth(value(binary.left())) || Values.truth(value(binary.right()));
            case "xor" -> Values.truth(value(binary.left())) ^ Values.truth(value(binary.right()));
            default -> Operators.apply(binary.operator(), value(binary.left()), value(binary.right()));
        };
    }

    private @Nullable Object index(@Nullable Object target, @Nullable Object index) {
        if (target instanceof java.util.Map || target instanceof ShellObject) {
            return Values.member(target, Values.text(index));
        }
        if (index instanceof List<?> several) {
            var chosen = new ArrayList<@Nullable Object>();
            several.forEach(one -> chosen.add(index(target, one)));
            return chosen;
        }
        Number number = Values.number(index);
        if (number == null) {
            throw new ShellException("'" + Values.text(index) + "' is not an index; items count from [0].");
        }
        if (target == null) {
            throw new ShellException("Cannot index into a null array.");
        }
        long at = number.longValue();
        if (target instanceof String text) {
            long place = at < 0 ? text.length() + at : at;
            return place >= 0 && place < text.length() ? String.valueOf(text.charAt((int) place)) : null;
        }
        List<?> list = Values.items(target);
        long place = at < 0 ? list.size() + at : at;
        return place >= 0 && place < list.size() ? list.get((int) place) : null;
    }

    private static final class Collector implements Stage {
        private final List<@Nullable Object> items = new ArrayList<>();

        @Override
        public void accept(@Nullable Object item) {
            Values.requireItems(items.size() + 1L);
            items.add(item);
        }
    }
}
