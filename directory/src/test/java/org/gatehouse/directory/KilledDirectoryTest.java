package org.gatehouse.directory;

import static org.assertj.core.api.Assertions.assertThat;

import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import com.unboundid.ldap.sdk.RDN;
import com.unboundid.ldap.sdk.ReadOnlyEntry;
import java.io.BufferedReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.gatehouse.database.EngineLimits;
import org.gatehouse.database.SqlEngine;
import org.gatehouse.database.SqliteEngine;
import org.gatehouse.testing.Mutations;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// kill -9 at a seeded moment: everything acknowledged is there, whole, with its indexes, and nothing out of order.
final class KilledDirectoryTest {
    private static final DN USERS = DirectoryContract.USERS;

    /// The child: makes the steps one after the other, and acknowledges each by a line.
    public static void main(String[] arguments) {
        SqlEngine engine = open(Path.of(arguments[0]));
        var directory = on(engine, Path.of(arguments[0]));
        for (int step = 0; step < 100_000; step++) {
            apply(directory, step);
            System.out.println(step);
            System.out.flush();
        }
    }

    @Test
    void everythingAcknowledgedSurvivesAKill(@TempDir Path folder) throws Exception {
        long seed = Mutations.seed();
        var random = new Random(seed);
        for (int round = 0; round < Mutations.rounds(3); round++) {
            Path data = java.nio.file.Files.createDirectory(folder.resolve("round" + round));
            int acknowledged = runAndKill(data, 5 + random.nextInt(200));
            try (SqlEngine engine = open(data)) {
                var survived = on(engine, data);
                long steps = survived.changeCounter();
                assertThat(steps).as("seed %d", seed).isGreaterThan(acknowledged);
                var model = new MemoryDirectory(InstantSource.system(), UUID::randomUUID);
                for (int step = 0; step < steps; step++) {
                    apply(model, step);
                }
                for (String filter : List.of("(objectClass=*)", "(objectClass=user)", "(sn=renamed)", "(title=changed)",
                        "(cn=user 1*)", "(member=*)")) {
                    assertThat(contents(survived, filter)).as("seed %d steps %d %s", seed, steps, filter)
                            .isEqualTo(contents(model, filter));
                }
            }
        }
    }

    private static int runAndKill(Path data, int steps) throws Exception {
        Process child = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED", "-Xmx128m", "-cp", System.getProperty("java.class.path"),
                KilledDirectoryTest.class.getName(), data.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD).start();
        int last = -1;
        try (BufferedReader acknowledgements = child.inputReader(StandardCharsets.US_ASCII)) {
            while (last < steps) {
                String line = acknowledgements.readLine();
                assertThat(line).as("the child ended by itself").isNotNull();
                last = Integer.parseInt(line);
            }
            // Process.destroyForcibly would close the stream, and the last acknowledgements with it.
            child.toHandle().destroyForcibly();
            for (String line = acknowledgements.readLine(); line != null; line = acknowledgements.readLine()) {
                // The last line may be cut; a shorter number only weakens the check.
                last = Math.max(last, line.isEmpty() ? last : Integer.parseInt(line));
            }
        }
        child.waitFor();
        return last;
    }

    /// Each step is one change, so the change counter tells how many were made.
    private static void apply(Directory directory, int step) {
        if (step == 0) {
            directory.add(DirectoryContract.ROOT, List.of(new Attribute("objectClass", "domainDNS")));
        } else if (step == 1) {
            directory.add(USERS, List.of(new Attribute("objectClass", "container")));
        } else if (step == 2) {
            directory.add(child("Group"), List.of(new Attribute("objectClass", "group")));
        } else {
            int number = step / 5;
            switch (step % 5) {
                case 3 -> directory.add(child("User " + number), List.of(new Attribute("objectClass", "user"),
                        new Attribute("sn", "new"),
                        new Attribute("proxyAddresses", "smtp:u" + number + "@corp.example")));
                case 4 -> directory.modify(child("Group"), List.of(new Modification(ModificationType.ADD, "member",
                        child("User " + number).toString())));
                case 0 -> directory.modify(child("User " + (number - 1)),
                        List.of(new Modification(ModificationType.REPLACE, "title", "changed"),
                                new Modification(ModificationType.REPLACE, "sn", "renamed")));
                case 1 -> directory.rename(child("User " + (number - 1)),
                        new RDN("CN", "Moved " + (number - 1)), USERS);
                default -> {
                    if (number % 3 == 0) {
                        directory.delete(child("Moved " + (number - 1)));
                    } else {
                        directory.modify(child("Moved " + (number - 1)),
                                List.of(new Modification(ModificationType.REPLACE, "title", "kept")));
                    }
                }
            }
        }
    }

    private static List<String> contents(Directory directory, String filter) throws Exception {
        var found = new java.util.ArrayList<String>();
        var query = Query.below(DirectoryContract.ROOT, Filter.create(filter));
        directory.search(query).entries().forEach((ReadOnlyEntry entry) -> found.add(entry.getDN() + " "
                + entry.getAttributeValue("title") + " " + entry.getAttributeValue("sn") + " "
                + entry.getAttributeValue("uSNChanged") + " "
                + (entry.hasAttribute("member") ? java.util.Set.of(entry.getAttributeValues("member")) : "")
                        .hashCode()));
        return found;
    }

    private static DN child(String name) {
        return new DN(new RDN("CN", name), USERS);
    }

    private static SqlEngine open(Path folder) {
        return SqliteEngine.open(folder.resolve("directory.db"), SqlDirectory.MIGRATIONS, EngineLimits.USUAL);
    }

    private static SqlDirectory on(SqlEngine engine, Path folder) {
        var random = new SecureRandom();
        return new SqlDirectory(engine, InstantSource.system(), UUID::randomUUID,
                new SecretBox(SecretBox.keyFile(folder.resolve("directory.key"), random), random));
    }
}
