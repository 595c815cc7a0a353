package org.gatehouse.edge.export;

import java.util.Optional;

/// What configurations can be written for.
public enum Product {
    HAPROXY("HAProxy"),
    KEEPALIVED("Keepalived");

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

    /// Its configuration for the array: the same text for the same array.
    ///
    /// @param takeover there for those that [#takesOver]
    public String configuration(ArrayDescription array, Optional<Takeover> takeover) {
        return switch (this) {
            case HAPROXY -> new HaproxyConfiguration(array).text();
            case KEEPALIVED -> new KeepalivedConfiguration(array, takeover.orElseThrow()).text();
        };
    }
}
