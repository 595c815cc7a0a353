package org.gatehouse.security.kerberos;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/// The keys that a domain controller makes of an account's password ([MS-KILE] 3.1.1.2).
public final class AccountKeys {
    private AccountKeys() {}

    /// One key of each encryption type, the stronger first; their version is the KDC's secret.
    ///
    /// @param realm the domain's DNS name
    /// @param account its sAMAccountName; a computer's ends with `$`
    public static List<ServiceKey> ofPassword(String realm, String account, char[] password) {
        String salt = salt(realm, account);
        return Stream.of(EncryptionType.values()).map(type -> new ServiceKey(ServiceKey.ANY_VERSION,
                KerberosKey.ofPassword(type, password, salt, KerberosKey.ROUNDS))).toList();
    }

    private static String salt(String realm, String account) {
        String upper = realm.toUpperCase(Locale.ROOT);
        return account.endsWith("$")
                ? upper + "host" + account.substring(0, account.length() - 1).toLowerCase(Locale.ROOT) + "."
                        + realm.toLowerCase(Locale.ROOT)
                : upper + account;
    }
}
