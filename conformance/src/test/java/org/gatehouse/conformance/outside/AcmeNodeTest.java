package org.gatehouse.conformance.outside;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import org.gatehouse.testing.AcmeAuthority;
import org.gatehouse.testing.Outside;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A node that is configured to get its certificate from Pebble, as openssl sees it.
class AcmeNodeTest {
    private static final String ADDRESS = "127.0.3.72";
    private static final String NAME = "mail.corp.test";
    private static final int TRIES_MAX = 1_000;

    @TempDir
    private Path folder;

    @TempDir
    private Path authorityFolder;

    @Test
    void theNodeIsCertifiedAndRenewsWithoutARestart() throws Exception {
        List<Integer> ports = ServedNode.freePorts(ADDRESS, 7);
        int https = ports.getLast();
        try (AcmeAuthority authority = AcmeAuthority.in(authorityFolder).start(ADDRESS, https, Duration.ofSeconds(30));
                ServedNode _ = ServedNode.start(folder, "acme1", ADDRESS,
                "\"client-access\", \"mailbox\", \"directory\"",
                "epm = %d\nrpc = %d\naddressbook = %d\nldap = %d\nldaps = %d\nadmin = %d\nhttps = %d"
                        .formatted(ports.toArray()), """
                        [web]
                        names = ["%s"]
                        [acme]
                        directory = "%s"
                        accept-terms = true
                        ca-file = "%s"
                        """.formatted(NAME, authority.directory(), authority.rootFile()))) {
            authority.awaitIssued();
            String first = shown(https, said -> said.contains("Pebble Intermediate CA"));
            authority.awaitIssued();
            String second = shown(https, said -> said.contains("Pebble Intermediate CA")
                    && !certificate(said).equals(certificate(first)));
            assertThat(second).contains("s:CN = " + NAME);
        }
    }

    /// What openssl says of the server's certificate once it is as expected: the authority has given it away a moment
    /// before the server shows it.
    private static String shown(int port, Predicate<String> expected) throws Exception {
        String said = "";
        for (int tries = 0; tries < TRIES_MAX; tries++) {
            said = Finished.of(new ProcessBuilder(Outside.program("openssl", "openssl").toString(), "s_client",
                    "-connect", ADDRESS + ":" + port, "-servername", NAME)).output();
            if (expected.test(said)) {
                return said;
            }
        }
        throw new AssertionError("not what was expected: " + said);
    }

    private static String certificate(String said) {
        return said.substring(said.indexOf("-----BEGIN"), said.indexOf("-----END"));
    }
}
