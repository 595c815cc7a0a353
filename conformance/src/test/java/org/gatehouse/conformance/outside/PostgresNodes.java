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
            "admin");

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

    private InetSocketAddress at(int number, String service) {
        return new InetSocketAddress(addresses.get(number), ports.get(SERVICES.indexOf(service)));
    }

    /// Starts one. All but the first get the keys of the first, as an administrator copies them.
    ///
    /// @param roles as in the configuration file
    ServedNode start(int number, String roles) throws IOException {
        if (number > 0) {
            ServedNode.copyKeys(data(0).resolve("keys"), data(number).resolve("keys"));
        }
        Path password = Files.writeString(folder.resolve("database.password"), "none is asked for\n");
        var lines = new StringBuilder();
        for (int service = 0; service < SERVICES.size(); service++) {
            lines.append("%s = %d%n".formatted(SERVICES.get(service), ports.get(service)));
        }
        return ServedNode.start(node(number), "EX" + (number + 1), addresses.get(number), roles, lines.toString(), """
                [database]
                engine = "postgresql"
                url = "%s"
                user = "%s"
                password-file = "%s"
                """.formatted(database, Postgres.USER, password));
    }

    private Path node(int number) {
        return folder.resolve("node" + number);
    }

    private Path data(int number) {
        return node(number).resolve("data");
    }
}
