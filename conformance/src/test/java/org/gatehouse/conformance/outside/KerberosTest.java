package org.gatehouse.conformance.outside;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.gatehouse.conformance.outside.SharedDemo.OnStandardPorts;
import org.gatehouse.testing.KerberosRealm;
import org.gatehouse.testing.Outside;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Tickets for the array's name: MIT's KDC gives them, impacket and Samba use them, and any member takes them.
@ExtendWith(SharedDemo.class)
@ResourceLock(SharedDemo.FREE)
@ResourceLock(SharedDemo.STANDARD)
class KerberosTest {
    private static final String HOST = "outlook.gatehouse.test";
    private static final String SERVICE = "exchangeMDB/" + HOST;
    private static final String PASSWORD = "known to the KDC alone";
    @TempDir
    private static Path folder;
    private static KerberosRealm realm;
    private static Path keytab;
    private static Path tickets;

    @BeforeAll
    static void start() throws IOException, InterruptedException {
        realm = KerberosRealm.start(Files.createDirectory(folder.resolve("realm")), "GATEHOUSE.TEST");
        realm.addWithPassword("anna.berg", PASSWORD);
        keytab = realm.addServices(SERVICE, "host/" + HOST, "HTTP/" + HOST);
        realm.addServices("exchangeRFR/" + HOST);
        tickets = realm.signIn("anna.berg", PASSWORD, SERVICE, "exchangeRFR/" + HOST, "host/" + HOST, "HTTP/" + HOST);
    }

    @AfterAll
    static void stop() {
        if (realm != null) {
            realm.close();
        }
    }

    @Test
    void impacketReachesAMailboxWithATicketForTheArray(RunningDemo demo) throws Exception {
        importKeytab(demo);
        Finished client = Finished.of(demo.script("kerberos_client.py", "anna.berg", tickets.toString(), SERVICE));
        assertThat(client.status()).as(client.output()).isZero();
        assertThat(client.output()).contains("ok: EcDoConnectEx with Kerberos at connect gives 0x970",
                "ok: EcDoConnectEx with Kerberos at privacy gives 0x0", "ok: RopLogon of anna.berg");
    }

    @Test
    void ticketMadeWithAKeyThatNoMemberHasIsRefused(RunningDemo demo) throws Exception {
        importKeytab(demo);
        Finished client = Finished.of(demo.script("kerberos_client.py", "anna.berg", tickets.toString(),
                "exchangeRFR/" + HOST, "refused"));
        assertThat(client.status()).as(client.output()).isZero();
        assertThat(client.output()).contains("ok: refused");
    }

    @Test
    void sambaCallsRawAndInsideSpnegoSignedAndSealed(RunningDemo demo) throws Exception {
        Outside.python("samba.dcerpc.mgmt", "python3-samba");
        importKeytab(demo);
        ProcessBuilder script = demo.script("kerberos_samba.py", HOST);
        script.environment().putAll(realm.environment());
        script.environment().put("KRB5CCNAME", tickets.toString());
        Finished client = Finished.of(script);
        assertThat(client.status()).as(client.output()).isZero();
        assertThat(client.output().lines().filter(line -> line.startsWith("ok: "))).as(client.output()).hasSize(6);
    }

    /// Its tickets come by KRB5CCNAME alone: Samba 4.17 opens the usual cache whatever `--use-krb5-ccache` says, and
    /// calls it an internal error when there is none.
    @ParameterizedTest
    @ValueSource(strings = {"connect,krb5", "sign,krb5", "seal,krb5", "seal,krb5,bigendian", "sign,spnego",
        "seal,spnego"})
    void rpcclientListsTheEndpoints(String protection, @OnStandardPorts RunningDemo demo) throws Exception {
        Path rpcclient = Outside.program("rpcclient", "smbclient");
        importKeytab(demo);
        var array = demo.endpoints().arrays().getFirst();
        Path configuration = Files.writeString(Files.createTempFile(folder, "smb", ".conf"),
                "[global]\n  workgroup=GATEHOUSE\n  realm=GATEHOUSE.TEST\n");
        var builder = new ProcessBuilder(demo.here(List.of(rpcclient.toString(), "-s", configuration.toString(), "-N",
                "--use-kerberos=required", "ncacn_ip_tcp:%s[%s,target_hostname=%s]".formatted(array.address(),
                protection, HOST), "-c", "epmlookup")));
        builder.environment().putAll(realm.environment());
        builder.environment().put("KRB5CCNAME", tickets.toString());
        Finished listed = Finished.of(builder);
        assertThat(listed.output().lines().filter(line -> line.contains("]: Microsoft Exchange")))
                .as(listed.output()).hasSize(4);
    }

