package org.gatehouse.directory.organization;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.gatehouse.directory.DirectoryException;
import org.gatehouse.directory.DirectoryException.Reason;
import org.gatehouse.directory.Names;

/// Ways to sign in over HTTP, with their bits in msExchInternalAuthenticationMethods and its like.
public enum HttpAuthentication {
    BASIC(0x1, "Basic"), NTLM(0x2, "Ntlm"), FORMS(0x4, "Fba"), DIGEST(0x8, "Digest"),
    WINDOWS_INTEGRATED(0x10, "WindowsIntegrated"), WS_SECURITY(0x80, "WSSecurity"), NEGOTIATE(0x2000, "Negotiate"),
    OAUTH(0x4000, "OAuth");

    private final int bit;
    private final String word;

    HttpAuthentication(int bit, String word) {
        this.bit = bit;
        this.word = word;
    }

    /// As the shell writes it.
    public String word() {
        return word;
    }

    /// The mask of several.
    public static int mask(Set<HttpAuthentication> methods) {
        return methods.stream().mapToInt(method -> method.bit).sum();
    }

    /// Those of a mask; unknown bits are left out.
    public static Set<HttpAuthentication> of(int mask) {
        return Arrays.stream(values()).filter(method -> (mask & method.bit) != 0)
                .collect(Collectors.toCollection(() -> EnumSet.noneOf(HttpAuthentication.class)));
    }

    /// Those that people name; `allowed` says which are of use there.
    public static Set<HttpAuthentication> named(String parameter, List<String> words, Set<HttpAuthentication> allowed) {
        var methods = EnumSet.noneOf(HttpAuthentication.class);
        for (String each : words) {
            methods.add(allowed.stream().filter(method -> method.word.equalsIgnoreCase(each.strip())).findFirst()
                    .orElseThrow(() -> DirectoryException.about(Reason.INVALID, parameter, Names.shown(each),
                            "is no way to sign in there", "Give one or several of " + allowed.stream().sorted()
                                    .map(HttpAuthentication::word).collect(Collectors.joining(", ")))));
        }
        return methods;
    }
}
