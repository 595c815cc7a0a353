package org.gatehouse.directory.ldap;

import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.gatehouse.database.EngineLimits;
import org.gatehouse.database.SqlEngine;
import org.gatehouse.database.SqliteEngine;
import org.gatehouse.directory.Directory;
import org.gatehouse.directory.DirectoryContract;
import org.gatehouse.directory.Passwords;
import org.gatehouse.directory.SecretBox;
import org.gatehouse.directory.SoleNameRace;
import org.gatehouse.directory.SqlDirectory;
import org.gatehouse.directory.organization.Layout;
import org.gatehouse.security.Credentials;
import org.gatehouse.security.Identity;
import org.gatehouse.security.signin.FailedSignIns;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.jspecify.annotations.Nullable;

/// The contract through our own front onto SQL: what passes here works without the engine's private knowledge.
@SuppressWarnings("NullAway.Init")
final class LdapDirectoryTest implements DirectoryContract, SoleNameRace {
    private static final String PASSWORD = "Passw0rd";
    @TempDir
    Path folder;
    private SqlEngine engine;
    private LdapFront front;
    private LDAPConnection connection;
    private @Nullable LDAPConnection second;
    private @Nullable LdapDirectory directory;

    @Override
    public Directory directory() {
        if (directory == null) {
            try {
                directory = connect();
            } catch (LDAPException failure) {
                throw new AssertionError(failure);
            }
        }
        return directory;
    }

    @Override
    public List<Directory> twoDirectories() {
        Directory first = directory();
        try {
            second = new LDAPConnection("127.0.0.1", front.port(), "admin", PASSWORD);
        } catch (LDAPException failure) {
            throw new AssertionError(failure);
        }
        return List.of(first, new LdapDirectory(second));
    }

    private LdapDirectory connect() throws LDAPException {
        var random = new SecureRandom();
        engine = SqliteEngine.open(folder.resolve("directory.db"), SqlDirectory.MIGRATIONS, EngineLimits.USUAL);
        var sql = new SqlDirectory(engine, InstantSource.system(), UUID::randomUUID,
                new SecretBox(SecretBox.keyFile(folder.resolve("directory.key"), random), random));
        Credentials credentials = (domain, user) -> "admin".equals(user)
                ? Optional.of(new Credentials.Secret(new Identity("CORP", "admin", "NTLM"),
                        Passwords.ntHash(Passwords.quoted(PASSWORD.toCharArray())), true))
                : Optional.empty();
        var signIn = new LdapSignIn(sql, credentials,
                new FailedSignIns(FailedSignIns.Limits.DEFAULT, InstantSource.system()), identity -> true);
        front = LdapFront.start(LdapFront.Settings.of(InetAddress.getLoopbackAddress(), 0, -1, true), sql,
                new Layout("Org", "corp.example", "CORP"), signIn, null, InstantSource.system());
        connection = new LDAPConnection("127.0.0.1", front.port(), "admin", PASSWORD);
        return new LdapDirectory(connection);
    }

    @AfterEach
    void close() {
        connection.close();
        if (second != null) {
            second.close();
        }
        front.close();
        engine.close();
    }
}
