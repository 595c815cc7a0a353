package org.gatehouse.conformance.outside;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.ResourceLock;

/// impacket's RPC over HTTP through the array's HTTPS port. The script ends with status 0 only if every step held.
@ExtendWith(SharedDemo.class)
@ResourceLock(SharedDemo.FREE)
class OutlookAnywhereTest {
    @Test
    void addressBookAndMailGoThroughHttp(RunningDemo demo) throws Exception {
        Finished client = Finished.of(demo.script("outlook_anywhere.py", "anna.berg", "bruno.keller"));
        assertThat(client.status()).as(client.output()).isZero();
        assertThat(client.output()).contains("ok: the address book through HTTP with Basic",
                "ok: the address book through HTTP with NTLM", "ok: RfrGetNewDSA through HTTP",
                "ok: RfrGetNewDSA under a mailbox server's name", "ok: the address book under a mailbox server's name",
                "ok: EcDoAsyncWaitEx through HTTP told of an event", "ok: delivered through HTTP",
                "ok: a megabyte comes through the OUT channel", "ok: and a quarter of one through the IN channel",
                "ok: public folders at their mailbox server through HTTP",
                "ok: a server that is not the organisation's gives RPC Error 5", "ok: another port gives RPC Error 5",
                "ok: a wrong password is refused", "ok: TLS does not stand for encryption of RPC (0x970)")
                .doesNotContain("FAILED");
    }
}
