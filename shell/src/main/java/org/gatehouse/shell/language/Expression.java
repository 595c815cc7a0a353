package org.gatehouse.shell.language;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What has a value. `at` is an offset in the text, for messages.
public sealed interface Expression {
    int at();

    /// A constant. `source` is how it was written: `007` stays an alias when a parameter wants text.
    record Literal(@Nullable Object value, String source, int at) implements Expression {}

    /// `"..$name..$(expr).."` or a bare word with variables in it: constants and values in turn.
    record Interpolated(List<Expression> parts, int at) implements Expression {}

    record Variable(String name, int at) implements Expression {}

    /// `a, b`.
    record Items(List<Expression> items, int at) implements Expression {}

    /// `@(...)` when `always` a list, `$(...)` otherwise.
    record Sub(List<Statement> statements, boolean always, int at) implements Expression {}

    /// `(...)`: one pipeline's value.
    record Grouped(Statement statement, int at) implements Expression {}

    /// `@{ name = value }`.
    record Table(List<Entry> entries, int at) implements Expression {}

    record Entry(Expression key, Statement value) {}

    /// `{ ... }`.
    record Block(List<Statement> statements, String source, int at) implements Expression {}

    record Member(Expression target, Expression name, int at) implements Expression {}

    record Call(Expression target, String method, List<Expression> arguments, int at) implements Expression {}

    record Index(Expression target, Expression index, int at) implements Expression {}

    record Unary(String operator, Expression operand, int at) implements Expression {}

    record Binary(String operator, Expression left, Expression right, int at) implements Expression {}

    /// `[type] operand`.
    record Cast(String type, Expression operand, int at) implements Expression {}
}
