package org.gatehouse.server.configuration;

/// Writes `docs/configuration.md` from the table of keys, so that the page cannot grow stale.
public final class ConfigurationPage {
    private static final String HEAD = """
            # The configuration file

            `gatehouse serve --config FILE` runs one node from a TOML file. Every key it knows stands here; an
            unknown one is refused with the nearest valid key. This page is generated from the table the parser
            reads.

            | key | value | when absent | meaning |
            |---|---|---|---|
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

            Mailbox databases on SQLite belong to one process: the node with the `mailbox` role also runs the Client
            Access servers that serve them, and the directory. A node on another machine can be a balancer
            (`roles = ["balancer"]`); its members list its address under `proxy.trusted`.
            """;

    private ConfigurationPage() {}

    public static String text() {
        var page = new StringBuilder(HEAD);
        for (Key key : Key.values()) {
            String fallback = key.fallback().map(text -> text.isEmpty() ? "none" : "`" + text + "`").orElse("required");
            page.append("| `").append(key.path()).append("` | ").append(shapeWords(key.shape())).append(" | ")
                    .append(fallback).append(" | ").append(key.meaning()).append(" |\n");
        }
        return page.append(EXAMPLE).toString();
    }

    private static String shapeWords(Key.Shape shape) {
        return switch (shape) {
            case TEXT -> "text";
            case FQDN -> "DNS name";
            case ADDRESS -> "IP address";
            case ADDRESSES -> "list of IP addresses";
            case PORT -> "port";
            case ROLES -> "list of roles";
            case MINUTES -> "minutes";
            case COUNT -> "number";
        };
    }
}
