package org.gatehouse.security.kerberos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.gatehouse.security.Acceptor.Step;
import org.gatehouse.security.Accounts;
import org.gatehouse.security.MessageProtection;
import org.gatehouse.security.RecordedWatch;
import org.gatehouse.testing.Golden;
import org.gatehouse.testing.Mutations;
import org.gatehouse.wire.ByteWriter;
import org.gatehouse.wire.Bytes;
import org.gatehouse.wire.MalformedException;
import org.junit.jupiter.api.Test;

/// Messages, keytab and protection against what MIT's tools wrote.
final class KerberosCaptureTest {
    private static final InstantSource CLOCK = InstantSource.fixed(MitCapture.NOW);
    private static final Bytes REQUEST = Bytes.wrap(MitCapture.AP_REQ);
    private final RecordedWatch watch = new RecordedWatch();
    private final ReplayCache replays = new ReplayCache(4, KerberosAcceptor.Settings.SKEW_MAX);

    @Test
    void keytabIsReadByField() {
        Keytab keytab = Keytab.decode(Bytes.copyOf(MitCapture.KEYTAB));
        Keytab.Entry first = keytab.entries().getFirst();
        assertThat(first.name()).isEqualTo("exchangeMDB/outlook.corp.test@CORP.TEST");
        assertThat(first.keyVersion()).isEqualTo(2);
        assertThat(first.written()).isBetween(MitCapture.NOW.minusSeconds(60), MitCapture.NOW);
        assertThat(keys()).extracting(key -> key.key().type())
                .containsExactly(EncryptionType.AES256, EncryptionType.AES128);
        assertThat(Golden.hex(keytab.encode().toArray())).isEqualTo(Golden.hex(MitCapture.KEYTAB));
    }

    @Test
    void keytabOfMisshapenBytesIsAValueOrMalformed() {
        Mutations.survive(MitCapture.KEYTAB, 3_000, MalformedException.class,
                bytes -> Keytab.decode(Bytes.wrap(bytes)));
    }

    @Test
    void requestIsReadAndWrittenByField() {
        ApRequest request = ApRequest.decode(REQUEST);
        assertThat(request.options()).isEqualTo(ApRequest.MUTUAL_REQUIRED);
        assertThat(request.ticket().realm()).isEqualTo("CORP.TEST");
        assertThat(request.ticket().service()).isEqualTo(
                new PrincipalName(PrincipalName.PRINCIPAL, List.of("exchangeMDB", "outlook.corp.test")));
        assertThat(request.ticket().encrypted().keyVersion()).contains(2L);
        assertThat(request.encode()).isEqualTo(REQUEST);
    }

    @Test
    void ticketAndAuthenticatorAreReadByField() {
        TicketContent ticket = TicketContent.decode(ticketPlain());
        assertThat(ticket.client()).isEqualTo(new PrincipalName(PrincipalName.PRINCIPAL, List.of("ada")));
        assertThat(ticket.realm()).isEqualTo("CORP.TEST");
        assertThat(ticket.sessionKeyType()).isEqualTo(18);
        assertThat(ticket.begins()).isBefore(MitCapture.NOW);
        assertThat(ticket.endTime()).isAfter(MitCapture.NOW);
        Authenticator authenticator = Authenticator.decode(authenticatorPlain());
        assertThat(authenticator.client().names(ticket.client())).isTrue();
        assertThat(authenticator.subkey()).isPresent();
        GssChecksum gss = GssChecksum.decode(authenticator.checksum().orElseThrow().value());
        assertThat(gss.has(GssChecksum.DCE_STYLE)).isTrue();
        assertThat(gss.has(GssChecksum.MUTUAL)).isTrue();
        assertThat(gss.binding().toArray()).containsOnly(0);
        // MIT adds authorisation data at the end, which is read over: all before comes back as it was.
        assertThat(authenticatorPlain().hex()).contains(authenticator.subkey().orElseThrow().element(6).hex())
                .contains(authenticator.checksum().orElseThrow().element(3).hex());
    }

