package org.gatehouse.directory;

import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.ReadOnlyEntry;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import org.gatehouse.directory.organization.Layout;
import org.gatehouse.security.AccountsAwayException;
import org.gatehouse.security.Credentials;
import org.gatehouse.security.Identity;

/// The accounts that sign-in mechanisms check against: users of the directory by sAMAccountName or UPN, with the domain
/// in its NetBIOS or DNS form.
public final class DirectoryCredentials implements Credentials {
    private static final int NAME_MAX = 512;
    /// ACCOUNTDISABLE and LOCKOUT of userAccountControl ([MS-ADTS] 2.2.16).
    private static final int NO_SIGN_IN = 0x2 | 0x10;
    private final Directory directory;
    private final PasswordHashes hashes;
    private final Layout layout;

    public DirectoryCredentials(Directory directory, PasswordHashes hashes, Layout layout) {
        this.directory = directory;
        this.hashes = hashes;
        this.layout = layout;
    }

    @Override
    public Optional<Secret> find(String domain, String user) {
        return there(user, () -> entry(domain, user).flatMap(entry -> named(entry).flatMap(account -> hashes
                .ntHash(EntryRules.dnOf(entry)).map(hash ->
                        new Secret(account.identity(), hash, account.enabled())))));
    }

    /// Also finds an account that has no password here.
    @Override
    public Optional<Account> account(String domain, String user) {
        return there(user, () -> entry(domain, user).flatMap(this::named));
    }

    private static <T> T there(String user, Supplier<T> look) {
        try {
            return look.get();
        } catch (DirectoryException failed) {
            if (failed.reason() != DirectoryException.Reason.UNAVAILABLE) {
                throw failed;
            }
            throw new AccountsAwayException(user, String.valueOf(failed.getMessage()), failed);
        }
    }

    private Optional<ReadOnlyEntry> entry(String domain, String user) {
        if (user.isEmpty() || user.length() > NAME_MAX || domain.length() > NAME_MAX) {
            return Optional.empty();
        }
        int slash = user.indexOf('\\');
        if (slash >= 0) {
            return domain.isEmpty() && slash > 0 ? entry(user.substring(0, slash), user.substring(slash + 1))
                    : Optional.empty();
        }
        if (user.contains("@")) {
            return entryWith("userPrincipalName", user);
        }
        boolean ours = domain.isEmpty() || domain.equalsIgnoreCase(layout.netbiosDomain())
                || domain.equalsIgnoreCase(layout.domain());
        return ours ? entryWith("sAMAccountName", user) : Optional.empty();
    }

    private Optional<ReadOnlyEntry> entryWith(String attribute, String value) {
        List<ReadOnlyEntry> found = directory.search(Query.below(layout.domainContext(),
                Filter.createANDFilter(Filter.createEqualityFilter(attribute, value),
                        Filter.createEqualityFilter("objectClass", "user")))).entries();
        return found.size() == 1 ? Optional.of(found.getFirst()) : Optional.empty();
    }

    private Optional<Account> named(ReadOnlyEntry entry) {
        Integer control = entry.getAttributeValueAsInteger("userAccountControl");
        boolean enabled = control != null && (control & NO_SIGN_IN) == 0;
        return Optional.ofNullable(entry.getAttributeValue("sAMAccountName")).map(account -> new Account(
                new Identity(layout.netbiosDomain().toUpperCase(Locale.ROOT), account, "NTLM"), enabled));
    }
}
