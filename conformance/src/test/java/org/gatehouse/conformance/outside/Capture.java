package org.gatehouse.conformance.outside;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import org.gatehouse.security.ntlm.NtlmKeys;
import org.gatehouse.server.demo.Endpoints;
import org.gatehouse.testing.Outside;
import org.gatehouse.wire.ByteWriter;
import org.gatehouse.wire.Bytes;

/// A capture as tshark reads it, with the keys of everybody who signed in.
///
/// @param keys a Kerberos keytab with the NT hash of each user: tshark takes many there, one as a password
record Capture(Path file, Path keys) {
    /// RFC 4757: the key of this encryption type is the NT hash, and tshark unseals NTLM with it too.
    private static final int RC4_HMAC = 23;
    private static final int KEYTAB_VERSION = 0x0502;
    private static final int NT_PRINCIPAL = 1;

    static Capture of(Path file, Endpoints endpoints) throws IOException {
        var keytab = new ByteWriter().u16BigEndian(KEYTAB_VERSION);
        for (Endpoints.User user : endpoints.users()) {
            Bytes entry = entry(user, endpoints.domain());
            keytab.u16BigEndian(0).u16BigEndian(entry.length()).bytes(entry);
        }
        Path keys = file.resolveSibling(file.getFileName() + ".keytab");
        return new Capture(file, Files.write(keys, keytab.toArray()));
    }

    /// MIT's format, version 2: name, type of name, time, version of the key, key.
    private static Bytes entry(Endpoints.User user, String domain) {
        byte[] hash = NtlmKeys.ntHash(user.password());
        return text(text(new ByteWriter().u16BigEndian(1), domain), user.account()).u16BigEndian(0)
                .u16BigEndian(NT_PRINCIPAL).bytes(new byte[Integer.BYTES]).u8(1)
                .u16BigEndian(RC4_HMAC).u16BigEndian(hash.length).bytes(hash).toBytes();
    }

    private static ByteWriter text(ByteWriter out, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return out.u16BigEndian(bytes.length).bytes(bytes);
    }

    /// One line for each frame that a display filter picks, with tabs between the fields.
    List<String> lines(String filter, String... fields) throws IOException, InterruptedException {
        var line = new ArrayList<>(List.of(Outside.program("tshark", "tshark").toString(), "-Q", "-r",
                file.toString(), "-o", "kerberos.decrypt:TRUE", "-K", keys.toString(), "-Y", filter, "-T", "fields"));
        for (String field : fields) {
            line.addAll(List.of("-e", field));
        }
        Finished read = Finished.of(new ProcessBuilder(line));
        assertThat(read.status()).as(read.output()).isZero();
        // Telling root that it should not be root, when it is.
        return read.output().lines().filter(found -> !found.startsWith("Running as user")).toList();
    }

    /// Nothing malformed comes from our ports, and nothing is missing in the capture; the answers are many. Requests of
    /// NSPI are left out: Wireshark does not read every one that [MS-OXNSPI] allows.
    void assertWellFormed(Collection<Integer> ports, int answersMin) throws IOException, InterruptedException {
        String ours = ports.stream().map(port -> "tcp.srcport == " + port)
                .collect(Collectors.joining(" || ", "(", ")"));
        assertThat(lines(ours + " && (_ws.malformed || _ws.expert.severity == error)", "frame.number",
                "_ws.col.Info", "_ws.expert.message")).isEmpty();
        assertThat(lines("((mapi || epm || rfr) && _ws.malformed) || tcp.analysis.lost_segment"
                + " || tcp.analysis.ack_lost_segment", "frame.number", "_ws.col.Info")).isEmpty();
        assertThat(lines(ours + " && dcerpc.pkt_type == 2", "frame.number")).hasSizeGreaterThan(answersMin);
        assertThat(lines("dcerpc.pkt_type == 3 || (dcerpc.pkt_type == 12 && dcerpc.cn_ack_result != 0)",
                "frame.number", "dcerpc.cn_status")).as("faults and refused binds").isEmpty();
    }
}
