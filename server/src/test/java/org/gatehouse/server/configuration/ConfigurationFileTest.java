package org.gatehouse.server.configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.gatehouse.server.configuration.Configuration.DatabaseSettings;
import org.gatehouse.server.configuration.Configuration.Role;
import org.gatehouse.server.edge.Plane;
import org.gatehouse.testing.Mutations;
import org.gatehouse.web.acme.AcmeSettings;
import org.gatehouse.web.http.TlsVersion;
import org.junit.jupiter.api.Test;

class ConfigurationFileTest {
    private static final String WHOLE = """
            [node]
            name = "ex1"
            site = "HeadOffice"
            address = "192.0.2.11"
            data = "/var/lib/gatehouse"
            roles = ["client-access", "mailbox", "balancer", "dns", "directory"]

            [organization]
            domain = "Example.Test"

            [balancer]
            address = "2001:db8::10"
            members = ["192.0.2.11", "192.0.2.12"]
            """;

    private static final String POSTGRES = """

            [database]
            engine = "postgresql"
            url = "jdbc:postgresql://db.example.test/mail?sslmode=verify-full"
            user = "gatehouse"
            password-file = "/etc/password"
            """;

    private static final String REMOTE = """

            [directory]
            url = "ldaps://192.0.2.11:1636"
            bind-dn = "CN=Reader,CN=Users,DC=example,DC=test"
            password-file = "/etc/reader"
            ca-file = "/etc/root.pem"
            """;

    @Test
    void aRetiredKeyIsNamedWithWhatReplacedIt() {
        var retired = Map.of("ports.smb", "write ports.https instead");
        String text = WHOLE + "[ports]\nsmb = 445\nsmbs = 446\n";
        assertThatThrownBy(() -> ConfigurationFile.parse(text, retired))
                .isInstanceOfSatisfying(ConfigurationException.class, wrong -> assertThat(wrong.problems())
                        .contains("ports.smb: this key is retired; write ports.https instead")
                        .anyMatch(problem -> problem.startsWith("ports.smbs: unknown key; did you mean ports.")));
    }

    @Test
    void webServicesAreSetUpWhole() {
        var web = ConfigurationFile.parse(WHOLE + """
                [web]
                names = ["Mail.Example.test"]
                certificate-file = "/etc/gatehouse/mail.pem"
                certificate-key-file = "/etc/gatehouse/mail.key"
                oldest-tls = "1.0"
                metrics-from = ["192.0.2.99"]
                redirect-port = 80
                [oauth]
                issuer = "https://login.example.test/"
                audience = "https://mail.example.test/"
                keys = "https://login.example.test/keys"
                """).web();
        assertThat(web.names()).containsExactly("mail.example.test");
        assertThat(web.redirectPort()).hasValue(80);
        assertThat(ConfigurationFile.parse(WHOLE).web().redirectPort()).isEmpty();
        assertThat(web.files().orElseThrow().watched()).hasSize(2);
        assertThat(web.oldestTls()).isEqualTo(TlsVersion.TLS_1_0);
        assertThat(web.issuer().orElseThrow().settings().claim()).isEqualTo("upn");
        assertThat(ConfigurationFile.parse(WHOLE).web().issuer()).isEmpty();
    }

    @Test
    void whatIsWrongWithWebServicesIsTold() {
        assertThatThrownBy(() -> ConfigurationFile.parse(WHOLE + """
                [web]
                certificate-key-file = "/etc/gatehouse/mail.key"
                [oauth]
                issuer = "https://login.example.test/"
                algorithm = "HS256"
                keys = "http://login.example.test/keys"
                """)).isInstanceOfSatisfying(ConfigurationException.class, wrong -> assertThat(wrong.problems())
                .anyMatch(problem -> problem.startsWith("web.certificate-file: missing"))
                .anyMatch(problem -> problem.startsWith("oauth.audience: missing"))
                .anyMatch(problem -> problem.startsWith("oauth.algorithm = \"HS256\" is not one of"))
                .anyMatch(problem -> problem.startsWith("oauth.keys = \"http://")));
        assertThatThrownBy(() -> ConfigurationFile.parse(WHOLE + "[web]\noldest-tls = \"1.4\"\nnames = [\"a b\"]\n"))
                .hasMessageContaining("web.oldest-tls = \"1.4\" is not a version of TLS")
                .hasMessageContaining("web.names = \"a b\" is not a DNS name");
    }

