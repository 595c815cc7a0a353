package org.gatehouse.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What `/readyz` of a real server says of what is behind it.
class ReadinessTest {
    @TempDir
    Path folder;

    @Test
    void aServerWithoutADatabaseIsNotReady() throws Exception {
        try (var array = ArrayFixture.open(folder)) {
            assertThat(readiness(array)).isEqualTo("200 ready\nlisteners: ok\ndirectory: ok\ndatabase DB1: ok\n");
            array.node.databases().dismount(array.database.header().guid());
            array.node.directory().organization().databases().mounted(array.database);
            assertThat(after(array, "200 ready\nlisteners: ok\ndirectory: ok\ndatabase DB1: ok\n")).isEqualTo(
                    "503 not ready\nlisteners: ok\ndirectory: ok\ndatabases: none is mounted here of DB1\n");
            assertThat(array.ask("cas1", "/healthz").status()).isEqualTo(200);
        }
    }

    /// The next answer that is another: a check is kept for a second.
    private static String after(ArrayFixture array, String before) throws IOException {
        long end = System.nanoTime() + ArrayFixture.TIMEOUT.toNanos();
        String now = readiness(array);
        while (now.equals(before) && System.nanoTime() < end) {
            now = readiness(array);
        }
        return now;
    }

    private static String readiness(ArrayFixture array) throws IOException {
        var answer = array.ask("cas1", "/readyz");
        return answer.status() + " " + new String(answer.body(), StandardCharsets.UTF_8);
    }
}
