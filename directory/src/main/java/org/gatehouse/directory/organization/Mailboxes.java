package org.gatehouse.directory.organization;

import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import com.unboundid.ldap.sdk.ReadOnlyEntry;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.gatehouse.directory.DirectoryException;
import org.gatehouse.directory.DirectoryException.Reason;
import org.gatehouse.directory.Guids;
import org.gatehouse.directory.Names;
import org.gatehouse.directory.Passwords;
import org.gatehouse.directory.organization.DatabaseObject.Kind;
import org.jspecify.annotations.Nullable;

/// Users with mailboxes.
public final class Mailboxes {
    /// Accounts of machines are users too, in the schema.
    private static final Filter PEOPLE = Filter.createNOTFilter(Filter.createEqualityFilter("objectClass", "computer"));

    private static final String UNLIMITED = "Unlimited";
    private static final List<String> MAIL_ATTRIBUTES = Stream.of(ProtocolSettings.ATTRIBUTES.stream(),
            MailboxPermissions.attributes(), MoveRequests.ATTRIBUTES.stream(), Stream.of(
            "homeMDB", "msExchMailboxGuid", "legacyExchangeDN", "proxyAddresses", "mailNickname", "mail",
            "msExchHomeServerName", "msExchHideFromAddressLists",
            "msExchThrottlingPolicyDN", "mDBStorageQuota", "submissionContLength", "delivContLength",
            "msExchRecipLimit", "mDBOverQuotaLimit", "mDBOverHardQuotaLimit",
            "mDBUseDefaults", "msExchRecipientTypeDetails", "msExchRecipientDisplayType", "msExchResourceMetaData",
            "msExchGenericForwardingAddress", "deliverAndRedirect", "msExchSenderHintTranslations"))
            .flatMap(each -> each).toList();
    /// What one mail tip may show.
    private static final int TIP_CHARS_MAX = 175;
    private final Entries entries;
    private final MailUsers users;
    private final Databases databases;
    private final Provisioning provisioning;
    private final ThrottlingPolicies policies;
    private final Supplier<UUID> guids;

    Mailboxes(Entries entries, Databases databases, Provisioning provisioning, ThrottlingPolicies policies,
            Supplier<UUID> guids) {
        this.entries = entries;
        this.users = new MailUsers(entries);
        this.databases = databases;
        this.provisioning = provisioning;
        this.policies = policies;
        this.guids = guids;
    }

    /// Creates a user with a mailbox. Without a password the account is disabled.
    public Outcome<MailboxUser> create(NewMailbox request) {
        Names.requireObjectName("Name", request.name());
        boolean personal = request.type() == MailboxType.USER;
        String upn = users.requireUpn("UserPrincipalName", !request.userPrincipalName().isEmpty() || personal
                ? request.userPrincipalName() : signInName(request), "");
        String local = MailUsers.localPart(upn);
        String account = request.samAccountName().isEmpty()
                ? local.substring(0, Math.min(20, local.length())) : request.samAccountName();
        users.requireAccount("SamAccountName", account, "");
        DN container = container(request.container());
        DN dn = Layout.child(request.name(), container);
        if (entries.directory().get(dn).isPresent()) {
            throw DirectoryException.about(Reason.ALREADY_EXISTS, "Name", request.name(),
                    "'" + container + "' has an object of this name", "Choose another name");
        }
        var attributes = new ArrayList<>(mailAttributes(request.alias().isEmpty() ? local : request.alias(),
                request.primarySmtpAddress().isEmpty() ? upn : request.primarySmtpAddress(),
                request.database(), fresh(request.type()), ""));
        attributes.add(new Attribute("userPrincipalName", upn));
        attributes.add(new Attribute("sAMAccountName", account));
        attributes.add(new Attribute("displayName",
                request.displayName().isEmpty() ? request.name()
                        : SettingText.text("DisplayName", request.displayName())));
        addText(attributes, "givenName", request.givenName());
        addText(attributes, "sn", request.surname());
        if (!request.throttlingPolicy().isEmpty()) {
            attributes.add(new Attribute("msExchThrottlingPolicyDN",
                    policies.entry("ThrottlingPolicy", request.throttlingPolicy()).getDN()));
        }
        var warnings = new ArrayList<String>();
        boolean enabled = request.password().length > 0 && personal;
        // NORMAL_ACCOUNT, with ACCOUNTDISABLE while there is no password ([MS-ADTS] 2.2.16).
        attributes.add(new Attribute("userAccountControl", enabled ? "512" : "514"));
        if (request.password().length > 0) {
            attributes.add(new Attribute("unicodePwd", Passwords.quoted(request.password())));
        } else if (personal) {
            warnings.add("The account has no password and is disabled until Set-Mailbox -Password gives it one.");
        }
        MailboxUser made = users.read(entries.add(dn, MailUsers.CLASS, attributes.toArray(Attribute[]::new)));
        return new Outcome<>(made, "Create mailbox '" + request.name() + "' in database '"
                + made.mailbox().map(MailboxUser.Mailbox::database).orElse("") + "'", warnings);
    }

