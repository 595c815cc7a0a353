package org.gatehouse.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.gatehouse.client.MailboxClient;
import org.gatehouse.client.MapiSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What an administrator asks of running servers, in their shell.
@SuppressWarnings("NullAway.Init")
class DiagnosisTest {
    /// Machines that test many things at once are slow.
    private static final String PATIENTLY = " -ActiveDirectoryTimeout 600";

    @TempDir
    private Path folder;
    private ArrayFixture array;

    @BeforeEach
    void open() throws IOException {
        array = ArrayFixture.open(folder);
    }

    @AfterEach
    void close() {
        array.close();
    }

    @Test
    void whoIsLoggedOnIsShownWhileHeIs() throws IOException {
        String show = " -WarningAction Ignore | ForEach-Object { $_.UserName + ' ' + $_.ClientAccessServer + ' ' + "
                + "$_.DatabaseName + ' ' + $_.Protocol + ' ' + $_.Windows2000Account + ' ' + $_.ClientIPAddress }";
        String tried = "Test-MapiConnectivity ann -PerConnectionTimeout 600 -AllConnectionsTimeout 600" + PATIENTLY;
        assertThat(array.shell(tried + " | ForEach-Object { $_.Result }")).isEqualTo("Skipped\n");
        try (MapiSession first = array.rpcAt("cas1"); MapiSession second = array.httpAt("cas2")) {
            assertThat(array.shell("Get-LogonStatistics" + show)).as("sessions without a logon").isEmpty();
            MailboxClient.logon(first);
            MailboxClient.logon(second);
            assertThat(array.shell("Get-LogonStatistics ann" + show).lines()).hasSize(2)
                    .anyMatch(line -> line.startsWith("Ann cas1 DB1 ncacn_ip_tcp CONTOSO\\ann 127."))
                    .anyMatch(line -> line.startsWith("Ann cas2 DB1 MAPI/HTTP CONTOSO\\ann 127."));
            assertThat(array.shell("Get-LogonStatistics -Server cas2" + show).lines()).singleElement();
        }
        assertThat(array.shell("Get-LogonStatistics" + show)).as("they have gone").isEmpty();
        assertThat(array.shell(tried + " | ForEach-Object { $_.Mailbox + ' ' + $_.Result }"))
                .isEqualTo("Ann Success\n");
    }

    @Test
    void aServerThatDiedIsToldFromOneThatServes() throws IOException {
        String show = PATIENTLY + " | ForEach-Object { $_.Server + ' ' + $_.RequiredServicesRunning + ' ' + "
                + "$_.ServicesRunning + ' | ' + $_.ServicesNotTested + ' | ' + $_.Errors }";
        assertThat(array.shell("Test-ServiceHealth" + show)).isEqualTo("""
                cas1 True MSExchangeADTopology RpcEptMapper MSExchangeRPC MSExchangeAB W3SVC |  |\s
                cas2 True MSExchangeADTopology RpcEptMapper MSExchangeRPC MSExchangeAB W3SVC |  |\s
                """);
        array.servers.get("cas2").kill();
        assertThat(array.shell("Test-ServiceHealth cas2" + show)).startsWith("cas2 False MSExchangeADTopology |  | ")
                .containsPattern("RpcEptMapper: 127[^ ]+ Connection refused.* MSExchangeRPC: 127.* MSExchangeAB: .*"
                        + "W3SVC: 127");
        assertThat(array.shell("Test-ServiceHealth mbx1" + show)).as("never started").contains("mbx1 False  | "
                + "MSExchangeADTopology MSExchangeIS | ", "the directory has no address of it");
    }

    @Test
    void outlooksWayIsGoneToTheInbox() throws IOException {
        String credential = "$c = New-Object PSCredential -ArgumentList 'CONTOSO\\ann',(ConvertTo-SecureString '"
                + ArrayFixture.PASSWORD + "' -AsPlainText -Force); ";
        String show = " | ForEach-Object { $_.Scenario + ' ' + $_.Result + ' ' + $_.Error }";
        assertThat(array.shell(credential + "Test-OutlookConnectivity TCP -RpcClientAccessServer cas1 "
                + "-MailboxCredential $c -TotalTimeoutInMinutes 30" + show)).isEqualTo("""
                        EndpointMapper::RpcClientAccess Success\s
                        EndpointMapper::AddressBook Success\s
                        RFRI::Bind Success\s
                        NSPI::Bind Success\s
                        RpcClientAccess::Bind Success\s
                        Mailbox::Connect Success\s
                        Mailbox::Logon Success\s
                        """);
        assertThat(array.shell("Test-OutlookConnectivity HTTP -RpcClientAccessServer cas1 -RpcProxyServer "
                + "mail.contoso.test" + show)).contains("Certificate::Name Success",
                        "RpcProxy::VerifyRpcProxy *FAILURE* it answers 404", "Outlook Anywhere is not enabled",
                        "Mailbox::Connect Skipped");
        assertThat(array.shell("Test-OutlookConnectivity HTTP -RpcClientAccessServer cas1 -RpcProxyServer "
                + "other.contoso.test" + show)).contains("Certificate::Name *FAILURE*",
                        "RpcProxy::VerifyRpcProxy Skipped");
        array.enableAnywhere();
        assertThat(array.shell(credential + "Test-OutlookConnectivity HTTP -RpcClientAccessServer cas2 "
                + "-MailboxCredential $c -TotalTimeoutInMinutes 30" + show)).isEqualTo("""
                        Certificate::Name Success\s
                        RpcProxy::VerifyRpcProxy Success\s
                        Mailbox::Connect Success\s
                        Mailbox::Logon Success\s
                        """);
    }
}
