package org.gatehouse.server.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.gatehouse.dcerpc.association.AssociationGroups;
import org.gatehouse.dcerpc.association.AssociationLimits;
import org.gatehouse.dcerpc.association.Endpoint;
import org.gatehouse.dcerpc.rts.ProxyError;
import org.gatehouse.directory.organization.Layout;
import org.gatehouse.directory.organization.Organization;
import org.gatehouse.directory.organization.ServerRole;
import org.gatehouse.server.DataFolder;
import org.gatehouse.server.Node;
import org.gatehouse.server.rpc.RpcTunnels.Target;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Which servers Outlook Anywhere leads to: those of the organisation, where the directory says.
class RpcTargetsTest {
    private static final Target DENIED = new Target.Refused(ProxyError.ACCESS_DENIED);

    @TempDir
    Path folder;

    @Test
    void onlyServersOfTheOrganizationAreReached() throws Exception {
        try (Node node = Node.open(DataFolder.open(folder), new Layout("Contoso", "contoso.test", "CONTOSO"),
                InstantSource.system(), new SecureRandom())) {
            Organization organization = node.directory().organization();
            organization.sites().create("HeadOffice", List.of());
            organization.servers().register("cas1", "cas1.contoso.test", "HeadOffice",
                    Set.of(ServerRole.CLIENT_ACCESS));
            var mbx1 = organization.servers().register("mbx1", "mbx1.contoso.test", "HeadOffice",
                    Set.of(ServerRole.MAILBOX)).value();
            Endpoint mail = endpoint();
            Endpoint book = endpoint();
            var targets = new RpcTargets(organization, mail, book, _ -> Optional.empty());
            assertThat(targets.find("cas1", 6001)).isEqualTo(new Target.Served(mail));
            assertThat(targets.find("CAS1.contoso.test", 6004)).isEqualTo(new Target.Served(book));
            assertThat(targets.find("mbx1", 6002)).as("it has no such service").isEqualTo(new Target.Served(book));
            assertThat(targets.find("mbx1.contoso.test", 6004)).isEqualTo(new Target.Served(book));
            assertThat(targets.find("elsewhere.example", 6004)).isEqualTo(DENIED);
            assertThat(targets.find("mbx1", 6001)).as("it has never been started")
                    .isEqualTo(new Target.Refused(ProxyError.SERVER_UNAVAILABLE));
            var address = new InetSocketAddress(InetAddress.ofLiteral("192.0.2.31"), 59531);
            organization.servers().setRpcAddress(mbx1, address);
            assertThat(targets.find("MBX1.contoso.test", 6001)).isEqualTo(new Target.Relayed(address));
            assertThat(targets.find("mbx1", 59531)).isEqualTo(DENIED);
            assertThat(targets.find("192.0.2.31", 6001)).isEqualTo(DENIED);
            assertThat(targets.find("elsewhere.example", 6001)).isEqualTo(DENIED);
        }
    }

    private static Endpoint endpoint() {
        return new Endpoint(List.of(), new AssociationGroups(AssociationLimits.DEFAULT, new SecureRandom()),
                Optional.empty(), AssociationLimits.DEFAULT);
    }
}
