package org.gatehouse.directory.organization;

import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import com.unboundid.ldap.sdk.ReadOnlyEntry;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.gatehouse.directory.DirectoryException;
import org.gatehouse.directory.DirectoryException.Reason;
import org.gatehouse.directory.EntryRules;
import org.gatehouse.directory.Names;
import org.gatehouse.directory.Passwords;
import org.gatehouse.directory.organization.ExternalRecipient.Kind;
import org.jspecify.annotations.Nullable;

/// Recipients of the organisation whose mailboxes are with others: mail contacts, and mail users, who sign in here
/// too. `targetAddress` says where their mailboxes are; Autodiscover sends clients there.
public final class ExternalRecipients {
    private static final String TARGET = "targetAddress";
    private static final String PROXIES = "proxyAddresses";
    /// PidTagDisplayTypeEx of a recipient of another organisation ([MS-OXOABK] 2.2.3.12), DT_REMOTE_MAILUSER.
    private static final String DISPLAY_TYPE = "6";
    private static final List<String> MAIL_ATTRIBUTES = List.of(TARGET, PROXIES, "mail", "mailNickname",
            "legacyExchangeDN", "msExchHideFromAddressLists", "msExchRecipientTypeDetails",
            "msExchRecipientDisplayType");
    static final List<String> IDENTITIES = List.of("userPrincipalName", "sAMAccountName", "mailNickname",
            "name", PROXIES, "legacyExchangeDN", "displayName");

    private final Entries entries;
    private final MailUsers users;

    ExternalRecipients(Entries entries) {
        this.entries = entries;
        this.users = new MailUsers(entries);
    }

    /// What a new one needs; empty text takes what the name gives.
    ///
    /// @param userPrincipalName of a mail user
    /// @param password of a mail user; without one the account is disabled
    /// @param container where it is made: see [Mailboxes#container]
    public record NewRecipient(Kind kind, String name, String externalAddress, String alias, String displayName,
            String firstName, String lastName, String primarySmtpAddress, String userPrincipalName,
            String samAccountName, char[] password, DN container) {}

    public Outcome<ExternalRecipient> create(NewRecipient request) {
        Names.requireObjectName("Name", request.name());
        DN dn = Layout.child(request.name(), request.container());
        if (entries.directory().get(dn).isPresent()) {
            throw DirectoryException.about(Reason.ALREADY_EXISTS, "Name", request.name(),
                    "'" + request.container() + "' has an object of this name", "Choose another name");
        }
        String alias = !request.alias().isEmpty() ? request.alias()
                : request.userPrincipalName().isEmpty() ? request.name().replaceAll("[^A-Za-z0-9._-]", "")
                        : MailUsers.localPart(request.userPrincipalName());
        var attributes = new ArrayList<>(mailAttributes(request.kind(), alias, request.externalAddress(),
                request.primarySmtpAddress(), ""));
        attributes.add(new Attribute("displayName", request.displayName().isEmpty() ? request.name()
                : SettingText.text("DisplayName", request.displayName())));
        addText(attributes, "FirstName", "givenName", request.firstName());
        addText(attributes, "LastName", "sn", request.lastName());
        if (request.kind() == Kind.MAIL_USER) {
            attributes.addAll(account(request, alias));
        }
        ExternalRecipient made = read(request.kind(), entries.add(dn, request.kind().objectClass(),
                attributes.toArray(Attribute[]::new)));
        return new Outcome<>(made, "Create " + made.kind().words() + " '" + made.name() + "' for "
                + made.externalAddress(), warnings(made));
    }

    private List<Attribute> account(NewRecipient request, String alias) {
        String upn = users.requireUpn("UserPrincipalName", request.userPrincipalName().isEmpty()
                ? alias + "@" + entries.layout().domain() : request.userPrincipalName(), "");
        String local = MailUsers.localPart(upn);
        String account = request.samAccountName().isEmpty() ? local.substring(0, Math.min(20, local.length()))
                : request.samAccountName();
        users.requireAccount("SamAccountName", account, "");
        boolean enabled = request.password().length > 0;
        // NORMAL_ACCOUNT, with ACCOUNTDISABLE while there is no password ([MS-ADTS] 2.2.16).
        var attributes = new ArrayList<>(List.of(new Attribute("userPrincipalName", upn),
                new Attribute("sAMAccountName", account),
                new Attribute("userAccountControl", enabled ? "512" : "514")));
        if (enabled) {
            attributes.add(new Attribute("unicodePwd", Passwords.quoted(request.password())));
        }
        return attributes;
    }

