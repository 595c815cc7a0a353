package org.gatehouse.shell.cmdlets;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.gatehouse.shell.World;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Files that a person keeps beside the shell.
@SuppressWarnings("NullAway.Init")
final class ReadingTest {
    @TempDir
    Path folder;
    private World world;

    @BeforeEach
    void prepare() {
        world = new World(folder);
    }

    @AfterEach
    void close() {
        world.close();
    }

    private String file(String name, String content) throws IOException {
        return "'" + Files.writeString(folder.resolve(name), content) + "'";
    }

    private String said(String text) {
        return world.run(text).text.toString();
    }

    @Test
    void theRowsOfATableOfUsersBecomeMoveRequests() throws IOException {
        assertThat(world.run("New-MailboxDatabase DB1 -Server mbx1; New-MailboxDatabase DB2 -Server mbx1; "
                + "Mount-Database DB1; Mount-Database DB2; 'ann', 'bob' | ForEach-Object { New-Mailbox $_ "
                + "-UserPrincipalName ($_ + '@contoso.com') -Database DB1 -Password "
                + "(ConvertTo-SecureString 'Sunny-Day-2010' -AsPlainText -Force) }").status()).isZero();
        String users = file("users.csv", "Alias,Database\r\nann,DB2\r\n\r\nbob,DB2\r\n");
        assertThat(world.run("Import-Csv " + users + " | ForEach-Object { New-MoveRequest -Identity $_.Alias "
                + "-TargetDatabase $_.Database }").status()).isZero();
        assertThat(said("Get-MoveRequest | ForEach-Object { $_.Alias + ' to ' + $_.TargetDatabase }"))
                .isEqualTo("ann to DB2\nbob to DB2\n");
    }

    @Test
    void aColumnIdentityIsTakenThroughThePipeline() throws IOException {
        String servers = file("servers.csv", "Identity,Note\ncas1,x\nmbx2,y\n");
        assertThat(said("(Import-Csv " + servers + " | Get-ExchangeServer).Name")).isEqualTo("cas1\nmbx2\n");
    }

    @Test
    void quotesDelimitersAndHeadersAreAsExportCsvWritesThem() throws IOException {
        String quoted = file("quoted.csv", "#TYPE Mailbox\n\"Name\",\"Note\"\n\"Berg, Ann\",\"says \"\"hi\"\"\n"
                + "twice\"\n\"Short\"\n");
        assertThat(said("$r = Import-Csv " + quoted + "; $r.Count; $r[0].Name; $r[0].Note; $r[1].Note -eq $null"))
                .isEqualTo("2\nBerg, Ann\nsays \"hi\"\ntwice\nTrue\n");
        String plain = file("plain.csv", "ann;DB1\nbob;DB2\n");
        assertThat(said("Import-Csv " + plain + " -Delimiter ';' -Header Alias, Database | % { $_.Database }"))
                .isEqualTo("DB1\nDB2\n");
        assertThat(said("Get-Content " + plain + " | ConvertFrom-Csv -Delimiter ';' -Header A,B | % { $_.A }"))
                .isEqualTo("ann\nbob\n");
        assertThat(said("Get-ExchangeServer cas1 | select Name,Fqdn | ConvertTo-Csv | ConvertFrom-Csv | % Fqdn"))
                .isEqualTo("cas1.contoso.com\n");
        assertThat(said("Import-Csv " + file("open.csv", "a,b\n\"x,1\n"))).contains("starts in line 2 has no closing");
        assertThat(said("Import-Csv " + file("twice.csv", "a,A\n1,2\n"))).contains("\"a\" is already present");
        assertThat(said("Import-Csv " + file("unnamed.csv", "a,,b\n1,2,3\n") + " | % H2")).contains("called H2")
                .endsWith("2\n");
    }

    @Test
    void linesAreReadFromEitherEnd() throws IOException {
        String lines = file("lines.txt", "one\ntwo\nthree\n");
        assertThat(said("Get-Content " + lines)).isEqualTo("one\ntwo\nthree\n");
        assertThat(said("gc " + lines + " -TotalCount 2")).isEqualTo("one\ntwo\n");
        assertThat(said("cat " + lines + " -Tail 1")).isEqualTo("three\n");
        assertThat(said("(type " + lines + " -Raw).Length")).isEqualTo("14\n");
        assertThat(said("(Get-Content " + lines + ")[-1]")).isEqualTo("three\n");
    }

    @Test
    void encodingsAreThoseOfWindows() throws IOException {
        Path unicode = folder.resolve("unicode.txt");
        Files.write(unicode, ("\ufeffJörg\r\n").getBytes(StandardCharsets.UTF_16LE));
        assertThat(said("Get-Content '" + unicode + "'")).isEqualTo("Jörg\n");
        Path old = folder.resolve("old.txt");
        Files.write(old, "Jörg €\n".getBytes(Charset.forName("windows-1252")));
        assertThat(said("Get-Content '" + old + "'")).contains("not in the encoding UTF8", "-Encoding Default");
        assertThat(said("Get-Content '" + old + "' -Encoding Default")).isEqualTo("Jörg €\n");
        assertThat(said("Get-Content '" + old + "' -Encoding Klingon")).contains("it is none of UTF8, Unicode");
    }

    @Test
    void whatCannotBeReadIsSaid() throws IOException {
        assertThat(said("Import-Csv '" + folder + "/none.csv'")).contains("ERROR: Import-Csv : Cannot find path '"
                + folder + "/none.csv' because it does not exist");
        assertThat(said("Get-Content '" + folder + "'")).contains("is a folder, not a file");
        assertThat(said("Get-Content")).contains("missing mandatory parameters: Path");
        assertThat(said("Get-Content " + file("a.txt", "a") + " -Delimiter x")).contains("matches parameter name");
        assertThat(world.run("Import-Csv " + file("b.csv", "a") + " -Delimiter ''").status()).isOne();
    }
}
