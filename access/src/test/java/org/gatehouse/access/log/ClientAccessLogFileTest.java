package org.gatehouse.access.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.gatehouse.access.log.ClientAccessLogFile.Limits;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The log's files and fields, as the 2010 release writes them.
class ClientAccessLogFileTest {
    private static final Instant NOON = Instant.parse("2010-11-22T12:00:00Z");

    @TempDir
    private Path folder;

    private static ClientAccessLog.Entry entry(Instant time, String software) {
        return new ClientAccessLog.Entry(time, 7, 0, new ClientAccessLog.Client("/o=Corp/cn=ann", "Corp", software,
                "14.0.6009.1000", "Cached", "10.0.0.5", "10.0.0.1", "ncacn_ip_tcp"), "Connect", 0, Optional.of(15L),
                "LCID=1033", "");
    }

    private void write(Limits limits, ClientAccessLog.Entry... entries) {
        var log = new ClientAccessLogFile(folder, "14.3.123.4", InstantSource.fixed(NOON), limits);
        List.of(entries).forEach(log::write);
        log.close();
        log.run();
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void linesHaveTheFieldsOfTheHeader() throws IOException {
        write(Limits.defaults(), entry(NOON, "OUTLOOK.EXE"));
        List<String> lines = Files.readAllLines(folder.resolve("RCA_20101122-1.LOG"));
        String header = lines.stream().filter(line -> line.startsWith("#Fields: ")).findFirst().orElseThrow();
        assertThat(lines.getLast()).isEqualTo("2010-11-22T12:00:00.000Z,7,0,/o=Corp/cn=ann,Corp,OUTLOOK.EXE,"
                + "14.0.6009.1000,Cached,10.0.0.5,10.0.0.1,ncacn_ip_tcp,,Connect,0,00:00:00.015,LCID=1033,");
        assertThat(lines.getLast().split(",", -1)).hasSize(header.split(",").length).hasSize(17);
    }

    @Test
    void whatAClientSaysCannotForgeALine() {
        assertThat(ClientAccessLogFile.line(entry(NOON, "a,b\"c\r\n2010")))
                .contains(",\"a,b\"\"c  2010\",").doesNotContain("\n");
    }

    @Test
    void aDayAndAFullFileBeginANewOne() throws IOException {
        write(new Limits(600, 1 << 20, Duration.ofDays(30)), entry(NOON, "a"), entry(NOON, "b"), entry(NOON, "c"),
                entry(NOON.plus(Duration.ofDays(1)), "d"));
        assertThat(names()).contains("RCA_20101122-1.LOG", "RCA_20101122-2.LOG", "RCA_20101123-1.LOG");
    }

    @Test
    void oldFilesAndTooManyGo() throws IOException {
        Files.writeString(folder.resolve("RCA_20101001-1.LOG"), "old");
        Files.writeString(folder.resolve("RCA_20101120-1.LOG"), "x".repeat(900));
        Files.writeString(folder.resolve("RCA_20101121-1.LOG"), "recent");
        Files.writeString(folder.resolve("notes.txt"), "not ours");
        write(new Limits(10_000, 500, Duration.ofDays(30)), entry(NOON, "a"));
        assertThat(names()).containsExactly("RCA_20101121-1.LOG", "RCA_20101122-1.LOG", "notes.txt");
    }

    @Test
    void aFullQueueLosesLinesAndSaysSo() throws IOException {
        var log = new ClientAccessLogFile(folder, "14.3.123.4", InstantSource.fixed(NOON), Limits.defaults());
        for (int i = 0; i < 9000; i++) {
            log.write(entry(NOON, "x"));
        }
        log.close();
        log.run();
        assertThat(Files.readAllLines(folder.resolve("RCA_20101122-1.LOG"))).last().asString()
                .endsWith(",808 lines dropped");
    }
}