    /// Makes a user or a contact that takes no mail here a recipient whose mailbox is elsewhere.
    ///
    /// @param alias empty: the account's name, or the contact's
    public Outcome<ExternalRecipient> enable(Kind kind, String identity, String externalAddress, String alias,
            String primarySmtpAddress) {
        ReadOnlyEntry entry = any(kind, identity);
        if (MailUsers.hasMailbox(entry) || entry.hasAttribute("mailNickname")) {
            throw DirectoryException.about(Reason.ALREADY_EXISTS, "Identity", Names.shown(identity),
                    "takes mail already", MailUsers.hasMailbox(entry) ? "Disable-Mailbox takes its mailbox away"
                            : "Use Set-" + kind.details() + " to change it");
        }
        String preset = kind == Kind.MAIL_USER ? Entries.text(entry, "sAMAccountName")
                : Entries.text(entry, "name").replaceAll("[^A-Za-z0-9._-]", "");
        List<Modification> changes = mailAttributes(kind, alias.isEmpty() ? preset : alias, externalAddress,
                primarySmtpAddress, entry.getDN()).stream().map(attribute -> new Modification(
                        ModificationType.REPLACE, attribute.getName(), attribute.getValues())).toList();
        ExternalRecipient made = read(kind, entries.directory().modify(EntryRules.dnOf(entry), changes));
        return new Outcome<>(made, "Enable " + kind.words() + " '" + made.name() + "' for " + made.externalAddress(),
                warnings(made));
    }

    private List<Attribute> mailAttributes(Kind kind, String alias, String external, String primary, String dn) {
        String target = external(external, dn);
        users.requireAlias("Alias", alias, dn);
        String address = users.requireAddress("PrimarySmtpAddress", primary.isEmpty()
                ? alias + "@" + entries.layout().domain() : primary, dn);
        return List.of(new Attribute("mailNickname", alias), new Attribute("mail", address),
                new Attribute(PROXIES, MailUsers.proxies(address, Stream.of("smtp:" + target))),
                new Attribute(TARGET, "SMTP:" + target), new Attribute("legacyExchangeDN", users.freeLegacyDn(alias)),
                new Attribute("msExchRecipientTypeDetails", Integer.toString(kind.recipientTypeDetails())),
                new Attribute("msExchRecipientDisplayType", DISPLAY_TYPE));
    }

    private String external(String typed, String dn) {
        String address = typed.regionMatches(true, 0, "smtp:", 0, 5) ? typed.substring(5) : typed;
        return users.requireAddress("ExternalEmailAddress", address, dn);
    }

    /// An address in a domain that is this directory's own leads back here.
    private List<String> warnings(ExternalRecipient made) {
        String domain = made.externalAddress().substring(made.externalAddress().indexOf('@') + 1);
        return domain.equalsIgnoreCase(entries.layout().domain()) ? List.of("The external address "
                + made.externalAddress() + " is in the organization's own domain: clients that are sent there come"
                + " back here.") : List.of();
    }

    public ExternalRecipient get(Kind kind, String identity) {
        return read(kind, entry(kind, identity));
    }

    /// By display name.
    public List<ExternalRecipient> all(Kind kind) {
        return matching(kind, Filter.createPresenceFilter("mailNickname"));
    }

    /// Of both kinds, by an address of any type: `smtp:ann@corp.example`, `X500:/o=...`.
    public Optional<ExternalRecipient> byProxy(String address) {
        return Stream.of(Kind.values()).flatMap(kind -> matching(kind, Filter.createEqualityFilter(PROXIES, address))
                .stream()).findFirst();
    }

    /// Of both kinds.
    public Optional<ExternalRecipient> byLegacyDn(String legacyDn) {
        return Stream.of(Kind.values()).flatMap(kind -> matching(kind,
                Filter.createEqualityFilter("legacyExchangeDN", legacyDn)).stream()).findFirst()
                .or(() -> byProxy("X500:" + legacyDn));
    }

    List<ExternalRecipient> matching(Kind kind, Filter filter) {
        return entries.all(entries.layout().domainContext(), Filter.createANDFilter(
                Filter.createEqualityFilter("objectClass", kind.objectClass()), filter)).stream()
                .filter(ExternalRecipients::isExternal).map(entry -> read(kind, entry))
                .sorted(Comparator.comparing((ExternalRecipient found) -> SortKeys.of(found.displayName()))
                        .thenComparing(found -> found.header().guid())).toList();
    }

    /// What one gets; null keeps what there is.
    ///
    /// @param addresses all of them: `SMTP:` primary, `smtp:` and `X500:` others
    public record Changes(@Nullable String externalAddress, @Nullable String alias, @Nullable String displayName,
            @Nullable String primarySmtpAddress, @Nullable List<String> addresses,
            @Nullable Boolean hiddenFromAddressLists) {}

    public Outcome<ExternalRecipient> set(Kind kind, String identity, Changes changes) {
        ReadOnlyEntry entry = entry(kind, identity);
        var all = new ArrayList<Modification>();
        if (changes.alias() != null) {
            all.add(Entries.replace("mailNickname", users.requireAlias("Alias", changes.alias(), entry.getDN())));
        }
        if (changes.displayName() != null) {
            all.add(Entries.replace("displayName", SettingText.text("DisplayName", changes.displayName())));
        }
        if (changes.hiddenFromAddressLists() != null) {
            all.add(Entries.replace("msExchHideFromAddressLists", changes.hiddenFromAddressLists() ? "TRUE" : ""));
        }
        all.addAll(addresses(entry, changes));
        ReadOnlyEntry changed = all.isEmpty() ? entry : entries.directory().modify(EntryRules.dnOf(entry), all);
        ExternalRecipient after = read(kind, changed);
        return new Outcome<>(after, "Change " + kind.words() + " '" + after.name() + "'",
                changes.externalAddress() == null ? List.of() : warnings(after));
    }

