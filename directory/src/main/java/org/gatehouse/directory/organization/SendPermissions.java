package org.gatehouse.directory.organization;

import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import com.unboundid.ldap.sdk.ReadOnlyEntry;
import java.util.List;
import java.util.stream.Stream;
import org.gatehouse.directory.DirectoryException;
import org.gatehouse.directory.DirectoryException.Reason;
import org.gatehouse.directory.EntryRules;
import org.gatehouse.directory.Names;

/// Who may send in another's name: as the other, or on behalf of the other.
///
/// On behalf is kept in `publicDelegates`, as Active Directory does. It keeps the extended right Send As in the
/// object's security descriptor, which there is none of here: `gatehouseSendAs` names the same accounts.
public final class SendPermissions {
    static final String SEND_AS = "gatehouseSendAs";
    static final String ON_BEHALF = "publicDelegates";
    private static final int TRUSTEES_MAX = 1_000;

    private final Entries entries;
    private final MailUsers users;

    SendPermissions(Entries entries) {
        this.entries = entries;
        this.users = new MailUsers(entries);
    }

    /// One permission: `trustee` may act on `identity`, both by canonical name and account.
    public record Permission(String identity, String trustee, String trusteeDn) {}

    public Outcome<Permission> grantSendAs(String identity, String trustee) {
        return change(identity, trustee, true);
    }

    public Outcome<Permission> revokeSendAs(String identity, String trustee) {
        return change(identity, trustee, false);
    }

    private Outcome<Permission> change(String identity, String trustee, boolean grant) {
        ReadOnlyEntry entry = recipient("Identity", identity);
        ReadOnlyEntry account = recipient("User", trustee);
        boolean has = Stream.of(Entries.values(entry, SEND_AS)).anyMatch(each ->
                Names.requireDn(each).equals(EntryRules.dnOf(account)));
        if (has == grant) {
            throw DirectoryException.about(grant ? Reason.ALREADY_EXISTS : Reason.NOT_FOUND, "User",
                    Names.shown(trustee), grant ? "has this right already" : "does not have this right",
                    "Get-ADPermission lists who has it");
        }
        entries.directory().modify(EntryRules.dnOf(entry), List.of(new Modification(
                grant ? ModificationType.ADD : ModificationType.DELETE, SEND_AS, account.getDN())));
        return new Outcome<>(permission(entry, account), (grant ? "Let '" : "No longer let '")
                + Entries.text(account, "name") + "' send as '" + Entries.text(entry, "name") + "'", List.of());
    }

    /// Who may send as a user or group.
    public List<Permission> sendAs(String identity) {
        return permissions(recipient("Identity", identity), SEND_AS);
    }

    /// Who may send on behalf of one.
    public List<Permission> onBehalf(String identity) {
        return permissions(recipient("Identity", identity), ON_BEHALF);
    }

    /// Replaces those who may send on behalf of one; none clears them.
    public Outcome<List<Permission>> setOnBehalf(String identity, List<String> trustees) {
        if (trustees.size() > TRUSTEES_MAX) {
            throw DirectoryException.about(Reason.INVALID, "GrantSendOnBehalfTo", trustees.size() + " accounts",
                    "are too many", "Give at most " + TRUSTEES_MAX + ", or a group");
        }
        ReadOnlyEntry entry = recipient("Identity", identity);
        String[] names = trustees.stream().map(each -> recipient("GrantSendOnBehalfTo", each).getDN()).distinct()
                .toArray(String[]::new);
        ReadOnlyEntry changed = entries.directory().modify(EntryRules.dnOf(entry),
                List.of(new Modification(ModificationType.REPLACE, ON_BEHALF, names)));
        return new Outcome<>(permissions(changed, ON_BEHALF), "Let " + names.length + " send on behalf of '"
                + Entries.text(entry, "name") + "'", List.of());
    }

    private List<Permission> permissions(ReadOnlyEntry entry, String attribute) {
        return Stream.of(Entries.values(entry, attribute)).map(Names::requireDn)
                .flatMap(dn -> entries.directory().get(dn).stream())
                .map(account -> permission(entry, account)).toList();
    }

    private Permission permission(ReadOnlyEntry entry, ReadOnlyEntry account) {
        return new Permission(Entries.text(entry, "canonicalName"), entries.layout().netbiosDomain() + "\\"
                + Entries.text(account, "sAMAccountName"), account.getDN());
    }

    private ReadOnlyEntry recipient(String parameter, String identity) {
        String prefix = entries.layout().netbiosDomain() + "\\";
        boolean qualified = identity.regionMatches(true, 0, prefix, 0, prefix.length());
        return DistributionGroups.recipient(entries, users, parameter,
                qualified ? identity.substring(prefix.length()) : identity);
    }
}