    /// curl takes no answer whose AP-REP does not hold.
    @Test
    void curlSignsInToMapiOverHttp(RunningDemo demo) throws Exception {
        Path curl = Outside.program("curl", "curl");
        importKeytab(demo);
        var array = demo.endpoints().arrays().getFirst();
        int port = array.ports().get("https");
        var builder = new ProcessBuilder(demo.here(List.of(curl.toString(), "-sSi", "--http1.1", "--cacert",
                demo.data().resolve("root-certificate.pem").toString(), "--negotiate", "-u", ":", "--resolve",
                HOST + ":" + port + ":" + array.address(), "-H", "X-RequestType: PING", "-H",
                "X-RequestId: {11111111-1111-1111-1111-111111111111}:1", "-H", "X-ClientInfo: curl", "-H",
                "Content-Type: application/mapi-http", "-d", "", "https://" + HOST + ":" + port + "/mapi/emsmdb/")));
        builder.environment().putAll(realm.environment());
        builder.environment().put("KRB5CCNAME", tickets.toString());
        Finished answered = Finished.of(builder);
        assertThat(answered.status()).as(answered.output()).isZero();
        assertThat(answered.output()).contains("HTTP/1.1 200", "X-RequestType: PING").contains("Negotiate oY");
    }

    /// Extended protection at every path where Negotiate signs in, by MIT's GSS-API. By people whom no other test
    /// needs: with as many refusals an account has to wait.
    @Test
    void bindingsToTheTlsChannelAreCheckedAsTheDirectorySays(RunningDemo demo) throws Exception {
        Outside.python("gssapi", "python3-gssapi");
        importKeytab(demo);
        for (String account : List.of("clara.nilsson", "david.osei")) {
            realm.addWithPassword(account, PASSWORD);
        }
        for (String checking : List.of("Require", "Allow", "None")) {
            shell(demo, Stream.of("MapiVirtualDirectory", "AutodiscoverVirtualDirectory", "OutlookAnywhere")
                    .map(each -> "Get-%1$s | Set-%1$s -ExtendedProtectionTokenChecking %2$s".formatted(each, checking))
                    .collect(Collectors.joining("; ")));
            ProcessBuilder script = demo.script("channel_binding.py", HOST, checking);
            script.environment().putAll(realm.environment());
            script.environment().put("KRB5CCNAME", realm.signIn(checking.equals("Require") ? "clara.nilsson"
                    : "david.osei", PASSWORD, "HTTP/" + HOST).toString());
            Finished client = Finished.of(script);
            assertThat(client.status()).as(client.output()).isZero();
            assertThat(client.output().lines().filter(line -> line.startsWith("ok: "))).hasSize(15);
        }
    }

    /// To one member: the others of its site take the tickets too.
    private static void importKeytab(RunningDemo demo) throws IOException, InterruptedException {
        shell(demo, "$array = Get-ClientAccessArray " + HOST + "; Import-ServiceKeytab $array.Members[-1] " + keytab);
    }

    private static void shell(RunningDemo demo, String command) throws IOException, InterruptedException {
        Finished made = Finished.of(new ProcessBuilder(demo.here(RunningDemo.gatehouse("shell", "--data",
                demo.data().toString(), "-c", command))));
        assertThat(made.status()).as(made.output()).isZero();
    }
}
