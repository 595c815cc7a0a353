package org.gatehouse.access.emsmdb;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.gatehouse.security.Identity;

/// A directory of a few users, in memory.
final class TestDirectory implements AccessDirectory {
    static final String ARRAY_DN = "/o=Corp/ou=Exchange Administrative Group (FYDIBOHF23SPDLT)"
            + "/cn=Configuration/cn=Servers/cn=outlook.corp.test";
    static final String SITE = "HeadOffice";

    private final Map<String, User> users = new HashMap<>();
    private final Map<String, SendRight> rights = new HashMap<>();
    private final Map<String, Set<String>> groups = new HashMap<>();
    private final Set<String> administrators = new HashSet<>();
    private final Set<String> opens = new HashSet<>();
    private Optional<PublicFolders> publicFolders = Optional.empty();
    private Quotas quotas = Quotas.NONE;
    private final List<PublicFolders> morePublicFolders = new ArrayList<>();

    User add(String account, UUID database, String site) {
        var user = new User("/o=Corp/ou=First/cn=Recipients/cn=" + account, account.toUpperCase(Locale.ROOT), account,
                account + "@corp.test", true, Optional.of(new Mailbox(
                        UUID.nameUUIDFromBytes(account.getBytes(java.nio.charset.StandardCharsets.UTF_8)), database,
                        ARRAY_DN, site)), ProtocolRights.ALL);
        users.put(account, user);
        return user;
    }

    /// Somebody with a distinguished name of a specification's example, without a mailbox.
    void addWithDn(String account, String legacyDn) {
        users.put(account, new User(legacyDn, account, account, account + "@corp.test", true, Optional.empty(),
                ProtocolRights.ALL));
    }

    /// Those with a mailbox.
    List<User> users() {
        return users.values().stream().filter(user -> user.mailbox().isPresent()).toList();
    }

    /// What an administrator lets the user do.
    void allow(String account, ProtocolRights rights) {
        users.computeIfPresent(account, (name, user) -> new User(user.legacyDn(), user.displayName(), user.account(),
                user.smtpAddress(), user.enabled(), user.mailbox(), rights));
    }

    void forget(String account) {
        users.remove(account);
    }

    void makeAdministrator(String account) {
        administrators.add(account);
    }

    void setPublicFolders(UUID database, String serverDn) {
        publicFolders = Optional.of(new PublicFolders(database, serverDn));
    }

    /// What Add-MailboxPermission does.
    void open(User owner, User actor) {
        opens.add(actor.account() + ">" + owner.account());
    }

    @Override
    public boolean opens(User actor, User owner) {
        return opens.contains(actor.account() + ">" + owner.account());
    }

    /// Puts a user into a security group.
    void join(String account, String groupDn) {
        groups.computeIfAbsent(account, _ -> new HashSet<>()).add(groupDn);
    }

    @Override
    public Set<String> groupsOf(User user) {
        return groups.getOrDefault(user.account(), Set.of());
    }

    @Override
    public Optional<Principal> securityGroup(String legacyDn) {
        return groups.values().stream().flatMap(Set::stream).filter(legacyDn::equalsIgnoreCase).findFirst()
                .map(dn -> new Principal(dn, "Group", ""));
    }

    static Identity identity(String account) {
        return new Identity("CORP", account, "NTLM");
    }

    @Override
    public Optional<User> byLegacyDn(String legacyDn) {
        return users.values().stream().filter(user -> user.legacyDn().equalsIgnoreCase(legacyDn)).findFirst();
    }

    @Override
    public Optional<User> byIdentity(Identity identity) {
        return Optional.ofNullable(users.get(identity.account()));
    }

    void grant(User actor, User represented, SendRight right) {
        rights.put(actor.account() + ">" + represented.account(), right);
    }

    @Override
    public Optional<Principal> principal(String address) {
        return users.values().stream().filter(user -> user.legacyDn().equalsIgnoreCase(address)
                || user.smtpAddress().equalsIgnoreCase(address)).findFirst()
                .map(user -> new Principal(user.legacyDn(), user.displayName(), user.smtpAddress()));
    }

    @Override
    public SendRight sendRight(User actor, Principal represented) {
        return rights.getOrDefault(actor.account() + ">" + byLegacyDn(represented.legacyDn()).orElseThrow().account(),
                SendRight.NONE);
    }

    @Override
    public boolean isOrganizationAdministrator(Identity identity) {
        return administrators.contains(identity.account());
    }

    @Override
    public Optional<PublicFolders> publicFoldersOf(User user) {
        return publicFolders;
    }

    void addPublicFolders(UUID database, String serverDn) {
        morePublicFolders.add(new PublicFolders(database, serverDn));
    }

    void setQuotas(Quotas given) {
        quotas = given;
    }

    @Override
    public Quotas quotasOf(User user) {
        return quotas;
    }

    @Override
    public List<PublicFolders> publicFolders() {
        var all = new ArrayList<>(morePublicFolders);
        publicFolders.ifPresent(all::add);
        return all;
    }

    @Override
    public boolean hasPublicFolders() {
        return publicFolders.isPresent();
    }
}
