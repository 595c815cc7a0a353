package org.gatehouse.web.http;

import org.gatehouse.security.certificates.CertifiedKey;

/// Where a server's certificate comes from. Asked for each TLS handshake, so a new one holds for the next client
/// without a restart; connections that are open keep theirs.
@FunctionalInterface
public interface ServerCertificate {
    /// Must be quick, and give the same object while nothing has changed.
    CertifiedKey current();
}
