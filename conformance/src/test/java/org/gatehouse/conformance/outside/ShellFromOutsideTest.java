package org.gatehouse.conformance.outside;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;

/// The management shell in a process of its own: at a terminal, and steering the balancer under clients of others.
@ExtendWith(SharedDemo.class)
@ResourceLock(SharedDemo.FREE)
class ShellFromOutsideTest {
    @TempDir
    private Path home;

    @Test
    void aPersonWorksAtATerminal(RunningDemo demo) throws Exception {
        ProcessBuilder typist = demo.script("typist.py", shell(demo));
        typist.environment().put("XDG_CONFIG_HOME", home.toString());
        Finished person = Finished.of(typist);
        assertThat(person.status()).as(person.output()).isZero();
        assertThat(person.output()).contains("status 7").doesNotContain("WARNING");
        assertThat(home.resolve("gatehouse/shell-history")).content().contains("Dismount-Database DB-Branch");
    }

    @Test
    void aDrainedMemberServesWhomItHasAndNobodyElse(RunningDemo demo) throws Exception {
        Finished client = Finished.of(demo.script("drain.py", shell(demo)));
        assertThat(client.status()).as(client.output()).isZero();
        assertThat(client.output()).contains("got no new connection", "is left by everybody",
                "ok: another member serves the next client of the same address",
                "ok: the old session goes on", "is up again").doesNotContain("FAILED");
    }

    private static String[] shell(RunningDemo demo) {
        return Stream.concat(RunningDemo.gatehouse("shell", "--data").stream(), Stream.of(demo.data().toString()))
                .toArray(String[]::new);
    }
}
