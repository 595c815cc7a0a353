package org.gatehouse.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import org.gatehouse.security.Acceptor.Step;
import org.gatehouse.security.SignIns.Mechanism;
import org.gatehouse.security.signin.FailedSignIns;
import org.gatehouse.security.signin.SignInDesk;
import org.gatehouse.testing.Outside;
import org.gatehouse.wire.ByteWriter;
import org.gatehouse.wire.Bytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Sign-in and protection of messages against clients that are not ours: impacket and Samba.
final class OutsideClientsTest {
    private static final int SIGNATURE = 16;
    private final SignIns desk = new SignInDesk(
            new TargetNames("CONTOSO", "CAS1", "contoso.example", "cas1.contoso.example"),
            new Accounts().with("CONTOSO", "Ada", "Pä55word!"),
            new FailedSignIns(FailedSignIns.Limits.DEFAULT, InstantSource.system()), InstantSource.system(),
            new SecureRandom());

    @ParameterizedTest
    @ValueSource(strings = {"exchange", "plain"})
    void impacketSignsInAndBothSidesSignAndSeal(String keyExchange) throws IOException {
        var python = Outside.python("impacket", "python3-impacket");
        try (var client = new ClientProgram(python, "impacket_client.py", "CONTOSO", "ada", "Pä55word!",
                keyExchange)) {
            Step.Accepted accepted = signIn(client, Mechanism.NTLM, false);
            assertThat(accepted.identity()).isEqualTo(new Identity("CONTOSO", "Ada", "NTLM"));
            for (int number = 0; number < 4; number++) {
                List<String> heard = client.hear();
                byte[] head = Bytes.ofHex(heard.get(1)).toArray();
                byte[] message = new ByteWriter().bytes(head).bytes(Bytes.ofHex(heard.get(2))).toArray();
                Bytes signature = Bytes.ofHex(heard.get(3));
                boolean sealed = heard.getFirst().equals("seal");
                MessageProtection protection = accepted.protection();
                assertThat(sealed
                        ? protection.unseal(message, 0, message.length, head.length, message.length, signature)
                        : protection.verify(message, 0, message.length, signature)).isTrue();
                assertThat(text(message)).isEqualTo("head" + number + "a body from the client, " + number);
                byte[] answer = ("top " + number + " answer").getBytes(StandardCharsets.US_ASCII);
                Bytes answerSignature = sealed ? protection.seal(answer, 0, answer.length, 4, answer.length)
                        : protection.sign(answer, 0, answer.length);
                client.say(Bytes.copyOf(answer, 0, 4), Bytes.copyOf(answer, 4, answer.length), answerSignature);
                List<String> verdict = client.hear();
                assertThat(verdict.getFirst()).isEqualTo("holds");
                assertThat(text(Bytes.ofHex(verdict.get(1)).toArray())).isEqualTo(number + " answer");
            }
        }
    }

    @Test
    void impacketWithAWrongPasswordIsRefused() throws IOException {
        var python = Outside.python("impacket", "python3-impacket");
        try (var client = new ClientProgram(python, "impacket_client.py", "CONTOSO", "Ada", "guess", "exchange")) {
            Acceptor acceptor = desk.open(Mechanism.NTLM, InetAddress.getLoopbackAddress(), null);
            client.say(((Step.Continue) acceptor.accept(client.token())).token());
            assertThat(acceptor.accept(client.token())).isInstanceOfSatisfying(Step.Refused.class,
                    refused -> assertThat(refused.status()).isEqualTo(NtStatus.LOGON_FAILURE));
        }
    }

    @ParameterizedTest
    @CsvSource({"ntlmssp, NTLM", "ntlmssp, NEGOTIATE", "spnego, NEGOTIATE"})
    void sambaSignsInAndBothSidesSeal(String client, Mechanism mechanism) throws IOException {
        var python = Outside.python("samba.gensec", "python3-samba");
        try (var samba = new ClientProgram(python, "samba_client.py", client, "CONTOSO", "Ada", "Pä55word!")) {
            MessageProtection protection = signIn(samba, mechanism, client.equals("spnego")).protection();
            for (int number = 0; number < 3; number++) {
                byte[] wrapped = Bytes.ofHex(samba.hear().get(1)).toArray();
                assertThat(protection.unseal(wrapped, SIGNATURE, wrapped.length, SIGNATURE, wrapped.length,
                        Bytes.copyOf(wrapped, 0, SIGNATURE))).isTrue();
                assertThat(text(wrapped)).endsWith("a message from Samba, " + number);
                byte[] answer = ("answer " + number).getBytes(StandardCharsets.US_ASCII);
                Bytes signature = protection.seal(answer, 0, answer.length, 0, answer.length);
                samba.say(new ByteWriter().bytes(signature).bytes(answer).toBytes());
                assertThat(text(Bytes.ofHex(samba.hear().get(1)).toArray())).isEqualTo("answer " + number);
            }
        }
    }

    private Step.Accepted signIn(ClientProgram client, Mechanism mechanism, boolean tellsTheEnd) throws IOException {
        Acceptor acceptor = desk.open(mechanism, InetAddress.getLoopbackAddress(), null);
        Step step = acceptor.accept(client.token());
        while (step instanceof Step.Continue going) {
            client.say(going.token());
            step = acceptor.accept(client.token());
        }
        assertThat(step).isInstanceOf(Step.Accepted.class);
        var accepted = (Step.Accepted) step;
        assertThat(accepted.token().isEmpty()).isEqualTo(!tellsTheEnd);
        if (tellsTheEnd) {
            client.say(accepted.token());
        }
        return accepted;
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.US_ASCII);
    }
}
