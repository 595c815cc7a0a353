package org.gatehouse.directory.organization;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.Filter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.assertj.core.groups.Tuple;
import org.gatehouse.database.EngineLimits;
import org.gatehouse.database.SqlEngine;
import org.gatehouse.database.SqliteEngine;
import org.gatehouse.directory.DirectoryException;
import org.gatehouse.directory.Names;
import org.gatehouse.directory.Passwords;
import org.gatehouse.directory.Query;
import org.gatehouse.directory.SecretBox;
import org.gatehouse.directory.SqlDirectory;
import org.gatehouse.directory.organization.AlternateServiceAccounts.Validity;
import org.gatehouse.directory.organization.ServicePrincipalNames.Status;
import org.gatehouse.security.kerberos.AccountKeys;
import org.gatehouse.security.kerberos.EncryptionType;
import org.gatehouse.security.kerberos.KerberosKey;
import org.gatehouse.security.kerberos.Keytab;
import org.gatehouse.security.kerberos.PrincipalName;
import org.gatehouse.security.kerberos.ServiceKey;
import org.gatehouse.security.kerberos.ServiceKeys;
import org.gatehouse.wire.Bytes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class AlternateServiceAccountsTest {
    private static final Layout LAYOUT = new Layout("Contoso", "contoso.com", "CONTOSO");
    private static final Instant NOW = Instant.parse("2010-11-22T09:30:00Z");
    private static final char[] PASSWORD = "Pä55word!".toCharArray();

    @TempDir
    private Path folder;
    private SqlEngine sql;
    private SqlDirectory directory;
    private Organization organization;
    private AlternateServiceAccounts accounts;

    @BeforeEach
    void open() {
        var random = new SecureRandom();
        sql = SqliteEngine.open(folder.resolve("directory.db"), SqlDirectory.MIGRATIONS, EngineLimits.USUAL);
        directory = new SqlDirectory(sql, InstantSource.system(), UUID::randomUUID,
                new SecretBox(SecretBox.keyFile(folder.resolve("directory.key"), random), random));
        organization = new Organization(directory, LAYOUT, UUID::randomUUID, directory);
        OrganizationSetup.prepare(directory, LAYOUT, UUID.randomUUID());
        organization.sites().create("HeadOffice", List.of());
        organization.sites().create("Branch", List.of());
        organization.servers().register("cas1", "cas1.contoso.com", "HeadOffice", Set.of(ServerRole.CLIENT_ACCESS));
        organization.servers().register("cas2", "cas2.contoso.com", "HeadOffice", Set.of(ServerRole.CLIENT_ACCESS));
        organization.servers().register("mbx1", "mbx1.contoso.com", "HeadOffice", Set.of(ServerRole.MAILBOX));
        organization.servers().register("cas3", "cas3.contoso.com", "Branch", Set.of(ServerRole.CLIENT_ACCESS));
        accounts = organization.alternateServiceAccounts();
    }

    @AfterEach
    void close() {
        sql.close();
    }

    @Test
    void credentialOfOneServerServesItsWholeSiteAtOnce() {
        ServiceKeys member = accounts.keysOf("cas2");
        assertThat(member.current()).isEmpty();
        accounts.set("cas1", "contoso\\asa$", PASSWORD, NOW);
        assertThat(member.current()).isEqualTo(AccountKeys.ofPassword("contoso.com", "asa$", PASSWORD));
        assertThat(accounts.keysOf("cas3").current()).as("another site").isEmpty();
        assertThat(accounts.of(server("cas2"))).as("each server lists its own").isEmpty();
        accounts.remove("cas1");
        assertThat(member.current()).isEmpty();
    }

    @Test
    void latestAndPreviousAreKept() {
        for (String name : List.of("one$", "two@contoso.com", "CONTOSO.COM\\three$")) {
            accounts.set("cas1", name, PASSWORD, NOW);
        }
        assertThat(accounts.of(server("cas1"))).extracting(AlternateServiceAccount::userName)
                .containsExactly("CONTOSO\\three$", "CONTOSO\\two");
        assertThat(accounts.of(server("cas1")).getFirst().set()).isEqualTo(NOW);
        assertThat(accounts.of(server("cas1")).getFirst()).hasToString("CONTOSO\\three$");
    }

    @Test
    void saltHasTheLetterCaseOfTheDirectory() {
        addUser("ASA-User", PASSWORD);
        accounts.set("cas1", "CONTOSO\\asa-user", PASSWORD, NOW);
        assertThat(accounts.keysOf("cas1").current())
                .isEqualTo(AccountKeys.ofPassword("contoso.com", "ASA-User", PASSWORD));
    }

    @Test
    void wrongPasswordsAreToldAndCleanedUp() {
        addUser("asa", PASSWORD);
        accounts.set("cas1", "asa", PASSWORD, NOW);
        assertThat(accounts.set("cas1", "asa", "wrong".toCharArray(), NOW).warnings()).hasSize(1);
        assertThat(accounts.of(server("cas1"))).extracting(accounts::validity)
                .containsExactly(Validity.INVALID, Validity.VALID);
        accounts.cleanUp("cas1");
        assertThat(accounts.of(server("cas1"))).extracting(accounts::validity).containsExactly(Validity.VALID);
        accounts.set("cas1", "elsewhere$", PASSWORD, NOW);
        assertThat(accounts.validity(accounts.of(server("cas1")).getFirst())).isEqualTo(Validity.UNKNOWN);
    }

    @Test
    void keytabGivesTheKeysOfItsRealm() {
        var key = KerberosKey.random(EncryptionType.AES256, new Random(1));
        var name = new PrincipalName(PrincipalName.SERVICE_INSTANCE, List.of("exchangeMDB", "outlook.contoso.com"));
        var entry = new Keytab.Entry("CONTOSO.COM", name, NOW, 3, 18, Bytes.wrap(key.value()));
        var foreign = new Keytab.Entry("OTHER.COM", name, NOW, 4, 18, Bytes.wrap(key.value()));
        var arcfour = new Keytab.Entry("CONTOSO.COM", name, NOW, 3, 23, Bytes.wrap(new byte[16]));
        accounts.importKeytab("cas1", new Keytab(List.of(foreign, arcfour, entry)).encode().toArray(), NOW);
        assertThat(accounts.keysOf("cas1").current()).containsExactly(new ServiceKey(3, key));
        assertThat(accounts.of(server("cas1")).getFirst().userName())
                .isEqualTo("exchangeMDB/outlook.contoso.com@CONTOSO.COM");
        assertThatThrownBy(() -> accounts.importKeytab("cas1", new byte[] {5, 1}, NOW))
                .isInstanceOf(DirectoryException.class).hasMessageContaining("not a keytab file");
        assertThatThrownBy(() -> accounts.importKeytab("cas1", new Keytab(List.of(foreign)).encode().toArray(), NOW))
                .isInstanceOf(DirectoryException.class).hasMessageContaining("0 AES keys of the realm CONTOSO.COM");
    }

    @Test
    void whatIsNoAccountOrNoClientAccessServerIsRefused() {
        for (String name : List.of("", "OTHER\\asa", "asa@other.com", "a b", "CONTOSO\\", "x".repeat(300))) {
            assertThatThrownBy(() -> accounts.set("cas1", name, PASSWORD, NOW)).as(name)
                    .isInstanceOf(DirectoryException.class).hasMessageContaining("Write it as CONTOSO\\ASA$");
        }
        assertThatThrownBy(() -> accounts.set("cas1", "asa$", new char[0], NOW))
                .isInstanceOf(DirectoryException.class).hasMessageContaining("Give 1 to 256");
        assertThatThrownBy(() -> accounts.set("mbx1", "asa$", PASSWORD, NOW))
                .isInstanceOf(DirectoryException.class).hasMessageContaining("without the Client Access role");
    }

    @Test
    void secretsAreNeitherReadableNorOnDiskInClear() throws IOException {
        accounts.set("cas1", "asa$", "a very secret password".toCharArray(), NOW);
        DN server = Names.requireDn(server("cas1").header().distinguishedName());
        assertThat(directory.get(server).orElseThrow().hasAttribute("gatehouseServiceAccounts")).isFalse();
        assertThat(directory.search(Query.below(LAYOUT.servers(),
                Filter.createPresenceFilter("gatehouseServiceAccounts"))).entries()).isEmpty();
        assertThat(directory.ntHash(server)).isEmpty();
        sql.close();
        for (Path file : List.of(folder.resolve("directory.db"), folder.resolve("directory.db-wal"))) {
            if (Files.exists(file)) {
                assertThat(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1))
                        .doesNotContain("a very secret password");
            }
        }
    }

    @Test
    void keysThatCannotBeReadMeanNoKerberosAndNothingWorse() {
        accounts.set("cas1", "asa$", PASSWORD, NOW);
        var random = new SecureRandom();
        var other = new SqlDirectory(sql, InstantSource.system(), UUID::randomUUID,
                new SecretBox(SecretBox.keyFile(folder.resolve("another.key"), random), random));
        ServiceKeys keys = new Organization(other, LAYOUT, UUID::randomUUID, other).alternateServiceAccounts()
                .keysOf("cas1");
        assertThat(keys.current()).isEmpty();
    }

    @Test
    void namesOfAnArrayAreFoundMissingRegisteredOrDouble() {
        ClientAccessArray array = organization.arrays().create("outlook", "outlook.contoso.com", "HeadOffice").value();
        assertThat(organization.servicePrincipalNames().check(array)).extracting("name", "status")
                .contains(Tuple.tuple("exchangeMDB/outlook.contoso.com", Status.UNKNOWN),
                        Tuple.tuple("exchangeAB/outlook", Status.UNKNOWN),
                        Tuple.tuple("http/cas2.contoso.com", Status.UNKNOWN));
        addUser("asa$", PASSWORD, "exchangeMDB/outlook.contoso.com", "exchangeRFR/outlook.contoso.com");
        addUser("other", PASSWORD, "exchangeRFR/outlook.contoso.com");
        accounts.set("cas2", "asa$", PASSWORD, NOW);
        assertThat(organization.servicePrincipalNames().check(array)).hasSize(9).extracting("name", "account", "status")
                .contains(tuple("exchangeMDB/outlook.contoso.com", Status.REGISTERED),
                        tuple("exchangeRFR/outlook.contoso.com", Status.DUPLICATE),
                        tuple("exchangeAB/outlook.contoso.com", Status.MISSING));
    }

    private static Tuple tuple(String name, Status status) {
        return Tuple.tuple(name, "CONTOSO\\asa$", status);
    }

    private void addUser(String account, char[] password, String... principals) {
        var user = new Attribute("objectClass", "user");
        directory.add(Layout.child(account, LAYOUT.users()), principals.length == 0
                ? List.of(user, new Attribute("sAMAccountName", account), secret(password))
                : List.of(user, new Attribute("sAMAccountName", account), secret(password),
                        new Attribute("servicePrincipalName", principals)));
    }

    private static Attribute secret(char[] password) {
        return new Attribute("unicodePwd", Passwords.quoted(password));
    }

    private ExchangeServer server(String name) {
        return organization.servers().get(name);
    }
}
