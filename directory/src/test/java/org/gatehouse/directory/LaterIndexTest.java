package org.gatehouse.directory;

import static org.assertj.core.api.Assertions.assertThat;

import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.RDN;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import org.gatehouse.database.EngineLimits;
import org.gatehouse.database.SqlEngine;
import org.gatehouse.database.SqliteEngine;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Attributes that an earlier format did not index are found, and follow what they name, once it is opened.
final class LaterIndexTest {
    @TempDir
    private Path folder;

    private SqlEngine engine() {
        return SqliteEngine.open(folder.resolve("directory.db"), SqlDirectory.MIGRATIONS, EngineLimits.USUAL);
    }

    private SqlDirectory directory(SqlEngine engine) {
        var random = new SecureRandom();
        return new SqlDirectory(engine, InstantSource.system(), UUID::randomUUID,
                new SecretBox(SecretBox.keyFile(folder.resolve("directory.key"), random), random));
    }

    private static DN user(String name) {
        return new DN(new RDN("CN", name), DirectoryContract.ROOT);
    }

    @Test
    void rightsOfTheSecondFormatEndWithTheirAccount() {
        try (SqlEngine old = engine()) {
            SqlDirectory directory = directory(old);
            directory.add(DirectoryContract.ROOT, List.of(new Attribute("objectClass", "domainDNS")));
            directory.add(user("Ben"), List.of(new Attribute("objectClass", "user")));
            directory.add(user("Ann"), List.of(new Attribute("objectClass", "user"),
                    new Attribute("gatehouseSendAs", user("Ben").toString()),
                    new Attribute("publicDelegates", user("Ben").toString())));
            old.write(sql -> {
                sql.execute("DROP TABLE key_check");
                sql.execute("DROP TABLE budget_member");
                sql.execute("DROP TABLE budget_use");
                assertThat(sql.update("DELETE FROM term WHERE attribute IN ('gatehousesendas', 'publicdelegates')"))
                        .isEqualTo(2);
                return sql.update("UPDATE gatehouse_format SET format = 2");
            });
        }
        try (SqlEngine now = engine()) {
            SqlDirectory directory = directory(now);
            directory.delete(user("Ben"));
            assertThat(directory.get(user("Ann")).orElseThrow().hasAttribute("gatehouseSendAs")).isFalse();
            assertThat(directory.get(user("Ann")).orElseThrow().hasAttribute("publicDelegates")).isFalse();
        }
    }
}
