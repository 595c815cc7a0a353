package org.gatehouse.server.configuration;

import java.util.Arrays;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;

/// Every key of the configuration file, once: the parser, the checks and `docs/configuration.md` read this table.
public enum Key {
    NODE_NAME("node.name", Shape.TEXT, null, "Name of this server in the directory, for example \"ex1\"."),
    NODE_SITE("node.site", Shape.TEXT, null, "Site of this server; created when it is missing."),
    NODE_ADDRESS("node.address", Shape.ADDRESS, null, "Address the services listen on."),
    NODE_DATA("node.data", Shape.TEXT, null, "Folder that holds everything this node keeps."),
    NODE_ROLES("node.roles", Shape.ROLES, null, "Any of client-access, mailbox, balancer, dns, directory."),
    ORGANIZATION_NAME("organization.name", Shape.TEXT, "First Organization", "Name of the organisation."),
    ORGANIZATION_DOMAIN("organization.domain", Shape.FQDN, null,
            "DNS name of the domain, for example \"example.test\"."),
    ORGANIZATION_NETBIOS("organization.netbios", Shape.TEXT, "", "NetBIOS name; else the domain's first label."),
    DATABASE_ENGINE("database.engine", Shape.ENGINE, "sqlite",
            "What keeps directory and mailboxes: sqlite, in the data folder, or postgresql."),
    DATABASE_URL("database.url", Shape.TEXT, "",
            "The PostgreSQL database, for example jdbc:postgresql://db.example.test/gatehouse?sslmode=verify-full."),
    DATABASE_USER("database.user", Shape.TEXT, "", "Account there; it may create schemas in that database."),
    DATABASE_PASSWORD_FILE("database.password-file", Shape.TEXT, "", "File that holds its password."),
    PORTS_EPM("ports.epm", Shape.PORT, "135", "RPC endpoint mapper."),
    PORTS_RPC("ports.rpc", Shape.PORT, "59531", "RPC Client Access service; the same on every member."),
    PORTS_ADDRESS_BOOK("ports.addressbook", Shape.PORT, "59532", "Address Book service; the same on every member."),
    PORTS_HTTPS("ports.https", Shape.PORT, "443", "Web services over TLS; the same on every member."),
    PORTS_DNS("ports.dns", Shape.PORT, "53", "DNS, UDP and TCP."),
    PORTS_LDAP("ports.ldap", Shape.PORT, "389", "LDAP with StartTLS."),
    PORTS_LDAPS("ports.ldaps", Shape.PORT, "636", "LDAP over TLS."),
    PORTS_ADMIN("ports.admin", Shape.PORT, "5986", "Management shell over TLS (gatehouse shell --connect)."),
    BALANCER_ADDRESS("balancer.address", Shape.ADDRESS, "",
            "Address of the array; the array's DNS record points here."),
    BALANCER_MEMBERS("balancer.members", Shape.ADDRESSES, "",
            "Addresses of the servers behind it; when absent, the Client Access servers of node.site."),
    BALANCER_IDLE_MINUTES("balancer.idle-minutes", Shape.MINUTES, "120",
            "Idle time after which a connection is dropped; more than RPC's 5 minute wait."),
    BALANCER_PLANE("balancer.plane", Shape.PLANE, "portable",
            "What carries the bytes: portable, this program, or kernel, Linux' nftables."),
    BALANCER_HEALTH_PORT("balancer.health-port", Shape.PORT, "59533",
            "Port where the balancer tells how it is: keepalived on this computer, other balancers on its address."),
    WEB_NAMES("web.names", Shape.FQDNS, "",
            "Names by which clients call the web services, besides the server's and its site's arrays'."),
    WEB_CERTIFICATE_FILE("web.certificate-file", Shape.TEXT, "",
            "Certificate with those that vouch for it, PEM or PKCS#12; else the organisation's authority gives one."),
    WEB_CERTIFICATE_KEY_FILE("web.certificate-key-file", Shape.TEXT, "",
            "Its private key as PEM, where that is not in the same file."),
    WEB_CERTIFICATE_PASSWORD_FILE("web.certificate-password-file", Shape.TEXT, "",
            "File that holds the password of the key or of the PKCS#12 file."),
    WEB_OLDEST_TLS("web.oldest-tls", Shape.TLS, "1.2", "Oldest version of TLS that the web services take."),
    WEB_METRICS_FROM("web.metrics-from", Shape.ADDRESSES, "",
            "Addresses that may read /metrics, besides loopback ones: on the server itself, node.address."),
    WEB_REDIRECT_PORT("web.redirect-port", Shape.OPTIONAL_PORT, "",
            "Port of plain HTTP, such as 80, where clients that look for Autodiscover are sent to HTTPS."),
    ACME_DIRECTORY("acme.directory", Shape.HTTPS, "",
            "Authority that gives the certificate for web.names by ACME (RFC 8555): https://HOST/PATH."),
    ACME_CONTACT("acme.contact", Shape.TEXT, "", "Mail address that the authority may write to."),
    ACME_ACCEPT_TERMS("acme.accept-terms", Shape.FLAG, "false", "Has to be true: its terms of service are accepted."),
    ACME_CA_FILE("acme.ca-file", Shape.TEXT, "",
            "Root certificate, as PEM, by which a private authority's server is known."),
    OAUTH_ISSUER("oauth.issuer", Shape.TEXT, "", "Issuer whose access tokens sign people in (iss)."),
    OAUTH_AUDIENCE("oauth.audience", Shape.TEXT, "", "Audience that its tokens have to be for (aud)."),
    OAUTH_KEYS("oauth.keys", Shape.TEXT, "", "Its public keys (JWKS): a file, or an address https://HOST/PATH."),
    OAUTH_CA_FILE("oauth.ca-file", Shape.TEXT, "",
            "Root certificate, as PEM, by which that address is known; else those that Java trusts."),
    OAUTH_ALGORITHM("oauth.algorithm", Shape.TEXT, "RS256", "Signature algorithm of its tokens."),
    OAUTH_CLAIM("oauth.claim", Shape.TEXT, "upn", "Claim that holds the user principal name of the account."),
    DIRECTORY_URL("directory.url", Shape.LDAPS, "",
            "Directories of other nodes, for balancers and DNS servers that open no database: ldaps://HOST:PORT."),
    DIRECTORY_BIND_DN("directory.bind-dn", Shape.TEXT, "", "Account that reads there, as a distinguished name."),
    DIRECTORY_PASSWORD_FILE("directory.password-file", Shape.TEXT, "", "File that holds its password."),
    DIRECTORY_CA_FILE("directory.ca-file", Shape.TEXT, "",
            "The other node's root-certificate.pem, by which it is known."),
    DNS_PUBLISH_TO("dns.publish-to", Shape.ADDRESS, "", "DNS server that takes the array's records by RFC 2136."),
    DNS_ZONE("dns.zone", Shape.TEXT, "", "Zone to update there; the organisation's domain when empty."),
    DNS_TSIG_NAME("dns.tsig-name", Shape.TEXT, "", "Name of the TSIG key for these updates."),
    DNS_TSIG_ALGORITHM("dns.tsig-algorithm", Shape.TEXT, "hmac-sha256", "Algorithm of the TSIG key."),
    DNS_TSIG_SECRET_FILE("dns.tsig-secret-file", Shape.TEXT, "", "File that holds the TSIG key in base64."),
    PROXY_TRUSTED("proxy.trusted", Shape.ADDRESSES, "",
            "Balancers whose PROXY protocol headers are believed; ours are trusted without being listed."),
    LIMITS_CONNECTIONS("limits.connections", Shape.COUNT, "65536", "Connections per listener.");

