package org.gatehouse.server.configuration;

/// Writes `docs/configuration.md` from the table of keys, so that the page cannot grow stale.
public final class ConfigurationPage {
    private static final String HEAD = """
            # The configuration file

            `gatehouse serve --config FILE` runs one node from a TOML file. Every key it knows stands here; an
            unknown one is refused with the nearest valid key. This page is generated from the table the parser
            reads. Behind each key stands what it takes, and what holds when it is absent.

            """;
    private static final String EXAMPLE = """

            ## A node with every role

            ```toml
            [node]
            name = "ex1"
            site = "HeadOffice"
            address = "192.0.2.11"
            data = "/var/lib/gatehouse"
            roles = ["client-access", "mailbox", "balancer", "dns", "directory"]

            [organization]
            name = "Example"
            domain = "example.test"

            [balancer]
            address = "192.0.2.10"
            members = ["192.0.2.11"]
            ```

            The first start of a node with the directory role creates the organisation and an administrator; the
            generated password is in `administrator.password` in the data folder, readable by the owner only.

            ## Which roles go together

            | roles | what runs |
            |---|---|
            | `directory` | directory, LDAP, certificates, the shell's door over TLS; no mail |
            | `directory`, `dns` | the same, and its zone over DNS |
            | `mailbox`, `directory` | a server for public folders |
            | `client-access`, `mailbox`, `directory` | mail; with or without `dns` and `balancer` |
            | `dns` | the zone of a directory on another node, read over LDAPS |
            | `balancer` | a balancer with the members that such a directory has; they list it under `proxy.trusted` |

            `dns` and `balancer` may be one node. A directory and databases on SQLite serve only roles in their own
            process, so `client-access` and `mailbox` need each other and the directory beside them; other combinations
            are refused at the start. On PostgreSQL (see below) each role may have nodes of its own:

            | roles, on PostgreSQL | what runs |
            |---|---|
            | `directory` | the directory for others: LDAP, certificates, the shell's door over TLS |
            | `client-access` | mail: every mailbox database is opened, none has to be on this server |
            | `mailbox` | public folders: the databases on this server are opened |

            Any of these may be together, and with `dns` and `balancer`; several nodes may have the same. The first node
            has to have `directory`: it creates the organisation. Every node that opens the database has the shell's
            local door (`gatehouse shell --data`); the one over TLS belongs to `directory`.

            The roles and the site may change later: at its start a node makes its server in the directory what the file
            says, and the members of arrays follow. A server with databases keeps the role `mailbox`.

            ## A balancer or a DNS server on a machine of its own

            ```toml
            [node]
            name = "lb1"
            site = "HeadOffice"
            address = "192.0.2.53"
            data = "/var/lib/gatehouse"
            roles = ["balancer", "dns"]

            [organization]
            name = "Example"
            domain = "example.test"

            [balancer]
            address = "192.0.2.10"

            [directory]
            url = ["ldaps://192.0.2.11:636", "ldaps://192.0.2.12:636"]
            bind-dn = "CN=Edge Reader,CN=Users,DC=example,DC=test"
            password-file = "/etc/gatehouse/edge-reader.password"
            ca-file = "/etc/gatehouse/root-certificate.pem"
            ```

            They open no database and hold no key of the organisation: they read the directory of another node, of the
            first under `url` that answers. Any account that may sign in can do that, such as one that is made so, in
            the shell of a node with the directory, and has no mail:

            ```
            $password = Read-Host -AsSecureString
            New-MailUser "Edge Reader" -UserPrincipalName edge-reader@example.test `
              -ExternalEmailAddress none@invalid.test -Password $password
            Disable-MailUser "Edge Reader"
            ```

            The other node's certificate must lead to `ca-file` and name the host of `url`. Changes arrive within
            seconds: new, removed, suspended and resumed servers at the balancer, records at the DNS server. What was
            read last is kept in the data folder and used while no directory can be reached. A balancer whose members
            stand under `balancer.members` asks no directory. These nodes have no shell: `Get-ClientAccessArrayMember`
            at other nodes shows who is suspended, and `ss -Htn state established dst MEMBER | wc -l` at the balancer
            how many connections a member has.

            ## Web services

            A server with the role `client-access` serves HTTPS on `ports.https`. Without further keys it shows a
            certificate of the organisation's own authority, for its own name, those of its site's arrays,
            `autodiscover` in the domain, and `web.names`; clients import `root-certificate.pem` of the data folder.

            ```toml
            [web]
            names = ["mail.example.test"]
            certificate-file = "/etc/gatehouse/mail.pem"
            certificate-key-file = "/etc/gatehouse/mail.key"

            [oauth]
            issuer = "https://login.example.test/"
            audience = "https://mail.example.test/"
            keys = "https://login.example.test/keys"
            ```

            A certificate from elsewhere is read again within a second of a change; while a file cannot be used, the
            certificate of before stays. TLS 1.0 and 1.1 are out of use since RFC 8996: `web.oldest-tls` brings them
            back for clients that know nothing newer. `/healthz` answers while the process does, `/readyz` while the
            server can serve; `/metrics` tells counts of requests, sign-ins and connections in Prometheus' text
            format, to loopback addresses and those of `web.metrics-from` only. Who asks on the server itself comes from
            `node.address`: list that too.

            Or an authority gives the certificate by ACME (RFC 8555), a public one or a private one such as step-ca:

            ```toml
            [web]
            names = ["mail.example.test", "autodiscover.example.test"]

            [acme]
            directory = "https://acme-v02.api.letsencrypt.org/directory"
            contact = "postmaster@example.test"
            accept-terms = true
            ```

            The certificate holds `web.names`, which must be every name by which clients call the web services. The
            authority proves them by the challenge `tls-alpn-01` (RFC 8737): it connects to port 443 of each name, which
            therefore has to lead to `ports.https` of this process, through a balancer or not. Until the first
            certificate is there the organisation's own one is served. It is renewed when a third of its lifetime is
            left; while that fails the old one stays as long as it is valid, and the tries go on, from 2 minutes to 6
            hours apart, with a line in the log for each. The account's key and the certificate are in `keys/acme` of
            the data folder.

            ## Directory and mailboxes on PostgreSQL

            ```toml
            [database]
            engine = "postgresql"
            url = "jdbc:postgresql://db.example.test/gatehouse?sslmode=verify-full"
            user = "gatehouse"
            password-file = "/etc/gatehouse/database.password"
            ```

            Any PostgreSQL from version 13, with encoding UTF8, reached directly and not through a pooler of
            transactions. The directory is the schema `directory`, each mailbox database a schema `mdb_` with its GUID;
            they are made when they are missing. A server with `fsync`, `full_page_writes` or `synchronous_commit`
            switched off is refused, since it loses mail that was acknowledged. Allow 20 connections for each mailbox
            database, and for the directory, of each node.

            Several nodes share one PostgreSQL database: each has a data folder of its own, with a copy of the first
            node's `keys` folder made before its own first start. A node with other keys, or of another organisation, is
            refused. What one node changes, sessions on the others hear of within a second, usually at once.
            `Mount-Database` and `Dismount-Database` reach every node that opens the database.

            The URL may name several hosts, `jdbc:postgresql://db1,db2/gatehouse`: those of one replicated server. The
            one that is the primary is used. A mailbox database may be elsewhere, under the same account:
            `New-MailboxDatabase -ConnectionString jdbc:postgresql://db3,db4/mail`, or in a file of its server
            (`-ConnectionString sqlite:`), which then serves only roles in the process of that server.
            """;

    private ConfigurationPage() {}

    public static String text() {
        var page = new StringBuilder(HEAD);
        for (Key key : Key.values()) {
            String fallback = key.fallback().map(text -> text.isEmpty() ? "none" : "`" + text + "`").orElse("required");
            page.append("- `").append(key.path()).append("` (").append(shapeWords(key.shape())).append("; ")
                    .append(fallback).append("):\n  ").append(key.meaning()).append('\n');
        }
        return page.append(EXAMPLE).toString();
    }

    private static String shapeWords(Key.Shape shape) {
        return switch (shape) {
            case TEXT -> "text";
            case FQDN -> "DNS name";
            case FQDNS -> "list of DNS names";
            case TLS -> "1.0, 1.1, 1.2 or 1.3";
            case ADDRESS -> "IP address";
            case ADDRESSES -> "list of IP addresses";
            case PORT, OPTIONAL_PORT -> "port";
            case ROLES -> "list of roles";
            case MINUTES -> "minutes";
            case COUNT -> "number";
            case LDAPS -> "URL, or a list of them";
            case HTTPS -> "URL";
            case FLAG -> "true or false";
            case ENGINE -> "engine";
            case PLANE -> "portable or kernel";
        };
    }
}
