package org.gatehouse.conformance.outside;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.gatehouse.edge.balancer.Member;
import org.gatehouse.edge.balancer.Placement;
import org.gatehouse.edge.balancer.SourceHash;
import org.gatehouse.edge.export.ArrayDescription;
import org.gatehouse.edge.export.ArrayDescription.ArrayMember;
import org.gatehouse.edge.export.Product;
import org.gatehouse.edge.export.Service;
import org.gatehouse.edge.export.Takeover;
import org.gatehouse.testing.HostProcess;
import org.gatehouse.testing.Network;
import org.gatehouse.testing.Outside;
import org.gatehouse.testing.Postgres;
import org.gatehouse.testing.PostgresServer;
import org.gatehouse.testing.SmallDisk;
import org.junit.jupiter.api.Assertions;

/// An organisation as an administrator would spread it: a directory, Client Access servers, a mailbox server for public
/// folders, two balancers that share the array's address by keepalived, and two PostgreSQL servers, each at a host of
/// its own, a network namespace.
final class ManyNodes implements AutoCloseable {
    static final String ARRAY = "10.78.0.100";
    static final String DIRECTORY_DATABASE = "dirdb";
    static final String MAIL_DATABASE = "maildb";
    static final String DIRECTORY = "dc1";
    static final String PUBLIC_FOLDERS = "mbx1";
    static final List<String> BALANCERS = List.of("lb1", "lb2");
    /// Last octets of their addresses.
    private static final Map<String, Integer> HOSTS = Map.of(DIRECTORY_DATABASE, 10, MAIL_DATABASE, 11, DIRECTORY, 12,
            "cas1", 21, "cas2", 22, "cas3", 23, PUBLIC_FOLDERS, 31, "lb1", 41, "lb2", 42);
    private static final String LAN = "lan";
    private static final long SECONDS_MAX = 120;
    private static final int NODE_MEGABYTES_MIN = 48;

    private final Path folder;
    private final Network network;
    private final PostgresServer directoryDatabase;
    private final PostgresServer mailDatabase;
    private final int megabytes;
    private final Map<String, SmallDisk> disks = new HashMap<>();
    private final Map<String, HostProcess> nodes = new HashMap<>();
    private final List<String> clientHosts = new ArrayList<>();

    private ManyNodes(Path folder, Network network, int megabytes) throws IOException, InterruptedException {
        this.folder = folder;
        this.network = network;
        this.megabytes = megabytes;
        network.network(LAN);
        for (String host : HOSTS.keySet()) {
            host(host, address(host));
        }
        this.directoryDatabase = PostgresServer.at(network, DIRECTORY_DATABASE, address(DIRECTORY_DATABASE), megabytes);
        this.mailDatabase = PostgresServer.at(network, MAIL_DATABASE, address(MAIL_DATABASE), megabytes);
    }

    static String address(String host) {
        return "10.78.0." + HOSTS.get(host);
    }

    private void host(String name, String address) {
        network.host(name);
        network.connect(name, "eth0", LAN, address + "/24");
        // Else an outgoing connection has one of them by chance when a server starts.
        network.set(name, "net/ipv4/ip_local_reserved_ports", "59531-59533");
    }

    /// Everything runs, and the users have mailboxes.
    ///
    /// @param megabytes how much each database server may keep
    static ManyNodes start(Path folder, List<String> users, int megabytes) throws IOException, InterruptedException {
        Outside.program("keepalived", "keepalived");
        Outside.program("nft", "nftables");
        Network network = Network.create();
        Optional<ManyNodes> made = Optional.empty();
        boolean started = false;
        try {
            made = Optional.of(new ManyNodes(folder, network, megabytes));
            made.get().begin(users);
            started = true;
            return made.get();
        } finally {
            if (!started && made.isPresent()) {
                made.get().close();
            } else if (!started) {
                network.close();
            }
        }
    }

    private void begin(List<String> users) throws IOException, InterruptedException {
        startNode(DIRECTORY);
        List<String> others = List.of("cas1", "cas2", PUBLIC_FOLDERS, "lb1", "lb2");
        for (String node : others) {
            begin(node);
        }
        for (String node : others) {
            nodes.get(node).await(" is ready");
        }
        prepare(users);
        for (String balancer : BALANCERS) {
            keep(balancer);
        }
    }

