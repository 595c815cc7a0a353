/// Certificates of an authority that speaks ACME (RFC 8555), which proves the server's names by the `tls-alpn-01`
/// challenge (RFC 8737) on the port that is served anyway.
///
/// When to order is the caller's matter: [AcmeCertificate#due] tells it, [AcmeCertificate#order] does it.
@NullMarked
package org.gatehouse.web.acme;

import org.jspecify.annotations.NullMarked;
