package org.gatehouse.server.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.gatehouse.testing.Outside;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Samba's own tests of the RPC protocol, PDU by PDU. `raw-protocol.tsv` says what is expected of each and why one
/// fails; any difference, for better or worse, fails here.
class RawProtocolTest {
    private static final Pattern VERDICT = Pattern.compile("^(test_\\w+) \\(samba.*?\\.\\.\\. (?:.*\\n)*?.*?"
            + "(ok|FAIL|ERROR|skipped.*)$", Pattern.MULTILINE);
    private static final Map<String, String> ENVIRONMENT = Map.of(
            "SERVER", "127.0.0.1",
            "DOMAIN", RpcTestServer.DOMAIN,
            "REALM", RpcTestServer.REALM,
            "USERNAME", RpcTestServer.USER,
            "PASSWORD", RpcTestServer.PASSWORD,
            "MAX_NUM_AUTH", "32");

    /// By name and with a KDC, Samba takes Kerberos wherever it negotiates.
    @Test
    void sambasRawProtocolTestsGoAsExpected(@TempDir Path folder) throws Exception {
        Outside.program("krb5kdc", "krb5-kdc");
        Outside.program("kadmin.local", "krb5-admin-server");
        Outside.program("kinit", "krb5-user");
        Path realm = Files.createDirectory(folder.resolve("realm"));
        Map<String, String> expected = expected();
        assertThat(expected.values()).filteredOn("pass"::equals).hasSizeGreaterThanOrEqualTo(182);
        check(folder, Map.of("TARGET_HOSTNAME", RpcTestServer.HOST, RpcTestServer.REALM_FOLDER, realm.toString()),
                expected);
    }

    /// By address it takes NTLM.
    @Test
    void theyGoAsExpectedWithoutKerberosToo(@TempDir Path folder) throws Exception {
        Map<String, String> expected = expected();
        expected.replaceAll((name, verdict) -> name.startsWith("test_krb5_")
                || name.equals("test_spnego_multiple_auth_hdr_signing") ? "fail" : verdict);
        check(folder, Map.of("TARGET_HOSTNAME", "127.0.0.1"), expected);
    }

    private static void check(Path folder, Map<String, String> more, Map<String, String> expected) throws Exception {
        Path python = Outside.python("samba.tests.dcerpc.raw_protocol", "python3-samba");
        Map<String, String> environment = new HashMap<>(ENVIRONMENT);
        environment.putAll(more);
        String output = OwnNetwork.run(folder, environment, python.toString(), "-m", "unittest", "-v",
                "samba.tests.dcerpc.raw_protocol");
        Map<String, String> results = new TreeMap<>();
        var found = VERDICT.matcher(output);
        while (found.find()) {
            results.put(found.group(1), found.group(2).equals("ok") ? "pass" : "fail");
        }
        assertThat(results).as(output).isEqualTo(expected);
    }

    private static Map<String, String> expected() throws Exception {
        Map<String, String> expected = new TreeMap<>();
        try (InputStream in = RawProtocolTest.class.getResourceAsStream("raw-protocol.tsv")) {
            assertThat(in).isNotNull();
            for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().skip(1).toList()) {
                String[] fields = line.split("\t", -1);
                assertThat(fields[1].equals("pass") || !fields[2].isBlank()).as(line).isTrue();
                expected.put(fields[0], fields[1]);
            }
        }
        return expected;
    }
}
