package org.gatehouse.directory.organization;

import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import com.unboundid.ldap.sdk.ReadOnlyEntry;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.gatehouse.directory.DirectoryException;
import org.gatehouse.directory.DirectoryException.Reason;
import org.gatehouse.directory.EntryRules;
import org.gatehouse.directory.Names;
import org.gatehouse.directory.Passwords;
import org.gatehouse.directory.SecretStore;
import org.gatehouse.security.kerberos.AccountKeys;
import org.gatehouse.security.kerberos.Keytab;
import org.gatehouse.security.kerberos.ServiceKey;
import org.gatehouse.security.kerberos.ServiceKeys;
import org.gatehouse.wire.Bytes;
import org.gatehouse.wire.MalformedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The alternate service accounts of servers.
///
/// Each server lists its own, as on the real system, and takes those of all servers of its site: a ticket for an
/// array's name may reach any member.
public final class AlternateServiceAccounts {
    private static final Logger LOG = LoggerFactory.getLogger(AlternateServiceAccounts.class);
    private static final String ATTRIBUTE = "gatehouseServiceAccounts";
    private static final int ACCOUNT_CHARS_MAX = 256;

    private final Entries entries;
    private final Servers servers;
    private final SecretStore secrets;

    /// What the directory can tell about a credential.
    public enum Validity {
        /// The account's password is the credential's, or the credential is a keytab.
        VALID,
        /// The account has another password.
        INVALID,
        /// The account, or its password, is not in this directory.
        UNKNOWN
    }

    AlternateServiceAccounts(Entries entries, Servers servers, SecretStore secrets) {
        this.entries = entries;
        this.servers = servers;
        this.secrets = secrets;
    }

    /// Those of one server, newest first.
    public List<AlternateServiceAccount> of(ExchangeServer server) {
        return kept(Names.requireDn(server.header().distinguishedName()));
    }

    /// Gives a server a credential; the one before it stays for tickets that are still about.
    ///
    /// @param userName `DOMAIN\account`, `account@dns.domain` or the account's name alone
    public Outcome<ExchangeServer> set(String identity, String userName, char[] password, Instant now) {
        String account = account(userName);
        if (password.length == 0 || password.length > Passwords.CHARACTERS_MAX) {
            throw new DirectoryException(Reason.INVALID, "-AlternateServiceAccountCredential: its password has "
                    + password.length + " characters. Give 1 to " + Passwords.CHARACTERS_MAX + ".");
        }
        Layout layout = entries.layout();
        return add(identity, new AlternateServiceAccount(layout.netbiosDomain() + "\\" + account, now,
                new String(password), AccountKeys.ofPassword(layout.domain(), account, password)));
    }

    /// Gives a server the keys of a keytab file.
    public Outcome<ExchangeServer> importKeytab(String identity, byte[] file, Instant now) {
        Keytab keytab;
        try {
            keytab = Keytab.decode(Bytes.wrap(file));
        } catch (MalformedException bad) {
            throw new DirectoryException(Reason.INVALID, "The keytab cannot be read: " + bad.getMessage()
                    + ". Give a file that ktutil, ktpass or kadmin wrote.", bad);
        }
        List<Keytab.Entry> ours = keytab.entries().stream().filter(entry -> entry.usable().isPresent()
                && entry.realm().equalsIgnoreCase(entries.layout().domain())).toList();
        List<ServiceKey> keys = ours.stream().map(Keytab.Entry::usable).flatMap(Optional::stream).distinct().toList();
        if (keys.isEmpty() || keys.size() > AlternateServiceAccount.KEYS_MAX) {
            throw new DirectoryException(Reason.INVALID, "The keytab holds " + keys.size() + " AES keys of the realm "
                    + entries.layout().domain().toUpperCase(Locale.ROOT) + ". Give one with 1 to "
                    + AlternateServiceAccount.KEYS_MAX + ".");
        }
        return add(identity, new AlternateServiceAccount(ours.getFirst().name(), now, "", keys));
    }

    /// Takes away the credentials that the directory knows to be wrong.
    public Outcome<ExchangeServer> cleanUp(String identity) {
        ExchangeServer server = clientAccessServer(identity);
        List<AlternateServiceAccount> before = of(server);
        List<AlternateServiceAccount> valid = before.stream().filter(one -> validity(one) != Validity.INVALID).toList();
        return keep(server, valid, "Remove " + (before.size() - valid.size())
                + " invalid alternate service account credentials of server '" + server.name() + "'", List.of());
    }

    public Outcome<ExchangeServer> remove(String identity) {
        ExchangeServer server = clientAccessServer(identity);
        return keep(server, List.of(), "Remove the alternate service account credentials of server '" + server.name()
                + "'", List.of());
    }

    public Validity validity(AlternateServiceAccount account) {
        if (account.password().isEmpty()) {
            return Validity.VALID;
        }
        Optional<ReadOnlyEntry> user = user(account.userName().substring(account.userName().indexOf('\\') + 1));
        Optional<byte[]> hash = user.flatMap(entry -> secrets.ntHash(EntryRules.dnOf(entry)));
        if (hash.isEmpty()) {
            return Validity.UNKNOWN;
        }
        byte[] given = Passwords.ntHash(Passwords.quoted(account.password().toCharArray()));
        return MessageDigest.isEqual(hash.get(), given) ? Validity.VALID : Validity.INVALID;
    }