    /// Clients there write faster than people do, and connect more often.
    private void prepare(List<String> users) throws IOException, InterruptedException {
        Finished made = shell(DIRECTORY, """
                New-ClientAccessArray -Fqdn ARRAY -Site HeadOffice
                Get-ThrottlingPolicy | Set-ThrottlingPolicy -RCAPercentTimeInAD $null -RCAPercentTimeInCAS $null \
                -RCAPercentTimeInMailboxRPC $null
                New-MailboxDatabase -Name DB1 -Server mbx1 -ConnectionString MAIL
                Mount-Database DB1; New-PublicFolderDatabase -Name PF1 -Server mbx1 \
                -ConnectionString sqlite:; Mount-Database PF1
                Set-MailboxDatabase DB1 -PublicFolderDatabase PF1
                'USERS' | % { $made = New-Mailbox -Name $_ -UserPrincipalName "$_@corp.test" -Database DB1 -Password \
                (ConvertTo-SecureString 'PASSWORD' -AsPlainText -Force)
                'user ' + $_ + ' ' + (Get-Mailbox $_).LegacyExchangeDN }
                """.replace("ARRAY", ArrayClients.ARRAY_NAME).replace("PASSWORD", ArrayClients.PASSWORD)
                .replace("MAIL", PostgresServer.url(mailDatabase)).replace("USERS", String.join("', '", users))
                + opensOutlookAnywhere("cas1") + opensOutlookAnywhere("cas2"));
        Assertions.assertEquals(0, made.status(), made.output());
        Files.write(folder.resolve("users"), made.output().lines().filter(line -> line.startsWith("user "))
                .map(line -> line.substring("user ".length()).replaceFirst(" ", "\t")).toList());
    }

    static String opensOutlookAnywhere(String server) {
        return "Enable-OutlookAnywhere -Server " + server + " -ExternalHostname " + ArrayClients.ARRAY_NAME
                + " -ClientAuthenticationMethod Ntlm -SSLOffloading $false; ";
    }

    /// Legacy DNs by account.
    Map<String, String> users() throws IOException {
        var users = new TreeMap<String, String>();
        Files.readAllLines(folder.resolve("users")).forEach(line -> users.put(line.split("\t")[0],
                line.split("\t")[1]));
        return users;
    }

    Path rootCertificate() {
        return folder.resolve(DIRECTORY).resolve("root-certificate.pem");
    }

    Finished shell(String node, String commands) throws IOException, InterruptedException {
        return Finished.of(new ProcessBuilder(RunningDemo.gatehouse("shell", "--data",
                folder.resolve(node).toString(), "-c", commands)));
    }

    /// Starts a node and waits until it says that it is ready.
    void startNode(String name) throws IOException, InterruptedException {
        begin(name).await(" is ready");
    }

    /// The same of another version of the program.
    void startNode(String name, ProgramVersion version) throws IOException, InterruptedException {
        begin(name, version).await(" is ready");
    }

    /// What a node says that does not start.
    String refused(String name, ProgramVersion version) throws IOException, InterruptedException {
        Finished ended = Finished.of(new ProcessBuilder(network.at(name, version.serve(settings(name)))));
        Assertions.assertEquals(1, ended.status(), ended.output());
        return ended.output();
    }

    private HostProcess begin(String name) throws IOException, InterruptedException {
        return begin(name, ProgramVersion.FIRST);
    }

    private HostProcess begin(String name, ProgramVersion version) throws IOException, InterruptedException {
        HostProcess node = HostProcess.start(network, name, folder.resolve(name + ".errors"),
                version.serve(settings(name)));
        nodes.put(name, node);
        return node;
    }

    /// The configuration file of a node that may start now.
    private Path settings(String name) throws IOException, InterruptedException {
        Path data = folder.resolve(name);
        if (!disks.containsKey(name)) {
            disks.put(name, SmallDisk.at(data, Math.max(NODE_MEGABYTES_MIN, megabytes / 8)));
        }
        if (!name.equals(DIRECTORY) && !BALANCERS.contains(name) && !Files.exists(data.resolve("keys"))) {
            ServedNode.copyKeys(folder.resolve(DIRECTORY).resolve("keys"), data.resolve("keys"));
        }
        boolean balancer = BALANCERS.contains(name);
        String roles = balancer ? "balancer" : name.equals(DIRECTORY) ? "directory" : name.equals(PUBLIC_FOLDERS)
                ? "mailbox" : "client-access";
        Path file = Files.writeString(folder.resolve(name + ".toml"), """
                [node]
                name = "%s"
                site = "HeadOffice"
                address = "%s"
                data = "%s"
                roles = ["%s"]
                [organization]
                domain = "corp.test"
                %s
                """.formatted(name, address(name), data, roles, balancer ? followsTheDirectory() : onPostgres()));
        if (balancer) {
            network.set(name, "net/ipv4/ip_nonlocal_bind", "1");
        }
        return file;
    }

    private String onPostgres() throws IOException {
        return """
                [database]
                engine = "postgresql"
                url = "%s"
                user = "%s"
                password-file = "%s"
                [proxy]
                trusted = ["%s"]
                """.formatted(PostgresServer.url(directoryDatabase), Postgres.USER,
                Files.writeString(folder.resolve("database.password"), "none is asked for\n"), ARRAY);
    }

