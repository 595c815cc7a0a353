package org.gatehouse.server.web;

import java.util.EnumSet;
import java.util.Set;
import java.util.function.Supplier;
import org.gatehouse.directory.organization.HttpAuthentication;
import org.gatehouse.directory.organization.Organization;
import org.gatehouse.directory.organization.TokenChecking;
import org.gatehouse.directory.organization.VirtualDirectory;
import org.gatehouse.web.http.Access;
import org.gatehouse.web.http.ExtendedProtection;
import org.gatehouse.web.http.Scheme;

/// How people may sign in at a path, as its virtual directory says; read again when the directory has changed. Where
/// the virtual directory is gone, by none. Tokens of a configured issuer are good everywhere.
final class PathAccess implements Supplier<Access> {
    private final Organization organization;
    private final VirtualDirectory.Kind kind;
    private final String server;
    private long change = -1;
    private Access access = Access.of();

    PathAccess(Organization organization, VirtualDirectory.Kind kind, String server) {
        this.organization = organization;
        this.kind = kind;
        this.server = server;
    }

    @Override
    public synchronized Access get() {
        long now = organization.directory().changeCounter();
        if (now != change) {
            access = organization.virtualDirectories().of(kind, server).stream().findFirst()
                    .map(found -> new Access(schemes(found.authentication()), protection(found.tokenChecking())))
                    .orElseGet(Access::of);
            change = now;
        }
        return access;
    }

    static ExtendedProtection protection(TokenChecking checking) {
        return switch (checking) {
            case NONE -> ExtendedProtection.NONE;
            case ALLOW -> ExtendedProtection.ALLOW;
            case REQUIRE -> ExtendedProtection.REQUIRE;
        };
    }

    private static Set<Scheme> schemes(Set<HttpAuthentication> methods) {
        var schemes = EnumSet.of(Scheme.BEARER);
        for (HttpAuthentication method : methods) {
            switch (method) {
                case BASIC -> schemes.add(Scheme.BASIC);
                case NTLM -> schemes.add(Scheme.NTLM);
                case NEGOTIATE -> schemes.add(Scheme.NEGOTIATE);
                case WINDOWS_INTEGRATED -> schemes.addAll(Set.of(Scheme.NEGOTIATE, Scheme.NTLM));
                case OAUTH, FORMS, DIGEST, WS_SECURITY -> { }
            }
        }
        return schemes;
    }
}
