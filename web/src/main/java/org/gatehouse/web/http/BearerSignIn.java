package org.gatehouse.web.http;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import java.net.InetAddress;
import java.text.ParseException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.gatehouse.security.Credentials;
import org.gatehouse.security.Identity;
import org.gatehouse.security.NtStatus;
import org.gatehouse.security.signin.FailedSignIns;
import org.gatehouse.security.signin.WatchedSignIn;

/// Access tokens of one OAuth 2 issuer (RFC 6750), as signed JWTs (RFC 7519, RFC 9068). Thread-safe.
public final class BearerSignIn {
    private static final int TOKEN_LENGTH_MAX = 32 * 1024;

    private final Settings settings;
    private final Credentials credentials;
    private final FailedSignIns failures;
    private final DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();

    /// @param issuer the `iss` of every token
    /// @param audiences one of them has to be in `aud`
    /// @param algorithms signatures that are taken, by their JWS names; never `none` and no shared secrets
    /// @param claim holds the user principal name of the account
    public record Settings(String issuer, Set<String> audiences, Set<String> algorithms, String claim) {
        /// Signatures by key pairs: whoever can verify one cannot make one.
        public static final Set<String> ALGORITHMS = Set.of("RS256", "RS384", "RS512", "PS256", "PS384", "PS512",
                "ES256", "ES384", "ES512");

        public Settings {
            audiences = Set.copyOf(audiences);
            algorithms = Set.copyOf(algorithms);
            if (issuer.isEmpty() || audiences.isEmpty() || !ALGORITHMS.containsAll(algorithms)
                    || algorithms.isEmpty()) {
                throw new IllegalArgumentException("issuer, audience and algorithms of signatures by key pairs needed");
            }
        }
    }

    /// @param keys the issuer's public keys
    /// @param failures shared with every other door
    public BearerSignIn(Settings settings, IssuerKeys keys, Credentials credentials, FailedSignIns failures) {
        this.settings = settings;
        this.credentials = credentials;
        this.failures = failures;
        processor.setJWSTypeVerifier(new DefaultJOSEObjectTypeVerifier<>(new HashSet<>(java.util.Arrays.asList(
                JOSEObjectType.JWT, new JOSEObjectType("at+jwt"), null))));
        processor.setJWSKeySelector(new JWSVerificationKeySelector<>(settings.algorithms().stream()
                .map(JWSAlgorithm::parse).collect(Collectors.toSet()), keys.source()));
        processor.setJWTClaimsSetVerifier(new DefaultJWTClaimsVerifier<>(settings.audiences(),
                new JWTClaimsSet.Builder().issuer(settings.issuer()).build(), Set.of("exp", settings.claim()),
                Set.of()));
    }

    /// Who it is, or nothing; why is only in the audit log. A token that shows nothing counts against the address and,
    /// so that no account can be locked by it, against a name that no account has.
    Optional<Identity> check(String token, InetAddress peer) {
        var watch = new WatchedSignIn(failures, Scheme.BEARER.word(), peer);
        String unproved = "token of " + settings.issuer();
        String name;
        try {
            if (token.length() > TOKEN_LENGTH_MAX) {
                return refused(watch, unproved, NtStatus.INVALID_PARAMETER, "token too long");
            }
            name = String.valueOf(processor.process(token, null).getStringClaim(settings.claim()));
        } catch (ParseException | BadJOSEException | JOSEException wrong) {
            return refused(watch, unproved, NtStatus.LOGON_FAILURE, "token: " + wrong.getMessage());
        }
        Optional<Credentials.Account> account = credentials.account("", name);
        if (account.isEmpty()) {
            return refused(watch, name, NtStatus.LOGON_FAILURE, "no such account");
        }
        Identity known = account.get().identity();
        if (!account.get().enabled()) {
            return refused(watch, known.qualified(), NtStatus.ACCOUNT_DISABLED, "account disabled");
        }
        if (watch.admit(known.qualified()).isPresent()) {
            return Optional.empty();
        }
        var identity = new Identity(known.domain(), known.account(), Scheme.BEARER.word());
        watch.succeeded(identity);
        return Optional.of(identity);
    }

    private static Optional<Identity> refused(WatchedSignIn watch, String account, int status, String cause) {
        if (watch.admit(account).isEmpty()) {
            var _ = watch.refuse(account, status, cause);
        }
        return Optional.empty();
    }

    /// For error messages of the configuration.
    public static List<String> algorithms() {
        return Settings.ALGORITHMS.stream().sorted().toList();
    }
}
