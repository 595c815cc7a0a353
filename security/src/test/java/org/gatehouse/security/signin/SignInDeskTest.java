package org.gatehouse.security.signin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Random;
import org.gatehouse.security.Acceptor.Step;
import org.gatehouse.security.Accounts;
import org.gatehouse.security.NtStatus;
import org.gatehouse.security.SignIns.Mechanism;
import org.gatehouse.security.TargetNames;
import org.gatehouse.security.kerberos.AccountKeys;
import org.gatehouse.security.kerberos.KerberosAcceptor;
import org.gatehouse.security.kerberos.ReplayCache;
import org.gatehouse.security.kerberos.ServiceKey;
import org.gatehouse.security.ntlm.NtlmAcceptor;
import org.gatehouse.security.ntlm.NtlmInitiator;
import org.gatehouse.security.ntlm.NtlmKeys;
import org.gatehouse.security.spnego.MechanismId;
import org.gatehouse.wire.Bytes;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

final class SignInDeskTest {
    private static final FailedSignIns.Limits LIMITS = new FailedSignIns.Limits(3, Duration.ofMinutes(1), 5,
            Duration.ofMinutes(1), 4);
    private Instant now = Instant.parse("2026-11-22T12:00:00Z");
    private final InstantSource clock = () -> now;
    private final FailedSignIns failures = new FailedSignIns(LIMITS, clock);
    private final SignInDesk desk = new SignInDesk(
            new TargetNames("CONTOSO", "CAS1", "contoso.example", "cas1.contoso.example"),
            new Accounts().with("CONTOSO", "Ada", "right").with("CONTOSO", "Bob", "right"), failures, clock,
            new Random(1));

    @Test
    void accountThatFailedTooOftenWaitsEvenWithTheRightPassword() {
        for (int i = 0; i < 3; i++) {
            assertThat(signIn("Ada", "wrong", address(i))).isEqualTo(NtStatus.LOGON_FAILURE);
        }
        assertThat(signIn("ADA", "right", address(9))).isEqualTo(NtStatus.ACCOUNT_LOCKED_OUT);
        assertThat(signIn("Bob", "right", address(9))).isZero();
        now = now.plus(Duration.ofMinutes(1));
        assertThat(signIn("Ada", "right", address(9))).isZero();
    }

    @Test
    void addressThatFailedTooOftenWaits() {
        for (int i = 0; i < 5; i++) {
            assertThat(signIn("guess" + i, "wrong", address(1))).isEqualTo(NtStatus.LOGON_FAILURE);
        }
        assertThat(signIn("Ada", "right", address(1))).isEqualTo(NtStatus.ACCOUNT_LOCKED_OUT);
        assertThat(signIn("Ada", "right", address(2))).isZero();
        now = now.plus(Duration.ofMinutes(1));
        assertThat(signIn("Ada", "right", address(1))).isZero();
    }

    @Test
    void successCostsNothing() {
        for (int i = 0; i < 50; i++) {
            assertThat(signIn("Ada", "right", address(1))).isZero();
        }
    }

    @Test
    void addressesOfOneIpv6NetworkCountAsOne() throws UnknownHostException {
        for (int i = 0; i < 5; i++) {
            assertThat(signIn("guess" + i, "wrong", InetAddress.getByName("2001:db8::" + i)))
                    .isEqualTo(NtStatus.LOGON_FAILURE);
        }
        assertThat(signIn("Ada", "right", InetAddress.getByName("2001:db8::ffff")))
                .isEqualTo(NtStatus.ACCOUNT_LOCKED_OUT);
        assertThat(signIn("Ada", "right", InetAddress.getByName("2001:db8:0:1::1"))).isZero();
    }

    @Test
    void memoryOfFailuresIsBounded() {
        for (int i = 0; i < 100; i++) {
            signIn("guess" + i, "wrong", address(i));
        }
        assertThat(failures.tracked()).isLessThanOrEqualTo(8);
    }

