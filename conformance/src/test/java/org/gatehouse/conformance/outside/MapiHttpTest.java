package org.gatehouse.conformance.outside;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.ResourceLock;

/// MAPI over HTTP from Python's own HTTPS, its bodies packed by hand. The script ends with status 0 only if every step
/// held.
@ExtendWith(SharedDemo.class)
@ResourceLock(SharedDemo.FREE)
class MapiHttpTest {
    @Test
    void mailGoesAroundOverHttpThroughTheArray(RunningDemo demo) throws Exception {
        Finished client = Finished.of(demo.script("mapi_http.py", "anna.berg", "bruno.keller"));
        assertThat(client.status()).as(client.output()).isZero();
        assertThat(client.output()).contains("ok: NotificationWait told of an event", "ok: delivered",
                "ok: a sequence that was used is refused with 15", "ok: another's cookie is refused with 10",
                "ok: the session goes on over another connection", "ok: ResolveNames", "ok: Unbind")
                .doesNotContain("FAILED");
    }
}
