package org.gatehouse.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.gatehouse.directory.organization.ExchangeServer;
import org.gatehouse.directory.organization.Layout;
import org.gatehouse.directory.organization.Organization;
import org.gatehouse.directory.organization.ServerRole;
import org.gatehouse.edge.balancer.BalancerSettings;
import org.gatehouse.edge.balancer.Balancers;
import org.gatehouse.server.DataFolder;
import org.gatehouse.server.Frontage;
import org.gatehouse.server.MessagingServer.ServicePorts;
import org.gatehouse.server.MessagingServer;
import org.gatehouse.server.Node;
import org.gatehouse.server.edge.Plane;
import org.gatehouse.server.rpc.RpcListenerLimits;
import org.gatehouse.server.web.WebSettings;
import org.gatehouse.shell.cmdlets.Engine;

/// The measured organisation: an array of two Client Access servers behind a balancer, a mailbox server, one database,
/// a few people. Its parts are those of the product, put together as the demonstration does it.
final class BenchOrganization implements AutoCloseable {
    static final String NETBIOS = "BENCH";
    static final int PEOPLE = 8;
    static final String DOMAIN = "bench.test";
    /// The first member's name in its certificate.
    static final String MEMBER = "m1." + DOMAIN;
    /// What clients are told to use; in the certificates of both members.
    static final String ARRAY = "array." + DOMAIN;
    private static final String SITE = "Bench";
    private static final int PASSWORD_BYTES = 12;

    private final Node node;
    private final Frontage frontage;
    private final ServicePorts ports;
    private final Map<String, InetAddress> members = new LinkedHashMap<>();
    private final Map<String, MessagingServer> servers = new LinkedHashMap<>();
    private final Map<String, String> passwords = new LinkedHashMap<>();

    private BenchOrganization(Node node, Frontage frontage, ServicePorts ports) {
        this.node = node;
        this.frontage = frontage;
        this.ports = ports;
    }

    /// The array's address; its members follow, then the mailbox server and the directory.
    static InetAddress address(int number) throws IOException {
        return InetAddress.getByAddress(new byte[] {127, 0, 4, (byte) (20 + number)});
    }

    static BenchOrganization open(Path root, int people) throws IOException {
        InstantSource clock = InstantSource.system();
        var random = new SecureRandom();
        Node node = Node.open(DataFolder.open(root), new Layout("Bench", DOMAIN, NETBIOS), clock, random);
        Frontage frontage = Frontage.open(node, new Frontage.Addresses("dc." + DOMAIN, address(9), freePort(9),
                freePort(9), freePort(9), freePort(9)), Optional.empty());
        var organization = new BenchOrganization(node, frontage, new ServicePorts(freePort(0), freePort(0), freePort(0),
                freePort(0)));
        organization.build(random, people);
        return organization;
    }

    private static int freePort(int number) throws IOException {
        try (var probe = new ServerSocket(0, 1, address(number))) {
            return probe.getLocalPort();
        }
    }

    private void build(SecureRandom random, int people) throws IOException {
        var engine = new Engine(node.administration(frontage.records(), Balancers.NONE, ""));
        run(engine, "New-ADSite -Name " + SITE + " -Subnet 127.0.4.0/24");
        install("M1", Set.of(ServerRole.CLIENT_ACCESS), address(1));
        install("M2", Set.of(ServerRole.CLIENT_ACCESS), address(2));
        members.putAll(Map.of("M1", address(1), "M2", address(2)));
        run(engine, "Enable-OutlookAnywhere -Server M1 -ExternalHostname " + MEMBER
                + " -ClientAuthenticationMethod Ntlm -SSLOffloading $false");
        run(engine, "Enable-OutlookAnywhere -Server M2 -ExternalHostname " + ARRAY
                + " -ClientAuthenticationMethod Ntlm -SSLOffloading $false");
        run(engine, "Set-RpcClientAccess -Server M1 -EncryptionRequired $false"); // AnywhereBulk compares
        install("MBX", Set.of(ServerRole.MAILBOX), address(3));
        run(engine, "New-ClientAccessArray -Name array -Fqdn " + ARRAY + " -Site " + SITE);
        run(engine, "New-MailboxDatabase -Name DB -Server MBX");
        run(engine, "Mount-Database DB");
        // One person stands for many: the limits of the default policy would be what is measured.
        run(engine, "New-ThrottlingPolicy -Name Unlimited -RCAMaxConcurrency $null -RCAPercentTimeInAD $null "
                + "-RCAPercentTimeInCAS $null -RCAPercentTimeInMailboxRPC $null");
        for (int number = 0; number < people; number++) {
            byte[] secret = new byte[PASSWORD_BYTES];
            random.nextBytes(secret);
            String password = "Aa1." + HexFormat.of().formatHex(secret);
            String account = "person" + number;
            run(engine, "$password = ConvertTo-SecureString '" + password + "' -AsPlainText -Force");
            run(engine, "New-Mailbox -Name " + account + " -Alias " + account + " -UserPrincipalName " + account + "@"
                    + DOMAIN + " -Database DB -Password $password");
            run(engine, "Set-ThrottlingPolicyAssociation " + account + " -ThrottlingPolicy Unlimited");
            passwords.put(account, password);
        }
        frontage.balance(new Frontage.ArrayFront(address(0), ports.all(), ports.rpc(), BalancerSettings.DEFAULT,
                Plane.PORTABLE, 0), members);
    }

    /// From now on somebody may take a share of each minute, of every measure.
    void throttle(String account, String percent) throws IOException {
        var engine = new Engine(node.administration(frontage.records(), Balancers.NONE, ""));
        run(engine, "New-ThrottlingPolicy -Name Held -RCAMaxConcurrency $null -RCAPercentTimeInAD " + percent
                + " -RCAPercentTimeInCAS " + percent + " -RCAPercentTimeInMailboxRPC " + percent);
        run(engine, "Set-ThrottlingPolicyAssociation " + account + " -ThrottlingPolicy Held");
    }

    private static void run(Engine engine, String command) throws IOException {
        var console = new QuietConsole();
        if (engine.run(command, console).status() != 0) {
            throw new IOException(command.split(" ", 2)[0] + " failed: " + console.said());
        }
    }

    private void install(String name, Set<ServerRole> roles, InetAddress at) throws IOException {
        Organization organization = node.directory().organization();
        ExchangeServer server = organization.servers().register(name, name + "." + DOMAIN, SITE, roles).value();
        frontage.records().publish(server.fqdn(), List.of(at));
        servers.put(name, start(server, at));
    }

    private MessagingServer start(ExchangeServer server, InetAddress at) throws IOException {
        return node.start(server, at, ports, WebSettings.DEFAULT, frontage.trusted(), RpcListenerLimits.DEFAULT);
    }

    int rpcPort() {
        return ports.rpc();
    }

    int httpsPort() {
        return ports.https();
    }

    Map<String, String> passwords() {
        return passwords;
    }

    String legacyDn(String account) {
        return node.directory().organization().mailboxes().get(account).legacyExchangeDn();
    }

    /// Kills the member that has the most sessions; its name.
    String killServing() {
        var serving = servers.entrySet().stream().filter(server -> members.containsKey(server.getKey()))
                .max(Comparator.comparingInt(server -> server.getValue().sessionCount())).orElseThrow();
        serving.getValue().kill();
        return serving.getKey();
    }

    void revive(String name) throws IOException {
        InetAddress at = members.get(name);
        if (at == null) {
            throw new IOException("no member " + name);
        }
        servers.put(name, start(node.directory().organization().servers().get(name), at));
    }

    @Override
    public void close() {
        frontage.close();
        node.close();
    }
}
