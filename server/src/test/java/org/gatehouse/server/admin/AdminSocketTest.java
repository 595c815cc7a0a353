package org.gatehouse.server.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.gatehouse.shell.Administration;
import org.gatehouse.shell.ShellClient;
import org.gatehouse.shell.ShellCommand;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The shell over a real socket in a data folder.
@SuppressWarnings("NullAway.Init")
final class AdminSocketTest {
    @TempDir
    Path folder;
    private TestOrganization world;
    private Administration administration;

    @BeforeEach
    void prepare() {
        world = new TestOrganization(folder);
        administration = world.administration;
    }

    @AfterEach
    void close() {
        world.close();
    }

    private record Ran(int status, String out, String messages) {}

    private Ran shell(String... arguments) {
        var out = new ByteArrayOutputStream();
        var messages = new ByteArrayOutputStream();
        int status = ShellCommand.run(List.of(arguments), folder, new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(messages, true, StandardCharsets.UTF_8));
        return new Ran(status, out.toString(StandardCharsets.UTF_8), messages.toString(StandardCharsets.UTF_8));
    }

    @Test
    void commandsRunInTheProcessAndTheirStatusComesBack() throws IOException {
        try (var socket = AdminSocket.open(folder, administration)) {
            assertThat(Files.getPosixFilePermissions(socket.file()))
                    .isEqualTo(PosixFilePermissions.fromString("rw-------"));
            assertThat(shell("-c", "(Get-ClientAccessServer).Name")).isEqualTo(new Ran(0, "cas1\n", ""));
            assertThat(shell("-c", "Get-ClientAccessServer nowhere").status()).isEqualTo(1);
            assertThat(shell("-c", "exit 7").status()).isEqualTo(7);
            Path file = folder.resolve("commands.ps1");
            Files.writeString(file, "# two lines\nNew-ADSite Branch | Out-Null\n(Get-ADSite).Count\n");
            assertThat(shell("-f", file.toString())).isEqualTo(new Ran(0, "2\n", ""));
            Path csv = folder.resolve("sites.csv");
            assertThat(shell("-c", "Get-ADSite Branch | select Name | Export-Csv -nti '" + csv + "'").status())
                    .isZero();
            assertThat(csv).hasContent("\"Name\"\n\"Branch\"");
            Path text = folder.resolve("sites.txt");
            assertThat(shell("-c", "(Get-ADSite Branch).Name | Out-File '" + text + "'")).isEqualTo(new Ran(0, "", ""));
            assertThat(text).hasContent("Branch");
            assertThat(shell("-c", "Import-Csv '" + csv + "' | ForEach-Object { $_.Name }"))
                    .isEqualTo(new Ran(0, "Branch\n", ""));
            Path longer = Files.writeString(folder.resolve("longer.txt"), "\t\"J\u00f6rg\"\n".repeat(60_000));
            assertThat(shell("-c", "(Get-Content '" + longer + "' -Raw).Length"))
                    .isEqualTo(new Ran(0, 8 * 60_000 + "\n", ""));
            assertThat(shell("-c", "Get-Content nowhere.txt").messages()).contains("Get-Content : Cannot find path '");
        }
        assertThat(folder.resolve("admin.sock")).doesNotExist();
    }

    @Test
    void aRemovalThatNobodyCanConfirmIsNotDone() throws IOException {
        try (var socket = AdminSocket.open(folder, administration)) {
            assertThat(socket.file()).exists();
            assertThat(shell("-c", "New-ClientAccessArray -Fqdn a.contoso.com -Site HeadOffice | Out-Null").status())
                    .isZero();
            Ran refused = shell("-c", "Remove-ClientAccessArray a");
            assertThat(refused.status()).isEqualTo(1);
            assertThat(refused.messages()).contains("-Confirm:$false");
            assertThat(shell("-c", "Remove-ClientAccessArray a -Confirm:$false").status()).isZero();
        }
    }

    @Test
    void withoutAProcessTheShellSaysSo() throws IOException {
        assertThat(shell("-c", "Get-ADSite").messages()).contains("No gatehouse process runs on")
                .contains(folder.toString());
        AdminSocket.open(folder, administration).close();
        Files.createFile(folder.resolve("admin.sock"));
        assertThatThrownBy(() -> ShellClient.local(folder)).isInstanceOf(IOException.class)
                .hasMessageContaining("No gatehouse process");
        // A process that starts replaces what a dead one left behind.
        try (var socket = AdminSocket.open(folder, administration); var client = ShellClient.local(folder)) {
            assertThat(socket.file()).exists();
            assertThat(client.organization()).isEqualTo("Contoso");
            assertThat(client.complete("Get-ADS", 7).candidates()).containsExactly("Get-ADSite");
        }
    }

    @Test
    void wrongOptionsAreNamed() {
        assertThat(shell("--dta", "x")).satisfies(ran -> {
            assertThat(ran.status()).isEqualTo(ShellCommand.USAGE);
            assertThat(ran.messages()).contains("'--dta'");
        });
        assertThat(shell("-c", "x", "-f", "y").status()).isEqualTo(ShellCommand.USAGE);
        assertThat(shell("--help").out()).contains("--connect URL");
    }

    @Test
    void peersThatSpeakSomethingElseAreCutAndOthersGoOn() throws IOException {
        try (var socket = AdminSocket.open(folder, administration)) {
            for (String nonsense : List.of("GET / HTTP/1.1\r\n\r\n",
                    "{\"type\":\"done\",\"status\":0,\"ended\":true}\n", "{}\n", "[1]\n",
                    "{\"type\":\"run\",\"text\":5,\"width\":80,\"interactive\":false}\n", "\n")) {
                try (SocketChannel peer = SocketChannel.open(StandardProtocolFamily.UNIX)) {
                    peer.connect(UnixDomainSocketAddress.of(socket.file()));
                    peer.write(ByteBuffer.wrap(nonsense.getBytes(StandardCharsets.UTF_8)));
                    var all = ByteBuffer.allocate(64 * 1024);
                    int read = 0;
                    while (read >= 0) {
                        read = peer.read(all);
                    }
                    assertThat(all.position()).isGreaterThan(0);
                }
            }
            assertThat(shell("-c", "'alive'").out()).isEqualTo("alive\n");
        }
    }
}
