package org.gatehouse.bench.simulation;

import java.util.function.Consumer;
import java.util.function.IntConsumer;
import org.gatehouse.wire.ndr.ContextHandle;
import org.jspecify.annotations.Nullable;

/// A call of RPC, as its client remembers it until it is answered. The PDUs are real; what is wanted and what is said
/// goes beside them, and is found by what they carry.
final class Asked {
    /// Its number on its connection, from 1.
    final int call;
    private final Consumer<Answer> deed;
    private final IntConsumer refused;
    private @Nullable Consumer<ContextHandle> told;

    /// @param deed of the member
    /// @param refused told the status of a fault
    Asked(int call, Consumer<Answer> deed, IntConsumer refused) {
        this.call = call;
        this.deed = deed;
        this.refused = refused;
    }

    void serve(Answer answer) {
        deed.accept(answer);
    }

    /// What the member says, once its answer has come.
    void say(Consumer<ContextHandle> then) {
        told = then;
    }

    void answered(ContextHandle handle) {
        if (told != null) {
            told.accept(handle);
        }
    }

    void refused(int status) {
        refused.accept(status);
    }
}
