package org.gatehouse.conformance.outside;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.gatehouse.conformance.outside.SharedDemo.OnStandardPorts;
import org.gatehouse.server.demo.Endpoints;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// Wireshark's eyes on the tour of the demonstration: all that went over the loopback of its own network, from before
/// the first server started. Given the hashes of the generated passwords it unseals what everybody said, on both sides
/// of the balancer and behind its PROXY headers.
@ExtendWith(SharedDemo.class)
class TourCaptureTest {
    private static final int ANSWERS_MIN = 100;
    /// The call that waits when the serving member dies, on both sides of the balancer.
    private static final int UNANSWERED_MAX = 2;
    private static final Pattern UNSEALED = Pattern.compile("[0-9.]+\t[0-9a-f]+");
    /// [MS-OXCRPC] 3.1.4.2: EcDoRpcExt2 is opnum 11.
    private static final String CALL = "mapi && dcerpc.opnum == 11 && dcerpc.cn_flags.first_frag == 1 && ";
    private static final String REQUEST = CALL + "dcerpc.pkt_type == 0";
    private static final String RESPONSE = CALL + "dcerpc.pkt_type == 2";
    /// Context handle, flags, and the array's size; in a response also its offset and actual size (NDR).
    private static final int REQUEST_PAYLOAD_AT = 20 + 4 + 4;
    private static final int RESPONSE_PAYLOAD_AT = 20 + 4 + 12;
    /// [MS-OXCRPC] 2.2.2.1: RPC_HEADER_EXT; flags at 2, Compressed and XorMagic; the payload behind, which begins with
    /// RopSize.
    private static final int FLAGS_AT = 2;
    private static final int HEADER_SIZE = 8;
    private static final int COMPRESSED = 1;
    private static final int XOR_MAGIC = 2;
    private static final int MAGIC = 0xa5;
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
        assertThat(rops(requests, REQUEST_PAYLOAD_AT)).containsAll(SPOKEN);
        assertThat(rops(responses, RESPONSE_PAYLOAD_AT)).containsAll(SPOKEN);

        var spokenTo = requests.stream().map(line -> line.split("\t")[0]).collect(Collectors.toSet());
        assertThat(spokenTo).as("the array, and members of it behind the balancer").contains(array.address())
                .hasSizeGreaterThan(2);
        nothingInTheClear(capture, demo);
    }

    /// The first ROP of each payload that is not compressed.
    private static Set<Integer> rops(List<String> lines, int payloadAt) {
        return lines.stream().map(line -> HexFormat.of().parseHex(line.split("\t")[1]))
                .flatMap(stub -> rop(Arrays.copyOfRange(stub, payloadAt, stub.length)).stream())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Optional<Integer> rop(byte[] payload) {
        int flags = payload[FLAGS_AT];
        if ((flags & COMPRESSED) != 0) {
            return Optional.empty();
        }
        int rop = payload[HEADER_SIZE + 2] & 0xff;
        return Optional.of((flags & XOR_MAGIC) != 0 ? rop ^ MAGIC : rop);
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
