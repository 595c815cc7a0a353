package org.gatehouse.security.signin;

import java.net.InetAddress;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.gatehouse.security.AccountsAwayException;
import org.gatehouse.security.Credentials;
import org.gatehouse.security.Identity;
import org.gatehouse.security.NtStatus;
import org.gatehouse.security.ntlm.NtlmKeys;

/// Where clients sign in with a name and a password that they send as they are, for protocols that run inside TLS.
///
/// Guarded against guessing together with every other door that shares its [FailedSignIns]; each refusal writes one
/// line to the logger [SignInDesk#AUDIT]. Thread-safe.
public final class PasswordDesk {
    /// What a client that is refused may have meant when it wrote in another character set: still one attempt.
    private static final int READINGS_MAX = 2;

    private final Credentials credentials;
    private final FailedSignIns failures;
    private final String mechanism;

    /// @param mechanism for logs and identities: `Basic`
    public PasswordDesk(Credentials credentials, FailedSignIns failures, String mechanism) {
        this.credentials = credentials;
        this.failures = failures;
        this.mechanism = mechanism;
    }

    /// A name with its password. The name is `user@domain`, `DOMAIN\account`, `dns.domain\account` or `user`.
    public record Reading(String user, String password) {
        /// Names the user, never the password.
        @Override
        public String toString() {
            return user;
        }
    }

    /// Who it is, or nothing; why is only in the audit log.
    ///
    /// @param readings the same bytes in the character sets that they may be in, the likeliest first; one or two
    public Optional<Identity> check(List<Reading> readings, InetAddress peer) {
        if (readings.isEmpty() || readings.size() > READINGS_MAX) {
            throw new IllegalArgumentException(readings.size() + " readings of one sign-in");
        }
        try {
            return checked(readings, peer);
        } catch (AccountsAwayException away) {
            var _ = new WatchedSignIn(failures, mechanism, peer).withoutAccounts(away);
            return Optional.empty();
        }
    }

    private Optional<Identity> checked(List<Reading> readings, InetAddress peer) {
        Optional<Credentials.Secret> known = Optional.empty();
        Optional<Credentials.Secret> proved = Optional.empty();
        for (Reading reading : readings) {
            Optional<Credentials.Secret> found = credentials.find("", reading.user());
            // An unknown account takes about as long as a known one.
            boolean right = matches(found.map(Credentials.Secret::ntHash).orElseGet(() -> new byte[0]),
                    reading.password());
            known = known.isPresent() ? known : found;
            proved = proved.isPresent() || !right ? proved : found;
        }
        String account = (proved.isPresent() ? proved : known).map(secret -> secret.identity().qualified())
                .orElse(readings.getFirst().user());
        return conclude(account, known.isPresent(), proved, peer);
    }

    private Optional<Identity> conclude(String account, boolean known, Optional<Credentials.Secret> proved,
            InetAddress peer) {
        var watch = new WatchedSignIn(failures, mechanism, peer);
        if (watch.admit(account).isPresent()) {
            return Optional.empty();
        }
        if (proved.isEmpty()) {
            var _ = watch.refuse(account, NtStatus.LOGON_FAILURE, known ? "wrong password" : "no such account");
            return Optional.empty();
        }
        if (!proved.get().enabled()) {
            var _ = watch.refuse(account, NtStatus.ACCOUNT_DISABLED, "account disabled");
            return Optional.empty();
        }
        Identity found = proved.get().identity();
        var identity = new Identity(found.domain(), found.account(), mechanism);
        watch.succeeded(identity);
        return Optional.of(identity);
    }

    private static boolean matches(byte[] ntHash, String password) {
        byte[] given = NtlmKeys.ntHash(password);
        boolean same = MessageDigest.isEqual(given, ntHash);
        Arrays.fill(given, (byte) 0);
        return same;
    }
}
