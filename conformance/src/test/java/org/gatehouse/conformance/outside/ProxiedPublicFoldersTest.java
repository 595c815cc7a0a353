package org.gatehouse.conformance.outside;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SSLContext;
import org.gatehouse.client.Account;
import org.gatehouse.client.HttpSignIn;
import org.gatehouse.client.MailboxClient;
import org.gatehouse.client.MapiSession;
import org.gatehouse.client.ProxiedServer;
import org.gatehouse.client.WrongServerException;
import org.gatehouse.mapi.property.Tags;
import org.gatehouse.mapi.rop.RopGetPropertiesSpecific;
import org.gatehouse.mapi.rop.RopLogon;
import org.gatehouse.mapi.rop.RopOpenFolder;
import org.gatehouse.security.certificates.TrustedRoots;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A Client Access server, and a mailbox server with public folders in another process, on one PostgreSQL database.
class ProxiedPublicFoldersTest {
    private static final List<String> ADDRESSES = List.of("127.0.3.85", "127.0.3.86");
    private static final String PASSWORD = "Sunny-Day-2010";
    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final int IPM_SUBTREE = 1;

    @TempDir
    private Path folder;
    private PostgresNodes nodes;

    @Test
    void aClientOutsideReachesThemThroughTheClientAccessServer() throws Exception {
        nodes = PostgresNodes.at(folder, ADDRESSES);
        try (ServedNode access = nodes.start(0, "\"client-access\", \"mailbox\", \"directory\"")) {
            Finished made = access.shell(RunningDemo.UNTHROTTLED
                    + "New-MailboxDatabase -Name DB1 -Server EX1; Mount-Database DB1; New-Mailbox "
                    + "-Name Ann -UserPrincipalName ann@corp.test -Database DB1 -Password (ConvertTo-SecureString '"
                    + PASSWORD + "' -AsPlainText -Force); Enable-OutlookAnywhere -Server EX1 -ExternalHostname "
                    + "ex1.corp.test -ClientAuthenticationMethod Ntlm -SSLOffloading $false; "
                    + "'dn ' + (Get-Mailbox ann).LegacyExchangeDN");
            assertThat(made.status()).as(made.output()).isZero();
            String dn = made.output().lines().filter(line -> line.startsWith("dn /")).findFirst().orElseThrow()
                    .substring(3);
            SSLContext trust = TrustedRoots.inFile(access.data().resolve("root-certificate.pem"));
            try (ServedNode store = nodes.start(1, "\"mailbox\", \"directory\"")) {
                Finished added = store.shell("New-PublicFolderDatabase -Name PF1 -Server EX2; Mount-Database PF1; "
                        + "Set-MailboxDatabase DB1 -PublicFolderDatabase PF1");
                assertThat(added.status()).as(added.output()).isZero();
                try (MapiSession home = connect("ex1.corp.test", trust, dn)) {
                    assertThat(MailboxClient.logon(home).inbox().counter()).isPositive();
                    assertThatThrownBy(() -> home.logon("")).isInstanceOfSatisfying(WrongServerException.class,
                            wrong -> assertThat(wrong.serverDn()).endsWith("/cn=EX2"));
                    MapiSession folders = connect("ex2.corp.test", trust, dn);
                    readsTheTree(folders);
                    store.kill();
                    assertThatThrownBy(() -> folders.logon("")).isInstanceOf(IOException.class)
                            .isNotInstanceOf(SocketTimeoutException.class);
                    folders.drop();
                    assertThat(MailboxClient.logon(home).inbox().counter()).as("goes on").isPositive();
                }
                assertThatThrownBy(() -> connect("ex2.corp.test", trust, dn)).as("nobody answers there any more")
                        .isInstanceOf(IOException.class).isNotInstanceOf(SocketTimeoutException.class);
            }
        }
    }

    private static void readsTheTree(MapiSession session) throws IOException {
        MapiSession.Logon logon = session.logon("");
        assertThat(logon.response()).isInstanceOf(RopLogon.PublicResponse.class);
        var tree = ((RopLogon.PublicResponse) logon.response()).folderIds().get(IPM_SUBTREE);
        int opened = session.open(new RopOpenFolder.Request(0, 0, 1, tree, 0), logon.handle());
        var properties = (RopGetPropertiesSpecific.Response) session.one(new RopGetPropertiesSpecific.Request(0, 0, 0,
                true, List.of(Tags.DISPLAY_NAME)), List.of(opened), List.of(Tags.DISPLAY_NAME));
        assertThat(MailboxClient.text(properties.row().cells().getFirst())).isEqualTo("IPM_SUBTREE");
    }

    /// @param server the name behind the proxy
    private MapiSession connect(String server, SSLContext trust, String dn) throws IOException {
        var proxied = new ProxiedServer(nodes.https(0), "ex1.corp.test", trust,
                server, ProxiedServer.MAIL, HttpSignIn.NTLM);
        return MapiSession.connect(proxied, new Account("CORP", "ann", PASSWORD), dn, TIMEOUT);
    }
}
