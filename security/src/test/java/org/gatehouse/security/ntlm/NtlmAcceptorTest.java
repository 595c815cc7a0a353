package org.gatehouse.security.ntlm;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Random;
import java.util.random.RandomGenerator;
import org.gatehouse.security.Accounts;
import org.gatehouse.security.Acceptor.Step;
import org.gatehouse.security.ChannelBinding;
import org.gatehouse.security.NtStatus;
import org.gatehouse.security.RecordedWatch;
import org.gatehouse.security.TargetNames;
import org.gatehouse.testing.Mutations;
import org.gatehouse.wire.Bytes;
import org.gatehouse.wire.MalformedException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class NtlmAcceptorTest {
    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
    private static final TargetNames NAMES = new TargetNames("DOMAIN", "SERVER", "domain.example",
            "server.domain.example");
    private static final int OFFERED = NtlmInitiator.FULL_PROTECTION;

    private final Accounts accounts = new Accounts().with("Domain", "User", "Password")
            .with("Domain", "Gone", "Password", false);
    private final RecordedWatch watch = new RecordedWatch();
    private @Nullable ChannelBinding channelBinding;
    private Instant serverTime = NOW;

    @Test
    void exampleOfTheSpecificationIsAccepted() {       // [MS-NLMP] 4.2.4.3: a client without MIC and timestamp
        serverTime = NtlmVectors.TIME;
        var acceptor = acceptor(fixed(NtlmVectors.SERVER_CHALLENGE));
        assertThat(acceptor.accept(Bytes.copyOf(NtlmVectors.NEGOTIATE))).isInstanceOf(Step.Continue.class);
        var accepted = (Step.Accepted) acceptor.accept(Bytes.copyOf(NtlmVectors.AUTHENTICATE));
        assertThat(accepted.identity().qualified()).isEqualTo("Domain\\User");
        assertThat(((NtlmProtection) accepted.protection()).sessionKey()).isEqualTo(NtlmVectors.RANDOM_SESSION_KEY);
        byte[] sealed = Bytes.ofHex("54e50165bf1936dc996020c1811b0f06fb5f").toArray();
        assertThat(accepted.protection().unseal(sealed, 0, 18, 0, 18, Bytes.ofHex("010000007fb38ec5c55d497600000000")))
                .isTrue();
    }

    @Test
    void challengeTellsTheServersNamesAndTime() {      // [MS-NLMP] 3.2.5.1.1
        var step = (Step.Continue) acceptor().accept(initiator("User", OFFERED).negotiate());
        var challenge = ChallengeMessage.decode(step.token());
        assertThat(challenge.targetName()).isEqualTo("DOMAIN");
        assertThat(challenge.flags() & NegotiateFlags.TARGET_TYPE_DOMAIN).isNotZero();
        assertThat(challenge.targetInfo().text(AvPair.NETBIOS_DOMAIN_NAME)).hasValue("DOMAIN");
        assertThat(challenge.targetInfo().text(AvPair.NETBIOS_COMPUTER_NAME)).hasValue("SERVER");
        assertThat(challenge.targetInfo().text(AvPair.DNS_DOMAIN_NAME)).hasValue("domain.example");
        assertThat(challenge.targetInfo().text(AvPair.DNS_COMPUTER_NAME)).hasValue("server.domain.example");
        assertThat(challenge.targetInfo().text(AvPair.DNS_TREE_NAME)).hasValue("domain.example");
        assertThat(challenge.targetInfo().timestamp()).hasValue(NtlmAcceptor.FileTime.ticks(NOW));
    }

    @Test
    void onlyWhatTheClientOffersIsGranted() {
        int modest = OFFERED & ~(NegotiateFlags.SEAL | NegotiateFlags.KEY_EXCHANGE | NegotiateFlags.VERSION);
        var step = (Step.Continue) acceptor().accept(initiator("User", modest).negotiate());
        var challenge = ChallengeMessage.decode(step.token());
        assertThat(challenge.flags() & (NegotiateFlags.SEAL | NegotiateFlags.KEY_EXCHANGE | NegotiateFlags.VERSION))
                .isZero();
        assertThat(challenge.version()).isEqualTo(Version.NONE);
    }

    @Test
    void clientWithMicIsAccepted() {
        assertThat(signIn(initiator("User", OFFERED))).isInstanceOf(Step.Accepted.class);
        assertThat(watch.events).containsExactly("admit Domain\\User", "succeeded Domain\\User");
    }

    @Test
    void clientWithoutKeyExchangeOrProtectionIsAccepted() {
        assertThat(signIn(initiator("User", OFFERED & ~NegotiateFlags.KEY_EXCHANGE))).isInstanceOf(Step.Accepted.class);
        assertThat(signIn(initiator("User", OFFERED & ~(NegotiateFlags.SIGN | NegotiateFlags.SEAL))))
                .isInstanceOf(Step.Accepted.class);
    }

    @Test
    void clientThatLeavesTheDomainOutOfTheHashIsAccepted() {   // [MS-NLMP] 3.2.5.1.2
        var acceptor = acceptor();
        var client = new NtlmInitiator(new NtlmInitiator.Account("", "User", NtlmKeys.ntHash("Password"), "PROBE"),
                OFFERED, null, InstantSource.fixed(NOW), new Random(2));
        var challenge = (Step.Continue) acceptor.accept(client.negotiate());
        assertThat(acceptor.accept(client.authenticate(challenge.token()).token())).isInstanceOf(Step.Accepted.class);
    }

    @Test
    void wrongPasswordAndUnknownAccountLookTheSame() {
        Step wrong = signIn(new NtlmInitiator(account("User", "password"), OFFERED, null, InstantSource.fixed(NOW),
                new Random(3)));
        Step unknown = signIn(initiator("Nobody", OFFERED));
        assertThat(wrong).isEqualTo(unknown).isInstanceOfSatisfying(Step.Refused.class,
                refused -> assertThat(refused.status()).isEqualTo(NtStatus.LOGON_FAILURE));
        assertThat(watch.events).containsExactly("admit Domain\\User", "failed Domain\\User: wrong password",
                "admit DOMAIN\\Nobody", "failed DOMAIN\\Nobody: no such account");
    }

    @Test
    void disabledAccountIsToldSoOnlyWithTheRightPassword() {
        assertThat(status(signIn(initiator("Gone", OFFERED)))).isEqualTo(NtStatus.ACCOUNT_DISABLED);
        assertThat(status(signIn(new NtlmInitiator(account("Gone", "guess"), OFFERED, null, InstantSource.fixed(NOW),
                new Random(4))))).isEqualTo(NtStatus.LOGON_FAILURE);
    }

    @Test
    void anonymousIsRefusedWithoutAnAttempt() {
        Step step = answer(message -> new AuthenticateMessage(Bytes.ofHex("00"), Bytes.EMPTY, "", "", "",
                Bytes.EMPTY, message.flags() | NegotiateFlags.ANONYMOUS, message.version(), Optional.empty()));
        assertThat(status(step)).isEqualTo(NtStatus.ACCESS_DENIED);
        assertThat(watch.events).containsExactly("turned away : anonymous sign-in");
    }

    @Test
    void anonymousIsLetInAsNobodyWhereEverybodyIs() {  // [MS-NLMP] 3.2.5.1.2: a session base key of zeros
        byte[] key = Bytes.ofHex("000102030405060708090a0b0c0d0e0f").toArray();
        int samba = OFFERED & ~NegotiateFlags.EXTENDED_SESSION_SECURITY | NegotiateFlags.ANONYMOUS;
        for (String lm : new String[] {"00", ""}) {
            boolean signs = lm.isEmpty();
            var acceptor = new NtlmAcceptor(NtlmAcceptor.Settings.of(NAMES).withAnonymous(), accounts, watch, null,
                    InstantSource.fixed(NOW), new Random(1));
            acceptor.accept(initiator("", OFFERED).negotiate());
            var accepted = (Step.Accepted) acceptor.accept(new AuthenticateMessage(Bytes.ofHex(lm), Bytes.EMPTY, "",
                    "", "", Bytes.copyOf(NtlmKeys.rc4(new byte[16], key)), signs ? OFFERED : samba, Version.NONE,
                    Optional.empty()).encode());
            assertThat(accepted.identity().isAnonymous()).isTrue();
            assertThat(((NtlmProtection) accepted.protection()).sessionKey()).isEqualTo(key);
            assertThat(accepted.protection().seals()).isEqualTo(signs);
        }
        assertThat(watch.events).isEmpty();
    }

    @Test
    void aNameWithoutAResponseAndAResponseWithoutANameAreNotAnonymous() {
        for (boolean named : new boolean[] {true, false}) {
            var acceptor = new NtlmAcceptor(NtlmAcceptor.Settings.of(NAMES).withAnonymous(), accounts, watch, null,
                    InstantSource.fixed(NOW), new Random(1));
            var client = initiator("User", OFFERED);
            var challenge = (Step.Continue) acceptor.accept(client.negotiate());
            var message = AuthenticateMessage.decode(client.authenticate(challenge.token()).token());
            Step step = acceptor.accept(new AuthenticateMessage(message.lmResponse(),
                    named ? Bytes.EMPTY : message.ntResponse(), "", named ? "User" : "", "",
                    message.encryptedSessionKey(), message.flags(), message.version(), message.mic()).encode());
            assertThat(step).isInstanceOf(Step.Refused.class);
        }
    }

    @Test
    void versionOneAndLmResponsesAreRefused() {
        for (int length : new int[] {24, 0}) {
            Step step = answer(message -> new AuthenticateMessage(Bytes.wrap(new byte[24]),
                    Bytes.wrap(new byte[length]), message.domain(), message.user(), "", message.encryptedSessionKey(),
                    message.flags(), message.version(), Optional.empty()));
            assertThat(status(step)).isEqualTo(NtStatus.LOGON_FAILURE);
        }
        assertThat(watch.events).containsOnly("turned away DOMAIN\\User: NTLM version 1 or LM response");
    }

    @Test
    void clientWithoutExtendedSessionSecurityIsRefused() {
        int old = OFFERED & ~NegotiateFlags.EXTENDED_SESSION_SECURITY;
        Step step = acceptor().accept(initiator("User", old).negotiate());
        assertThat(status(step)).isEqualTo(NtStatus.NOT_SUPPORTED);
        assertThat(status(answer(message -> withFlags(message,
                message.flags() & ~NegotiateFlags.EXTENDED_SESSION_SECURITY)))).isEqualTo(NtStatus.NOT_SUPPORTED);
    }

    @Test
    void shortKeysAreRefusedUnlessAllowed() {
        int weak = OFFERED & ~NegotiateFlags.KEY_128;
        assertThat(status(acceptor().accept(initiator("User", weak).negotiate()))).isEqualTo(NtStatus.NOT_SUPPORTED);
        for (int flags : new int[] {weak, weak & ~NegotiateFlags.KEY_56}) {
            var settings = new NtlmAcceptor.Settings(NAMES, 40, Duration.ofHours(36), false);
            var acceptor = new NtlmAcceptor(settings, accounts, watch, null, InstantSource.fixed(NOW), new Random(1));
            var client = initiator("User", flags);
            var answer = client.authenticate(((Step.Continue) acceptor.accept(client.negotiate())).token());
            var accepted = (Step.Accepted) acceptor.accept(answer.token());
            byte[] message = {1, 2, 3};
            Bytes signature = answer.protection().seal(message, 0, 3, 0, 3);
            assertThat(accepted.protection().unseal(message, 0, 3, 0, 3, signature)).isTrue();
            assertThat(message).containsExactly(1, 2, 3);
        }
    }

    @Test
    void alteredMessageFailsTheMic() {
        Step step = answer(message -> withFlags(message, message.flags() & ~NegotiateFlags.SEAL));
        assertThat(status(step)).isEqualTo(NtStatus.INVALID_PARAMETER);
        assertThat(watch.events.getLast()).contains("MIC");
    }

    @Test
    void leavingTheMicOutIsNoticed() {
        Step step = answer(message -> new AuthenticateMessage(message.lmResponse(), message.ntResponse(),
                message.domain(), message.user(), message.workstation(), message.encryptedSessionKey(),
                message.flags(), message.version(), Optional.empty()));
        assertThat(status(step)).isEqualTo(NtStatus.INVALID_PARAMETER);
    }

    @Test
    void keyExchangeWithoutAKeyIsRefused() {
        Step step = answer(message -> new AuthenticateMessage(message.lmResponse(), message.ntResponse(),
                message.domain(), message.user(), message.workstation(), Bytes.EMPTY, message.flags(),
                message.version(), message.mic()));
        assertThat(status(step)).isEqualTo(NtStatus.INVALID_PARAMETER);
    }

    @Test
    void channelBindingHasToBeThatOfTheChannel() {
        Bytes mine = Bytes.ofHex("00112233445566778899aabbccddeeff");
        channelBinding = new ChannelBinding(mine, true);
        assertThat(status(signIn(initiator("User", OFFERED)))).isEqualTo(NtStatus.BAD_BINDINGS);
        assertThat(status(signIn(bound(Bytes.wrap(new byte[16]))))).isEqualTo(NtStatus.BAD_BINDINGS);
        assertThat(signIn(bound(mine))).isInstanceOf(Step.Accepted.class);
    }

    @Test
    void whoSendsABindingSendsTheRightOneAlsoWhereNobodyHasTo() {
        Bytes mine = Bytes.ofHex("00112233445566778899aabbccddeeff");
        channelBinding = new ChannelBinding(mine, false);
        assertThat(signIn(initiator("User", OFFERED))).isInstanceOf(Step.Accepted.class);
        assertThat(signIn(bound(Bytes.wrap(new byte[16])))).isInstanceOf(Step.Accepted.class);
        assertThat(signIn(bound(mine))).isInstanceOf(Step.Accepted.class);
        assertThat(status(signIn(bound(Bytes.ofHex("ff112233445566778899aabbccddeeff")))))
                .isEqualTo(NtStatus.BAD_BINDINGS);
    }

    @Test
    void clockMayDifferByADayAndAHalf() {
        var client = initiator("User", OFFERED);
        serverTime = NOW.minus(Duration.ofHours(40));
        var acceptor = acceptor();
        var challenge = ChallengeMessage.decode(((Step.Continue) acceptor.accept(client.negotiate())).token());
        var withoutTime = new ChallengeMessage(challenge.flags(), challenge.targetName(), challenge.serverChallenge(),
                new AvPairs(challenge.targetInfo().pairs().stream().filter(pair -> pair.id() != AvPair.TIMESTAMP)
                        .toList()), challenge.version());
        assertThat(status(acceptor.accept(client.authenticate(withoutTime.encode()).token())))
                .isEqualTo(NtStatus.TIME_DIFFERENCE_AT_DC);
    }

    @Test
    void tokenAfterTheEndIsMalformed() {
        var acceptor = acceptor();
        assertThatThrownBy(() -> acceptor.accept(Bytes.ofHex("00"))).isInstanceOf(MalformedException.class);
        assertThatThrownBy(() -> acceptor.accept(initiator("User", OFFERED).negotiate()))
                .isInstanceOf(MalformedException.class).hasMessageContaining("ended");
    }

    @Test
    void mutatedAnswersAreNeverAccepted() {
        serverTime = NtlmVectors.TIME;
        Mutations.survive(NtlmVectors.AUTHENTICATE, 5_000, MalformedException.class, bytes -> {
            var acceptor = acceptor(fixed(NtlmVectors.SERVER_CHALLENGE));
            acceptor.accept(Bytes.copyOf(NtlmVectors.NEGOTIATE));
            Step step = acceptor.accept(Bytes.wrap(bytes));
            boolean proofUntouched = new String(bytes, ISO_8859_1)
                    .contains(new String(NtlmVectors.AUTHENTICATE, 0x84, 0x54, ISO_8859_1));
            assertThat(step instanceof Step.Accepted && !proofUntouched).isFalse();
        });
    }

    private interface Change {
        AuthenticateMessage apply(AuthenticateMessage message);
    }

    private Step answer(Change change) {
        var acceptor = acceptor();
        var client = initiator("User", OFFERED);
        var challenge = (Step.Continue) acceptor.accept(client.negotiate());
        var message = AuthenticateMessage.decode(client.authenticate(challenge.token()).token());
        return acceptor.accept(change.apply(message).encode());
    }

    private static AuthenticateMessage withFlags(AuthenticateMessage message, int flags) {
        return new AuthenticateMessage(message.lmResponse(), message.ntResponse(), message.domain(), message.user(),
                message.workstation(), message.encryptedSessionKey(), flags, message.version(), message.mic());
    }

    private Step signIn(NtlmInitiator client) {
        var acceptor = acceptor();
        var challenge = (Step.Continue) acceptor.accept(client.negotiate());
        return acceptor.accept(client.authenticate(challenge.token()).token());
    }

    private NtlmAcceptor acceptor() {
        return acceptor(new Random(1));
    }

    private NtlmAcceptor acceptor(RandomGenerator random) {
        return new NtlmAcceptor(NtlmAcceptor.Settings.of(NAMES), accounts, watch, channelBinding,
                InstantSource.fixed(serverTime), random);
    }

    private static NtlmInitiator initiator(String user, int flags) {
        return new NtlmInitiator(account(user, "Password"), flags, null, InstantSource.fixed(NOW), new Random(2));
    }

    private static NtlmInitiator bound(Bytes channelBinding) {
        return new NtlmInitiator(account("User", "Password"), OFFERED, channelBinding, InstantSource.fixed(NOW),
                new Random(2));
    }

    private static NtlmInitiator.Account account(String user, String password) {
        return new NtlmInitiator.Account("DOMAIN", user, NtlmKeys.ntHash(password), "PROBE");
    }

    private static int status(Step step) {
        return ((Step.Refused) step).status();
    }

    private static RandomGenerator fixed(Bytes bytes) {
        return new RandomGenerator() {
            @Override
            public long nextLong() {
                return bytes.reader().i64();
            }
        };
    }
}
