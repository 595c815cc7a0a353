package org.gatehouse.security;

/// Who signed in: the account as the directory knows it.
///
/// @param domain the NetBIOS domain name, in capitals
/// @param account the sAMAccountName, as the directory spells it
/// @param mechanism for logs: `NTLM`, `Kerberos`
public record Identity(String domain, String account, String mechanism) {
    /// Nobody in particular: the peer asked for an anonymous sign-in ([MS-NLMP] 3.2.5.1.2).
    public static Identity anonymous(String mechanism) {
        return new Identity("", "", mechanism);
    }

    public boolean isAnonymous() {
        return account.isEmpty();
    }

    /// The form `DOMAIN\account`.
    public String qualified() {
        return domain + "\\" + account;
    }
}
