package org.gatehouse.web.http;

import java.util.Arrays;
import java.util.List;

/// Versions of TLS, the oldest first. Those before 1.2 are out of use (RFC 8996); clients of Windows 7 without
/// updates know nothing newer.
public enum TlsVersion {
    TLS_1_0("1.0", "TLSv1"),
    TLS_1_1("1.1", "TLSv1.1"),
    TLS_1_2("1.2", "TLSv1.2"),
    TLS_1_3("1.3", "TLSv1.3");

    private final String number;
    private final String javaName;

    TlsVersion(String number, String javaName) {
        this.number = number;
        this.javaName = javaName;
    }

    public String number() {
        return number;
    }

    /// As the JDK calls it.
    public String javaName() {
        return javaName;
    }

    /// This one and all newer ones, as the JDK calls them.
    String[] andNewer() {
        return Arrays.stream(values()).filter(version -> version.compareTo(this) >= 0).map(TlsVersion::javaName)
                .toArray(String[]::new);
    }

    /// Those from this one on that nobody should use any more; the JDK has them switched off.
    public List<TlsVersion> outdated() {
        return Arrays.stream(values()).filter(version -> version.compareTo(this) >= 0
                && version.compareTo(TLS_1_2) < 0).toList();
    }
}