    @Test
    void anAuthorityIsAskedForTheWebNames() {
        String acme = """
                [web]
                names = ["Mail.Example.test", "autodiscover.example.test"]
                [acme]
                directory = "https://ca.example.test:9000/acme/directory"
                contact = "postmaster@example.test"
                accept-terms = true
                ca-file = "/etc/gatehouse/ca.pem"
                """;
        assertThat(ConfigurationFile.parse(WHOLE + acme).web().acme()).hasValue(new AcmeSettings(
                URI.create("https://ca.example.test:9000/acme/directory"), Optional.of("postmaster@example.test"),
                Optional.of(Path.of("/etc/gatehouse/ca.pem")), List.of("mail.example.test",
                "autodiscover.example.test")));
        for (String value : List.of("accept-terms = false", "")) {
            refusedInOneLine(WHOLE + acme.replace("accept-terms = true", value), "acme.accept-terms: has to be true");
        }
        refusedInOneLine(WHOLE + acme.replaceAll("names = .*", ""), "web.names: missing; acme.directory");
        refusedInOneLine(WHOLE + acme.replace("[acme]", "certificate-file = \"/etc/mail.pem\"\n[acme]"),
                "acme.directory: not together with web.certificate-file");
        refusedInOneLine(WHOLE + acme.replaceAll("directory = .*", ""), "acme.directory: missing");
        refusedInOneLine(WHOLE + acme.replace("https:", "http:"), "acme.directory = \"http://",
                "is not of the form https://HOST/PATH");
        refusedInOneLine(WHOLE + acme.replace("= true", "= \"yes\""),
                "acme.accept-terms = \"yes\" is neither true nor false");
        refusedInOneLine(WHOLE + acme.replace("postmaster@", "post master@"), "is not a mail address");
    }

    @Test
    void aWholeFileIsRead() {
        Configuration read = ConfigurationFile.parse(WHOLE);
        assertThat(read.node().name()).isEqualTo("ex1");
        assertThat(read.node().has(Role.DIRECTORY)).isTrue();
        assertThat(read.organization().domain()).isEqualTo("example.test");
        assertThat(read.organization().netbios()).isEqualTo("EXAMPLE");
        assertThat(read.ports().rpc()).isEqualTo(59531);
        assertThat(read.balancer()).hasValueSatisfying(balancer -> {
            assertThat(balancer.members()).hasSize(2);
            assertThat(balancer.idle()).isEqualTo(Duration.ofHours(2));
        });
    }

    @Test
    void theDatabaseIsInTheFolderOrOnPostgres() {
        assertThat(ConfigurationFile.parse(WHOLE).database()).isEqualTo(new DatabaseSettings.Sqlite());
        assertThat(ConfigurationFile.parse(WHOLE + POSTGRES).database()).isEqualTo(new DatabaseSettings.Postgres(
                "jdbc:postgresql://db.example.test/mail?sslmode=verify-full", "gatehouse", Path.of("/etc/password")));
        assertThatThrownBy(() -> ConfigurationFile.parse(WHOLE + POSTGRES.replace("verify-full", "x&password=hush")))
                .hasMessageContaining("database.url must not set password").hasMessageNotContaining("hush");
        assertThatThrownBy(() -> ConfigurationFile.parse(WHOLE + "\n[database]\nengine = \"postgresql\"\n"))
                .hasMessageContaining("database.url: missing").hasMessageContaining("database.password-file: missing");
        assertThatThrownBy(() -> ConfigurationFile.parse(WHOLE + POSTGRES.replace("\"postgresql\"", "\"sqlite\"")))
                .hasMessageContaining("database.user: only for database.engine = \"postgresql\"");
        assertThatThrownBy(() -> ConfigurationFile.parse(WHOLE + POSTGRES.replace("\"postgresql\"", "\"h2\"")))
                .hasMessageContaining("engines are sqlite and postgresql");
    }