    /// The keys that a server tries: its own and those of all servers of its site. They follow the directory.
    public ServiceKeys keysOf(String serverName) {
        return new SiteKeys(serverName);
    }

    /// Read again whenever the directory changed.
    private final class SiteKeys implements ServiceKeys {
        private final String serverName;
        private volatile Reading last = new Reading(-1, List.of());

        private record Reading(long counter, List<ServiceKey> keys) {}

        SiteKeys(String serverName) {
            this.serverName = serverName;
        }

        @Override
        public List<ServiceKey> current() {
            long counter = entries.directory().changeCounter();
            Reading known = last;
            if (known.counter != counter) {
                known = new Reading(counter, readable());
                last = known;
            }
            return known.keys;
        }

        /// Keys that cannot be read leave the other mechanisms as they are.
        private List<ServiceKey> readable() {
            try {
                return read(serverName);
            } catch (DirectoryException unreadable) {
                LOG.warn("no Kerberos at {}: {}", serverName, unreadable.getMessage());
                return List.of();
            }
        }
    }

    private List<ServiceKey> read(String serverName) {
        List<ExchangeServer> all = servers.all();
        return all.stream().filter(server -> server.name().equalsIgnoreCase(serverName)).findFirst().map(self ->
                all.stream().filter(server -> server.site().equalsIgnoreCase(self.site())).flatMap(server ->
                        of(server).stream()).flatMap(account -> account.keys().stream()).distinct().toList())
                .orElse(List.of());
    }

    private Outcome<ExchangeServer> add(String identity, AlternateServiceAccount account) {
        ExchangeServer server = clientAccessServer(identity);
        var all = new ArrayList<AlternateServiceAccount>();
        all.add(account);
        of(server).stream().limit(AlternateServiceAccount.KEPT_MAX - 1L).forEach(all::add);
        var warnings = new ArrayList<String>();
        if (validity(account) == Validity.INVALID) {
            warnings.add("The password is not the one of '" + account.userName()
                    + "' in this directory: tickets for it will not be understood.");
        }
        return keep(server, all, "Give server '" + server.name() + "' the alternate service account '"
                + account.userName() + "'", warnings);
    }

    private Outcome<ExchangeServer> keep(ExchangeServer server, List<AlternateServiceAccount> accounts,
            String description, List<String> warnings) {
        byte[][] value = accounts.isEmpty() ? new byte[0][] : new byte[][] {AlternateServiceAccount.encode(accounts)};
        ReadOnlyEntry changed = entries.directory().modify(Names.requireDn(server.header().distinguishedName()),
                List.of(new Modification(ModificationType.REPLACE, ATTRIBUTE, value)));
        Arrays.stream(value).forEach(secret -> Arrays.fill(secret, (byte) 0));
        return new Outcome<>(Servers.read(changed), description, warnings);
    }

    private ExchangeServer clientAccessServer(String identity) {
        return Servers.requireClientAccess("Identity", identity, servers.get(identity));
    }

    private List<AlternateServiceAccount> kept(DN server) {
        try {
            return secrets.serviceAccounts(server).map(AlternateServiceAccount::decode).orElse(List.of());
        } catch (MalformedException spoilt) {
            throw new DirectoryException(Reason.UNAVAILABLE, "The alternate service accounts of '" + server
                    + "' cannot be read. Remove them and set them anew.", spoilt);
        }
    }

    /// The account as the directory spells it, where it knows it: the salt of its keys has its letter case.
    private String account(String userName) {
        Layout layout = entries.layout();
        int slash = userName.indexOf('\\');
        int at = userName.lastIndexOf('@');
        String domain = slash >= 0 ? userName.substring(0, slash) : at >= 0 ? userName.substring(at + 1) : "";
        String account = slash >= 0 ? userName.substring(slash + 1) : at >= 0 ? userName.substring(0, at) : userName;
        boolean ours = domain.isEmpty() || domain.equalsIgnoreCase(layout.netbiosDomain())
                || domain.equalsIgnoreCase(layout.domain());
        if (!ours || account.isEmpty() || account.length() > ACCOUNT_CHARS_MAX
                || account.chars().anyMatch(c -> c <= ' ' || "\"/\\[]:;|=,+*?<>@".indexOf(c) >= 0)) {
            throw DirectoryException.about(Reason.INVALID, "AlternateServiceAccountCredential", Names.shown(userName),
                    ours ? "is not the name of an account" : "is of another domain",
                    "Write it as " + layout.netbiosDomain() + "\\ASA$");
        }
        return user(account).map(entry -> Entries.text(entry, "sAMAccountName")).orElse(account);
    }

    private Optional<ReadOnlyEntry> user(String account) {
        return entries.all(entries.layout().domainContext(), Filter.createANDFilter(
                Filter.createEqualityFilter("sAMAccountName", account),
                Filter.createEqualityFilter("objectClass", "user"))).stream().findFirst();
    }
}
