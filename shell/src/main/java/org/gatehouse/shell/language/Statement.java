package org.gatehouse.shell.language;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a text is made of.
public sealed interface Statement {
    int at();

    /// `target operator value`, the operator one of `=`, `+=`, `-=`.
    record Assignment(Expression target, String operator, Statement value, int at) implements Statement {}

    record Pipeline(List<Element> elements, int at) implements Statement {}

    record If(List<Branch> branches, List<Statement> otherwise, int at) implements Statement {}

    record Branch(Statement condition, List<Statement> body) {}

    record ForEach(String variable, Statement items, List<Statement> body, int at) implements Statement {}

    /// One part of a pipeline.
    sealed interface Element {
        int at();

        record Value(Expression expression, int at) implements Element {}

        record Command(Expression name, List<Argument> arguments, int at) implements Element {}
    }

    /// What follows a command's name.
    sealed interface Argument {
        int at();

        /// `-Name`, with a value only when written `-Name:value`.
        record Named(String name, @Nullable Expression value, int at) implements Argument {}

        record Positional(Expression value, int at) implements Argument {}
    }
}
