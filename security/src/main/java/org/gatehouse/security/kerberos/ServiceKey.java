package org.gatehouse.security.kerberos;

/// A key under which tickets for this service may come.
///
/// @param keyVersion the number that tickets name it by; 0 when it is not known, as with a key made from a password
public record ServiceKey(int keyVersion, KerberosKey key) {
    /// Any version.
    public static final int ANY_VERSION = 0;

    /// Whether a ticket of this encryption type and version may have been made with it. Old files hold only the lowest
    /// octet of the version.
    boolean suits(EncryptionType type, long version) {
        return key.type() == type && (keyVersion == ANY_VERSION || version == ANY_VERSION || keyVersion == version
                || keyVersion < 0x100 && (version & 0xff) == keyVersion);
    }
}
