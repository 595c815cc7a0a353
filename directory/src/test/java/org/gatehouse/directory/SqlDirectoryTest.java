package org.gatehouse.directory;

import static org.assertj.core.api.Assertions.assertThat;

import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.RDN;
import com.unboundid.ldap.sdk.ReadOnlyEntry;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.gatehouse.database.EngineLimits;
import org.gatehouse.database.SqlEngine;
import org.gatehouse.database.SqliteEngine;
import org.gatehouse.testing.Mutations;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@SuppressWarnings("NullAway.Init")
final class SqlDirectoryTest implements DirectoryContract {
    @TempDir
    Path folder;
    private SqlEngine engine;
    private SqlDirectory directory;

    @AfterEach
    void close() {
        engine.close();
    }

    /// Opened at the first call: the contract's preparation runs before any of this class could.
    @Override
    public Directory directory() {
        if (directory == null) {
            open();
        }
        return directory;
    }

    private void open() {
        engine = SqliteEngine.open(folder.resolve("directory.db"), SqlDirectory.MIGRATIONS, EngineLimits.USUAL);
        directory = on(engine);
    }

    private SqlDirectory on(SqlEngine opened) {
        var random = new SecureRandom();
        return new SqlDirectory(opened, InstantSource.system(), UUID::randomUUID,
                new SecretBox(SecretBox.keyFile(folder.resolve("directory.key"), random), random));
    }

    @Test
    void aReopenedDirectoryHasEverythingAndGoesOnCounting() throws Exception {
        DN ann = new DN(new RDN("CN", "Ann"), DirectoryContract.USERS);
        directory.add(ann, List.of(new Attribute("objectClass", "user"),
                new Attribute("unicodePwd", Passwords.quoted("Password".toCharArray()))));
        long counter = directory.changeCounter();
        engine.close();
        byte[] file = Files.readAllBytes(folder.resolve("directory.db"));
        open();
        assertThat(directory.changeCounter()).isEqualTo(counter);
        // [MS-NLMP] 4.2.2.1.2: NTOWFv1("Password")
        byte[] hash = java.util.HexFormat.of().parseHex("a4f49c406510bdcab6824ee7c30fd852");
        assertThat(directory.ntHash(ann).orElseThrow()).isEqualTo(hash);
        assertThat(new String(file, StandardCharsets.ISO_8859_1))
                .contains("CN=Ann").doesNotContain(new String(hash, StandardCharsets.ISO_8859_1))
                .doesNotContain("P\0a\0s\0s\0w\0o\0r\0d");
        assertThat(Files.getPosixFilePermissions(folder.resolve("directory.key"))).hasSize(2);
    }

    @Test
    void theConfigurationIsCountedByItself() {
        ConfigurationCounting.examine(directory);
    }

    /// Decision 16: a program that knows no such counter goes on beside this one.
    @Test
    void whatAnOlderProgramChangedCountsAsConfiguration() {
        DN ann = new DN(new RDN("CN", "Ann"), DirectoryContract.USERS);
        directory.add(ann, List.of(new Attribute("objectClass", "user")));
        long before = directory.configurationCounter();
        engine.write(sql -> sql.update("UPDATE counter SET value = value + 1 WHERE name = 'usn'"));
        long reopened = on(engine).configurationCounter();
        assertThat(reopened).isGreaterThan(before);
        directory.delete(ann);
        assertThat(directory.configurationCounter()).as("what is newer hides nothing").isGreaterThan(before);
        assertThat(on(engine).configurationCounter()).isEqualTo(directory.configurationCounter())
                .isGreaterThanOrEqualTo(reopened);
        long known = directory.configurationCounter();
        directory.add(ann, List.of(new Attribute("objectClass", "user")));
        assertThat(on(engine).configurationCounter()).isEqualTo(known);
    }

    @Test
    void everyFilterFindsTheSameWithIndexesAsWithout() {
        var oracle = new MemoryDirectory(InstantSource.system(), UUID::randomUUID);
        oracle.add(DirectoryContract.ROOT, List.of(new Attribute("objectClass", "domainDNS")));
        oracle.add(DirectoryContract.USERS, List.of(new Attribute("objectClass", "container")));
        long seed = Mutations.seed();
        var random = new Random(seed);
        for (int number = 0; number < 60; number++) {
            var attributes = List.of(new Attribute("objectClass", random.nextInt(4) == 0 ? "group" : "user"),
                    new Attribute("sn", word(random)), new Attribute("title", word(random)),
                    new Attribute("proxyAddresses", "SMTP:" + word(random) + " " + number,
                            "smtp:" + word(random) + number));
            DN dn = new DN(new RDN("CN", word(random) + " " + number), DirectoryContract.USERS);
            oracle.add(dn, attributes);
            directory.add(dn, attributes);
        }
        for (int round = 0; round < Mutations.rounds(400); round++) {
            Filter filter = filter(random, 3);
            assertThat(names(directory, filter)).as("seed %d filter %s", seed, filter)
                    .isEqualTo(names(oracle, filter));
        }
    }

    private static List<String> names(Directory where, Filter filter) {
        var names = new ArrayList<String>();
        var query = Query.below(DirectoryContract.ROOT, filter);
        where.search(query).entries().stream().map(ReadOnlyEntry::getDN).forEach(names::add);
        return names;
    }

    private static Filter filter(Random random, int depth) {
        String attribute = List.of("sn", "title", "cn", "proxyAddresses", "objectClass", "mail", "homeMDB")
                .get(random.nextInt(7));
        String value = random.nextInt(5) == 0 ? "user" : (attribute.startsWith("proxy") ? "smtp:" : "") + word(random);
        return switch (random.nextInt(depth > 0 ? 9 : 6)) {
            case 0, 1 -> Filter.createEqualityFilter(attribute, value);
            case 2 -> Filter.createPresenceFilter(attribute);
            case 3 -> Filter.createSubInitialFilter(attribute, value.substring(0, 1));
            case 4 -> Filter.createSubAnyFilter(attribute, value.substring(0, 1));
            case 5 -> Filter.createEqualityFilter("anr", word(random));
            case 6 -> Filter.createANDFilter(filter(random, depth - 1), filter(random, depth - 1));
            case 7 -> Filter.createORFilter(filter(random, depth - 1), filter(random, depth - 1));
            default -> Filter.createNOTFilter(filter(random, depth - 1));
        };
    }

    private static String word(Random random) {
        return List.of("Ann", "bob", "Bee", "  a  b ", "Zoë", "x").get(random.nextInt(6));
    }
}
