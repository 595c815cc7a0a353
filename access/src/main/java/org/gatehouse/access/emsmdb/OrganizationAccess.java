package org.gatehouse.access.emsmdb;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.gatehouse.directory.addressbook.AddressBook;
import org.gatehouse.directory.addressbook.Addressees;
import org.gatehouse.directory.addressbook.Addressees.Addressee;
import org.gatehouse.directory.addressbook.Endpoint;
import org.gatehouse.directory.organization.DatabaseObject;
import org.gatehouse.directory.organization.DatabaseProperty;
import org.gatehouse.directory.organization.MailGroup;
import org.gatehouse.directory.organization.MailboxQuotas;
import org.gatehouse.directory.organization.MailboxType;
import org.gatehouse.directory.organization.MailboxUser;
import org.gatehouse.directory.organization.Organization;
import org.gatehouse.directory.organization.ProtocolSettings;
import org.gatehouse.directory.organization.ProtocolSwitch;
import org.gatehouse.security.Identity;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// [AccessDirectory] from the organisation's directory.
public final class OrganizationAccess implements AccessDirectory {
    private static final Logger LOG = LoggerFactory.getLogger(OrganizationAccess.class);
    private final Organization organization;
    private final AddressBook addressBook;
    private final Addressees addressees;

    public OrganizationAccess(Organization organization, AddressBook addressBook) {
        this.organization = organization;
        this.addressBook = addressBook;
        this.addressees = new Addressees(organization);
    }

    @Override
    public Optional<User> byLegacyDn(String legacyDn) {
        return addressBook.byLegacyDn(legacyDn).map(this::user);
    }

    @Override
    public Optional<User> byIdentity(Identity identity) {
        return addressBook.byIdentity(identity).map(this::user);
    }

    @Override
    public boolean isOrganizationAdministrator(Identity identity) {
        return addressBook.isOrganizationAdministrator(identity);
    }

    @Override
    public boolean opens(User actor, User owner) {
        Optional<String> from = addressBook.byLegacyDn(actor.legacyDn()).map(found -> found.header()
                .distinguishedName());
        Optional<String> to = addressBook.byLegacyDn(owner.legacyDn()).map(found -> found.header()
                .distinguishedName());
        return from.isPresent() && to.isPresent() && organization.mailboxPermissions().opens(from.get(), to.get());
    }

    @Override
    public Set<String> groupsOf(User user) {
        return addressBook.byLegacyDn(user.legacyDn()).map(found -> organization.distributionGroups()
                .securityGroupsOf(found.header().distinguishedName()).stream().map(MailGroup::legacyExchangeDn)
                .collect(Collectors.toUnmodifiableSet())).orElse(Set.of());
    }

    @Override
    public Optional<Principal> securityGroup(String legacyDn) {
        return addressees.byLegacyDn(legacyDn) instanceof Addressee.Group(MailGroup group) && group.isSecurity()
                ? Optional.of(new Principal(group.legacyExchangeDn(), group.displayName(), group.primarySmtpAddress()))
                : Optional.empty();
    }

    @Override
    public Optional<PublicFolders> publicFoldersOf(User user) {
        return addressBook.byLegacyDn(user.legacyDn()).flatMap(addressBook::publicFolderDatabaseOf).map(this::folders);
    }

    @Override
    public Quotas quotasOf(User user) {
        return addressBook.byLegacyDn(user.legacyDn()).map(this::quotas).orElse(Quotas.NONE);
    }

    private Quotas quotas(MailboxUser user) {
        MailboxQuotas.Limits limits = organization.mailboxes().limits(user);
        return new Quotas(limits.issueWarning(), limits.prohibitSend(), limits.prohibitSendReceive());
    }

    @Override
    public List<PublicFolders> publicFolders() {
        return organization.databases().all(DatabaseObject.Kind.PUBLIC_FOLDER).stream().map(this::folders).toList();
    }

    private PublicFolders folders(DatabaseObject database) {
        return new PublicFolders(database.header().guid(),
                organization.servers().get(database.server()).legacyExchangeDn());
    }

    @Override
    public boolean hasPublicFolders() {
        return !organization.databases().all(DatabaseObject.Kind.PUBLIC_FOLDER).isEmpty();
    }

    @Override
    public Optional<Principal> principal(String address) {
        Addressee found = address.startsWith("/") ? addressees.byLegacyDn(address) : addressees.bySmtp(address);
        return switch (found) {
            case Addressee.User(MailboxUser user, _, _, _) -> Optional.of(new Principal(user.legacyExchangeDn(),
                    user.displayName(), user.primarySmtpAddress()));
            case Addressee.Group(MailGroup group) -> Optional.of(new Principal(group.legacyExchangeDn(),
                    group.displayName(), group.primarySmtpAddress()));
            case Addressee.Nobody _, Addressee.Ambiguous _ -> Optional.empty();
        };
    }

    @Override
    public SendRight sendRight(User actor, Principal represented) {
        Optional<String> from = name(addressees.byLegacyDn(actor.legacyDn()));
        Optional<String> to = name(addressees.byLegacyDn(represented.legacyDn()));
        if (from.isEmpty() || to.isEmpty()) {
            return SendRight.NONE;
        }
        return switch (addressees.rightOf(from.get(), to.get())) {
            case NONE -> SendRight.NONE;
            case ON_BEHALF -> SendRight.ON_BEHALF;
            case AS -> SendRight.AS;
        };
    }

    private static Optional<String> name(Addressee addressee) {
        return switch (addressee) {
            case Addressee.User(MailboxUser user, _, _, _) -> Optional.of(user.header().distinguishedName());
            case Addressee.Group(MailGroup group) -> Optional.of(group.header().distinguishedName());
            case Addressee.Nobody _, Addressee.Ambiguous _ -> Optional.empty();
        };
    }

    private User user(MailboxUser user) {
        Optional<Endpoint> endpoint = addressBook.endpointOf(user);
        return new User(user.legacyExchangeDn(), user.displayName(), user.samAccountName(), user.primarySmtpAddress(),
                user.enabled(), user.mailbox().filter(_ -> canBeOpened(user)).map(mailbox -> new Mailbox(
                        mailbox.guid(), mailbox.databaseGuid(), endpoint.map(Endpoint::legacyDn).orElse(""),
                        endpoint.map(Endpoint::site).orElse(""))),
                rights(user));
    }

    /// A person's mailbox is shut with the account. Mailboxes that are nobody's have a disabled account from the start,
    /// and are there for those who have rights to them.
    private static boolean canBeOpened(MailboxUser user) {
        return user.enabled() || user.type() != MailboxType.USER;
    }

    private static ProtocolRights rights(MailboxUser user) {
        ProtocolSettings settings = user.protocols();
        BlockedVersions blocked = BlockedVersions.NONE;
        try {
            blocked = BlockedVersions.ofMailbox(settings.blockedOutlookVersions());
        } catch (IllegalArgumentException unreadable) {
            LOG.warn("the versions of Outlook that are blocked for {} cannot be read: {}", user.legacyExchangeDn(),
                    unreadable.getMessage());
        }
        return new ProtocolRights(settings.is(ProtocolSwitch.MAPI_ENABLED),
                settings.is(ProtocolSwitch.MAPI_HTTP_ENABLED),
                !settings.is(ProtocolSwitch.MAPI_BLOCK_OUTLOOK_RPC_HTTP),
                !settings.is(ProtocolSwitch.MAPI_BLOCK_OUTLOOK_NON_CACHED_MODE), blocked);
    }
}
