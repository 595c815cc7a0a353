package org.gatehouse.directory.organization;

import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.ReadOnlyEntry;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.gatehouse.directory.DirectoryException;
import org.gatehouse.directory.DirectoryException.Reason;
import org.gatehouse.directory.Names;
import org.gatehouse.directory.organization.ExternalRecipient.Kind;

/// Whatever takes mail: mailboxes, groups, and those whose mailboxes are with others.
public final class Recipients {
    private static final Filter WITH_ALIAS = Filter.createPresenceFilter("mailNickname");
    private static final Filter WITH_MAILBOX = Filter.createPresenceFilter("msExchMailboxGuid");

    private final Entries entries;
    private final MailUsers users;
    private final DistributionGroups groups;
    private final ExternalRecipients others;

    Recipients(Entries entries, DistributionGroups groups, ExternalRecipients others) {
        this.entries = entries;
        this.users = new MailUsers(entries);
        this.groups = groups;
        this.others = others;
    }

    /// One of the sorts.
    public sealed interface Recipient {
        ObjectHeader header();

        String alias();

        String displayName();

        record Mailbox(MailboxUser user) implements Recipient {
            @Override
            public ObjectHeader header() {
                return user.header();
            }

            @Override
            public String alias() {
                return user.alias();
            }

            @Override
            public String displayName() {
                return user.displayName();
            }
        }

        record Group(MailGroup group) implements Recipient {
            @Override
            public ObjectHeader header() {
                return group.header();
            }

            @Override
            public String alias() {
                return group.alias();
            }

            @Override
            public String displayName() {
                return group.displayName();
            }
        }

        record Elsewhere(ExternalRecipient recipient) implements Recipient {
            @Override
            public ObjectHeader header() {
                return recipient.header();
            }

            @Override
            public String alias() {
                return recipient.alias();
            }

            @Override
            public String displayName() {
                return recipient.displayName();
            }
        }
    }

    /// All of them, by display name.
    public List<Recipient> all() {
        return matching(Filter.createPresenceFilter("objectClass"));
    }

    /// Those whose name, display name, alias or address begins with the text.
    public List<Recipient> matching(String beginning) {
        return matching(Filter.createEqualityFilter("anr", beginning));
    }

    private List<Recipient> matching(Filter filter) {
        var all = new ArrayList<Recipient>();
        users.matching(Filter.createANDFilter(filter, WITH_MAILBOX)).forEach(user ->
                all.add(new Recipient.Mailbox(user)));
        groups.matching(Filter.createANDFilter(filter, WITH_ALIAS)).forEach(group ->
                all.add(new Recipient.Group(group)));
        for (Kind kind : Kind.values()) {
            others.matching(kind, Filter.createANDFilter(filter, WITH_ALIAS)).forEach(other ->
                    all.add(new Recipient.Elsewhere(other)));
        }
        all.sort(Comparator.comparing((Recipient each) -> SortKeys.of(each.displayName()))
                .thenComparing(each -> each.header().guid()));
        return all;
    }

    /// The one that an identity names.
    public Recipient get(String identity) {
        var found = new ArrayList<Recipient>();
        users.find("Identity", identity).ifPresent(entry -> {
            if (MailUsers.hasMailbox(entry)) {
                found.add(new Recipient.Mailbox(users.read(entry)));
            } else {
                addElsewhere(found, Kind.MAIL_USER, entry);
            }
        });
        groups.find(identity).filter(entry -> entry.hasAttribute("mailNickname")).ifPresent(entry ->
                found.add(new Recipient.Group(DistributionGroups.read(entry))));
        entries.find("Identity", identity, entries.layout().domainContext(), Kind.MAIL_CONTACT.objectClass(),
                "mail contact", ExternalRecipients.IDENTITIES)
                .ifPresent(entry -> addElsewhere(found, Kind.MAIL_CONTACT, entry));
        if (found.isEmpty()) {
            throw DirectoryException.about(Reason.NOT_FOUND, "Identity", Names.shown(identity),
                    "no recipient has this identity", "Use its name, alias, address, distinguished name or GUID;"
                            + " Get-User shows users who take no mail");
        }
        if (found.size() > 1) {
            throw DirectoryException.about(Reason.AMBIGUOUS, "Identity", Names.shown(identity), "names " + found.size()
                    + " objects: " + found.get(0).header().distinguishedName() + ", "
                    + found.get(1).header().distinguishedName(), "Use the distinguished name or the GUID");
        }
        return found.getFirst();
    }

    private static void addElsewhere(List<Recipient> found, Kind kind, ReadOnlyEntry entry) {
        if (ExternalRecipients.isExternal(entry) && entry.hasAttribute("mailNickname")) {
            found.add(new Recipient.Elsewhere(ExternalRecipients.read(kind, entry)));
        }
    }
}