    private String signInName(NewMailbox request) {
        String local = request.alias().isEmpty() ? request.name().replaceAll("[^A-Za-z0-9._-]", "") : request.alias();
        return local + "@" + entries.layout().domain();
    }

    /// The container that New-Mailbox and Get-Mailbox call an organisational unit: by its name, canonical name,
    /// distinguished name or GUID; empty for the usual one.
    public DN container(String unit) {
        Layout layout = entries.layout();
        if (unit.isEmpty() || unit.equalsIgnoreCase("Users") || unit.equalsIgnoreCase(layout.domain() + "/Users")) {
            return layout.users();
        }
        if (unit.contains("=") && DN.isValidDN(unit)) {
            return Names.requireDn(unit);
        }
        return MailUsers.dn(entries.one("OrganizationalUnit", unit, layout.domainContext(), "organizationalUnit",
                "organizational unit", List.of("name", "canonicalName")));
    }

    /// Gives an existing user a mailbox.
    ///
    /// @param alias empty: the account name
    /// @param database empty: chosen among those open for provisioning
    public Outcome<MailboxUser> enable(String identity, String alias, String database, String primarySmtpAddress) {
        MailboxUser made = give("Identity", identity, alias, database, primarySmtpAddress, fresh(MailboxType.USER));
        return new Outcome<>(made, "Enable mailbox of '" + made.name() + "' in database '"
                + made.mailbox().map(MailboxUser.Mailbox::database).orElse("") + "'", List.of());
    }

    /// A mailbox as its database has it.
    ///
    /// @param legacyDn by which others knew it; taken again unless somebody has it now, empty for a new one
    public record Kept(UUID mailboxGuid, String legacyDn, MailboxType type) {}

    private Kept fresh(MailboxType type) {
        return new Kept(guids.get(), "", type);
    }

    /// Gives an existing user a mailbox that a database holds and nobody has.
    ///
    /// @param alias empty: the account name
    public Outcome<MailboxUser> connect(String identity, String alias, String database, Kept kept) {
        requireConnectable(identity, alias, kept);
        MailboxUser made = give("User", identity, alias, database, "", kept);
        return new Outcome<>(made, "Connect mailbox " + kept.mailboxGuid() + " to '" + made.name() + "'", List.of());
    }

    /// Refuses what [#connect] would refuse, before anything is done.
    public void requireConnectable(String identity, String alias, Kept kept) {
        holding(kept.mailboxGuid()).ifPresent(user -> {
            throw DirectoryException.about(Reason.ALREADY_EXISTS, "Identity", kept.mailboxGuid().toString(),
                    "is the mailbox of '" + user.displayName() + "', in database '"
                            + user.mailbox().map(MailboxUser.Mailbox::database).orElse("") + "'",
                    "What another database has left of it can be connected when the user has given it up with "
                            + "Disable-Mailbox");
        });
        ReadOnlyEntry entry = withoutMailbox("User", identity);
        users.requireAlias("Alias", alias(entry, alias), entry.getDN());
    }