    @Test
    void eachRefusalIsOneLineInTheAuditLog() {
        var audit = (Logger) LoggerFactory.getLogger(SignInDesk.AUDIT);
        var lines = new ListAppender<ILoggingEvent>();
        lines.start();
        audit.addAppender(lines);
        try {
            signIn("Ada", "wrong", address(1));
            signIn("Eve\n", "wrong", address(1));
            signIn("Ada", "right", address(1));
        } finally {
            audit.detachAppender(lines);
        }
        assertThat(lines.list).extracting(ILoggingEvent::getFormattedMessage).containsExactly(
                "sign-in refused account=\"CONTOSO\\Ada\" address=10.0.0.1 mechanism=NTLM status=0xC000006D "
                        + "cause=\"wrong password\"",
                "sign-in refused account=\"CONTOSO\\Eve?\" address=10.0.0.1 mechanism=NTLM status=0xC000006D "
                        + "cause=\"no such account\"");
    }

    @Test
    void kerberosIsNotOfferedWithoutAKey() {
        assertThat(desk.offers(Mechanism.KERBEROS)).isFalse();
        assertThat(desk.offers(Mechanism.NTLM)).isTrue();
        assertThat(desk.offers(Mechanism.NEGOTIATE)).isTrue();
        assertThatThrownBy(() -> desk.open(Mechanism.KERBEROS, address(1), null))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(hint(desk)).doesNotContain(MechanismId.KERBEROS.content().hex());
    }

    @Test
    void kerberosIsOfferedAsSoonAsThereIsAKey() {
        var keys = new ArrayList<ServiceKey>();
        var names = new TargetNames("CONTOSO", "CAS1", "contoso.example", "cas1.contoso.example");
        var both = new SignInDesk(NtlmAcceptor.Settings.of(names), new KerberosAcceptor.Settings("contoso.example",
                () -> keys, new ReplayCache(9, Duration.ofMinutes(5)), Duration.ofMinutes(5)), new Accounts(),
                failures, clock, new Random(1));
        assertThat(both.offers(Mechanism.KERBEROS)).isFalse();
        keys.addAll(AccountKeys.ofPassword("contoso.example", "asa$", "secret".toCharArray()));
        assertThat(both.offers(Mechanism.KERBEROS)).isTrue();
        assertThat(hint(both)).containsSubsequence(MechanismId.MICROSOFT_KERBEROS.content().hex(),
                MechanismId.KERBEROS.content().hex(), MechanismId.NTLM.content().hex());
    }

    /// What the desk offers in SPNEGO, in hexadecimal digits.
    private static String hint(SignInDesk desk) {
        return ((Step.Continue) desk.open(Mechanism.NEGOTIATE, address(1), null).accept(Bytes.EMPTY)).token().hex();
    }

    @Test
    void loggedNamesHoldNoControlCharactersAndEnd() {
        assertThat(SignInDesk.loggable("Ada\r\nsign-in accepted\u202e\"")).isEqualTo("Ada??sign-in accepted??");
        assertThat(SignInDesk.loggable("x".repeat(1000))).hasSizeLessThan(140);
    }

    /// The status of the refusal, 0 for success.
    private int signIn(String user, String password, InetAddress peer) {
        var acceptor = desk.open(Mechanism.NTLM, peer, null);
        var client = new NtlmInitiator(new NtlmInitiator.Account("CONTOSO", user, NtlmKeys.ntHash(password), "PROBE"),
                NtlmInitiator.FULL_PROTECTION, null, clock, new Random(2));
        var challenge = (Step.Continue) acceptor.accept(client.negotiate());
        return acceptor.accept(client.authenticate(challenge.token()).token()) instanceof Step.Refused refused
                ? refused.status() : 0;
    }

    private static InetAddress address(int last) {
        try {
            return InetAddress.getByAddress(new byte[] {10, 0, 0, (byte) last});
        } catch (UnknownHostException impossible) {
            throw new AssertionError(impossible);
        }
    }
}
