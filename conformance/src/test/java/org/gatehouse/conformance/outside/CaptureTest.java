package org.gatehouse.conformance.outside;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.gatehouse.conformance.outside.SharedDemo.OnStandardPorts;
import org.gatehouse.testing.Outside;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// Wireshark's eyes on a client's conversation with the array. Given the client's password it unseals the stubs, so it
/// checks our NTLM keys and signatures as well as our PDUs.
@ExtendWith(SharedDemo.class)
class CaptureTest {
    private static final String EMSMDB = "a4f1db00-ca47-1067-b31f-00dd010662da";
    private static final String ASYNC_EMSMDB = "5261574a-4572-206e-b268-6b199213b4e4";
    private static final String NSPI = "f5cc5a18-4264-101a-8c59-08002b2f8426";
    private static final String RFR = "1544f5e0-613c-11d1-93df-00c04fd7bd09";
    private static final String PRESENTED = "Written from outside";
    private static final int SECONDS_MAX = 60;

    @TempDir
    private Path folder;

    @Test
    void conversationIsWellFormedRecognisedAndUnsealed(@OnStandardPorts RunningDemo demo) throws Exception {
        Path capture = captured(demo);
        wellFormed(demo, capture);
        recognised(demo, capture);
        unsealed(demo, capture);
    }

    /// One account on both ends of the letter, since tshark takes one password.
    private Path captured(RunningDemo demo) throws IOException, InterruptedException {
        Path file = folder.resolve("tour.pcapng");
        String array = demo.endpoints().arrays().getFirst().address();
        Process dumpcap = new ProcessBuilder(demo.here(List.of(
                Outside.program("dumpcap", "wireshark-common").toString(), "-q", "-i", "lo", "-f",
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

    /// What comes from our ports; Wireshark's NSPI does not read every request that [MS-OXNSPI] allows.
    private static void wellFormed(RunningDemo demo, Path capture) throws IOException, InterruptedException {
        var ports = demo.endpoints().arrays().getFirst().ports();
        String ours = ports.values().stream().map(port -> "tcp.srcport == " + port)
                .collect(Collectors.joining(" || ", "(", ")"));
        assertThat(tshark(demo, capture, ours + " && (_ws.malformed || _ws.expert.severity == error)", "frame.number",
                "_ws.col.Info", "_ws.expert.message")).isEmpty();
        assertThat(tshark(demo, capture, "(mapi || epm || rfr) && _ws.malformed", "frame.number", "_ws.col.Info"))
                .isEmpty();
        assertThat(tshark(demo, capture, ours + " && dcerpc.pkt_type == 2", "frame.number")).hasSizeGreaterThan(50);
        assertThat(tshark(demo, capture, "dcerpc.pkt_type == 3", "frame.number", "dcerpc.cn_status")).as("faults")
                .isEmpty();
    }

    private static void recognised(RunningDemo demo, Path capture) throws IOException, InterruptedException {
        assertThat(tshark(demo, capture, "dcerpc.pkt_type == 11", "dcerpc.cn_bind_to_uuid")).anyMatch(EMSMDB::equals)
                .anyMatch(ASYNC_EMSMDB::equals).anyMatch(NSPI::equals).anyMatch(RFR::equals);
        assertThat(tshark(demo, capture, "dcerpc.pkt_type == 12 && dcerpc.cn_ack_result != 0", "frame.number"))
                .isEmpty();
        // Answers of ours, each under the name that the dissector of its interface gives it.
        assertThat(tshark(demo, capture, "epm && dcerpc.pkt_type == 2", "_ws.col.Info")).isNotEmpty()
                .allMatch(info -> info.startsWith("Map response"));
        assertThat(tshark(demo, capture, "nspi && dcerpc.pkt_type == 2", "_ws.col.Info"))
                .anyMatch(info -> info.startsWith("NspiBind response"))
                .anyMatch(info -> info.startsWith("NspiQueryRows response"));
        assertThat(tshark(demo, capture, "rfr && dcerpc.pkt_type == 2", "_ws.col.Info")).isNotEmpty();
        assertThat(tshark(demo, capture, "mapi && dcerpc.pkt_type == 2", "dcerpc.opnum"))
                .contains("1", "10", "11", "14");
        assertThat(tshark(demo, capture, "ntlmssp.messagetype == 2", "ntlmssp.challenge.target_name")).isNotEmpty()
                .allMatch("GATEHOUSE"::equals);
    }

    /// [MS-OXCRPC] 3.1.4.2: EcDoRpcExt2 is opnum 11. The client's text is in a request, and in an answer of ours.
    private static void unsealed(RunningDemo demo, Path capture) throws IOException, InterruptedException {
        String text = HexFormat.of().formatHex(PRESENTED.getBytes(StandardCharsets.UTF_16LE));
        String sealed = "mapi && dcerpc.opnum == 11 && dcerpc.pkt_type == ";
        List<String> requests = tshark(demo, capture, sealed + 0, "dcerpc.decrypted_stub_data");
        List<String> responses = tshark(demo, capture, sealed + 2, "dcerpc.decrypted_stub_data");
        assertThat(requests).isNotEmpty().noneMatch(String::isEmpty).anyMatch(stub -> stub.contains(text));
        assertThat(responses).hasSameSizeAs(requests).noneMatch(String::isEmpty).anyMatch(stub -> stub.contains(text));
        assertThat(tshark(demo, capture, "tcp contains " + text.replaceAll("..(?!$)", "$0:"), "frame.number"))
                .as("in the clear nowhere").isEmpty();
    }

    private static List<String> tshark(RunningDemo demo, Path capture, String filter, String... fields)
            throws IOException, InterruptedException {
        String password = demo.user("anna.berg").password();
        var line = new ArrayList<>(List.of(Outside.program("tshark", "tshark").toString(), "-Q", "-r",
                capture.toString(), "-o", "ntlmssp.nt_password:" + password, "-Y", filter, "-T", "fields"));
        for (String field : fields) {
            line.addAll(List.of("-e", field));
        }
        Finished read = Finished.of(new ProcessBuilder(line));
        assertThat(read.status()).as(read.output()).isZero();
        // Telling root that it should not be root, when it is.
        return read.output().lines().filter(found -> !found.startsWith("Running as user")).toList();
    }
}
