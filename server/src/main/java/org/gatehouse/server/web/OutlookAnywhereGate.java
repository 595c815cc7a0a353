package org.gatehouse.server.web;

import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import org.gatehouse.directory.organization.HttpAuthentication;
import org.gatehouse.directory.organization.Organization;
import org.gatehouse.directory.organization.OutlookAnywhereSettings;
import org.gatehouse.web.http.Access;
import org.gatehouse.web.http.ExtendedProtection;
import org.gatehouse.web.http.Scheme;

/// Whether a server serves Outlook Anywhere and how people sign in there (`Set-OutlookAnywhere
/// -IISAuthenticationMethods`), looked up again when the configuration has changed.
public final class OutlookAnywhereGate {
    private static final Access NOBODY = new Access(Set.of(), ExtendedProtection.NONE);

    private final Organization organization;
    private final LongSupplier changes;
    private final String server;
    private long change = -1;
    private Optional<Access> access = Optional.empty();

    /// @param changes a number that changes with the configuration
    public OutlookAnywhereGate(Organization organization, LongSupplier changes, String server) {
        this.organization = organization;
        this.changes = changes;
        this.server = server;
    }

    boolean isOpen() {
        return current().isPresent();
    }

    Access access() {
        return current().orElse(NOBODY);
    }

    private synchronized Optional<Access> current() {
        long now = changes.getAsLong();
        if (now != change) {
            access = organization.outlookAnywhere().of(server).map(OutlookAnywhereGate::access);
            change = now;
        }
        return access;
    }

    /// Where no way is set, every way that it can have.
    private static Access access(OutlookAnywhereSettings settings) {
        var schemes = EnumSet.noneOf(Scheme.class);
        for (HttpAuthentication method : settings.authentication()) {
            switch (method) {
                case BASIC -> schemes.add(Scheme.BASIC);
                case NTLM -> schemes.add(Scheme.NTLM);
                case NEGOTIATE -> schemes.add(Scheme.NEGOTIATE);
                case WINDOWS_INTEGRATED, FORMS, DIGEST, WS_SECURITY, OAUTH -> { }
            }
        }
        return new Access(schemes.isEmpty() ? Set.of(Scheme.BASIC, Scheme.NTLM, Scheme.NEGOTIATE) : schemes,
                PathAccess.protection(settings.tokenChecking()));
    }
}