    /// Who has a mailbox, whichever database it is in.
    public Optional<MailboxUser> holding(UUID mailboxGuid) {
        return users.matching(Filter.createEqualityFilter("msExchMailboxGuid", Guids.bytes(mailboxGuid))).stream()
                .findFirst();
    }

    private MailboxUser give(String parameter, String identity, String alias, String database,
            String primarySmtpAddress, Kept kept) {
        ReadOnlyEntry entry = withoutMailbox(parameter, identity);
        String chosen = alias(entry, alias);
        String upn = Entries.text(entry, "userPrincipalName");
        String address = !primarySmtpAddress.isEmpty() ? primarySmtpAddress
                : upn.isEmpty() ? chosen + "@" + entries.layout().domain() : upn;
        var changes = mailAttributes(chosen, address, database, kept, entry.getDN()).stream()
                .map(attribute -> new Modification(ModificationType.REPLACE, attribute.getName(),
                        attribute.getValueByteArrays())).toList();
        return users.read(entries.directory().modify(MailUsers.dn(entry), changes));
    }

    private static String alias(ReadOnlyEntry entry, String wanted) {
        return wanted.isEmpty() ? Entries.text(entry, "sAMAccountName") : wanted;
    }

    private ReadOnlyEntry withoutMailbox(String parameter, String identity) {
        ReadOnlyEntry entry = users.entry(parameter, identity);
        if (MailUsers.hasMailbox(entry)) {
            throw DirectoryException.about(Reason.ALREADY_EXISTS, parameter, Names.shown(identity),
                    "has a mailbox already", "Use Set-Mailbox to change it");
        }
        if (ExternalRecipients.isExternal(entry)) {
            throw DirectoryException.about(Reason.ALREADY_EXISTS, parameter, Names.shown(identity),
                    "is a mail user", "Disable-MailUser takes the addresses away first");
        }
        return entry;
    }

    /// A user who has a mailbox.
    public MailboxUser get(String identity) {
        return users.read(withMailbox(identity));
    }

    /// A user, with a mailbox or without.
    public MailboxUser user(String identity) {
        return users.read(users.entry("Identity", identity));
    }

    /// Users by display name, with mailboxes or without, at most `max`.
    public List<MailboxUser> users(int max) {
        return users.matching(PEOPLE).stream().limit(max).toList();
    }

    /// Those of them whose name, display name, alias or address begins with the text.
    public List<MailboxUser> usersMatching(String beginning, int max) {
        return users.matching(Filter.createANDFilter(Filter.createEqualityFilter("anr", beginning), PEOPLE)).stream()
                .limit(max).toList();
    }

    /// Those who have a throttling policy of their own, with mailboxes or without, by display name.
    public List<MailboxUser> throttledBy(ThrottlingPolicy policy) {
        return users.matching(Filter.createEqualityFilter(MailboxProperty.THROTTLING_POLICY.attribute(),
                policy.header().distinguishedName()));
    }

    /// Gives a user a throttling policy, also one without a mailbox: administrators who open shells often have none.
    ///
    /// @param policy any identity of one; empty for the default one
    public Outcome<MailboxUser> throttle(String identity, String policy) {
        ReadOnlyEntry entry = users.entry("Identity", identity);
        ReadOnlyEntry changed = entries.directory().modify(MailUsers.dn(entry),
                change(entry, MailboxProperty.THROTTLING_POLICY, policy));
        return new Outcome<>(users.read(changed), "Change throttling policy of user '" + Entries.text(entry, "name")
                + "'", List.of());
    }

    /// How much a mailbox may hold: what it has of its own, or what its database says.
    public MailboxQuotas.Limits limits(MailboxUser user) {
        MailboxQuotas own = user.quotas();
        if (!own.databaseDefaults() || user.mailbox().isEmpty()) {
            return MailboxQuotas.limits(own.issueWarning(), own.prohibitSend(), own.prohibitSendReceive());
        }
        DatabaseObject home = databases.get(Kind.MAILBOX, user.mailbox().get().databaseDn());
        return MailboxQuotas.limits(home.setting(DatabaseProperty.ISSUE_WARNING_QUOTA),
                home.setting(DatabaseProperty.PROHIBIT_SEND_QUOTA),
                home.setting(DatabaseProperty.PROHIBIT_SEND_RECEIVE_QUOTA));
    }