    private List<Modification> addresses(ReadOnlyEntry entry, Changes changes) {
        if (changes.addresses() == null && changes.primarySmtpAddress() == null && changes.externalAddress() == null) {
            return List.of();
        }
        String dn = entry.getDN();
        var all = new ArrayList<Modification>();
        List<String> proxies = changes.addresses() == null ? List.of(Entries.values(entry, PROXIES))
                : users.requireAddresses(changes.addresses(), dn);
        String primary = proxies.stream().filter(proxy -> proxy.startsWith("SMTP:")).map(proxy -> proxy.substring(5))
                .findFirst().orElse(Entries.text(entry, "mail"));
        if (changes.primarySmtpAddress() != null) {
            proxies = proxies.stream().map(proxy -> proxy.startsWith("SMTP:") ? "smtp:" + proxy.substring(5) : proxy)
                    .toList();
            primary = users.requireAddress("PrimarySmtpAddress", changes.primarySmtpAddress(), dn);
        }
        if (changes.externalAddress() != null) {
            String old = target(entry);
            String target = external(changes.externalAddress(), dn);
            proxies = Stream.concat(proxies.stream().filter(proxy -> !proxy.equalsIgnoreCase("smtp:" + old)),
                    Stream.of("smtp:" + target)).toList();
            // Where the external address was the primary one too, so is the new one.
            primary = primary.equalsIgnoreCase(old) ? target : primary;
            all.add(Entries.replace(TARGET, "SMTP:" + target));
        }
        String[] values = MailUsers.proxies(primary, proxies.stream());
        all.add(new Modification(ModificationType.REPLACE, PROXIES, values));
        all.add(Entries.replace("mail", primary));
        return all;
    }

    /// Takes the addresses away and leaves the user or contact.
    public Outcome<ExternalRecipient> disable(Kind kind, String identity) {
        ReadOnlyEntry entry = entry(kind, identity);
        ExternalRecipient old = read(kind, entry);
        entries.directory().modify(EntryRules.dnOf(entry), MAIL_ATTRIBUTES.stream().filter(entry::hasAttribute)
                .map(attribute -> new Modification(ModificationType.REPLACE, attribute)).toList());
        return new Outcome<>(old, "Disable " + kind.words() + " '" + old.name() + "'", List.of());
    }

    /// Deletes the user or contact.
    public Outcome<ExternalRecipient> remove(Kind kind, String identity) {
        ReadOnlyEntry entry = entry(kind, identity);
        ExternalRecipient old = read(kind, entry);
        entries.directory().delete(EntryRules.dnOf(entry));
        return new Outcome<>(old, "Remove " + kind.words() + " '" + old.name() + "'", List.of());
    }

    /// Whether somebody's mail goes elsewhere, which no mailbox here contradicts.
    static boolean isExternal(ReadOnlyEntry entry) {
        return !target(entry).isEmpty() && !MailUsers.hasMailbox(entry);
    }

    private static String target(ReadOnlyEntry entry) {
        String target = Entries.text(entry, TARGET);
        return target.regionMatches(true, 0, "smtp:", 0, 5) ? target.substring(5) : "";
    }

    private ReadOnlyEntry entry(Kind kind, String identity) {
        ReadOnlyEntry entry = any(kind, identity);
        if (!isExternal(entry)) {
            throw DirectoryException.about(Reason.NOT_FOUND, "Identity", Names.shown(identity),
                    "is no " + kind.words(), "Get-" + kind.details() + " without -Identity lists them all");
        }
        return entry;
    }

    private ReadOnlyEntry any(Kind kind, String identity) {
        return kind == Kind.MAIL_USER ? users.entry("Identity", identity) : entries.one("Identity", identity,
                entries.layout().domainContext(), kind.objectClass(), kind.words(), IDENTITIES);
    }

    static ExternalRecipient read(Kind kind, ReadOnlyEntry entry) {
        List<String> proxies = List.of(Entries.values(entry, PROXIES));
        String displayName = Entries.text(entry, "displayName");
        return new ExternalRecipient(kind, Entries.header(entry),
                displayName.isEmpty() ? Entries.text(entry, "name") : displayName, Entries.text(entry, "givenName"),
                Entries.text(entry, "sn"), Entries.text(entry, "mailNickname"), Entries.text(entry, "sAMAccountName"),
                Entries.text(entry, "userPrincipalName"), Entries.flag(entry, "msExchHideFromAddressLists", false),
                proxies.stream().filter(proxy -> proxy.startsWith("SMTP:")).map(proxy -> proxy.substring(5))
                        .findFirst().orElse(Entries.text(entry, "mail")),
                proxies, target(entry), Entries.text(entry, "legacyExchangeDN"));
    }

    private static void addText(List<Attribute> attributes, String parameter, String attribute, String value) {
        if (!value.isEmpty()) {
            attributes.add(new Attribute(attribute, SettingText.text(parameter, value)));
        }
    }
}
