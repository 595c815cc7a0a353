package org.gatehouse.security.signin;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.gatehouse.security.Accounts;
import org.gatehouse.security.Identity;
import org.gatehouse.security.signin.PasswordDesk.Reading;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class PasswordDeskTest {
    private static final InetAddress PEER = InetAddress.ofLiteral("192.0.2.7");
    private static final Logger AUDIT = (Logger) LoggerFactory.getLogger(SignInDesk.AUDIT);

    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
    private final FailedSignIns failures = new FailedSignIns(new FailedSignIns.Limits(3, Duration.ofMinutes(1), 100,
            Duration.ofSeconds(6), 100), InstantSource.fixed(Instant.EPOCH));
    private final PasswordDesk desk = new PasswordDesk(new Accounts().with("CORP", "Anna", "Secret-1")
            .with("CORP", "Gone", "Secret-2", false), failures, "Basic");

    @BeforeEach
    void listen() {
        lines.start();
        AUDIT.addAppender(lines);
    }

    @AfterEach
    void stopListening() {
        AUDIT.detachAppender(lines);
    }

    private boolean check(String user, String password) {
        return desk.check(List.of(new Reading(user, password)), PEER).isPresent();
    }

    @Test
    void aRightPasswordTellsWhoItIs() {
        assertThat(desk.check(List.of(new Reading("anna", "Secret-1")), PEER))
                .contains(new Identity("CORP", "Anna", "Basic"));
        assertThat(desk.check(List.of(new Reading("anna", "misread"), new Reading("anna", "Secret-1")), PEER))
                .isPresent();
        assertThat(lines.list).isEmpty();
    }

    @Test
    void eachRefusalIsOneLineThatHoldsNoPassword() {
        assertThat(check("anna", "guess")).isFalse();
        assertThat(check("no\nbody", "guess")).isFalse();
        assertThat(check("gone", "Secret-2")).isFalse();
        assertThat(lines.list).extracting(ILoggingEvent::getFormattedMessage).containsExactly(
                "sign-in refused account=\"CORP\\Anna\" address=192.0.2.7 mechanism=BASIC status=0xC000006D"
                + " cause=\"wrong password\"",
                "sign-in refused account=\"no?body\" address=192.0.2.7 mechanism=BASIC status=0xC000006D"
                + " cause=\"no such account\"",
                "sign-in refused account=\"CORP\\Gone\" address=192.0.2.7 mechanism=BASIC status=0xC0000072"
                + " cause=\"account disabled\"");
    }

    @Test
    void tooManyFailuresKeepTheRightPasswordOutToo() {
        for (int i = 0; i < 3; i++) {
            assertThat(check("anna", "guess" + i)).isFalse();
        }
        assertThat(check("anna", "Secret-1")).isFalse();
        assertThat(failures.charge("CORP\\anna", PEER)).isFalse();
        assertThat(lines.list.getLast().getFormattedMessage()).contains("status=0xC0000234");
    }
}
