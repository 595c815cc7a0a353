package org.gatehouse.conformance.outside;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.ResourceLock;

/// impacket's RPC, NTLM and NDR against the array. The scripts end with status 0 only if every step held.
@ExtendWith(SharedDemo.class)
@ResourceLock(SharedDemo.FREE)
@Order(6)
class ImpacketTest {
    @Test
    void mailGoesAroundThroughTheArray(RunningDemo demo) throws Exception {
        Finished client = Finished.of(demo.script("mapi_client.py", "anna.berg", "bruno.keller"));
        assertThat(client.status()).as(client.output()).isZero();
        assertThat(client.output()).contains("ok: RopSaveChangesMessage", "ok: message opens", "ok: delivered",
                "ok: EcDoAsyncWaitEx told of an event").doesNotContain("FAILED");
    }

    @Test
    void aWholeMailboxAnswersToRopsPackedByHand(RunningDemo demo) throws Exception {
        Finished client = Finished.of(demo.script("whole_mailbox.py", "anna.berg", "bruno.keller"));
        assertThat(client.status()).as(client.output()).isZero();
        assertThat(client.output()).contains("ok: categories by importance with their messages", "ok: RopFindRow",
                "ok: a stranger does not log on", "ok: a reviewer reads", "ok: a reviewer does not write",
                "ok: a search folder found what came later", "ok: recovered", "ok: the clone has a place of its own",
                "ok: with the row's data").doesNotContain("FAILED");
    }

    @Test
    void mailAndPublicFoldersAnswerToRopsPackedByHand(RunningDemo demo) throws Exception {
        Finished client = Finished.of(demo.script("mail_and_sharing.py", Stream.concat(Stream.of("anna.berg",
                "bruno.keller"), Stream.concat(RunningDemo.gatehouse("shell", "--data").stream(),
                        Stream.of(demo.data().toString()))).toArray(String[]::new)));
        assertThat(client.status()).as(client.output()).isZero();
        assertThat(client.output()).contains("ok: an embedded message is read back", "ok: named properties are kept",
                "ok: three recipients are read back", "ok: a long body is read back", "ok: and wins by force",
                "ok: all but the excluded", "ok: its category is closed by the state",
                "ok: a submission is taken back", "ok: a group's member has its mail",
                "ok: mail for nobody comes back", "ok: each has a read state of one's own").doesNotContain("FAILED");
    }

    @Test
    void fullAccessOpensAMailboxOverEveryTransport(RunningDemo demo) throws Exception {
        Finished client = Finished.of(demo.script("full_access.py", Stream.concat(Stream.of("bruno.keller"),
                Stream.concat(RunningDemo.gatehouse("shell", "--data").stream(), Stream.of(demo.data().toString())))
                .toArray(String[]::new)));
        assertThat(client.status()).as(client.output()).isZero();
        assertThat(client.output()).contains("ok: shut over RPC", "ok: opens over RPC", "ok: opens over MAPI over HTTP",
                "ok: opens over Outlook Anywhere", "ok: one mailbox over all of them", "ok: Autodiscover tells of it: ",
                "ok: and older clients: ", "ok: a denial outweighs", "ok: shut again over Outlook Anywhere")
                .doesNotContain("FAILED");
    }

    @Test
    void whoIsThrottledIsToldSoInEveryProtocol(RunningDemo demo) throws Exception {
        Finished client = Finished.of(demo.script("throttled.py", Stream.concat(Stream.of("david.osei"),
                Stream.concat(RunningDemo.gatehouse("shell", "--data").stream(), Stream.of(demo.data().toString())))
                .toArray(String[]::new)));
        assertThat(client.status()).as(client.output()).isZero();
        assertThat(client.output()).contains("ok: RopBackoff for ", "ok: EcDoConnectEx is refused with 0x6bb",
                "ok: NspiBind is refused with 0x6bb", "ok: RfrGetNewDSA is refused with 0x6bb",
                "ok: Connect over HTTP has code 0 and status 0x6bb", "ok: Bind over HTTP has code 0 and status 0x6bb",
                "ok: Autodiscover: 503, again after ", "ok: served again under the default policy")
                .doesNotContain("FAILED");
    }

    @Test
    void onlySealedSignInsOfTheRightPersonAreServed(RunningDemo demo) throws Exception {
        Finished client = Finished.of(demo.script("sign_in.py"));
        assertThat(client.status()).as(client.output()).isZero();
        assertThat(client.output()).contains("ok: two services, two interfaces each",
                "ok: EcDoConnectEx at connect gives 0x970", "ok: EcDoConnectEx at integrity gives 0x970",
                "ok: EcDoConnectEx at privacy gives 0x0", "ok: a wrong password is refused",
                "ok: a non-administrator who asks for the privilege gets 0x3f2", "ok: private logon there gives 0x478",
                "ok: public logon there gives 0x478");
    }

    @Test
    void addressBookAndReferralsAnswerAtTheArray(RunningDemo demo) throws Exception {
        Finished client = Finished.of(demo.script("address_book.py"));
        assertThat(client.status()).as(client.output()).isZero();
        assertThat(client.output()).contains("ok: RfrGetNewDSA sends Anna to outlook.gatehouse.test",
                "ok: NSPI at connect", "ok: NSPI at integrity", "ok: NSPI at privacy", "ok: NspiResolveNamesW",
                "ok: NspiDNToMId", "ok: NspiGetProps", "ok: NspiGetMatches", "ok: NspiGetSpecialTable",
                "ok: RFR knows the home database of NSPI");
    }
}
