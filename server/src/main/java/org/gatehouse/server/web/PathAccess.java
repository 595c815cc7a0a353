package org.gatehouse.server.web;

import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.gatehouse.directory.organization.HttpAuthentication;
import org.gatehouse.directory.organization.Organization;
import org.gatehouse.directory.organization.TokenChecking;
import org.gatehouse.directory.organization.VirtualDirectory;
import org.gatehouse.web.http.Access;
import org.gatehouse.web.http.ExtendedProtection;
import org.gatehouse.web.http.Scheme;

/// How people may sign in at a path, as its virtual directory says; read again when the configuration has changed.
/// Where the virtual directory is gone, the path is too. Tokens of a configured issuer are good everywhere.
final class PathAccess implements Supplier<Access> {
    private final Organization organization;
    private final VirtualDirectory.Kind kind;
    private final String server;
    private long change = -1;
    private Access access = Access.of();
    private boolean served;

    PathAccess(Organization organization, VirtualDirectory.Kind kind, String server) {
        this.organization = organization;
        this.kind = kind;
        this.server = server;
    }

    @Override
    public synchronized Access get() {
        long now = organization.directory().configurationCounter();
        if (now != change) {
            Optional<VirtualDirectory> found = organization.virtualDirectories().of(kind, server).stream().findFirst();
            served = found.isPresent();
            access = found.map(each -> new Access(schemes(each.authentication()), protection(each.tokenChecking())))
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

    /// Whether the server has the virtual directory at all; without it there is nothing at its path.
    synchronized boolean isServed() {
        var _ = get();
        return served;
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
