package org.gatehouse.web.http;

/// Whether Negotiate and NTLM have to be tied to the TLS channel they run in, so that nobody relays them from another
/// one (RFC 5929). The words are those of `Set-OutlookAnywhere -ExtendedProtectionTokenChecking`.
public enum ExtendedProtection {
    NONE,
    /// Who sends a channel binding has to send the right one.
    ALLOW,
    REQUIRE
}
