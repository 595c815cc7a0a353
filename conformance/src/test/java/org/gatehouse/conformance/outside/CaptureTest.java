package org.gatehouse.conformance.outside;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.gatehouse.conformance.outside.SharedDemo.OnStandardPorts;
import org.gatehouse.testing.Outside;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;

/// Wireshark's eyes on a client's conversation with the array. Given the client's password it unseals the stubs, so it
/// checks our NTLM keys and signatures as well as our PDUs.
@ExtendWith(SharedDemo.class)
@ResourceLock(SharedDemo.STANDARD)
class CaptureTest {
    private static final String EMSMDB = "a4f1db00-ca47-1067-b31f-00dd010662da";
    private static final String ASYNC_EMSMDB = "5261574a-4572-206e-b268-6b199213b4e4";
    private static final String NSPI = "f5cc5a18-4264-101a-8c59-08002b2f8426";
    private static final String RFR = "1544f5e0-613c-11d1-93df-00c04fd7bd09";
    private static final String PRESENTED = "Written from outside";
    private static final int ANSWERS_MIN = 50;
    private static final int SECONDS_MAX = 180;

    @TempDir
    private Path folder;

    @Test
    void conversationIsWellFormedRecognisedAndUnsealed(@OnStandardPorts RunningDemo demo) throws Exception {
        var capture = Capture.of(captured(demo), demo.endpoints());
        capture.assertWellFormed(demo.endpoints().arrays().getFirst().ports().values(), ANSWERS_MIN);
        recognised(capture);
        unsealed(capture);
    }

    private Path captured(RunningDemo demo) throws IOException, InterruptedException {
        Path file = folder.resolve("clients.pcapng");
        String array = demo.endpoints().arrays().getFirst().address();
        Process dumpcap = new ProcessBuilder(demo.here(List.of(
                Outside.program("dumpcap", "wireshark-common").toString(), "-q", "-B", "32", "-i", "lo", "-f",
                "tcp and host " + array, "-w", file.toString()))).redirectErrorStream(true).start();
        try (BufferedReader said = dumpcap.inputReader(StandardCharsets.UTF_8)) {
            // It names the file once it captures.
            String line = said.readLine();
            while (line != null && !line.startsWith("File:")) {
                line = said.readLine();
            }
            assertThat(line).as("dumpcap captures").isNotNull();
            for (ProcessBuilder client : List.of(demo.script("mapi_client.py", "anna.berg", "anna.berg"),
                    demo.script("address_book.py"))) {
                Finished finished = Finished.of(client);
                assertThat(finished.status()).as(finished.output()).isZero();
            }
            // The handle leaves the streams open, unlike the process itself.
            assertThat(dumpcap.toHandle().destroy()).isTrue();
            assertThat(dumpcap.waitFor(SECONDS_MAX, TimeUnit.SECONDS)).isTrue();
            assertThat(said.readAllAsString()).contains("Packets captured").containsPattern("dropped.*/0 \\(pcap:0");
            return file;
        } finally {
            dumpcap.destroyForcibly();
        }
    }

    private static void recognised(Capture capture) throws IOException, InterruptedException {
        assertThat(capture.lines("dcerpc.pkt_type == 11", "dcerpc.cn_bind_to_uuid")).anyMatch(EMSMDB::equals)
                .anyMatch(ASYNC_EMSMDB::equals).anyMatch(NSPI::equals).anyMatch(RFR::equals);
        // Answers of ours, each under the name that the dissector of its interface gives it.
        assertThat(capture.lines("epm && dcerpc.pkt_type == 2", "_ws.col.Info")).isNotEmpty()
                .allMatch(info -> info.startsWith("Map response"));
        assertThat(capture.lines("nspi && dcerpc.pkt_type == 2", "_ws.col.Info"))
                .anyMatch(info -> info.startsWith("NspiBind response"))
                .anyMatch(info -> info.startsWith("NspiQueryRows response"));
        assertThat(capture.lines("rfr && dcerpc.pkt_type == 2", "_ws.col.Info")).isNotEmpty();
        assertThat(capture.lines("mapi && dcerpc.pkt_type == 2", "dcerpc.opnum"))
                .contains("1", "10", "11", "14");
        assertThat(capture.lines("ntlmssp.messagetype == 2", "ntlmssp.challenge.target_name")).isNotEmpty()
                .allMatch("GATEHOUSE"::equals);
    }

    /// [MS-OXCRPC] 3.1.4.2: EcDoRpcExt2 is opnum 11. The client's text is in a request, and in an answer of ours.
    private static void unsealed(Capture capture) throws IOException, InterruptedException {
        String text = HexFormat.of().formatHex(PRESENTED.getBytes(StandardCharsets.UTF_16LE));
        String sealed = "mapi && dcerpc.opnum == 11 && dcerpc.pkt_type == ";
        List<String> requests = capture.lines(sealed + 0, "dcerpc.decrypted_stub_data");
        List<String> responses = capture.lines(sealed + 2, "dcerpc.decrypted_stub_data");
        assertThat(requests).isNotEmpty().noneMatch(String::isEmpty).anyMatch(stub -> stub.contains(text));
        assertThat(responses).hasSameSizeAs(requests).noneMatch(String::isEmpty).anyMatch(stub -> stub.contains(text));
        assertThat(capture.lines("tcp contains " + text.replaceAll("..(?!$)", "$0:"), "frame.number"))
                .as("in the clear nowhere").isEmpty();
    }
}
