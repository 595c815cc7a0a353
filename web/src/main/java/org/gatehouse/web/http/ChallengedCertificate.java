package org.gatehouse.web.http;

import java.util.Optional;
import org.gatehouse.security.certificates.CertifiedKey;

/// A certificate whose authority asks the server itself whether it has its names (RFC 8737): a handshake for the
/// protocol `acme-tls/1` and a name is answered by a certificate made for that question alone, and the connection
/// ends. In TLS 1.3 the protocol is settled before the certificate is chosen; authorities ask in TLS 1.3.
public interface ChallengedCertificate extends ServerCertificate {
    /// RFC 8737 6.2.
    String PROTOCOL = "acme-tls/1";

    /// What answers the authority now.
    ///
    /// @param dnsName in small letters
    Optional<CertifiedKey> challenge(String dnsName);
}
