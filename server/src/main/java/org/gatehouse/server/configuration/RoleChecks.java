package org.gatehouse.server.configuration;

import java.util.List;
import java.util.function.Function;
import org.gatehouse.server.configuration.Configuration.NodeSettings;
import org.gatehouse.server.configuration.Configuration.Role;

/// Which roles go together, and what each needs to know.
final class RoleChecks {
    private static final List<Key> REMOTE_DIRECTORY = List.of(Key.DIRECTORY_URL, Key.DIRECTORY_BIND_DN,
            Key.DIRECTORY_PASSWORD_FILE, Key.DIRECTORY_CA_FILE);

    private final Function<Key, String> text;
    private final List<String> problems;

    RoleChecks(Function<Key, String> text, List<String> problems) {
        this.text = text;
        this.problems = problems;
    }

    /// @param members what stands under balancer.members
    void check(NodeSettings node, List<String> members) {
        if (node.roles().isEmpty()) {
            problems.add("node.roles: name at least one role");
        }
        boolean postgres = text.apply(Key.DATABASE_ENGINE).equals(ConfigurationFile.POSTGRESQL);
        if (!postgres) {
            checkOneProcess(node);
        } else if (!node.opensDirectory()) {
            problems.add("database.engine: only a node with client-access, mailbox or directory opens the database; a"
                    + " balancer and a DNS server read the directory by directory.url. Remove the keys of [database]");
        }
        checkRemoteDirectory(node, members);
        if (node.has(Role.BALANCER) && text.apply(Key.BALANCER_ADDRESS).isEmpty()) {
            problems.add("balancer.address: missing; the balancer role needs it");
        }
    }

    /// On SQLite the directory and the databases belong to one process, with every role that opens them.
    private void checkOneProcess(NodeSettings node) {
        String remedy = "; or keep them on PostgreSQL (database.engine), where roles may be split";
        if (node.has(Role.MAILBOX) && !node.has(Role.DIRECTORY)) {
            problems.add("node.roles: mailbox without directory: a directory on SQLite serves only roles in its own"
                    + " process; add \"directory\" here" + remedy);
        }
        if (node.has(Role.CLIENT_ACCESS) && !(node.has(Role.MAILBOX) && node.has(Role.DIRECTORY))) {
            problems.add("node.roles: client-access without mailbox and directory: databases on SQLite serve only roles"
                    + " in their own process; add \"mailbox\" and \"directory\" here" + remedy);
        }
    }

    /// A balancer that names its members needs no directory.
    private void checkRemoteDirectory(NodeSettings node, List<String> members) {
        boolean follows = node.has(Role.BALANCER) && members.isEmpty();
        boolean needed = !node.opensDirectory() && (node.has(Role.DNS) || follows);
        for (Key key : REMOTE_DIRECTORY) {
            boolean missing = text.apply(key).isEmpty();
            if (needed && missing) {
                problems.add(key.path() + ": missing; " + (node.has(Role.DNS)
                        ? "the dns role without directory reads the zone of another node"
                        : "a balancer without balancer.members reads them in the directory of another node"));
            } else if (!missing && node.opensDirectory()) {
                problems.add(key.path() + ": a node with client-access, mailbox or directory opens the directory"
                        + " itself; remove the key");
            } else if (!missing && !needed) {
                problems.add(key.path() + ": a balancer with balancer.members does not ask the directory; remove one"
                        + " of them");
            }
        }
    }
}
