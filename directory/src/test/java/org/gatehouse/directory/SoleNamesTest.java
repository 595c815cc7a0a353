package org.gatehouse.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import com.unboundid.ldap.sdk.RDN;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.gatehouse.database.EngineLimits;
import org.gatehouse.database.Migrations;
import org.gatehouse.database.SqlEngine;
import org.gatehouse.database.SqliteEngine;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The race on the engine itself, and a directory of the format before.
@SuppressWarnings("NullAway.Init")
final class SoleNamesTest implements SoleNameRace {
    @TempDir
    Path folder;
    private final List<SqlEngine> engines = new ArrayList<>();

    @AfterEach
    void close() {
        engines.forEach(SqlEngine::close);
    }

    @Override
    public List<Directory> twoDirectories() {
        Directory directory = open(SqlDirectory.MIGRATIONS);
        return List.of(directory, directory);
    }

    @Test
    void aDirectoryOfTheFirstFormatKeepsItsTwinsAndLearnsTheRule() {
        var random = new SecureRandom();
        try (SqlEngine old = SqliteEngine.open(folder.resolve("directory.db"), SqlDirectory.MIGRATIONS,
                EngineLimits.USUAL)) {
            var directory = new SqlDirectory(old, InstantSource.system(), UUID::randomUUID,
                    new SecretBox(SecretBox.keyFile(folder.resolve("directory.key"), random), random));
            directory.add(DirectoryContract.ROOT, List.of(new Attribute("objectClass", "domainDNS")));
            directory.add(user("Ann"), List.of(new Attribute("objectClass", "user"),
                    new Attribute("mailNickname", "ann")));
            // Back to the format before, with a twin that it let pass.
            old.write(sql -> {
                sql.execute("DROP TABLE sole_name");
                sql.execute("DROP TABLE key_check");
                sql.execute("DROP TABLE budget_member");
                sql.execute("DROP TABLE budget_use");
                sql.update("UPDATE gatehouse_format SET format = 1");
                var row = EntryTable.find(sql, user("Ann")).orElseThrow();
                sql.update("INSERT INTO entry (path, parent, dn, body) VALUES (?, ?, ?, ?)",
                        EntryTable.path(user("Twin")), EntryTable.parentPath(user("Twin")), user("Twin").toString(),
                        EntryBytes.write(EntryRules.moved(row.entry(), user("Twin"), InstantSource.system().instant(),
                                9)));
                return row;
            });
        }
        Directory now = open(SqlDirectory.MIGRATIONS);
        now.modify(user("Twin"), List.of(new Modification(ModificationType.REPLACE, "title", "still of use")));
        assertThatThrownBy(() -> now.add(user("Cid"), List.of(new Attribute("objectClass", "user"),
                new Attribute("mailNickname", "Ann")))).isInstanceOf(DirectoryException.class)
                .hasMessage("mailNickname 'Ann' belongs to 'CN=Ann,DC=corp,DC=example'. Choose another.");
    }

    private Directory open(Migrations migrations) {
        var random = new SecureRandom();
        SqlEngine engine = SqliteEngine.open(folder.resolve("directory.db"), migrations, EngineLimits.USUAL);
        engines.add(engine);
        return new SqlDirectory(engine, InstantSource.system(), UUID::randomUUID,
                new SecretBox(SecretBox.keyFile(folder.resolve("directory.key"), random), random));
    }

    private static DN user(String name) {
        return new DN(new RDN("CN", name), DirectoryContract.ROOT);
    }
}