    @Test
    void anUnknownKeyIsNamedWithTheNearest() {
        assertThatThrownBy(() -> ConfigurationFile.parse(WHOLE + "idle-minuts = 60\n"))
                .hasMessage("balancer.idle-minuts: unknown key; did you mean balancer.idle-minutes?");
    }

    @Test
    void everyProblemIsToldAtOnce() {
        var refused = catchThrowableOfType(ConfigurationException.class, () -> ConfigurationFile.parse("""
                [node]
                name = "ex1"
                site = "HeadOffice"
                address = "ex1.example.test"
                roles = ["mailbox", "postbox"]
                [organization]
                domain = "nodots"
                [ports]
                rpc = 70000
                """));
        assertThat(refused.problems()).hasSize(5)
                .anyMatch(problem -> problem.startsWith("node.data: missing"))
                .anyMatch(problem -> problem.equals("node.address = \"ex1.example.test\" is not an IP address"))
                .anyMatch(problem -> problem.startsWith("node.roles = \"postbox\" is not a role"))
                .anyMatch(problem -> problem.startsWith("organization.domain = \"nodots\""))
                .anyMatch(problem -> problem.startsWith("ports.rpc = \"70000\""));
    }

    @Test
    void portsOfOneNodeDiffer() {
        assertThatThrownBy(() -> ConfigurationFile.parse(WHOLE + "[ports]\nldap = 135\n"))
                .hasMessageContaining("ports.ldap = 135 is also ports.epm");
        assertThatThrownBy(() -> ConfigurationFile.parse(WHOLE + "[web]\nredirect-port = 443\n"))
                .hasMessageContaining("web.redirect-port = 443 is also ports.https");
    }

    @Test
    void rolesThatWorkTogetherAreTaken() {
        for (String roles : List.of("\"balancer\"", "\"directory\"", "\"directory\", \"dns\"",
                "\"directory\", \"mailbox\"", "\"client-access\", \"mailbox\", \"directory\"")) {
            assertThat(ConfigurationFile.parse(withRoles(roles)).directory()).as(roles).isEmpty();
        }
        for (String roles : List.of("\"dns\"", "\"dns\", \"balancer\"")) {
            Configuration read = ConfigurationFile.parse(withRoles(roles) + REMOTE);
            assertThat(read.directory()).as(roles).hasValue(new Configuration.RemoteDirectory(
                    List.of(new Configuration.RemoteDirectory.Host("192.0.2.11", 1636)),
                    "CN=Reader,CN=Users,DC=example,DC=test", Path.of("/etc/reader"), Path.of("/etc/root.pem")));
        }
    }

    @Test
    void aBalancerNamesItsMembersOrADirectory() {
        String follows = WHOLE.replaceAll("roles = .*", "roles = [\"balancer\"]").replaceAll("members = .*", "");
        Configuration read = ConfigurationFile.parse(follows + REMOTE.replace("\"ldaps://192.0.2.11:1636\"",
                "[\"ldaps://192.0.2.11\", \"ldaps://[2001:db8::1]:1636\"]"));
        assertThat(read.directory().orElseThrow().hosts()).hasToString(
                "[ldaps://192.0.2.11:636, ldaps://[2001:db8::1]:1636]");
        assertThat(read.balancer().orElseThrow().members()).isEmpty();
        assertThatThrownBy(() -> ConfigurationFile.parse(follows)).hasMessageContaining(
                "directory.url: missing; a balancer without balancer.members reads them");
        assertThatThrownBy(() -> ConfigurationFile.parse(withRoles("\"balancer\"") + REMOTE)).hasMessageContaining(
                "directory.url: a balancer with balancer.members does not ask the directory");
    }

    @Test
    void onPostgresEveryRoleMayBeAlone() {
        for (String role : List.of("\"client-access\"", "\"mailbox\"", "\"directory\"", "\"mailbox\", \"dns\"",
                "\"client-access\", \"balancer\"")) {
            assertThat(ConfigurationFile.parse(withRoles(role) + POSTGRES).node().opensDirectory()).as(role).isTrue();
        }
        refusedInOneLine(withRoles("\"balancer\"") + POSTGRES, "database.engine: only a node with client-access");
        assertThatThrownBy(() -> ConfigurationFile.parse(withRoles("\"client-access\"") + POSTGRES + REMOTE))
                .hasMessageContaining("directory.url: a node with client-access, mailbox or directory opens");
    }

