package org.gatehouse.conformance.outside;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import org.gatehouse.testing.Postgres;

/// Nodes EX1, EX2 ... of one organisation on one PostgreSQL database: each a process with an address of its own and the
/// ports that all have.
final class PostgresNodes {
    private static final List<String> SERVICES = List.of("rpc", "https", "epm", "addressbook", "ldap", "ldaps",
            "admin", "dns");

    private final Path folder;
    private final List<String> addresses;
    private final List<Integer> ports;
    private final String database;

    private PostgresNodes(Path folder, List<String> addresses, List<Integer> ports, String database) {
        this.folder = folder;
        this.addresses = addresses;
        this.ports = ports;
        this.database = database;
    }

    /// In a database of their own. None of the nodes is started yet.
    ///
    /// @param addresses of loopback
    static PostgresNodes at(Path folder, List<String> addresses) throws IOException, SQLException {
        String name = "nodes_" + UUID.randomUUID().toString().replace("-", "");
        String url = Postgres.url();
        try (var connection = DriverManager.getConnection(url, Postgres.USER, "");
                var statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE " + name);
        }
        return on(folder, addresses, url.substring(0, url.lastIndexOf('/') + 1) + name);
    }

    /// In a database that is there.
    static PostgresNodes on(Path folder, List<String> addresses, String url) throws IOException {
        return new PostgresNodes(folder, addresses, ServedNode.freePorts(addresses.getFirst(), SERVICES.size()), url);
    }

    InetSocketAddress rpc(int number) {
        return at(number, "rpc");
    }

    InetSocketAddress https(int number) {
        return at(number, "https");
    }

    /// Where a node, or something before the nodes, has a service.
    InetSocketAddress at(String address, String service) {
        return new InetSocketAddress(address, ports.get(SERVICES.indexOf(service)));
    }

    private InetSocketAddress at(int number, String service) {
        return at(addresses.get(number), service);
    }

    /// Starts one. All but the first get the keys of the first, as an administrator copies them.
    ///
    /// @param roles as in the configuration file
    ServedNode start(int number, String roles) throws IOException {
        return start(number, roles, "");
    }

    /// @param more further tables of the configuration file
    ServedNode start(int number, String roles, String more) throws IOException {
        return start(number, "HeadOffice", roles, more);
    }

    ServedNode start(int number, String site, String roles, String more) throws IOException {
        if (number > 0) {
            ServedNode.copyKeys(data(0).resolve("keys"), data(number).resolve("keys"));
        }
        Path password = Files.writeString(folder.resolve("database.password"), "none is asked for\n");
        String name = "EX" + (number + 1);
        return ServedNode.start(node(number), name, site, addresses.get(number), roles, ports(), more + """
                [database]
                engine = "postgresql"
                url = "%s"
                user = "%s"
                password-file = "%s"
                """.formatted(database, Postgres.USER, password));
    }

    /// A balancer in a process of its own, which follows the first node's directory.
    ///
    /// @param address the one that it balances
    ServedNode balancer(String ownAddress, String address) throws IOException {
        Path first = data(0);
        return ServedNode.start(folder.resolve("balancer"), "LB1", ownAddress, "\"balancer\"", ports(), """
                [balancer]
                address = "%s"
                health-port = %d
                [directory]
                url = "ldaps://%s:%d"
                bind-dn = "CN=Administrator,CN=Users,DC=corp,DC=test"
                password-file = "%s"
                ca-file = "%s"
                """.formatted(address, ServedNode.freePorts("127.0.0.1", 1).getFirst(), addresses.getFirst(),
                at(0, "ldaps").getPort(), first.resolve("administrator.password"),
                first.resolve("root-certificate.pem")));
    }

    private String ports() {
        var lines = new StringBuilder();
        for (int service = 0; service < SERVICES.size(); service++) {
            lines.append("%s = %d%n".formatted(SERVICES.get(service), ports.get(service)));
        }
        return lines.toString();
    }

    private Path node(int number) {
        return folder.resolve("node" + number);
    }

    private Path data(int number) {
        return node(number).resolve("data");
    }
}
