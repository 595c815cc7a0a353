package org.gatehouse.directory.organization;

import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.ReadOnlyEntry;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.gatehouse.directory.DirectoryException;
import org.gatehouse.directory.DirectoryException.Reason;
import org.gatehouse.directory.EntryRules;
import org.gatehouse.directory.Names;

/// Users read from their entries, and the checks of names that must be theirs alone.
public final class MailUsers {
    static final String CLASS = "user";
    /// Longest account name ([MS-SAMR] 3.1.1.6).
    private static final int ACCOUNT_MAX = 20;
    private static final int LOCAL_PART_MAX = 64;
    private static final int ADDRESSES_MAX = 500;
    private static final int ACCOUNT_DISABLED = 2;
    private static final List<String> IDENTITIES = List.of("userPrincipalName", "sAMAccountName", "mailNickname",
            "name", "proxyAddresses", "legacyExchangeDN", "displayName");

    /// Those that are read as the text they are.
    private static final Set<MailboxProperty> SHOWN = EnumSet.of(MailboxProperty.OFFICE, MailboxProperty.PHONE,
            MailboxProperty.TITLE, MailboxProperty.DEPARTMENT, MailboxProperty.COMPANY,
            MailboxProperty.FORWARDING_SMTP_ADDRESS, MailboxProperty.DELIVER_TO_MAILBOX_AND_FORWARD);

    private final Entries entries;

    MailUsers(Entries entries) {
        this.entries = entries;
    }

    /// For those who only read.
    public static MailUsers of(org.gatehouse.directory.Directory directory, Layout layout) {
        return new MailUsers(new Entries(directory, layout));
    }

    /// Users that a filter finds, in the order of their display names.
    public List<MailboxUser> matching(Filter filter) {
        var databases = new HashMap<String, Optional<ReadOnlyEntry>>();
        return entries.all(entries.layout().domainContext(),
                Filter.createANDFilter(Filter.createEqualityFilter("objectClass", CLASS), filter)).stream()
                .map(entry -> read(entry, databases))
                .sorted(Comparator.comparing((MailboxUser user) -> SortKeys.of(user.displayName()))
                        .thenComparing(user -> user.header().guid()))
                .toList();
    }

    /// The user with a distinguished name.
    public Optional<MailboxUser> byName(DN name) {
        return entries.directory().get(name).filter(entry -> entry.hasAttributeValue("objectClass", CLASS))
                .map(this::read);
    }

    ReadOnlyEntry entry(String parameter, String identity) {
        return entries.one(parameter, account(identity), entries.layout().domainContext(), CLASS, "user", IDENTITIES);
    }

    Optional<ReadOnlyEntry> find(String parameter, String identity) {
        return entries.find(parameter, account(identity), entries.layout().domainContext(), CLASS, "user", IDENTITIES);
    }

    /// Without the domain before an account's name.
    private String account(String identity) {
        String prefix = entries.layout().netbiosDomain() + "\\";
        return identity.toUpperCase(Locale.ROOT).startsWith(prefix) ? identity.substring(prefix.length()) : identity;
    }

    MailboxUser read(ReadOnlyEntry entry) {
        return read(entry, new HashMap<>());
    }

    private MailboxUser read(ReadOnlyEntry entry, Map<String, Optional<ReadOnlyEntry>> databases) {
        List<String> proxies = List.of(Entries.values(entry, "proxyAddresses"));
        String displayName = Entries.text(entry, "displayName");
        return new MailboxUser(Entries.header(entry), Entries.text(entry, "sAMAccountName"),
                Entries.text(entry, "userPrincipalName"),
                displayName.isEmpty() ? Entries.text(entry, "name") : displayName, Entries.text(entry, "givenName"),
                Entries.text(entry, "sn"), Entries.text(entry, "mailNickname"),
                (Entries.number(entry, "userAccountControl", 0) & ACCOUNT_DISABLED) == 0,
                Entries.flag(entry, "msExchHideFromAddressLists", false),
                proxies.stream().filter(proxy -> proxy.startsWith("SMTP:")).map(proxy -> proxy.substring(5)).findFirst()
                        .orElse(Entries.text(entry, "mail")),
                proxies, Entries.text(entry, "legacyExchangeDN"), mailbox(entry, databases),
                Entries.text(entry, "msExchThrottlingPolicyDN"), MailboxQuotas.read(entry),
                MailboxType.of(Entries.number(entry, "msExchRecipientTypeDetails", 1)), settings(entry),
                List.of(Entries.values(entry, "msExchSenderHintTranslations")), ProtocolSettings.read(entry));
    }

    private static Map<MailboxProperty, String> settings(ReadOnlyEntry entry) {
        var settings = new EnumMap<MailboxProperty, String>(MailboxProperty.class);
        for (MailboxProperty property : SHOWN) {
            settings.put(property, Entries.text(entry, property.attribute()));
        }
        return settings;
    }

    private Optional<MailboxUser.Mailbox> mailbox(ReadOnlyEntry entry, Map<String, Optional<ReadOnlyEntry>> known) {
        if (!hasMailbox(entry)) {
            return Optional.empty();
        }
        String dn = Entries.text(entry, "homeMDB");
        DN home = Names.requireDn(dn);
        Optional<ReadOnlyEntry> database = known.computeIfAbsent(dn, any -> entries.directory().get(home));
        return Optional.of(new MailboxUser.Mailbox(Entries.guid(entry, "msExchMailboxGuid"),
                home.isNullDN() ? "" : home.getRDN().getAttributeValues()[0], dn,
                database.map(found -> Entries.guid(found, "objectGUID")).orElse(new UUID(0, 0)),
                database.map(found -> Entries.referenceName(found, "msExchOwningServer")).orElse("")));
    }

