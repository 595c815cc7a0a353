package org.gatehouse.directory.addressbook;

import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.ReadOnlyEntry;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.gatehouse.directory.Directory;
import org.gatehouse.directory.DirectoryException;
import org.gatehouse.directory.Names;
import org.gatehouse.directory.organization.DatabaseObject;
import org.gatehouse.directory.organization.DatabaseProperty;
import org.gatehouse.directory.organization.DistributionGroups;
import org.gatehouse.directory.organization.MailGroup;
import org.gatehouse.directory.organization.MailUsers;
import org.gatehouse.directory.organization.MailboxQuotas;
import org.gatehouse.directory.organization.MailboxUser;
import org.gatehouse.directory.organization.Organization;
import org.gatehouse.directory.organization.TransportSettings;

/// Whom mail can be sent to, and in whose name: users and groups with addresses. Thread-safe.
public final class Addressees {
    private static final int LEGACY_DN_MAX = 1024;
    /// Groups looked through for one account's rights.
    private static final int GROUPS_MAX = 1_000;

    private final Organization organization;
    private final Directory directory;
    private final MailUsers users;
    private final DistributionGroups groups;

    public Addressees(Organization organization) {
        this.organization = organization;
        this.directory = organization.directory();
        this.users = MailUsers.of(directory, organization.layout());
        this.groups = DistributionGroups.of(directory, organization.layout());
    }

    /// What an address names.
    public sealed interface Addressee {
        /// @param sendBytesMax ProhibitSendQuota of the mailbox, its own or its database's
        /// @param receiveBytesMax ProhibitSendReceiveQuota likewise
        /// @param message what it may send and receive at a time, its own limits or the organisation's
        record User(MailboxUser user, long sendBytesMax, long receiveBytesMax, MessageLimits message)
                implements Addressee {}

        record Group(MailGroup group) implements Addressee {}

        record Nobody() implements Addressee {}

        record Ambiguous() implements Addressee {}
    }

    /// Bounds of one message: bytes sent, bytes received, recipients; the greatest number for no limit.
    public record MessageLimits(long sendBytesMax, long receiveBytesMax, int recipientsMax) {}

    /// Whether somebody may send in another's name ([MS-OXOMSG] 3.3.5.1).
    public enum SendRight { NONE, ON_BEHALF, AS }

    /// By legacyExchangeDN or an X500 address, in any case.
    public Addressee byLegacyDn(String legacyDn) {
        if (legacyDn.isEmpty() || legacyDn.length() > LEGACY_DN_MAX) {
            return new Addressee.Nobody();
        }
        Addressee found = one(Filter.createEqualityFilter("legacyExchangeDN", legacyDn));
        return found instanceof Addressee.Nobody ? one(Filter.createEqualityFilter("proxyAddresses",
                "X500:" + legacyDn)) : found;
    }

    /// By any SMTP proxy address.
    public Addressee bySmtp(String address) {
        return address.isEmpty() || address.length() > LEGACY_DN_MAX ? new Addressee.Nobody()
                : one(Filter.createEqualityFilter("proxyAddresses", "smtp:" + address));
    }

    /// By distinguished name.
    public Addressee byName(String distinguishedName) {
        if (!DN.isValidDN(distinguishedName)) {
            return new Addressee.Nobody();
        }
        DN name = Names.requireDn(distinguishedName);
        return users.byName(name).<Addressee>map(this::user)
                .or(() -> groups.byName(name).map(Addressee.Group::new)).orElseGet(Addressee.Nobody::new);
    }

    private Addressee one(Filter filter) {
        var found = new ArrayList<Addressee>();
        users.matching(filter).forEach(user -> found.add(user(user)));
        groups.matching(filter).forEach(group -> found.add(new Addressee.Group(group)));
        return found.isEmpty() ? new Addressee.Nobody() : found.size() == 1 ? found.getFirst()
                : new Addressee.Ambiguous();
    }

    private Addressee.User user(MailboxUser user) {
        MailboxQuotas quotas = user.quotas();
        if (user.mailbox().isEmpty() || !quotas.databaseDefaults()) {
            return new Addressee.User(user, MailboxQuotas.bytes(quotas.prohibitSend()),
                    MailboxQuotas.bytes(quotas.prohibitSendReceive()), message(quotas));
        }
        Optional<DatabaseObject> database = database(user.mailbox().get().databaseDn());
        return new Addressee.User(user, limit(database, DatabaseProperty.PROHIBIT_SEND_QUOTA),
                limit(database, DatabaseProperty.PROHIBIT_SEND_RECEIVE_QUOTA), message(quotas));
    }

    /// The mailbox's own limit holds, be it narrower or wider than the organisation's.
    private MessageLimits message(MailboxQuotas own) {
        TransportSettings all = organization.transportConfig().get();
        return new MessageLimits(
                MailboxQuotas.bytes(own.maxSendSize().isEmpty() ? all.maxSendSize() : own.maxSendSize()),
                MailboxQuotas.bytes(own.maxReceiveSize().isEmpty() ? all.maxReceiveSize() : own.maxReceiveSize()),
                own.recipientLimits().orElse(all.maxRecipientEnvelopeLimit()));
    }

    private Optional<DatabaseObject> database(String dn) {
        try {
            return Optional.of(organization.databases().get(DatabaseObject.Kind.MAILBOX, dn));
        } catch (DirectoryException refused) {
            if (refused.reason() == DirectoryException.Reason.NOT_FOUND) {
                return Optional.empty();
            }
            throw refused;
        }
    }

    private static long limit(Optional<DatabaseObject> database, DatabaseProperty property) {
        return database.map(found -> MailboxQuotas.bytes(found.setting(property))).orElse(Long.MAX_VALUE);
    }

    /// What a user may do in the name of another user or group. Rights of groups are its members'.
    ///
    /// @param actor the distinguished name of who sends
    /// @param represented the distinguished name of the other
    public SendRight rightOf(String actor, String represented) {
        Optional<ReadOnlyEntry> entry = directory.get(Names.requireDn(represented));
        if (entry.isEmpty()) {
            return SendRight.NONE;
        }
        DN wanted = Names.requireDn(actor);
        if (names(entry.get(), "gatehouseSendAs", wanted)) {
            return SendRight.AS;
        }
        return names(entry.get(), "publicDelegates", wanted) ? SendRight.ON_BEHALF : SendRight.NONE;
    }

    /// Whether an attribute's names are the one wanted, or groups that have it within.
    private boolean names(ReadOnlyEntry entry, String attribute, DN wanted) {
        var waiting = new ArrayDeque<>(values(entry, attribute));
        Set<DN> seen = new HashSet<>();
        while (!waiting.isEmpty() && seen.size() < GROUPS_MAX) {
            DN name = waiting.remove();
            if (name.equals(wanted)) {
                return true;
            }
            if (seen.add(name)) {
                directory.get(name).filter(each -> each.hasAttributeValue("objectClass", "group"))
                        .ifPresent(group -> waiting.addAll(values(group, "member")));
            }
        }
        return false;
    }

    private static List<DN> values(ReadOnlyEntry entry, String attribute) {
        String[] values = entry.getAttributeValues(attribute);
        return values == null ? List.of() : Stream.of(values).map(Names::requireDn).toList();
    }
}
