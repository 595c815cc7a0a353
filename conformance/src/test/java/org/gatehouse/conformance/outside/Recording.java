package org.gatehouse.conformance.outside;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.gatehouse.testing.Outside;

/// Records everything on the loopback of a network namespace of its own, from before a program there starts. Nothing is
/// recorded where dumpcap is not installed.
///
/// @param folder where the capture and what dumpcap says go
record Recording(Path folder) {
    /// The pipe's reading end stays open in the program, or dumpcap would die of its last words.
    private static final String SHELL = """
            set -e
            ip link set lo up
            folder=$1
            shift
            if command -v dumpcap >"$folder/dumpcap.path"; then
                mkfifo "$folder/dumpcap.said"
                dumpcap -q -B 32 -i lo -w "$folder/tour.pcapng" 2>"$folder/dumpcap.said" &
                echo $! >"$folder/dumpcap.pid"
                exec 3<"$folder/dumpcap.said"
                while read -r line <&3; do
                    case $line in File:*) break ;; esac
                done
            fi
            exec "$@"
            """;

    /// What stands in front of the program's command line.
    List<String> before() {
        return List.of(Outside.program("unshare", "util-linux").toString(), "-rn", "env", "PATH="
                + System.getenv("PATH") + ":/usr/sbin:/sbin", "sh", "-c", SHELL, "sh", folder.toString());
    }

    /// Ends the capture and insists that nothing was dropped.
    void finish() throws IOException {
        Path number = folder.resolve("dumpcap.pid");
        if (!Files.exists(number)) {
            return;
        }
        try (BufferedReader said = Files.newBufferedReader(folder.resolve("dumpcap.said"), StandardCharsets.UTF_8)) {
            ProcessHandle.of(Long.parseLong(Files.readString(number).strip())).ifPresent(ProcessHandle::destroy);
            assertThat(said.readAllAsString()).contains("Packets captured").containsPattern("dropped.*/0 \\(pcap:0");
        }
    }

    /// The file, or the end of the test when there is no dumpcap.
    Path file() {
        Outside.program("dumpcap", "wireshark-common");
        return folder.resolve("tour.pcapng");
    }
}
