package org.gatehouse.shell.cmdlets;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import org.gatehouse.directory.organization.Servers;
import org.gatehouse.shell.World;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What the shell knows of an array when it writes a load balancer's configuration.
final class LoadBalancerTest {
    @TempDir
    private Path folder;

    private World array() {
        var world = new World(folder);
        world.run("New-ClientAccessArray -Fqdn outlook.contoso.com -Site HeadOffice -PublishAddress 192.0.2.10");
        started(world, "cas1", "192.0.2.11", 59_531);
        world.records.put("cas2.contoso.com", List.of(InetAddress.ofLiteral("192.0.2.12")));
        return world;
    }

    private static void started(World world, String name, String address, int port) {
        Servers servers = world.administration.organization().servers();
        servers.setRpcAddress(servers.get(name), new InetSocketAddress(InetAddress.ofLiteral(address), port));
    }

    private static String said(World world, String command) {
        return world.run(command).text.toString();
    }

    @Test
    void membersComeFromWhereTheyRunOrFromTheirRecords() {
        try (var world = array()) {
            world.administration.organization().servers().suspend("cas2", true);
            assertThat(said(world, "Export-LoadBalancerConfiguration -For HAProxy")).contains(
                    "# Client access array 'outlook' (outlook.contoso.com) for HAProxy",
                    "# Members: cas1 (192.0.2.11), cas2 (192.0.2.12, suspended now).",
                    "bind 192.0.2.10:135\n", "bind 192.0.2.10:59532\n", "server cas2 192.0.2.12:59531 id 2 ");
            assertThat(said(world, "Get-ClientAccessArray | Export-LoadBalancerConfiguration -For haproxy -Address "
                    + "192.0.2.20 -RpcPort 60001 -HttpsPort 8443 -ProxyProtocol")).contains("bind 192.0.2.20:60001\n",
                    "server cas1 192.0.2.11:8443 id 1 ", " send-proxy-v2\n");
        }
    }

    @Test
    void aPairSharesTheAddressOnAnInterface() {
        try (var world = array()) {
            assertThat(said(world, "Export-LoadBalancerConfiguration -For Keepalived")).contains("Add -Interface");
            assertThat(said(world, "Export-LoadBalancerConfiguration -For Keepalived -Interface 'a b'"))
                    .contains("'a b' is no name of a network interface");
            assertThat(said(world, "Export-LoadBalancerConfiguration -For Keepalived -Interface eth0 -VirtualRouter 0"))
                    .contains("is not from 1 to 255");
            assertThat(said(world, "Export-LoadBalancerConfiguration -For Keepalived -Interface ens3 -VirtualRouter 7 "
                    + "-GatewayAddress 192.0.2.1")).contains("    interface ens3\n    virtual_router_id 7\n",
                            "        192.0.2.10\n        192.0.2.1 dev ens3\n    }\n", "ss -Hltn src 192.0.2.10:59531 ",
                                    "/dev/tcp/127.0.0.1/59533 ")
                    .doesNotContain("track_interface");
            assertThat(said(world, "Export-LoadBalancerConfiguration -For Keepalived -Interface eth0 -HealthPort 0"))
                    .contains("-HealthPort 0: a port is a number from 1 to 65535");
            assertThat(said(world, "Export-LoadBalancerConfiguration -For Keepalived -Interface eth0 -HealthPort 81"))
                    .contains("/dev/tcp/127.0.0.1/81 ");
            assertThat(said(world, "Export-LoadBalancerConfiguration -For Keepalived -Interface ens3 "
                    + "-GatewayAddress 198.51.100.1 -GatewayInterface ens4")).contains(
                            "        198.51.100.1 dev ens4\n    }\n", "    track_interface {\n        ens4\n    }\n}");
        }
    }

    @Test
    void productsThatOnlySomeHaveAreWrittenForToo() {
        try (var world = array()) {
            assertThat(said(world, "Export-LoadBalancerConfiguration -For Nginx")).contains("for nginx",
                    "        # cas2\n        server 192.0.2.12:59531 max_fails=1");
            assertThat(said(world, "Export-LoadBalancerConfiguration -For F5")).contains("# NOT RUN",
                    "members add { 192.0.2.11:135 192.0.2.12:135 }");
            assertThat(said(world, "Export-LoadBalancerConfiguration -For Kemp")).startsWith("#!/usr/bin/env bash\n")
                    .contains("# NOT RUN", "&rs=192.0.2.12&rsport=443&Enable=Y\" # cas2");
            assertThat(said(world, "Export-LoadBalancerConfiguration -For Kemp -ProxyProtocol"))
                    .contains("which is not written for Kemp");
            assertThat(said(world, "Export-LoadBalancerConfiguration -For Nginx -Interface eth0"))
                    .contains("-Interface is for Keepalived; nothing of it is written for Nginx");
            assertThat(said(world, "Export-LoadBalancerConfiguration -For Keepalived -Interface eth0 -GatewayInterface "
                    + "eth1")).contains("-GatewayInterface is where -GatewayAddress goes along");
        }
    }

    @Test
    void whatIsMissingIsSaid() {
        try (var world = new World(folder)) {
            assertThat(said(world, "Export-LoadBalancerConfiguration -For HAProxy")).contains(
                    "no client access array yet");
            world.run("New-ClientAccessArray -Fqdn outlook.contoso.com -Site HeadOffice");
            assertThat(said(world, "Export-LoadBalancerConfiguration -For HAProxy")).contains("no DNS record",
                    "-Address");
            assertThat(said(world, "Export-LoadBalancerConfiguration -For HAProxy -Address 192.0.2.10")).contains(
                    "WARNING: 'cas1' is left out", "has no member whose address is known");
            started(world, "cas1", "192.0.2.11", 59_531);
            assertThat(said(world, "Export-LoadBalancerConfiguration -For HAProxy -Address 192.0.2.11"))
                    .contains("is that of 'cas1' itself");
            started(world, "cas2", "192.0.2.12", 59_530);
            assertThat(said(world, "Export-LoadBalancerConfiguration -For HAProxy -Address 192.0.2.10"))
                    .contains("different ports: [59531, 59530]");
            assertThat(said(world, "Export-LoadBalancerConfiguration -For HAProxy -Address 192.0.2.10 -RpcPort 443"))
                    .contains("-HttpsPort 443: another service has this port");
            assertThat(said(world, "Export-LoadBalancerConfiguration -For IIS")).contains("none of HAProxy");
            world.run("New-ClientAccessArray -Fqdn branch.contoso.com -Site Branch");
            assertThat(said(world, "Export-LoadBalancerConfiguration -For HAProxy")).contains("several arrays: ");
        }
    }
}
