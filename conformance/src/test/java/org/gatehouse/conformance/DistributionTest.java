package org.gatehouse.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The archive that `mvn package` makes, unpacked where nothing of the checkout is, in a folder with blanks.
class DistributionTest {
    @TempDir
    private Path folder;

    private Path home;

    private record Ran(int status, String output) {}

    @BeforeEach
    void unpack() throws Exception {
        Path target = SourceTree.ROOT.resolve("server/target");
        List<Path> archives;
        try (Stream<Path> files = Files.isDirectory(target) ? Files.list(target) : Stream.empty()) {
            archives = files.filter(file -> file.getFileName().toString().matches("gatehouse-.*\\.tar\\.gz")).toList();
        }
        // `mvn test` makes no archive; `mvn verify` always does before it comes here.
        Assumptions.assumeFalse(archives.isEmpty(), "there is no archive yet: mvn package -pl server -am makes it");
        assertThat(archives).hasSize(1);
        Path place = Files.createDirectory(folder.resolve("a place with blanks"));
        assertThat(run(place, "/usr/bin:/bin", "tar", "xzf", archives.getFirst().toString())).extracting(Ran::status)
                .isEqualTo(0);
        try (Stream<Path> parts = Files.list(place)) {
            List<Path> top = parts.toList();
            assertThat(top).hasSize(1);
            home = top.getFirst();
        }
    }

    @Test
    void holdsWhatAnAdministratorNeeds() throws IOException {
        assertThat(home.getFileName().toString()).startsWith("gatehouse-");
        for (String part : List.of("gatehouse", "lib", "README.md", "LICENSE", "NOTICE", "docs/administration.md",
                "docs/configuration.md", "docs/coverage.md")) {
            assertThat(home.resolve(part)).exists();
        }
        assertThat(Files.isExecutable(home.resolve("gatehouse"))).isTrue();
        try (Stream<Path> jars = Files.list(home.resolve("lib"))) {
            assertThat(jars.map(jar -> jar.getFileName().toString()).toList())
                    .allMatch(name -> name.endsWith(".jar"))
                    .noneMatch(name -> name.matches("(testing|junit|assertj).*"))
                    .anyMatch(name -> name.startsWith("server-"));
        }
    }

    @Test
    void startsThoughTheUsualJavaIsOlder() throws Exception {
        Path link = Files.createSymbolicLink(folder.resolve("gh"), home.resolve("gatehouse"));
        Ran version = run(folder, path(), link.toString(), "--version");
        assertThat(version.output()).contains("atehouse").containsPattern("\\d+\\.\\d+\\.\\d+");
        assertThat(version.status()).isZero();
        Ran help = run(folder, path(), home.resolve("gatehouse").toString(), "--help");
        assertThat(help.output()).contains("demo").contains("serve").contains("shell");
        assertThat(help.status()).isZero();
    }

    @Test
    void refusesAnUnknownWord() throws Exception {
        Ran ran = run(folder, path(), home.resolve("gatehouse").toString(), "dance");
        assertThat(ran.output()).contains("dance");
        assertThat(ran.status()).isNotZero();
    }

    /// Java 17 first in the path where there is one.
    private static String path() throws IOException {
        Path folders = Path.of("/usr/lib/jvm");
        try (Stream<Path> found = Files.isDirectory(folders) ? Files.list(folders) : Stream.empty()) {
            return found.filter(jdk -> jdk.getFileName().toString().contains("17")).map(jdk -> jdk.resolve("bin"))
                    .filter(bin -> Files.isExecutable(bin.resolve("java"))).map(bin -> bin + ":").findFirst()
                    .orElse("") + "/usr/bin:/bin";
        }
    }

    private static Ran run(Path where, String path, String... command) throws IOException, InterruptedException {
        var builder = new ProcessBuilder(command).directory(where.toFile()).redirectErrorStream(true);
        builder.environment().put("PATH", path);
        builder.environment().remove("JAVA_HOME");
        Process process = builder.start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Ran(process.waitFor(), output);
    }
}
