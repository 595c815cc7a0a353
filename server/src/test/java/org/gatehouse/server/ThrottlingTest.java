package org.gatehouse.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.gatehouse.client.BackoffException;
import org.gatehouse.client.HttpsConnection;
import org.gatehouse.client.MailboxClient;
import org.gatehouse.client.MapiException;
import org.gatehouse.client.MapiSession;
import org.gatehouse.client.RpcException;
import org.gatehouse.directory.organization.MailboxProperty;
import org.gatehouse.directory.organization.ThrottlingLimit;
import org.gatehouse.mapi.id.ObjectId;
import org.gatehouse.mapi.property.Tags;
import org.gatehouse.testing.MetricsPage;
import org.gatehouse.wire.Bytes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Sessions of a person under throttling policies, at running servers, over RPC and HTTP.
class ThrottlingTest {
    private static final int CONNECTIONS_EXCEEDED = 2614;
    private static final int TOO_BUSY = 0x6bb;
    private static final String GUID = "{C715155F-2BE8-44E0-BD34-2960067874C8}";

    @TempDir
    private Path folder;
    private ArrayFixture array;

    @BeforeEach
    void open() throws IOException {
        array = ArrayFixture.open(folder);
    }

    @AfterEach
    void close() {
        array.close();
    }

    private void hold(Map<ThrottlingLimit, String> limits) {
        array.organization().throttlingPolicies().create("Strict", limits);
        array.organization().mailboxes().set("ann", Map.of(MailboxProperty.THROTTLING_POLICY, "Strict"));
    }

    @Test
    void connectionsAreCountedOverAllMembersAndTransports() throws IOException {
        hold(Map.of(ThrottlingLimit.RCA_MAX_CONCURRENCY, "2"));
        MapiSession first = array.rpcAt("cas1");
        try (MapiSession second = array.httpAt("cas2")) {
            assertThatThrownBy(() -> array.rpcAt("cas2")).isInstanceOfSatisfying(MapiException.class, refused -> {
                assertThat(refused.error()).isEqualTo(CONNECTIONS_EXCEEDED);
                assertThat(refused).hasMessageContaining("throttled: CONTOSO\\ann has as many connections or requests "
                        + "as RCAMaxConcurrency of throttling policy 'Strict' allows");
            });
            assertThatThrownBy(() -> array.httpAt("cas1")).isInstanceOfSatisfying(MapiException.class, refused ->
                    assertThat(refused).hasMessageContaining("RCAMaxConcurrency of throttling policy 'Strict'"));
            MailboxClient.logon(first);
            MailboxClient.logon(second);
            first.close();
            array.rpcAt("cas2").close();
        }
        String page = new String(array.ask("cas1", "/metrics").body(), StandardCharsets.UTF_8);
        assertThat(MetricsPage.read(page)).as("nothing that a scraper would drop").isNotEmpty();
        assertThat(page).contains("gatehouse_throttling_refused_total{component=\"RCA\",measure=\"MaxConcurrency\"} 2")
                .containsPattern("gatehouse_throttling_seconds_total\\{component=\"RCA\",measure=\"AD\"} (?!0\\.0+\n)");
    }

    @Test
    void whoIsOverBudgetIsPutOffAndAChangedPolicyHoldsWithoutARestart() throws Exception {
        try (MapiSession rpc = array.rpcAt("cas1"); MapiSession http = array.httpAt("cas2")) {
            MailboxClient overRpc = MailboxClient.logon(rpc);
            MailboxClient overHttp = MailboxClient.logon(http);
            hold(Map.of(ThrottlingLimit.RCA_PERCENT_TIME_IN_MAILBOX_RPC, "0",
                    ThrottlingLimit.EWS_PERCENT_TIME_IN_CAS, "0"));
            awaitBackoff(overRpc);
            assertThatThrownBy(() -> overHttp.readStore(List.of(Tags.DISPLAY_NAME)))
                    .isInstanceOf(BackoffException.class);
            assertThatThrownBy(() -> array.rpcAt("cas1")).isInstanceOfSatisfying(RpcException.class, refused ->
                    assertThat(refused.status()).isEqualTo(TOO_BUSY));
            assertThatThrownBy(() -> array.httpAt("cas1")).isInstanceOfSatisfying(RpcException.class, refused -> {
                assertThat(refused.status()).isEqualTo(TOO_BUSY);
                assertThat(refused).hasMessageContaining("RCAPercentTimeInMailboxRPC of throttling policy 'Strict'");
            });
            assertTheAddressBookIsTooBusy();
            HttpsConnection.Answer discovery = array.ask("cas2", "/autodiscover/autodiscover.xml",
                    Map.of("Authorization", array.basic()), new byte[0]);
            assertThat(discovery.status()).isEqualTo(503);
            assertThat(discovery.field("Retry-After")).isEqualTo("10");
            array.organization().throttlingPolicies().set("Strict", null,
                    Map.of(ThrottlingLimit.RCA_PERCENT_TIME_IN_MAILBOX_RPC, ""));
            awaitService(overRpc);
            overHttp.readStore(List.of(Tags.DISPLAY_NAME));
        }
    }

