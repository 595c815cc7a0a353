package org.gatehouse.edge.export;

import java.util.Optional;

/// What configurations can be written for.
public enum Product {
    HAPROXY("HAProxy"),
    KEEPALIVED("Keepalived"),
    NGINX("Nginx"),
    F5("F5"),
    KEMP("Kemp");

    private final String word;

    Product(String word) {
        this.word = word;
    }

    public String word() {
        return word;
    }

    /// Whether it has to know how two balancers share the address.
    public boolean takesOver() {
        return this == KEEPALIVED;
    }

    /// Whether it can tell members the clients' addresses by the PROXY protocol of version 2, which is what they read.
    public boolean tellsByProxy() {
        return this == HAPROXY;
    }

    /// Its configuration for the array: the same text for the same array.
    ///
    /// @param takeover there for those that [#takesOver]
    public String configuration(ArrayDescription array, Optional<Takeover> takeover) {
        return switch (this) {
            case HAPROXY -> new HaproxyConfiguration(array).text();
            case KEEPALIVED -> new KeepalivedConfiguration(array, takeover.orElseThrow()).text();
            case NGINX -> new NginxConfiguration(array).text();
            case F5 -> new F5Commands(array).text();
            case KEMP -> new KempCommands(array).text();
        };
    }
}
