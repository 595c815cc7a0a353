package org.gatehouse.conformance.outside;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.gatehouse.conformance.outside.SharedDemo.OnStandardPorts;
import org.gatehouse.server.demo.Endpoints;
import org.gatehouse.testing.Outside;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;

/// Samba's clients, which know the endpoint mapper on port 135 only, at the balancer's address.
@ExtendWith(SharedDemo.class)
@ResourceLock(SharedDemo.STANDARD)
class SambaClientsTest {
    @TempDir
    private Path folder;

    @Test
    void rpcclientListsBothServicesAtTheArray(@OnStandardPorts RunningDemo demo) throws Exception {
        Finished listed = samba(demo, Outside.program("rpcclient", "smbclient"), "-c", "epmlookup");
        String array = demo.endpoints().arrays().getFirst().address();
        assertThat(listed.output().lines().filter(line -> line.contains("ncacn_ip_tcp:"))).hasSize(4)
                .allMatch(line -> line.contains("ncacn_ip_tcp:" + array + "["))
                .anyMatch(line -> line.contains("a4f1db00-ca47-1067-b31f-00dd010662da/0x00000000]: Microsoft Ex"))
                .anyMatch(line -> line.contains("5261574a-4572-206e-b268-6b199213b4e4/0x00000000]: Microsoft Ex"))
                .anyMatch(line -> line.contains("f5cc5a18-4264-101a-8c59-08002b2f8426/0x00000038]: Microsoft Ex"))
                .anyMatch(line -> line.contains("1544f5e0-613c-11d1-93df-00c04fd7bd09/0x00000001]: Microsoft Ex"));
    }

    /// EPT_S_NOT_REGISTERED: the mapper knows no local security authority here ([MS-RPCE] 2.2.1.2.5).
    @Test
    void rpcclientMapsNothingThatIsNotThere(@OnStandardPorts RunningDemo demo) throws Exception {
        Finished mapped = samba(demo, Outside.program("rpcclient", "smbclient"), "-c", "epmmap lsarpc");
        assertThat(mapped.output()).contains("0x16C9A0D6");
    }

    @Test
    void smbtortureFindsTheManagementInterface(@OnStandardPorts RunningDemo demo) throws Exception {
        Finished torture = samba(demo, Outside.program("smbtorture", "samba-testsuite"), "rpc.mgmt");
        assertThat(torture.output()).contains("success: mgmt", "server is listening",
                "server refused to stop listening");
    }

    /// The others insert entries from afar, which nobody may, or want the entries to be a multiple of their page.
    @Test
    void smbtortureMapsAndLooksUp(@OnStandardPorts RunningDemo demo) throws Exception {
        Finished torture = samba(demo, Outside.program("smbtorture", "samba-testsuite"), "rpc.epmapper");
        assertThat(torture.output()).contains("success: epmapper.Map_simple",
                "success: epmapper.Lookup_terminate_search");
    }

    /// Samba's own tests of the protocol, written for a domain controller: what fails by address wants its Netlogon
    /// (16), its LSA on named pipes (12) or Kerberos (10). `raw-protocol.tsv` of the server's tests tells more of each.
    @Test
    void sambasRawProtocolTestsRunAtTheArray(@OnStandardPorts RunningDemo demo) throws Exception {
        Path python = Outside.python("samba.tests.dcerpc.raw_protocol", "python3-samba");
        String address = demo.endpoints().arrays().getFirst().address();
        Endpoints.User user = demo.endpoints().users().getLast();
        var builder = new ProcessBuilder(demo.here(List.of(python.toString(), "-m", "unittest",
                "samba.tests.dcerpc.raw_protocol")));
        builder.environment().putAll(Map.of("SMB_CONF_PATH", configuration().toString(), "SERVER", address,
                "TARGET_HOSTNAME", address, "DOMAIN", "GATEHOUSE", "REALM", "GATEHOUSE.TEST", "USERNAME",
                user.account(), "PASSWORD", user.password(), "MAX_NUM_AUTH", "32"));
        String told = Finished.of(builder).output();
        assertThat(number("Ran (\\d+) tests", told) - number("failures=(\\d+)", told) - number("errors=(\\d+)", told))
                .as(told).isGreaterThanOrEqualTo(156);
    }

    private static int number(String pattern, String text) {
        Matcher found = Pattern.compile(pattern).matcher(text);
        assertThat(found.find()).as("%s in %s", pattern, text).isTrue();
        return Integer.parseInt(found.group(1));
    }

    private Path configuration() throws IOException {
        return Files.writeString(folder.resolve("smb.conf"),
                "[global]\n  workgroup=GATEHOUSE\n  realm=GATEHOUSE.TEST\n");
    }

    private Finished samba(RunningDemo demo, Path program, String... words) throws IOException, InterruptedException {
        Path configuration = configuration();
        String array = "ncacn_ip_tcp:" + demo.endpoints().arrays().getFirst().address();
        var line = new ArrayList<>(List.of(program.toString(), "-s", configuration.toString(), "-U%", array));
        line.addAll(List.of(words));
        var builder = new ProcessBuilder(demo.here(line)).directory(folder.toFile());
        builder.environment().put("SMB_CONF_PATH", configuration.toString());
        return Finished.of(builder);
    }
}