    @Test
    void messagesOfMisshapenBytesAreValuesOrMalformed() {
        Mutations.survive(MitCapture.AP_REQ, 3_000, MalformedException.class,
                bytes -> ApRequest.decode(Bytes.wrap(bytes)));
        Mutations.survive(ticketPlain().toArray(), 3_000, MalformedException.class,
                bytes -> TicketContent.decode(Bytes.wrap(bytes)));
        Mutations.survive(authenticatorPlain().toArray(), 3_000, MalformedException.class, bytes ->
                Authenticator.decode(Bytes.wrap(bytes)).checksum().ifPresent(sum -> GssChecksum.decode(sum.value())));
        Mutations.survive(MitCapture.THIRD_LEG, 3_000, MalformedException.class,
                bytes -> ApReply.decode(Bytes.wrap(bytes)));
        Mutations.survive(MitCapture.AP_REQ, 3_000, MalformedException.class,
                bytes -> acceptor().accept(Bytes.wrap(bytes)));
    }

    @Test
    void signInOfThreeLegsAndItsMessages() {
        var protection = signIn();
        assertThat(watch.events).containsExactly("admit CORP\\Ada", "succeeded CORP\\Ada");
        byte[] message = new ByteWriter().bytes(ascii("head0")).bytes(MitCapture.SEALED_BODY).bytes(ascii("tail"))
                .toArray();
        int sealTo = message.length - 4;
        assertThat(protection.unseal(message.clone(), 0, message.length, 6, sealTo, seal())).isFalse();
        assertThat(protection.unseal(message, 0, message.length, 5, sealTo, seal())).isTrue();
        assertThat(message).isEqualTo(ascii("head0a message from MIT, 0tail"));
        byte[] signed = ascii("signed 0");
        assertThat(protection.verify(signed, 0, signed.length, Bytes.wrap(MitCapture.MIC))).isTrue();
        assertThat(protection.verify(signed, 0, signed.length, Bytes.wrap(MitCapture.MIC))).as("again").isFalse();
    }

    @Test
    void messagesWithoutTheirPlaceOrAlteredDoNotHold() {
        var protection = signIn();
        byte[] signed = ascii("signed 0");
        assertThat(protection.verify(signed, 0, signed.length, Bytes.wrap(MitCapture.MIC))).as("too early").isFalse();
        byte[] message = new ByteWriter().bytes(ascii("Head0")).bytes(MitCapture.SEALED_BODY).bytes(ascii("tail"))
                .toArray();
        assertThat(protection.unseal(message, 0, message.length, 5, message.length - 4, seal()))
                .as("signed part altered").isFalse();
        Mutations.survive(MitCapture.SEAL, 2_000, MalformedException.class, bytes -> {
            byte[] body = MitCapture.SEALED_BODY.clone();
            if (protection.unseal(body, 0, body.length, 0, body.length, Bytes.wrap(bytes))) {
                throw new AssertionError("an altered token holds");
            }
        });
    }

    @Test
    void thirdLegOfAnotherSignInIsRefused() {
        KerberosAcceptor acceptor = new KerberosAcceptor(settings(), accounts(), watch, null, CLOCK, new Random(8));
        assertThat(acceptor.accept(REQUEST)).isInstanceOf(Step.Continue.class);
        assertThat(acceptor.accept(Bytes.wrap(MitCapture.THIRD_LEG))).isInstanceOf(Step.Refused.class);
        assertThat(watch.events).last().isEqualTo("turned away CORP\\Ada: the third leg does not hold");
    }

