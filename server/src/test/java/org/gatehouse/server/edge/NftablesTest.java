package org.gatehouse.server.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Programs in the place of `nft`: what the real one does is seen by `KernelBalancerTest`.
@Timeout(60)
class NftablesTest {
    private static final String LONG = "flush ruleset\n".repeat(20_000);

    @TempDir
    private Path folder;

    @Test
    void oneThatDoesNotEndIsEnded() throws Exception {
        assertThatThrownBy(() -> nft("exec sleep 1000", Duration.ofMillis(200)).run(LONG))
                .isInstanceOf(IOException.class).hasMessageContaining("nft did not end within 0 s");
        assertThatThrownBy(() -> nft("cat > /dev/null; exec sleep 1000", Duration.ofMillis(200)).run("flush ruleset"))
                .isInstanceOf(IOException.class).hasMessageContaining("nft did not end within 0 s");
    }

    @Test
    void whatOneSaysOfItsRefusalIsShown() throws Exception {
        assertThatThrownBy(() -> nft("cat > /dev/null; echo 'Error: syntax error'; exit 1", Duration.ofSeconds(50))
                .run(LONG)).isInstanceOf(IOException.class).hasMessage("nft refuses the rules: Error: syntax error");
        assertThatThrownBy(() -> nft("cat > /dev/null; echo 'Operation not permitted'; exit 1", Duration.ofSeconds(50))
                .check("")).isInstanceOf(IOException.class).hasMessageContaining("CAP_NET_ADMIN");
        for (int round = 0; round < 50; round++) {
            assertThat(nft("echo 'table inet gatehouse'", Duration.ofSeconds(50)).list("inet other")).isEmpty();
        }
    }

    private Nftables nft(String script, Duration timeMax) throws IOException {
        Path program = Files.createTempFile(folder, "nft", ".sh",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        return new Nftables(Files.writeString(program, "#!/bin/sh\n" + script + "\n"), timeMax);
    }
}