    /// Of those who send too much, whichever member takes their messages.
    @Test
    void messagesWaitInTheOutboxUntilTheirSenderMaySendMore() throws IOException {
        hold(Map.of(ThrottlingLimit.MESSAGE_RATE_LIMIT, "1", ThrottlingLimit.RECIPIENT_RATE_LIMIT, "2"));
        try (MapiSession first = array.rpcAt("cas1"); MapiSession second = array.httpAt("cas2")) {
            MailboxClient here = MailboxClient.logon(first);
            MailboxClient there = MailboxClient.logon(second);
            here.send(array.dn(), "one", "");
            there.send(array.dn(), "two", "");
            assertThat(subjects(here, here.inbox())).containsExactly("one");
            assertThat(subjects(here, here.outbox())).containsExactly("two");
            array.organization().throttlingPolicies().set("Strict", null,
                    Map.of(ThrottlingLimit.MESSAGE_RATE_LIMIT, ""));
            long end = System.nanoTime() + ArrayFixture.TIMEOUT.toNanos() * 2;
            while (!subjects(here, here.outbox()).isEmpty() && System.nanoTime() < end) {
                Thread.onSpinWait();
            }
            here.send(array.dn(), "three", "");
            assertThat(subjects(here, here.inbox()))
                    .containsExactlyInAnyOrder("one", "two", "Undeliverable: three");
        }
    }

    private static List<String> subjects(MailboxClient mailbox, ObjectId folder) throws IOException {
        return mailbox.list(folder, List.of(Tags.SUBJECT)).stream()
                .map(row -> MailboxClient.text(row.cells().getFirst())).toList();
    }

    /// Status 200, X-ResponseCode 0 and StatusCode 0x6BB ([MS-OXCMAPIHTTP] 2.2.5.1.3), also from its referrals.
    private void assertTheAddressBookIsTooBusy() throws IOException {
        var bodies = Map.of(
                // Flags, HasState, STAT in code page 1252, AuxiliaryBufferSize
                "Bind", "00000000 ff 00000000 00000000 00000000 00000000 00000000 00000000 e4040000 09040000 09040000"
                        + "00000000",
                // Flags, UserDn, AuxiliaryBufferSize
                "GetAddressBookUrl", "00000000 2f000000 00000000");
        for (var each : bodies.entrySet()) {
            HttpsConnection.Answer answer = array.ask("cas1", "/mapi/nspi/", Map.of("Authorization", array.basic(),
                    "Content-Type", "application/mapi-http", "X-RequestType", each.getKey(), "X-RequestId", GUID + ":1",
                    "X-ClientInfo", GUID + ":1", "X-ClientApplication", "Outlook/15.0.4815.1000"),
                    Bytes.ofHex(each.getValue().replace(" ", "")).toArray());
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.field("X-ResponseCode")).isEqualTo("0");
            String body = new String(answer.body(), StandardCharsets.ISO_8859_1);
            assertThat(body.substring(body.indexOf("\r\n\r\n") + 4)).as(each.getKey())
                    .startsWith("\u00bb\u0006\0\0");
            assertThat(body.replace("\0", "")).contains("throttled: CONTOSO\\ann");
        }
    }

    /// A minute is what the policy's change may take.
    private static void awaitBackoff(MailboxClient mailbox) throws IOException {
        long end = System.nanoTime() + ArrayFixture.TIMEOUT.toNanos() * 2;
        while (System.nanoTime() < end) {
            try {
                mailbox.readStore(List.of(Tags.DISPLAY_NAME));
            } catch (BackoffException putOff) {
                assertThat(putOff.time()).isPositive();
                return;
            }
        }
        throw new AssertionError("the policy does not hold");
    }

    private static void awaitService(MailboxClient mailbox) throws IOException {
        long end = System.nanoTime() + ArrayFixture.TIMEOUT.toNanos() * 2;
        while (System.nanoTime() < end) {
            try {
                mailbox.readStore(List.of(Tags.DISPLAY_NAME));
                return;
            } catch (BackoffException putOff) {
                assertThat(putOff.time()).isPositive();
            }
        }
        throw new AssertionError("the policy still holds");
    }
}
