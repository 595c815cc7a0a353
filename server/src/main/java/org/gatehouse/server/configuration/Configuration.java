package org.gatehouse.server.configuration;

import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.gatehouse.server.edge.Plane;
import org.gatehouse.server.web.WebSettings;

/// What one node is and does, checked ([ConfigurationFile]).
public record Configuration(NodeSettings node, OrganizationSettings organization, DatabaseSettings database,
        Ports ports, Optional<BalancerSettings> balancer, Optional<DnsUpdates> dnsUpdates,
        Optional<RemoteDirectory> directory, List<InetAddress> trustedProxies, int connectionsMax,
        WebSettings web) {

    public enum Role {
        CLIENT_ACCESS("client-access"),
        MAILBOX("mailbox"),
        BALANCER("balancer"),
        DNS("dns"),
        DIRECTORY("directory");

        private final String word;

        Role(String word) {
            this.word = word;
        }

        public String word() {
            return word;
        }
    }

    public record NodeSettings(String name, String site, InetAddress address, Path data, Set<Role> roles) {
        public NodeSettings {
            roles = Set.copyOf(roles);
        }

        public boolean has(Role role) {
            return roles.contains(role);
        }

        /// Whether it opens the directory's database; the others read the directory of such a node over LDAPS.
        public boolean opensDirectory() {
            return has(Role.CLIENT_ACCESS) || has(Role.MAILBOX) || has(Role.DIRECTORY);
        }
    }

    public record OrganizationSettings(String name, String domain, String netbios) {}

    /// Where directory and mailboxes are kept.
    public sealed interface DatabaseSettings {
        /// In files of the data folder.
        record Sqlite() implements DatabaseSettings {}

        /// In a database of a PostgreSQL server.
        ///
        /// @param url `jdbc:postgresql://HOST/DATABASE`, without user and password
        record Postgres(String url, String user, Path passwordFile) implements DatabaseSettings {}
    }

    public record Ports(int epm, int rpc, int addressBook, int https, int dns, int ldap, int ldaps, int admin) {}

    /// @param members none when they are those of the node's site
    public record BalancerSettings(InetAddress address, List<InetAddress> members, Duration idle, Plane plane,
            int healthPort) {
        public BalancerSettings {
            members = List.copyOf(members);
        }
    }

    /// The directory of other nodes, over LDAP with TLS from the start.
    ///
    /// @param hosts in the order in which they are tried
    /// @param passwordFile holds the password of `bindDn`
    /// @param caFile holds the certificates, as PEM, that theirs must lead to
    public record RemoteDirectory(List<Host> hosts, String bindDn, Path passwordFile, Path caFile) {
        public RemoteDirectory {
            hosts = List.copyOf(hosts);
        }

        public record Host(String name, int port) {
            @Override
            public String toString() {
                return "ldaps://" + (name.contains(":") ? "[" + name + "]" : name) + ":" + port;
            }
        }
    }

    /// A DNS server that takes our records ([RFC 2136]) under a TSIG key.
    public record DnsUpdates(InetAddress server, String zone, String tsigName, String tsigAlgorithm,
            Path tsigSecretFile) {}
}
