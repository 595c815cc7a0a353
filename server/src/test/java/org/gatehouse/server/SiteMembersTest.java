package org.gatehouse.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.gatehouse.directory.SecretStore;
import org.gatehouse.directory.organization.Layout;
import org.gatehouse.directory.organization.Organization;
import org.gatehouse.directory.organization.ServerRole;
import org.gatehouse.directory.organization.Servers;
import org.gatehouse.edge.balancer.BalancerSettings;
import org.gatehouse.server.configuration.Configuration.RemoteDirectory;
import org.gatehouse.server.edge.BalancerLimits;
import org.gatehouse.server.edge.BalancerServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A balancer that is held to what the directory says of its site.
class SiteMembersTest {
    private static final Layout LAYOUT = new Layout("Contoso", "contoso.test", "CONTOSO");

    @TempDir
    Path folder;

    @Test
    void serversComeGoAndAreSuspended() throws Exception {
        try (Node node = Node.open(DataFolder.open(folder), LAYOUT, InstantSource.system(), new SecureRandom());
                BalancerServer balancer = balancer()) {
            Organization organization = node.directory().organization();
            Servers servers = organization.servers();
            organization.sites().create("HeadOffice", List.of());
            organization.sites().create("Branch", List.of());
            add(servers, "cas1", "HeadOffice", "127.0.5.1");
            add(servers, "far1", "Branch", "127.0.5.9");
            servers.register("mbx1", "mbx1.contoso.test", "HeadOffice", Set.of(ServerRole.MAILBOX));
            servers.register("new1", "new1.contoso.test", "HeadOffice", Set.of(ServerRole.CLIENT_ACCESS));
            var members = new SiteMembers(servers, "HeadOffice", balancer, folder.resolve("members"));
            members.begin();
            assertThat(views(balancer)).as("one that has never been started has no address").containsExactly(
                    "cas1 127.0.5.1 false");

            add(servers, "cas2", "HeadOffice", "127.0.5.2");
            servers.suspend("cas1", true);
            members.changed();
            assertThat(views(balancer)).containsExactly("cas1 127.0.5.1 true", "cas2 127.0.5.2 false");

            servers.suspend("cas1", false);
            servers.setRpcAddress(servers.get("cas2"), new InetSocketAddress("127.0.5.22", 59531));
            members.changed();
            assertThat(views(balancer)).containsExactly("cas1 127.0.5.1 false", "cas2 127.0.5.22 false");

            servers.suspend("cas2", true);
            servers.remove("cas1");
            members.changed();
            assertThat(views(balancer)).containsExactly("cas2 127.0.5.22 true");
        }
        aBalancerThatStartsWithoutTheDirectoryHasThoseThatItKnew();
    }

    private void aBalancerThatStartsWithoutTheDirectoryHasThoseThatItKnew() throws IOException {
        var away = new DirectoryLink(new RemoteDirectory(List.of(new RemoteDirectory.Host("127.0.5.3", 1)), "CN=Nobody",
                Files.writeString(folder.resolve("password"), "none"), folder.resolve("root-certificate.pem")));
        Servers servers = new Organization(away, LAYOUT, UUID::randomUUID, SecretStore.NONE).servers();
        try (away; BalancerServer balancer = balancer()) {
            new SiteMembers(servers, "HeadOffice", balancer, folder.resolve("members")).begin();
            assertThat(views(balancer)).containsExactly("cas2 127.0.5.22 true");
            var bare = new SiteMembers(servers, "HeadOffice", balancer, folder.resolve("nothing"));
            assertThatThrownBy(bare::begin).isInstanceOf(IOException.class)
                    .hasMessageContaining("the members of site HeadOffice cannot be read")
                    .hasMessageContaining("directory.url ldaps://127.0.5.3:1 cannot be used");
        }
    }

    private static void add(Servers servers, String name, String site, String address) {
        servers.register(name, name + ".contoso.test", site, Set.of(ServerRole.CLIENT_ACCESS));
        servers.setRpcAddress(servers.get(name), new InetSocketAddress(address, 59531));
    }

    private static BalancerServer balancer() throws IOException {
        return BalancerServer.open(InetAddress.getByName("127.0.5.10"), List.of(0), BalancerSettings.DEFAULT,
                BalancerLimits.DEFAULT, _ -> { });
    }

    private static List<String> views(BalancerServer balancer) {
        return balancer.members().stream().map(view -> view.member().name() + " "
                + view.member().address().getHostAddress() + " " + view.draining()).toList();
    }
}
