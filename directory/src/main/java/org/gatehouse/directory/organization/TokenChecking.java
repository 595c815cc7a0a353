package org.gatehouse.directory.organization;

import java.util.Arrays;

/// Whether NTLM and Kerberos sign-ins at a path have to be bound to the TLS channel they run in (RFC 5929): extended
/// protection, by the words of the shell.
public enum TokenChecking {
    NONE("None"),
    /// Who sends a binding has to send the right one.
    ALLOW("Allow"),
    REQUIRE("Require");

    private final String word;

    TokenChecking(String word) {
        this.word = word;
    }

    /// As the shell writes it.
    public String word() {
        return word;
    }

    /// What a word says; anything unknown, and nothing at all, is none.
    public static TokenChecking of(String word) {
        return Arrays.stream(values()).filter(each -> each.word.equalsIgnoreCase(word)).findFirst().orElse(NONE);
    }
}