    static boolean hasMailbox(ReadOnlyEntry entry) {
        return entry.hasAttribute("msExchMailboxGuid");
    }

    /// `/o=.../cn=Recipients/cn=alias`, with a number behind when somebody has or had it.
    String freeLegacyDn(String alias) {
        String base = alias.substring(0, Math.min(alias.length(), Names.OBJECT_NAME_MAX - 8));
        for (int number = 0; number < 100_000; number++) {
            String candidate = entries.layout().legacyRecipient(number == 0 ? base : base + number);
            if (isFreeLegacyDn(candidate)) {
                return candidate;
            }
        }
        throw new DirectoryException(Reason.LIMIT_EXCEEDED, "-Alias '" + alias + "': every legacy DN of this name is"
                + " taken. Choose another alias.");
    }

    boolean isFreeLegacyDn(String legacyDn) {
        return usersWith("legacyExchangeDN", legacyDn).isEmpty()
                && usersWith("proxyAddresses", "X500:" + legacyDn).isEmpty();
    }

    String requireAccount(String parameter, String account, String ownDn) {
        if (account.isBlank() || account.length() > ACCOUNT_MAX || account.endsWith(".")
                || account.chars().anyMatch(c -> "\"/\\[]:;|=,+*?<>@".indexOf(c) >= 0 || c < ' ' || c == 0x7f)) {
            throw DirectoryException.about(Reason.INVALID, parameter, Names.shown(account), "is no account name",
                    "Give 1 to " + ACCOUNT_MAX + " letters, digits, dots, hyphens or underscores");
        }
        requireFree(parameter, "sAMAccountName", account, ownDn);
        return account;
    }

    /// An alias: what may stand before the `@` (RFC 5322 atom).
    String requireAlias(String parameter, String alias, String ownDn) {
        if (!alias.matches("[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
                || alias.length() > LOCAL_PART_MAX || alias.contains("/")) {
            throw DirectoryException.about(Reason.INVALID, parameter, Names.shown(alias), "is no alias",
                    "Give 1 to " + LOCAL_PART_MAX + " letters, digits, hyphens, underscores or single dots");
        }
        requireFree(parameter, "mailNickname", alias, ownDn);
        return alias;
    }

    String requireUpn(String parameter, String upn, String ownDn) {
        var _ = requireMailForm(parameter, upn, "is no user principal name");
        requireFree(parameter, "userPrincipalName", upn, ownDn);
        return upn;
    }

    String requireAddress(String parameter, String address, String ownDn) {
        var _ = requireMailForm(parameter, address, "is no SMTP address");
        requireFree(parameter, "proxyAddresses", "smtp:" + address, ownDn);
        return address;
    }

    /// All addresses of somebody, with exactly one primary among them.
    List<String> requireAddresses(List<String> addresses, String ownDn) {
        long primaries = addresses.stream().filter(address -> address.startsWith("SMTP:")).count();
        if (primaries != 1 || addresses.size() > ADDRESSES_MAX) {
            throw DirectoryException.about(Reason.INVALID, "EmailAddresses", primaries + " primary of "
                    + addresses.size(), "needs exactly one primary address, and at most " + ADDRESSES_MAX,
                    "Write the primary one as SMTP:name@domain, others as smtp:name@domain");
        }
        for (String address : addresses) {
            if (address.toLowerCase(Locale.ROOT).startsWith("smtp:")) {
                requireAddress("EmailAddresses", address.substring(5), ownDn);
            } else if (address.matches("[A-Za-z0-9]{1,9}:.{1,1024}")) {
                requireFree("EmailAddresses", "proxyAddresses", address, ownDn);
            } else {
                throw DirectoryException.about(Reason.INVALID, "EmailAddresses", Names.shown(address),
                        "has no type", "Write type:address, such as smtp:ann@corp.example");
            }
        }
        return addresses;
    }

    void requireFree(String parameter, String attribute, String value, String ownDn) {
        usersWith(attribute, value).stream().filter(user -> !user.getDN().equalsIgnoreCase(ownDn)).findFirst()
                .ifPresent(user -> {
                    throw DirectoryException.about(Reason.ALREADY_EXISTS, parameter, Names.shown(value),
                            "belongs to '" + user.getDN() + "'", "Choose another");
                });
    }

    List<ReadOnlyEntry> usersWith(String attribute, String value) {
        return entries.all(entries.layout().domainContext(), Filter.createEqualityFilter(attribute, value));
    }

    static DN dn(ReadOnlyEntry entry) {
        return EntryRules.dnOf(entry);
    }

    static String localPart(String address) {
        int at = address.indexOf('@');
        return at < 0 ? address : address.substring(0, at);
    }

    /// The primary address first, then the others, without repeats.
    static String[] proxies(String primary, Stream<String> others) {
        return Stream.concat(Stream.of("SMTP:" + primary), others.filter(other ->
                !other.equalsIgnoreCase("smtp:" + primary))).distinct().toArray(String[]::new);
    }

    static String requireMailForm(String parameter, String address, String what) {
        int at = address.indexOf('@');
        boolean good = at > 0 && at <= LOCAL_PART_MAX
                && address.substring(0, at).chars()
                        .noneMatch(c -> c <= ' ' || c >= 0x7f || "<>()[],;:\\\"".indexOf(c) >= 0);
        if (!good) {
            throw DirectoryException.about(Reason.INVALID, parameter, Names.shown(address), what,
                    "Write name@domain, such as ann@corp.example");
        }
        Names.requireHostName(parameter, address.substring(at + 1));
        return address;
    }
}
