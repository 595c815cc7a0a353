package org.gatehouse.edge.export;

/// A load balancer that configurations can be written for.
public enum Product {
    HAPROXY("HAProxy");

    private final String word;

    Product(String word) {
        this.word = word;
    }

    public String word() {
        return word;
    }

    /// Its configuration for the array: the same text for the same array.
    public String configuration(ArrayDescription array) {
        return switch (this) {
            case HAPROXY -> new HaproxyConfiguration(array).text();
        };
    }
}
