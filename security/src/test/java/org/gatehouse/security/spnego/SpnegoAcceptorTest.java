package org.gatehouse.security.spnego;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.gatehouse.security.Acceptor.Step;
import org.gatehouse.security.Accounts;
import org.gatehouse.security.ListProtection;
import org.gatehouse.security.NtStatus;
import org.gatehouse.security.RecordedWatch;
import org.gatehouse.security.TargetNames;
import org.gatehouse.security.ntlm.NtlmAcceptor;
import org.gatehouse.security.ntlm.NtlmInitiator;
import org.gatehouse.security.ntlm.NtlmKeys;
import org.gatehouse.security.spnego.NegTokenResp.State;
import org.gatehouse.testing.Golden;
import org.gatehouse.testing.Mutations;
import org.gatehouse.wire.Bytes;
import org.gatehouse.wire.MalformedException;
import org.junit.jupiter.api.Test;

final class SpnegoAcceptorTest {
    private static final InstantSource CLOCK = InstantSource.fixed(Instant.parse("2026-11-22T12:00:00Z"));
    /// The first token of Samba's client (gensec, 4.17) with Kerberos switched off.
    private static final byte[] SAMBA_INIT = Golden.bytes("""
            60 48                               | [APPLICATION 0], RFC 2743 3.1
            06 06 2b 06 01 05 05 02             | SPNEGO, 1.3.6.1.5.5.2
            a0 3e 30 3c                         | NegTokenInit
            a0 0e 30 0c                         | mechTypes
            06 0a 2b 06 01 04 01 82 37 02 02 0a | NTLM, 1.3.6.1.4.1.311.2.2.10
            a2 2a 04 28                         | mechToken
            4e 54 4c 4d 53 53 50 00 01 00 00 00 35 82 08 62 00 00 00 00 28 00 00 00
            00 00 00 00 28 00 00 00 06 01 00 00 00 00 00 0f
            """);
    /// Hand-built from RFC 4178 4.2.2.
    private static final byte[] REQUEST_MIC = Golden.bytes("""
            a1 15 30 13                               | NegTokenResp
            a0 03 0a 01 03                            | negState request-mic
            a1 0c 06 0a 2b 06 01 04 01 82 37 02 02 0a | supportedMech NTLM
            """);

    private final RecordedWatch watch = new RecordedWatch();
    private final SpnegoAcceptor acceptor = new SpnegoAcceptor(List.of(new SpnegoAcceptor.Offer(
            MechanismId.NTLM, () -> new NtlmAcceptor(NtlmAcceptor.Settings.of(
                    new TargetNames("CONTOSO", "CAS1", "contoso.example", "cas1.contoso.example")),
            new Accounts().with("CONTOSO", "Ada", "secret"), watch, null, CLOCK, new Random(1)))), watch);
    private final NtlmInitiator client = new NtlmInitiator(new NtlmInitiator.Account("CONTOSO", "Ada",
            NtlmKeys.ntHash("secret"), "PROBE"), NtlmInitiator.FULL_PROTECTION, null, CLOCK, new Random(2));

    @Test
    void firstTokenOfSambaIsReadAndWritten() {
        var init = NegTokenInit.decode(Bytes.copyOf(SAMBA_INIT));
        assertThat(init.mechTypes()).containsExactly(MechanismId.NTLM);
        assertThat(init.mechTypeList().hex()).isEqualTo("300c060a2b06010401823702020a");
        assertThat(init.mechToken()).hasValueSatisfying(token -> assertThat(token.length()).isEqualTo(40));
        assertThat(Golden.hex(init.encode().toArray())).isEqualTo(Golden.hex(SAMBA_INIT));
    }

    @Test
    void optimisticTokenIsUsed() {
        var step = (Step.Continue) acceptor.accept(init(List.of(MechanismId.NTLM), Optional.of(client.negotiate())));
        var answer = NegTokenResp.decode(step.token());
        assertThat(answer.state()).hasValue(State.ACCEPT_INCOMPLETE);
        assertThat(answer.supportedMech()).hasValue(MechanismId.NTLM);
        var last = (Step.Accepted) acceptor.accept(response(client.authenticate(answer.responseToken().orElseThrow())
                .token(), Optional.empty()));
        assertThat(NegTokenResp.decode(last.token())).isEqualTo(new NegTokenResp(Optional.of(State.ACCEPT_COMPLETED),
                Optional.empty(), Optional.empty(), Optional.empty()));
        assertThat(last.identity().qualified()).isEqualTo("CONTOSO\\Ada");
    }

