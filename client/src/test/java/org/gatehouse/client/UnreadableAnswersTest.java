package org.gatehouse.client;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import org.gatehouse.wire.MalformedException;
import org.junit.jupiter.api.Test;

/// A server that answers what nobody can read has failed like one that is away: who tries again must not end.
class UnreadableAnswersTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final Account ANN = new Account("CORP", "ann", "Sunny-Day-2010");
    /// PDUs: of another version, of no known type, and a bind_ack without its body.
    private static final List<String> ANSWERS = List.of("ff00" + "0c0310000000" + "1800" + "00".repeat(14),
            "05006303100000001800000001000000" + "00".repeat(8), "05000c03100000001200000001000000" + "0000");

    @Test
    void areFailuresOfTheConnection() throws Exception {
        for (String answer : ANSWERS) {
            try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                var answering = Thread.ofPlatform().daemon().start(() -> answer(server, answer));
                assertThatThrownBy(() -> MapiSession.connect((InetSocketAddress) server.getLocalSocketAddress(), ANN,
                        "/o=Corp/cn=ann", TIMEOUT)).as(answer).isInstanceOf(IOException.class)
                        .hasCauseInstanceOf(MalformedException.class);
                answering.join();
            }
        }
    }

    private static void answer(ServerSocket server, String bytes) {
        try (Socket client = server.accept()) {
            client.getOutputStream().write(HexFormat.of().parseHex(bytes));
            while (client.getInputStream().read() >= 0) {
                // until it hangs up
            }
        } catch (IOException gone) {
            // it has hung up
        }
    }
}
