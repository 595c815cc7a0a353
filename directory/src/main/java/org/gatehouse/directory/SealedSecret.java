package org.gatehouse.directory;

/// A secret as it is stored: encrypted under the key file.
///
/// @param owner whose it is, without whom it does not open
record SealedSecret(byte[] bytes, byte[] owner) {
    @Override
    public String toString() {
        return "a sealed secret";
    }
}
