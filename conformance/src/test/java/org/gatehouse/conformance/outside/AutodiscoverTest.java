package org.gatehouse.conformance.outside;

import static org.assertj.core.api.Assertions.assertThat;

import org.gatehouse.testing.Outside;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// Autodiscover from outside. The script ends with status 0 only if every step held.
@ExtendWith(SharedDemo.class)
class AutodiscoverTest {
    @Test
    void exchangelibFindsAMailboxFromItsAddress(RunningDemo demo) throws Exception {
        Outside.python("exchangelib", "python3-exchangelib");
        Finished client = Finished.of(demo.script("autodiscover_exchangelib.py", "anna.berg",
                "outlook.gatehouse.test"));
        assertThat(client.status()).as(client.output()).isZero();
        assertThat(client.output()).contains("ok: the service record led to cas1.gatehouse.test",
                "ok: POX: EXCH, Server outlook.gatehouse.test", "ok: POX knows nobody of that address",
                "ok: SOAP: outlook.gatehouse.test").doesNotContain("FAILED");
    }
}