    /// Users with mailboxes by display name, at most `max`.
    public List<MailboxUser> all(int max) {
        return users.matching(Filter.createPresenceFilter("msExchMailboxGuid")).stream().limit(max).toList();
    }

    /// Users with mailboxes whose name, display name, alias or address begins with the text.
    public List<MailboxUser> matching(String beginning, int max) {
        return users.matching(Filter.createANDFilter(Filter.createEqualityFilter("anr", beginning),
                Filter.createPresenceFilter("msExchMailboxGuid"))).stream().limit(max).toList();
    }

    /// Those in a database.
    ///
    /// @param database an identity of a mailbox database
    public List<MailboxUser> inDatabase(String database) {
        return users.matching(Filter.createEqualityFilter("homeMDB",
                databases.entry("Database", Kind.MAILBOX, database).getDN()));
    }

    /// Changes settings; an empty value clears one.
    public Outcome<MailboxUser> set(String identity, Map<MailboxProperty, String> settings) {
        ReadOnlyEntry entry = withMailbox(identity);
        var changes = new ArrayList<Modification>();
        settings.forEach((property, value) -> changes.addAll(change(entry, property, value)));
        ReadOnlyEntry changed = changes.isEmpty() ? entry : entries.directory().modify(MailUsers.dn(entry), changes);
        return new Outcome<>(users.read(changed), "Change mailbox '" + Entries.text(entry, "name") + "'", List.of());
    }

    /// Changes by which protocols the owner may reach the mailbox.
    public Outcome<MailboxUser> setProtocols(String identity, Map<ProtocolSwitch, Optional<Boolean>> switches,
            @Nullable String blockedOutlookVersions) {
        return setClientAccess(identity, Map.of(), switches, blockedOutlookVersions);
    }

    /// The same together with settings of the user: all of them, or none.
    ///
    /// @param switches those to change; nothing of one: as it is for everybody
    /// @param blockedOutlookVersions versions of Outlook to refuse; empty refuses none, null leaves them
    public Outcome<MailboxUser> setClientAccess(String identity, Map<MailboxProperty, String> settings,
            Map<ProtocolSwitch, Optional<Boolean>> switches, @Nullable String blockedOutlookVersions) {
        ReadOnlyEntry entry = withMailbox(identity);
        if (blockedOutlookVersions != null) {
            RpcClientAccess.requireRanges("MAPIBlockOutlookVersions", blockedOutlookVersions);
        }
        var changes = new ArrayList<>(ProtocolSettings.changes(entry, switches, blockedOutlookVersions));
        settings.forEach((property, value) -> changes.addAll(change(entry, property, value)));
        ReadOnlyEntry changed = changes.isEmpty() ? entry : entries.directory().modify(MailUsers.dn(entry), changes);
        return new Outcome<>(users.read(changed), "Change client access of mailbox '" + Entries.text(entry, "name")
                + "'", List.of());
    }

    /// Replaces the addresses: `SMTP:` primary, `smtp:` and `X500:` others.
    public Outcome<MailboxUser> setEmailAddresses(String identity, List<String> addresses) {
        ReadOnlyEntry entry = withMailbox(identity);
        List<String> all = users.requireAddresses(addresses, entry.getDN());
        String primary = all.stream().filter(address -> address.startsWith("SMTP:")).findFirst().orElseThrow()
                .substring(5);
        ReadOnlyEntry changed = entries.directory().modify(MailUsers.dn(entry), List.of(
                new Modification(ModificationType.REPLACE, "proxyAddresses",
                        MailUsers.proxies(primary, all.stream())),
                Entries.replace("mail", primary)));
        return new Outcome<>(users.read(changed), "Change addresses of mailbox '" + Entries.text(entry, "name") + "'",
                List.of());
    }