    @Test
    void clientThatPrefersKerberosIsToldToUseNtlmAndToProveItsList() {
        var offer = List.of(MechanismId.MICROSOFT_KERBEROS, MechanismId.KERBEROS, MechanismId.NTLM);
        Bytes list = NegTokenInit.of(offer, Optional.empty()).mechTypeList();
        var first = (Step.Continue) acceptor.accept(init(offer, Optional.of(Bytes.ofHex("6000"))));
        assertThat(Golden.hex(first.token().toArray())).isEqualTo(Golden.hex(REQUEST_MIC));
        var answer = authenticate();
        var protection = (ListProtection) answer.protection();
        var last = (Step.Accepted) acceptor.accept(response(answer.token(), Optional.of(protection.signList(list))));
        Bytes mic = NegTokenResp.decode(last.token()).mechListMic().orElseThrow();
        assertThat(protection.verifyList(list, mic)).isTrue();
    }

    @Test
    void alteredListIsNoticed() {
        acceptor.accept(init(List.of(MechanismId.KERBEROS, MechanismId.NTLM), Optional.empty()));
        var answer = authenticate();
        Bytes other = NegTokenInit.of(List.of(MechanismId.NTLM), Optional.empty()).mechTypeList();
        Bytes mic = ((ListProtection) answer.protection()).signList(other);
        assertThat(acceptor.accept(response(answer.token(), Optional.of(mic)))).isInstanceOf(Step.Refused.class);
        assertThat(watch.events.getLast()).contains("altered");
    }

    @Test
    void requiredListCheckMayNotBeLeftOut() {
        acceptor.accept(init(List.of(MechanismId.KERBEROS, MechanismId.NTLM), Optional.empty()));
        var answer = authenticate();
        assertThat(acceptor.accept(response(answer.token(), Optional.empty()))).isInstanceOf(Step.Refused.class);
        assertThatThrownBy(() -> acceptor.accept(response(answer.token(), Optional.empty())))
                .isInstanceOf(MalformedException.class);
    }

    @Test
    void rawNtlmIsTakenToo() {
        var challenge = (Step.Continue) acceptor.accept(client.negotiate());
        var accepted = (Step.Accepted) acceptor.accept(client.authenticate(challenge.token()).token());
        assertThat(accepted.token()).isEqualTo(Bytes.EMPTY);
    }

    @Test
    void emptyTokenIsAnsweredWithTheServersOffer() {   // [MS-SPNG] 3.2.5.2
        var step = (Step.Continue) acceptor.accept(Bytes.EMPTY);
        assertThat(NegTokenInit.decode(step.token()).mechTypes()).containsExactly(MechanismId.NTLM);
        assertThat(acceptor.accept(init(List.of(MechanismId.NTLM), Optional.of(client.negotiate()))))
                .isInstanceOf(Step.Continue.class);
    }

    @Test
    void peerWithoutNtlmIsRefused() {
        assertThat(acceptor.accept(init(List.of(MechanismId.KERBEROS), Optional.empty())))
                .isInstanceOfSatisfying(Step.Refused.class,
                        refused -> assertThat(refused.status()).isEqualTo(NtStatus.NOT_SUPPORTED));
    }

    @Test
    void mutatedTokensAreAValueOrMalformed() {
        Mutations.survive(SAMBA_INIT, 20_000, MalformedException.class,
                bytes -> assertThat(NegTokenInit.decode(Bytes.wrap(bytes))).isNotNull());
        Mutations.survive(REQUEST_MIC, 20_000, MalformedException.class,
                bytes -> assertThat(NegTokenResp.decode(Bytes.wrap(bytes))).isNotNull());
        byte[] full = new NegTokenResp(Optional.of(State.ACCEPT_INCOMPLETE), Optional.of(MechanismId.NTLM),
                Optional.of(Bytes.wrap(new byte[300])), Optional.of(Bytes.wrap(new byte[16]))).encode().toArray();
        Mutations.survive(full, 20_000, MalformedException.class,
                bytes -> assertThat(NegTokenResp.decode(Bytes.wrap(bytes))).isNotNull());
    }

    private NtlmInitiator.Answer authenticate() {
        var step = (Step.Continue) acceptor.accept(response(client.negotiate(), Optional.empty()));
        return client.authenticate(NegTokenResp.decode(step.token()).responseToken().orElseThrow());
    }

    private static Bytes init(List<MechanismId> mechanisms, Optional<Bytes> token) {
        return NegTokenInit.of(mechanisms, token).encode();
    }

    private static Bytes response(Bytes token, Optional<Bytes> mic) {
        return new NegTokenResp(Optional.empty(), Optional.empty(), Optional.of(token), mic).encode();
    }
}
