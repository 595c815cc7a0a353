package org.gatehouse.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.gatehouse.testing.Network;
import org.gatehouse.testing.Outside;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Balancers that have each other as members, two of them in the kernel, which reads nothing that passes through it.
@Timeout(600)
class KernelLoopTest {
    private static final Map<String, String> ARRAYS = Map.of("first", "10.79.0.10", "second", "10.79.0.11", "third",
            "10.79.0.12");
    private static final String LOOP = "loop: the balancer on %s and the one on %s have each other as members, and it "
            + "gets no clients. Members have to be Client Access servers";
    @TempDir
    private Path folder;

    @Test
    void eachSaysThatItIsALoop() throws Exception {
        Outside.program("nft", "nftables");
        try (var network = Network.create()) {
            network.network("lan");
            balance(network, "first", "kernel", "second", "third");
            balance(network, "second", "kernel", "first");
            balance(network, "third", "portable", "first");
            awaitSaid("first", "second");
            awaitSaid("second", "first");
            awaitSaid("first", "third");
            awaitSaid("third", "first");
        }
    }

    private void balance(Network network, String host, String plane, String... members) throws Exception {
        String array = ARRAYS.get(host);
        network.host(host);
        network.connect(host, "eth0", "lan", array + "/24");
        network.set(host, "net/ipv4/ip_forward", "1");
        BalancerAtHost.start(network, host, folder, array, Stream.of(members).map(ARRAYS::get).toList(), plane);
    }

    private void awaitSaid(String by, String of) throws IOException {
        Path log = folder.resolve(by).resolve("logs").resolve("gatehouse.log");
        String line = LOOP.formatted(ARRAYS.get(by), ARRAYS.get(of));
        long end = System.nanoTime() + 120_000_000_000L;
        while (!Files.readString(log).contains(line)) {
            assertThat(System.nanoTime()).as("until " + line + " is in\n" + Files.readString(log)).isLessThan(end);
        }
    }
}
