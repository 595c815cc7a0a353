package org.gatehouse.server.configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.gatehouse.server.configuration.Configuration.Role;
import org.gatehouse.testing.Mutations;
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
    }

    @Test
    void aNodeWithoutDirectoryIsABalancerAndNoMore() {
        assertThatThrownBy(() -> ConfigurationFile.parse(WHOLE.replace(", \"directory\"", "")))
                .hasMessageContaining("node.roles: without the directory role a node can only be a balancer");
        Configuration balancer = ConfigurationFile.parse(WHOLE.replaceAll("roles = .*", "roles = [\"balancer\"]"));
        assertThat(balancer.node().has(Role.BALANCER)).isTrue();
    }

    @Test
    void idleTimeIsLongerThanTheFiveMinuteWait() { // [MS-OXCRPC] 3.3.4.1: a parked wait lasts five minutes
        assertThatThrownBy(() -> ConfigurationFile.parse(WHOLE + "idle-minutes = 5\n"))
                .hasMessageContaining("balancer.idle-minutes");
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
