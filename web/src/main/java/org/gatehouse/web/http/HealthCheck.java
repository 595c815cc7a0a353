package org.gatehouse.web.http;

/// One thing that a server needs to serve, and how it is.
///
/// @param trouble empty when it is well
public record HealthCheck(String what, String trouble) {
    public boolean isWell() {
        return trouble.isEmpty();
    }

    @Override
    public String toString() {
        return what + ": " + (isWell() ? "ok" : trouble);
    }
}