    /// Replaces what people are told before they write to the mailbox; none clears it.
    ///
    /// @param tips each as `FR:texte`, with the language it is in, or under `default`
    public Outcome<MailboxUser> setMailTips(String identity, List<String> tips) {
        ReadOnlyEntry entry = withMailbox(identity);
        for (String tip : tips) {
            int colon = tip.indexOf(':');
            if (colon < 2 || !tip.substring(0, colon).matches("[A-Za-z]{2,8}(-[A-Za-z0-9]{2,8})*")
                    || tip.length() - colon - 1 > TIP_CHARS_MAX) {
                throw DirectoryException.about(Reason.INVALID, "MailTipTranslations", Names.shown(tip),
                        "is no mail tip", "Write language:text, such as FR:texte, with at most " + TIP_CHARS_MAX
                                + " characters of text");
            }
        }
        ReadOnlyEntry changed = entries.directory().modify(MailUsers.dn(entry), List.of(new Modification(
                ModificationType.REPLACE, "msExchSenderHintTranslations", tips.toArray(String[]::new))));
        return new Outcome<>(users.read(changed), "Change mail tips of mailbox '" + Entries.text(entry, "name") + "'",
                List.of());
    }

    /// Sets the password and enables the account, unless the mailbox is nobody's.
    public Outcome<MailboxUser> setPassword(String identity, char[] password) {
        ReadOnlyEntry entry = users.entry("Identity", identity);
        ReadOnlyEntry changed = entries.directory().modify(MailUsers.dn(entry), List.of(
                new Modification(ModificationType.REPLACE, "unicodePwd", Passwords.quoted(password)),
                Entries.replace("userAccountControl", users.read(entry).type() == MailboxType.USER ? "512" : "514")));
        return new Outcome<>(users.read(changed), "Set password of '" + Entries.text(entry, "name") + "'", List.of());
    }

    /// Takes the mailbox away and leaves the user.
    public Outcome<MailboxUser> disable(String identity) {
        ReadOnlyEntry entry = withMailbox(identity);
        MoveRequests.requireNotMoving(entry);
        MailboxUser old = users.read(entry);
        entries.directory().modify(MailUsers.dn(entry), MAIL_ATTRIBUTES.stream().filter(entry::hasAttribute)
                .map(attribute -> new Modification(ModificationType.REPLACE, attribute)).toList());
        return new Outcome<>(old, "Disable mailbox '" + old.name() + "'", List.of());
    }

    /// Deletes the user with the mailbox.
    public Outcome<MailboxUser> remove(String identity) {
        ReadOnlyEntry entry = withMailbox(identity);
        MoveRequests.requireNotMoving(entry);
        MailboxUser old = users.read(entry);
        entries.directory().delete(MailUsers.dn(entry));
        return new Outcome<>(old, "Remove mailbox and user '" + old.name() + "'", List.of());
    }

    /// Makes a user a member of Organization Management.
    public Outcome<MailboxUser> makeAdministrator(String identity) {
        ReadOnlyEntry entry = users.entry("Identity", identity);
        OrganizationSetup.join(entries.directory(), OrganizationSetup.administrators(entries.layout()),
                MailUsers.dn(entry));
        return new Outcome<>(users.read(entry), "Add '" + Entries.text(entry, "name") + "' to Organization Management",
                List.of());
    }

    private ReadOnlyEntry withMailbox(String identity) {
        ReadOnlyEntry entry = users.entry("Identity", identity);
        if (!MailUsers.hasMailbox(entry)) {
            throw DirectoryException.about(Reason.NOT_FOUND, "Identity", Names.shown(identity),
                    "is a user without a mailbox", "Give it one with Enable-Mailbox");
        }
        return entry;
    }