    private String followsTheDirectory() {
        return """
                [balancer]
                address = "%s"
                [directory]
                url = "ldaps://%s:636"
                bind-dn = "CN=Administrator,CN=Users,DC=corp,DC=test"
                password-file = "%s"
                ca-file = "%s"
                """.formatted(ARRAY, address(DIRECTORY), folder.resolve(DIRECTORY).resolve("administrator.password"),
                rootCertificate());
    }

    private void keep(String balancer) throws IOException {
        var ports = Map.of(Service.ENDPOINT_MAPPER, 135, Service.RPC, 59_531, Service.ADDRESS_BOOK, 59_532,
                Service.WEB, 443);
        var array = new ArrayDescription("outlook", ArrayClients.ARRAY_NAME, InetAddress.ofLiteral(ARRAY),
                Stream.of("cas1", "cas2").map(member -> new ArrayMember(member,
                        InetAddress.ofLiteral(address(member)), false)).toList(), ports, 59_533, false);
        Path file = Files.writeString(folder.resolve("keepalived.conf"), Product.KEEPALIVED.configuration(array,
                Optional.of(new Takeover("eth0", Takeover.USUAL_ROUTER, List.of()))));
        HostProcess _ = HostProcess.start(network, balancer, folder.resolve(balancer + ".keeper"), "keepalived", "-n",
                "-l", "-P", "-f", file.toString(), "-p", folder.resolve(balancer + ".pid").toString(), "-r",
                folder.resolve(balancer + ".vrrp").toString());
    }

    /// The balancer that has the array's address, once one has.
    String keeper() {
        long end = System.nanoTime() + SECONDS_MAX * 1_000_000_000;
        while (true) {
            Optional<String> keeper = BALANCERS.stream().filter(host -> network.ip(host, "addr", "show", "eth0")
                    .contains(ARRAY + "/32")).findFirst();
            if (keeper.isPresent()) {
                return keeper.get();
            }
            Assertions.assertTrue(System.nanoTime() < end, "no balancer has the array's address");
        }
    }

    /// Starts clients at a host whose address leads to a member while cas1 and cas2 are the members.
    ///
    /// @param first number of the first client
    /// @param paceMillis from one message of a client to the next
    HostProcess startClients(String member, int first, int count, int paceMillis)
            throws IOException, InterruptedException {
        Placement placement = Placement.over(Stream.of("cas1", "cas2").map(name -> new Member(name,
                InetAddress.ofLiteral(address(name)))).toList());
        String address = IntStream.range(50 + first, 250).mapToObj(last -> "10.78.0." + last).filter(each -> placement
                .of(SourceHash.bucket(InetAddress.ofLiteral(each))).orElseThrow().name().equals(member))
                .filter(each -> !each.equals(ARRAY) && !clientHosts.contains(each)).findFirst().orElseThrow();
        String host = "clients" + clientHosts.size();
        clientHosts.add(address);
        host(host, address);
        HostProcess clients = HostProcess.java(network, host, folder.resolve(host + ".errors"), ArrayClients.class,
                ARRAY, address(PUBLIC_FOLDERS), rootCertificate().toString(), folder.resolve("users").toString(),
                Integer.toString(first), Integer.toString(count), Integer.toString(paceMillis));
        clients.await("clients");
        return clients;
    }

    /// A command of an outside program at the clients' first host.
    ProcessBuilder atClients(String... command) {
        return new ProcessBuilder(network.at("clients0", command));
    }

    HostProcess node(String name) {
        return Objects.requireNonNull(nodes.get(name), name);
    }

    PostgresServer database(String host) {
        return host.equals(DIRECTORY_DATABASE) ? directoryDatabase : mailDatabase;
    }

    SmallDisk disk(String node) {
        return Objects.requireNonNull(disks.get(node), node);
    }

    /// Loses what arrives at a host and what leaves it, in percent.
    void lose(String host, int percentIn, int percentOut) {
        network.lose(host, percentIn, percentOut);
    }

    /// Keeps back every frame from and to a host for a time, by a relay in its cable.
    Fault.Cure delay(String host, int millis) throws IOException, InterruptedException {
        Path script = Scripts.unpack(folder.resolve("scripts")).resolve("delay_relay.py");
        List<String> ends = network.cut(host, LAN);
        HostProcess relay = HostProcess.start(network, Network.SWITCHES, folder.resolve("relay.errors"),
                Outside.python("select", "python3").toString(), script.toString(), ends.getFirst(), ends.getLast(),
                Integer.toString(millis));
        relay.await("relays");
        return () -> {
            relay.kill();
            network.mend(host, LAN);
        };
    }

    @Override
    public void close() throws IOException {
        directoryDatabase.close();
        mailDatabase.close();
        network.close();
        for (SmallDisk disk : disks.values()) {
            disk.close();
        }
    }
}
