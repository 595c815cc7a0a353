package org.gatehouse.shell.cmdlets;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.gatehouse.shell.language.PassingException;
import org.gatehouse.shell.language.Stage;

/// One command, declared once: binding, help and completion read this.
///
/// @param synopsis one sentence
/// @param effect whether it changes something, and asks before
/// @param examples commands as one would type them
/// @param open makes the part of a pipeline that a call of it is; its `accept` gets what is piped in, or null once
public record Cmdlet(String name, List<String> aliases, String synopsis, Effect effect,
        List<Parameter<?>> parameters, List<String> examples, BiFunction<Call, Stage, Stage> open) {

    /// What a cmdlet does to the organisation.
    public enum Effect {
        /// Shows things.
        NONE,
        /// Takes -WhatIf and -Confirm.
        CHANGES,
        /// Asks before it acts, unless -Confirm:$false.
        DESTROYS
    }

    /// A cmdlet whose work on each object stands by itself.
    interface Work {
        void run(Call call, Stage out);
    }

    static Builder named(String name, String synopsis) {
        return new Builder(name, synopsis);
    }

    /// Parameters of this cmdlet and those that all have.
    List<Parameter<?>> allParameters() {
        var all = new ArrayList<Parameter<?>>(parameters);
        all.addAll(effect == Effect.NONE ? AnyCmdlet.OF_ALL : AnyCmdlet.OF_CHANGES);
        return all;
    }

    /// Gathers a declaration.
    static final class Builder {
        private final String name;
        private final String synopsis;
        private final List<Parameter<?>> parameters = new ArrayList<>();
        private List<String> aliases = List.of();
        private List<String> examples = List.of();
        private Effect effect = Effect.NONE;

        private Builder(String name, String synopsis) {
            this.name = name;
            this.synopsis = synopsis;
        }

        Builder aliases(String... others) {
            aliases = List.of(others);
            return this;
        }

        Builder takes(Parameter<?>... these) {
            parameters.addAll(List.of(these));
            return this;
        }

        Builder takes(List<? extends Parameter<?>> these) {
            parameters.addAll(these);
            return this;
        }

        Builder example(String... commands) {
            examples = Stream.concat(examples.stream(), Stream.of(commands)).toList();
            return this;
        }

        Builder changes() {
            effect = Effect.CHANGES;
            return this;
        }

        Builder destroys() {
            effect = Effect.DESTROYS;
            return this;
        }

        /// With work that is done anew for each piped object.
        Cmdlet does(Work work) {
            return opens((call, out) -> {
                Stage next = PassingException.through(out);
                return call.guarded(item -> work.run(call, next));
            });
        }

        /// With a stage of its own.
        Cmdlet opens(BiFunction<Call, Stage, Stage> open) {
            return new Cmdlet(name, aliases, synopsis, effect, List.copyOf(parameters), examples, open);
        }
    }
}
