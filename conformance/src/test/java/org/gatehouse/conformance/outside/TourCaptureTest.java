package org.gatehouse.conformance.outside;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.gatehouse.conformance.outside.SharedDemo.OnStandardPorts;
import org.gatehouse.server.demo.Endpoints;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.ResourceLock;

/// Wireshark's eyes on the tour of the demonstration: all that went over the loopback of its own network, from before
/// the first server started. Given the hashes of the generated passwords it unseals what everybody said, on both sides
/// of the balancer and behind its PROXY headers.
@ExtendWith(SharedDemo.class)
@ResourceLock(SharedDemo.STANDARD)
class TourCaptureTest {
    private static final int ANSWERS_MIN = 100;
    /// The call that waits when the serving member dies, on both sides of the balancer; and the one of somebody who
    /// writes without a pause when the server is stopped that is replaced.
    private static final int UNANSWERED_MAX = 3;
    private static final Pattern UNSEALED = Pattern.compile("[0-9.]+\t[0-9a-f]+");
    /// [MS-OXCRPC] 3.1.4.2: EcDoRpcExt2 is opnum 11.
    private static final String CALL = "mapi && dcerpc.opnum == 11 && dcerpc.cn_flags.first_frag == 1 && ";
    private static final String REQUEST = CALL + "dcerpc.pkt_type == 0";
    private static final String RESPONSE = CALL + "dcerpc.pkt_type == 2";
    private static final String WHOLE = " && dcerpc.cn_flags.last_frag == 1";
    /// What tells a call from others, and its unsealed stub.
    private static final String[] CALL_FIELDS = {"tcp.stream", "dcerpc.cn_call_id", "dcerpc.decrypted_stub_data"};
    /// RopOpenFolder, RopCreateMessage, RopSetProperties, RopSaveChangesMessage, RopSubmitMessage and RopLogon, as the
    /// tables of [MS-OXCROPS] number them.
    private static final Set<Integer> SPOKEN = Set.of(0x02, 0x06, 0x0a, 0x0c, 0x32, 0xfe);

    @Test
    void tourIsWellFormedAndItsRopsAreUnsealed(@OnStandardPorts RunningDemo demo) throws Exception {
        var capture = Capture.of(demo.tour(), demo.endpoints());
        var array = demo.endpoints().arrays().getFirst();
        capture.assertWellFormed(array.ports().values(), ANSWERS_MIN);

        List<String> requests = capture.lines(REQUEST, "ip.dst", "dcerpc.decrypted_stub_data");
        List<String> responses = capture.lines(RESPONSE, "ip.src", "dcerpc.decrypted_stub_data");
        assertThat(requests).hasSizeBetween(responses.size(), responses.size() + UNANSWERED_MAX)
                .allMatch(UNSEALED.asMatchPredicate());
        assertThat(responses).hasSizeGreaterThan(ANSWERS_MIN).allMatch(UNSEALED.asMatchPredicate());
        RopWalk walk = walked(capture, responses.size());
        assertThat(walk.asked()).containsAll(SPOKEN);
        assertThat(walk.answered()).containsAll(SPOKEN);

        var spokenTo = requests.stream().map(line -> line.split("\t")[0]).collect(Collectors.toSet());
        assertThat(spokenTo).as("the array, and members of it behind the balancer").contains(array.address())
                .hasSizeGreaterThan(2);
        nothingInTheClear(capture, demo);
    }

    /// Walks every call that is whole in one PDU each way: nearly all of them.
    private static RopWalk walked(Capture capture, int all) throws IOException, InterruptedException {
        var requests = new HashMap<String, byte[]>();
        for (String line : capture.lines(REQUEST + WHOLE, CALL_FIELDS)) {
            requests.put(line.substring(0, line.lastIndexOf('\t')), stub(line));
        }
        var walk = new RopWalk();
        int walked = 0;
        for (String line : capture.lines(RESPONSE + WHOLE, CALL_FIELDS)) {
            byte[] request = requests.get(line.substring(0, line.lastIndexOf('\t')));
            if (request != null) {
                walk.call(request, stub(line));
                walked++;
            }
        }
        assertThat(walked).isGreaterThan(all * 9 / 10);
        return walk;
    }

    private static byte[] stub(String line) {
        return HexFormat.of().parseHex(line.substring(line.lastIndexOf('\t') + 1));
    }

    private static void nothingInTheClear(Capture capture, RunningDemo demo) throws IOException, InterruptedException {
        String passwords = demo.endpoints().users().stream().map(Endpoints.User::password)
                .flatMap(password -> Stream.of(password.getBytes(StandardCharsets.UTF_8),
                        password.getBytes(StandardCharsets.UTF_16LE)))
                .map(bytes -> "frame contains " + HexFormat.ofDelimiter(":").formatHex(bytes))
                .collect(Collectors.joining(" || "));
        assertThat(capture.lines(passwords, "frame.number")).as("a password").isEmpty();
    }
}