    private List<Attribute> mailAttributes(String alias, String address, String database, Kept kept, String dn) {
        MailboxType type = kept.type();
        users.requireAlias("Alias", alias, dn);
        users.requireAddress("PrimarySmtpAddress", address, dn);
        DatabaseObject home = database.isEmpty() ? provisioning.forNew(alias, Provisioning.Range.ANY)
                : databases.home("Database", database);
        var attributes = new ArrayList<>(List.of(new Attribute("mailNickname", alias), new Attribute("mail", address),
                new Attribute("proxyAddresses", "SMTP:" + address),
                new Attribute("legacyExchangeDN", !kept.legacyDn().isEmpty() && users.isFreeLegacyDn(kept.legacyDn())
                        ? kept.legacyDn() : users.freeLegacyDn(alias)),
                new Attribute("homeMDB", home.header().distinguishedName()),
                new Attribute("msExchHomeServerName", entries.layout().legacyServer(home.server())),
                new Attribute("msExchMailboxGuid", Guids.bytes(kept.mailboxGuid())),
                new Attribute("mDBUseDefaults", "TRUE"),
                new Attribute("msExchRecipientTypeDetails", Integer.toString(type.recipientTypeDetails())),
                new Attribute("msExchRecipientDisplayType", Integer.toString(type.displayType()))));
        if (!type.resource().isEmpty()) {
            attributes.add(new Attribute("msExchResourceMetaData", "ResourceType:" + type.resource()));
        }
        return attributes;
    }

    private List<Modification> change(ReadOnlyEntry entry, MailboxProperty property, String value) {
        String parameter = property.parameter();
        String attribute = property.attribute();
        return switch (property) {
            case ALIAS -> List.of(Entries.replace(attribute, users.requireAlias(parameter, value, entry.getDN())));
            case USER_PRINCIPAL_NAME ->
                    List.of(Entries.replace(attribute, users.requireUpn(parameter, value, entry.getDN())));
            case SAM_ACCOUNT_NAME ->
                    List.of(Entries.replace(attribute, users.requireAccount(parameter, value, entry.getDN())));
            case PRIMARY_SMTP_ADDRESS -> {
                users.requireAddress(parameter, value, entry.getDN());
                var others = Arrays.stream(Entries.values(entry, "proxyAddresses"))
                        .map(proxy -> proxy.startsWith("SMTP:") ? "smtp:" + proxy.substring(5) : proxy);
                yield List.of(new Modification(ModificationType.REPLACE, "proxyAddresses",
                        MailUsers.proxies(value, others)), Entries.replace("mail", value));
            }
            case FORWARDING_SMTP_ADDRESS -> List.of(Entries.replace(attribute, value.isEmpty() ? ""
                    : "smtp:" + MailUsers.requireMailForm(parameter, value.regionMatches(true, 0, "smtp:", 0, 5)
                            ? value.substring(5) : value, "is no SMTP address")));
            case HIDDEN_FROM_ADDRESS_LISTS_ENABLED, USE_DATABASE_QUOTA_DEFAULTS, DELIVER_TO_MAILBOX_AND_FORWARD ->
                    List.of(Entries.replace(attribute, value.isEmpty() ? "" : SettingText.bool(parameter, value)));
            case THROTTLING_POLICY -> List.of(Entries.replace(attribute,
                    value.isEmpty() ? "" : policies.entry(parameter, value).getDN()));
            // Unlimited leaves these to the organisation.
            case RECIPIENT_LIMITS -> List.of(Entries.replace(attribute, value.isEmpty() || UNLIMITED.equalsIgnoreCase(
                    value) ? "" : SettingText.count(parameter, value)));
            case MAX_SEND_SIZE, MAX_RECEIVE_SIZE -> List.of(Entries.replace(attribute, value.isEmpty()
                    || UNLIMITED.equalsIgnoreCase(value) ? "" : SettingText.quota(parameter, value)));
            case ISSUE_WARNING_QUOTA, PROHIBIT_SEND_QUOTA, PROHIBIT_SEND_RECEIVE_QUOTA ->
                    List.of(Entries.replace(attribute, value.isEmpty() ? "" : SettingText.quota(parameter, value)));
            case DISPLAY_NAME, GIVEN_NAME, SURNAME, OFFICE, PHONE, TITLE, DEPARTMENT, COMPANY ->
                    List.of(Entries.replace(attribute, SettingText.text(parameter, value)));
        };
    }

    private static void addText(List<Attribute> attributes, String attribute, String value) {
        if (!value.isEmpty()) {
            attributes.add(new Attribute(attribute, SettingText.text(attribute, value)));
        }
    }
}
