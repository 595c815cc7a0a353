package org.gatehouse.directory.organization;

import com.unboundid.ldap.matchingrules.DistinguishedNameMatchingRule;
import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import com.unboundid.ldap.sdk.ReadOnlyEntry;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.gatehouse.directory.DirectoryException;
import org.gatehouse.directory.DirectoryException.Reason;
import org.gatehouse.directory.EntryRules;
import org.gatehouse.directory.Names;

/// Who may open another's mailbox.
///
/// The real system keeps these in the mailbox's security descriptor; here an attribute for each right names the
/// accounts, as `gatehouseSendAs` does. `msExchDelegateListLink` names those whose Outlook opens the mailbox by itself.
public final class MailboxPermissions {
    static final String AUTO_MAPPING = "msExchDelegateListLink";
    private static final String OWNER = "gatehouseMailboxOwner";
    /// What one mailbox takes of each right.
    private static final int TRUSTEES_MAX = 1_000;

    private final Entries entries;
    private final MailUsers users;
    private final DistributionGroups groups;

    MailboxPermissions(Entries entries, DistributionGroups groups) {
        this.entries = entries;
        this.users = new MailUsers(entries);
        this.groups = groups;
    }

    /// Those in which a user's entry keeps them.
    static Stream<String> attributes() {
        return Stream.concat(Stream.of(OWNER, AUTO_MAPPING), Stream.of(MailboxRight.values())
                .flatMap(right -> Stream.of(right.attribute(false), right.attribute(true))));
    }

    /// How an account is called among those who have rights: `DOMAIN\account`.
    public String accountOf(String identity) {
        return entries.layout().netbiosDomain() + "\\" + Entries.text(trustee(identity), "sAMAccountName");
    }

    /// Gives rights, or denies them.
    ///
    /// @param trustee a user or a security group
    /// @param autoMapping whether a user's Outlook is to open the mailbox by itself, which goes with full access
    public Outcome<MailboxPermission> grant(String identity, String trustee, List<MailboxRight> rights, boolean denied,
            boolean autoMapping) {
        ReadOnlyEntry mailbox = mailbox(identity);
        ReadOnlyEntry account = trustee(trustee);
        List<MailboxRight> missing = rights.stream().filter(right -> !has(mailbox, right.attribute(denied), account))
                .toList();
        var changes = new ArrayList<Modification>();
        for (MailboxRight right : missing) {
            if (Entries.values(mailbox, right.attribute(denied)).length >= TRUSTEES_MAX) {
                throw DirectoryException.about(Reason.LIMIT_EXCEEDED, "User", Names.shown(trustee),
                        "would be one of more than " + TRUSTEES_MAX, "Give the right to a group");
            }
            changes.add(new Modification(ModificationType.ADD, right.attribute(denied), account.getDN()));
        }
        boolean opens = missing.contains(MailboxRight.FULL_ACCESS) && MailUsers.hasMailbox(account)
                && !EntryRules.dnOf(account).equals(EntryRules.dnOf(mailbox));
        boolean mapped = has(mailbox, AUTO_MAPPING, account);
        if (opens && !denied && autoMapping && !mapped) {
            changes.add(new Modification(ModificationType.ADD, AUTO_MAPPING, account.getDN()));
        } else if (opens && mapped && (denied || !autoMapping)) {
            changes.add(new Modification(ModificationType.DELETE, AUTO_MAPPING, account.getDN()));
        }
        if (!changes.isEmpty()) {
            entries.directory().modify(EntryRules.dnOf(mailbox), changes);
        }
        return new Outcome<>(permission(mailbox, account, rights, denied),
                said(denied ? "Deny" : "Give", rights, " to '", mailbox, account),
                missing.isEmpty() ? List.of("'" + Entries.text(account, "name") + "' has this entry on '"
                        + Entries.text(mailbox, "name") + "' already, so nothing was changed.") : List.of());
    }

    /// Takes rights away, or no longer denies them.
    public Outcome<MailboxPermission> revoke(String identity, String trustee, List<MailboxRight> rights,
            boolean denied) {
        ReadOnlyEntry mailbox = mailbox(identity);
        ReadOnlyEntry account = trustee(trustee);
        List<MailboxRight> there = rights.stream().filter(right -> has(mailbox, right.attribute(denied), account))
                .toList();
        var changes = new ArrayList<Modification>();
        there.forEach(right -> changes.add(new Modification(ModificationType.DELETE, right.attribute(denied),
                account.getDN())));
        if (!denied && there.contains(MailboxRight.FULL_ACCESS) && has(mailbox, AUTO_MAPPING, account)) {
            changes.add(new Modification(ModificationType.DELETE, AUTO_MAPPING, account.getDN()));
        }
        if (!changes.isEmpty()) {
            entries.directory().modify(EntryRules.dnOf(mailbox), changes);
        }
        return new Outcome<>(permission(mailbox, account, there, denied), said(denied ? "No longer deny"
                : "Take away", rights, denied ? " to '" : " from '", mailbox, account),
                there.isEmpty() ? List.of("'" + Entries.text(account, "name") + "' has no such entry on '"
                        + Entries.text(mailbox, "name") + "', so nothing was changed.") : List.of());
    }

