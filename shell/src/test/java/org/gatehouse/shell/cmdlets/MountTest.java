package org.gatehouse.shell.cmdlets;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.gatehouse.shell.World;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.junit.jupiter.api.io.TempDir;

/// What mounting makes of a file that is not there.
final class MountTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"MailboxDatabase", "PublicFolderDatabase"})
    void aNewDatabaseGetsItsFileAndALostOneIsMissed(String kind) throws IOException {
        try (var world = new World(folder)) {
            assertThat(world.run("New-" + kind + " DB1 -Server mbx1 | Out-Null").status()).isZero();
            if (kind.equals("MailboxDatabase")) {
                assertThat(world.run("$p = ConvertTo-SecureString 'Sunny-Day-2010' -AsPlainText -Force; New-Mailbox "
                        + "-Name Ann -UserPrincipalName ann@contoso.com -Password $p -Database DB1 | Out-Null")
                        .status()).isZero();
            }
            assertThat(world.run("Mount-Database DB1").text.toString()).as("the first mount").isEmpty();
            assertThat(world.run("Dismount-Database DB1 -Confirm:$false; Mount-Database DB1").text.toString())
                    .isEmpty();
            world.run("Dismount-Database DB1 -Confirm:$false");
            for (Path file : files()) {
                Files.delete(file);
            }
            World.Transcript lost = world.run("Mount-Database DB1");
            assertThat(lost.text.toString()).contains("ERROR: Mount-Database : ", "'DB1' was mounted before", "-Force");
            assertThat(files()).as("nothing is put in its place unasked").isEmpty();
            assertThat(world.run("Mount-Database DB1 -Force").text.toString()).isEmpty();
            assertThat(files()).isNotEmpty();
        }
    }

    @Test
    void aDatabaseThatDoesNotGoOnWhereItWasLeftSaysSo() throws IOException {
        try (var world = new World(folder)) {
            world.run("New-MailboxDatabase DB1 -Server mbx1 | Out-Null; Mount-Database DB1");
            String ask = "Get-MailboxDatabase DB1 -Status | Format-List NewReplicas*";
            assertThat(world.run(ask).text.toString()).containsPattern("NewReplicasSince +: *\\R");
            world.run("Dismount-Database DB1 -Confirm:$false");
            for (Path file : files()) {
                if (file.toString().endsWith(".seen")) {
                    Files.writeString(file, "another\n");
                }
            }
            assertThat(world.run("Mount-Database DB1").text.toString()).isEmpty();
            assertThat(world.run(ask).text.toString()).containsPattern("NewReplicasSince +: .*2010")
                    .contains("an earlier copy or another's");
        }
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().contains(".mdb.sqlite")).toList();
        }
    }
}