    /// Keys of earlier formats, with what to write instead. None yet: the format is new.
    static final Map<String, String> RETIRED = Map.of();

    /// What a value has to look like.
    public enum Shape {
        TEXT, FQDN, ADDRESS, ADDRESSES, PORT, OPTIONAL_PORT, ROLES, MINUTES, COUNT, LDAPS, ENGINE, FQDNS, TLS, HTTPS,
        FLAG, PLANE
    }

    private final String path;
    private final Shape shape;
    private final @org.jspecify.annotations.Nullable String fallback;
    private final String meaning;

    Key(String path, Shape shape, @org.jspecify.annotations.Nullable String fallback, String meaning) {
        this.path = path;
        this.shape = shape;
        this.fallback = fallback;
        this.meaning = meaning;
    }

    public String path() {
        return path;
    }

    public Shape shape() {
        return shape;
    }

    /// The value when the key is absent; empty for a key that has to be there.
    public Optional<String> fallback() {
        return Optional.ofNullable(fallback);
    }

    public String meaning() {
        return meaning;
    }

    static Optional<Key> of(String path) {
        return Arrays.stream(values()).filter(key -> key.path.equals(path)).findFirst();
    }

    /// The valid key that is spelled most like `path`.
    static Key nearest(String path) {
        return Arrays.stream(values()).min(Comparator.comparingInt(key -> distance(key.path, path))).orElseThrow();
    }

    /// Levenshtein distance; both texts are short.
    private static int distance(String left, String right) {
        int[] row = new int[right.length() + 1];
        for (int column = 0; column <= right.length(); column++) {
            row[column] = column;
        }
        for (int line = 1; line <= left.length(); line++) {
            int diagonal = row[0];
            row[0] = line;
            for (int column = 1; column <= right.length(); column++) {
                int substituted = diagonal + (left.charAt(line - 1) == right.charAt(column - 1) ? 0 : 1);
                diagonal = row[column];
                row[column] = Math.min(substituted, 1 + Math.min(row[column], row[column - 1]));
            }
        }
        return row[right.length()];
    }
}