    @Test
    void rolesThatNeedAnotherProcessAreRefusedWithTheRemedy() {
        refusedInOneLine(withRoles("\"mailbox\""), "node.roles: mailbox without directory", "add \"directory\" here");
        for (String roles : List.of("\"client-access\"", "\"client-access\", \"directory\"")) {
            refusedInOneLine(withRoles(roles), "node.roles: client-access without mailbox and directory",
                    "PostgreSQL");
        }
        assertThatThrownBy(() -> ConfigurationFile.parse(withRoles("\"dns\"")))
                .hasMessageContaining("directory.url: missing; the dns role without directory reads the zone");
        assertThatThrownBy(() -> ConfigurationFile.parse(withRoles("\"dns\", \"directory\"") + REMOTE))
                .hasMessageContaining("directory.url: a node with client-access, mailbox or directory opens");
        for (String url : List.of("ldap://192.0.2.11", "ldaps://", "ldaps://host/DC=x", "ldaps://a@host", "host")) {
            assertThatThrownBy(() -> ConfigurationFile.parse(
                    withRoles("\"dns\"") + REMOTE.replace("ldaps://192.0.2.11:1636", url)))
                    .hasMessageContaining("directory.url = \"" + url + "\" is not of the form ldaps://HOST:PORT");
        }
        assertThatThrownBy(() -> ConfigurationFile.parse(withRoles("\"dns\"") + REMOTE.replace("bind-dn", "bind-name")))
                .hasMessageContaining("directory.bind-name: unknown key; did you mean directory.bind-dn?");
    }

    private static String withRoles(String roles) {
        return WHOLE.replaceAll("roles = .*", "roles = [" + roles + "]");
    }

    private static void refusedInOneLine(String text, String... parts) {
        var refused = catchThrowableOfType(ConfigurationException.class, () -> ConfigurationFile.parse(text));
        assertThat(refused.problems()).hasSize(1).first().asString().contains(parts);
    }

    @Test
    void idleTimeIsLongerThanTheFiveMinuteWait() { // [MS-OXCRPC] 3.3.4.1: a parked wait lasts five minutes
        assertThatThrownBy(() -> ConfigurationFile.parse(WHOLE + "idle-minutes = 5\n"))
                .hasMessageContaining("balancer.idle-minutes");
    }

    @Test
    void theKernelBalancesWithinOneFamily() {
        assertThat(ConfigurationFile.parse(WHOLE).balancer().orElseThrow().plane()).isEqualTo(Plane.PORTABLE);
        String four = WHOLE.replace("2001:db8::10", "192.0.2.10") + "plane = \"kernel\"\n";
        assertThat(ConfigurationFile.parse(four).balancer().orElseThrow().plane()).isEqualTo(Plane.KERNEL);
        refusedInOneLine(WHOLE + "plane = \"user\"\n", "balancer.plane = \"user\" is neither portable nor kernel");
        refusedInOneLine(four.replace("192.0.2.12", "2001:db8::12"), "balancer.members: 2001:db8:0:0:0:0:0:12 is of "
                + "another family than balancer.address");
    }

    @Test
    void anythingElseIsRefusedInWords() {
        Mutations.survive(WHOLE.getBytes(StandardCharsets.UTF_8), 2_000, ConfigurationException.class,
                bytes -> ConfigurationFile.parse(new String(bytes, StandardCharsets.UTF_8)));
    }

    /// Set `-Dgatehouse.write=true` to write the page anew.
    @Test
    void thePageShowsEveryKey() throws IOException {
        Path page = Path.of(System.getProperty("gatehouse.root")).resolve("docs/configuration.md");
        if (Boolean.getBoolean("gatehouse.write")) {
            Files.writeString(page, ConfigurationPage.text());
        }
        assertThat(Files.readString(page)).isEqualTo(ConfigurationPage.text());
    }
}
