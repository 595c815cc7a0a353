package org.gatehouse.web.http;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A body that is written without waiting for the client: one write after the other, by any thread.
@FunctionalInterface
public interface Flow {
    /// Sends bytes with what is to go before them, at once as far as the client takes them. The array is left as it is
    /// until they are gone.
    ///
    /// @param done hears of it, on this thread or another, which it must not keep: nothing, or why they cannot be sent
    void write(byte[] bytes, int count, Consumer<@Nullable Throwable> done);
}
