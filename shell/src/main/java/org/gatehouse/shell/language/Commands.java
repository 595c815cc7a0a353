package org.gatehouse.shell.language;

import java.util.List;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/// What a command's name stands for. The cmdlets implement it.
public interface Commands {
    /// Binds a command to its arguments and makes the part of the pipeline that it is.
    ///
    /// @param first whether it heads the pipeline: it is then run once with no input
    Stage start(Invocation invocation, Stage next, boolean first);

    /// The values of an argument.
    ///
    /// @param name null for a positional one
    /// @param given whether a value was written together with the name (`-Name:value`)
    /// @param source how a bare word was written, or null
    record Given(@Nullable String name, boolean given, @Nullable Object value, @Nullable String source) {}

    /// @param evaluate runs a block with an object as `$_` and gives what it puts out
    /// @param place the line with a mark under the command, for messages
    record Invocation(String name, List<Given> arguments, Session session,
            BiFunction<ScriptBlock, @Nullable Object, @Nullable Object> evaluate, String place) {
        public Invocation {
            arguments = List.copyOf(arguments);
        }
    }
}
