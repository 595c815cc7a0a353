package org.gatehouse.shell.language;

import org.jspecify.annotations.Nullable;

/// One part of a running pipeline: takes objects, passes others on to the next.
public interface Stage {
    void accept(@Nullable Object item);

    /// No more objects come. Called once, unless the pipeline failed.
    default void end() {}
}