    private static String said(String verb, List<MailboxRight> rights, String to, ReadOnlyEntry mailbox,
            ReadOnlyEntry account) {
        return verb + " " + String.join(", ", rights.stream().map(MailboxRight::word).toList()) + " on mailbox '"
                + Entries.text(mailbox, "name") + "'" + to + Entries.text(account, "name") + "'";
    }

    /// Everybody with rights to a mailbox: its own user, then those who are denied some, then those who have some.
    public List<MailboxPermission> of(String identity) {
        ReadOnlyEntry mailbox = mailbox(identity);
        var all = new ArrayList<MailboxPermission>();
        all.add(new MailboxPermission(Entries.text(mailbox, "canonicalName"), MailboxPermission.SELF, "",
                List.of(MailboxRight.FULL_ACCESS, MailboxRight.READ_PERMISSION), false));
        for (boolean denied : new boolean[] {true, false}) {
            var byAccount = new LinkedHashMap<DN, List<MailboxRight>>();
            for (MailboxRight right : MailboxRight.values()) {
                for (String name : Entries.values(mailbox, right.attribute(denied))) {
                    byAccount.computeIfAbsent(Names.requireDn(name), _ -> new ArrayList<>()).add(right);
                }
            }
            byAccount.forEach((name, rights) -> entries.directory().get(name).ifPresent(account ->
                    all.add(permission(mailbox, account, rights, denied))));
        }
        return all;
    }

    /// The owner of the mailbox as an object.
    public MailboxPermission owner(String identity) {
        ReadOnlyEntry mailbox = mailbox(identity);
        return Optional.of(Entries.text(mailbox, OWNER)).filter(name -> !name.isEmpty())
                .flatMap(name -> entries.directory().get(Names.requireDn(name)))
                .map(account -> permission(mailbox, account, List.of(), false))
                .orElseGet(() -> new MailboxPermission(Entries.text(mailbox, "canonicalName"), MailboxPermission.SELF,
                        "", List.of(), false));
    }

    public Outcome<MailboxPermission> setOwner(String identity, String trustee) {
        ReadOnlyEntry mailbox = mailbox(identity);
        ReadOnlyEntry account = trustee(trustee);
        entries.directory().modify(EntryRules.dnOf(mailbox), List.of(Entries.replace(OWNER, account.getDN())));
        return new Outcome<>(permission(mailbox, account, List.of(), false), "Make '" + Entries.text(account, "name")
                + "' the owner of mailbox '" + Entries.text(mailbox, "name") + "'", List.of());
    }

    /// Whether somebody has full access to a mailbox, by the own account or by a security group. What is denied
    /// outweighs what is given ([MS-DTYP] 2.5.3.2: such entries come first).
    ///
    /// @param actor distinguished name
    /// @param mailbox distinguished name of the user whose mailbox it is
    public boolean opens(String actor, String mailbox) {
        Optional<ReadOnlyEntry> entry = entries.directory().get(Names.requireDn(mailbox));
        if (entry.isEmpty() || !entry.get().hasAttribute(MailboxRight.FULL_ACCESS.attribute(false))) {
            return false;
        }
        List<String> names = Stream.concat(Stream.of(actor), groups.securityGroupsOf(actor).stream()
                .map(group -> group.header().distinguishedName())).toList();
        return names.stream().anyMatch(name -> names(entry.get(), MailboxRight.FULL_ACCESS.attribute(false), name))
                && names.stream().noneMatch(name -> names(entry.get(), MailboxRight.FULL_ACCESS.attribute(true), name));
    }

    private static boolean has(ReadOnlyEntry mailbox, String attribute, ReadOnlyEntry account) {
        return names(mailbox, attribute, account.getDN());
    }

    private static boolean names(ReadOnlyEntry mailbox, String attribute, String distinguishedName) {
        return mailbox.hasAttributeValue(attribute, distinguishedName, DistinguishedNameMatchingRule.getInstance());
    }

    private MailboxPermission permission(ReadOnlyEntry mailbox, ReadOnlyEntry account, List<MailboxRight> rights,
            boolean denied) {
        return new MailboxPermission(Entries.text(mailbox, "canonicalName"), entries.layout().netbiosDomain() + "\\"
                + Entries.text(account, "sAMAccountName"), account.getDN(), rights, denied);
    }

    private ReadOnlyEntry mailbox(String identity) {
        ReadOnlyEntry entry = users.entry("Identity", identity);
        if (!MailUsers.hasMailbox(entry)) {
            throw DirectoryException.about(Reason.NOT_FOUND, "Identity", Names.shown(identity),
                    "is a user without a mailbox", "Give it one with Enable-Mailbox");
        }
        return entry;
    }

    private ReadOnlyEntry trustee(String identity) {
        String prefix = entries.layout().netbiosDomain() + "\\";
        boolean qualified = identity.regionMatches(true, 0, prefix, 0, prefix.length());
        ReadOnlyEntry account = DistributionGroups.recipient(entries, users, "User",
                qualified ? identity.substring(prefix.length()) : identity);
        if (DistributionGroups.isDistributionGroup(account)) {
            throw DirectoryException.about(Reason.INVALID, "User", Names.shown(identity), "is no security group",
                    "Give the right to users, or to a group that New-DistributionGroup -Type Security makes");
        }
        return account;
    }
}
