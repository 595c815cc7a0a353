package org.gatehouse.access.emsmdb;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.gatehouse.security.Identity;
import org.gatehouse.security.throttling.Work;

/// A directory whose look-ups cost time of whoever's work asks.
public record ChargedDirectory(AccessDirectory directory) implements AccessDirectory {
    private static <T> T charged(Supplier<T> lookup) {
        return Work.inDirectory(lookup);
    }

    @Override
    public Optional<User> byLegacyDn(String legacyDn) {
        return charged(() -> directory.byLegacyDn(legacyDn));
    }

    @Override
    public Optional<User> byIdentity(Identity identity) {
        return charged(() -> directory.byIdentity(identity));
    }

    @Override
    public boolean isOrganizationAdministrator(Identity identity) {
        return charged(() -> directory.isOrganizationAdministrator(identity));
    }

    @Override
    public boolean opens(User actor, User owner) {
        return charged(() -> directory.opens(actor, owner));
    }

    @Override
    public Set<String> groupsOf(User user) {
        return charged(() -> directory.groupsOf(user));
    }

    @Override
    public Optional<Principal> securityGroup(String legacyDn) {
        return charged(() -> directory.securityGroup(legacyDn));
    }

    @Override
    public Optional<PublicFolders> publicFoldersOf(User user) {
        return charged(() -> directory.publicFoldersOf(user));
    }

    @Override
    public Quotas quotasOf(User user) {
        return charged(() -> directory.quotasOf(user));
    }

    @Override
    public List<PublicFolders> publicFolders() {
        return charged(directory::publicFolders);
    }

    @Override
    public boolean hasPublicFolders() {
        return charged(directory::hasPublicFolders);
    }

    @Override
    public Optional<Principal> principal(String address) {
        return charged(() -> directory.principal(address));
    }

    @Override
    public SendRight sendRight(User actor, Principal represented) {
        return charged(() -> directory.sendRight(actor, represented));
    }
}
