package org.gatehouse.shell.language;

import java.util.Arrays;

/// A password. It never prints, compares or exports as text.
public final class SecureText {
    private final char[] secret;

    public SecureText(char[] secret) {
        this.secret = secret.clone();
    }

    /// A copy, to be wiped after use.
    public char[] reveal() {
        return secret.clone();
    }

    public void wipe() {
        Arrays.fill(secret, '\0');
    }

    @Override
    public String toString() {
        return "System.Security.SecureString";
    }
}
