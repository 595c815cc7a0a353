package org.gatehouse.security;

/// Who signed in: the account as the directory knows it.
///
/// @param domain the NetBIOS domain name, in capitals
/// @param account the sAMAccountName, as the directory spells it
/// @param mechanism for logs: `NTLM`, `Kerberos`
public record Identity(String domain, String account, String mechanism) {
    /// The form `DOMAIN\account`.
    public String qualified() {
        return domain + "\\" + account;
    }
}