    @Test
    void refusalCarriesAnErrorMessageByWhichAClientMendsItsClock() { // [MS-KILE] 3.4.5
        InstantSource late = InstantSource.offset(CLOCK, Duration.ofMinutes(6));
        var refused = (Step.Refused) new KerberosAcceptor(settings(), accounts(), watch, null, late, new Random(1))
                .accept(REQUEST);
        ErrorMessage error = ErrorMessage.decode(refused.token());
        assertThat(error.code()).isEqualTo(ErrorMessage.SKEW);
        assertThat(error.time()).isEqualTo(late.instant());
        assertThat(error.service()).hasToString("exchangeMDB/outlook.corp.test");
        assertThat(error.data().hex()).isEqualTo("3005a103020102"); // data-type 2, hand-built from [MS-KILE] 2.2.2
        Mutations.survive(refused.token().toArray(), 2_000, MalformedException.class,
                bytes -> ErrorMessage.decode(Bytes.wrap(bytes)));
    }

    @Test
    void nothingIsTakenAfterTheEnd() {
        KerberosAcceptor acceptor = acceptor();
        acceptor.accept(REQUEST);
        acceptor.accept(Bytes.wrap(MitCapture.THIRD_LEG));
        assertThatThrownBy(() -> acceptor.accept(REQUEST)).isInstanceOf(MalformedException.class);
    }

    @Test
    void fullMemoryOfRequestsTakesNoMoreUntilTheyRunOut() {
        for (int number = 0; number < 4; number++) {
            assertThat(replays.note(octet(number), MitCapture.NOW)).isEqualTo(ReplayCache.Verdict.NEW);
        }
        assertThat(replays.note(octet(1), MitCapture.NOW)).isEqualTo(ReplayCache.Verdict.SEEN);
        assertThat(replays.note(octet(9), MitCapture.NOW)).isEqualTo(ReplayCache.Verdict.FULL);
        assertThat(replays.note(octet(9), MitCapture.NOW.plus(Duration.ofMinutes(11))))
                .isEqualTo(ReplayCache.Verdict.NEW);
        assertThat(replays.size()).isEqualTo(1);
    }

    private MessageProtection signIn() {
        KerberosAcceptor acceptor = acceptor();
        assertThat(acceptor.accept(REQUEST)).isEqualTo(new Step.Continue(Bytes.wrap(MitCapture.AP_REP)));
        return ((Step.Accepted) acceptor.accept(Bytes.wrap(MitCapture.THIRD_LEG))).protection();
    }

    private KerberosAcceptor acceptor() {
        return new KerberosAcceptor(settings(), accounts(), watch, null, CLOCK, new Random(MitCapture.SEED));
    }

    private KerberosAcceptor.Settings settings() {
        return new KerberosAcceptor.Settings("corp.test", KerberosCaptureTest::keys, replays,
                KerberosAcceptor.Settings.SKEW_MAX);
    }

    private static Accounts accounts() {
        return new Accounts().with("CORP", "Ada", "unused");
    }

    private static List<ServiceKey> keys() {
        return Keytab.decode(Bytes.wrap(MitCapture.KEYTAB)).entries().stream().map(Keytab.Entry::usable)
                .flatMap(Optional::stream).toList();
    }

    private static Bytes seal() {
        return Bytes.wrap(MitCapture.SEAL);
    }

    private static Bytes ticketPlain() {
        byte[] cipher = ApRequest.decode(REQUEST).ticket().encrypted().cipher().toArray();
        return Bytes.wrap(keys().getFirst().key().decrypt(2, cipher).orElseThrow());
    }

    private static Bytes authenticatorPlain() {
        TicketContent ticket = TicketContent.decode(ticketPlain());
        KerberosKey key = new EncryptionKey(ticket.sessionKeyType(), ticket.sessionKey()).usable().orElseThrow();
        return Bytes.wrap(key.decrypt(11, ApRequest.decode(REQUEST).authenticator().cipher().toArray())
                .orElseThrow());
    }

    private static Bytes octet(int value) {
        return Bytes.wrap(new byte[] {(byte) value});
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
