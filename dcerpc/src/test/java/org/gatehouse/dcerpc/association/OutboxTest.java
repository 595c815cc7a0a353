package org.gatehouse.dcerpc.association;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.ref.Reference;
import java.lang.ref.WeakReference;
import org.gatehouse.dcerpc.association.Step.Output;
import org.junit.jupiter.api.Test;

class OutboxTest {
    /// A connection that is quiet would have its last answer, up to 64 KB of it, as long as it stands.
    @Test
    void whatWasSaidIsNotKept() {
        var outbox = new Outbox();
        WeakReference<Output> said = say(outbox);
        System.gc();
        assertThat(said.get()).isNull();
        Reference.reachabilityFence(outbox);
    }

    private static WeakReference<Output> say(Outbox outbox) {
        outbox.begin(false);
        outbox.add(new Output.Send(new byte[1_000]));
        return new WeakReference<>(outbox.end().getFirst());
    }
}
