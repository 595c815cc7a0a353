package org.gatehouse.security.signin;

import java.net.InetAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.random.RandomGenerator;
import org.gatehouse.security.Acceptor;
import org.gatehouse.security.AccountsAwayException;
import org.gatehouse.security.ChannelBinding;
import org.gatehouse.security.Credentials;
import org.gatehouse.security.SignInWatch;
import org.gatehouse.security.SignIns;
import org.gatehouse.security.TargetNames;
import org.gatehouse.security.kerberos.KerberosAcceptor;
import org.gatehouse.security.kerberos.ReplayCache;
import org.gatehouse.security.kerberos.ServiceKeys;
import org.gatehouse.security.ntlm.NtlmAcceptor;
import org.gatehouse.security.spnego.MechanismId;
import org.gatehouse.security.spnego.SpnegoAcceptor;
import org.gatehouse.security.spnego.SpnegoAcceptor.Offer;
import org.jspecify.annotations.Nullable;

/// Where the peers of one server sign in: NTLM and, where there are keys for it, Kerberos, raw or inside SPNEGO,
/// guarded against guessing.
///
/// Every refusal writes one line to the logger [#AUDIT]. Thread-safe; the acceptors it opens are not.
public final class SignInDesk implements SignIns {
    /// Name of the audit logger: account, address, mechanism, status and cause of each refused sign-in.
    public static final String AUDIT = "org.gatehouse.audit.signin";
    private static final int LOGGED_NAME_LENGTH_MAX = 128;

    private final NtlmAcceptor.Settings settings;
    private final KerberosAcceptor.Settings kerberos;
    private final Credentials credentials;
    private final FailedSignIns failures;
    private final InstantSource clock;
    private final RandomGenerator random;

    /// @param failures shared by all desks of a process, so that guessing at several servers adds up
    /// @param random a cryptographically strong source
    public SignInDesk(NtlmAcceptor.Settings settings, KerberosAcceptor.Settings kerberos, Credentials credentials,
            FailedSignIns failures, InstantSource clock, RandomGenerator random) {
        this.settings = settings;
        this.kerberos = kerberos;
        this.credentials = credentials;
        this.failures = failures;
        this.clock = clock;
        this.random = random;
    }

    /// A desk with the usual settings, for NTLM alone.
    public SignInDesk(TargetNames names, Credentials credentials, FailedSignIns failures, InstantSource clock,
            RandomGenerator random) {
        this(NtlmAcceptor.Settings.of(names), new KerberosAcceptor.Settings(names.dnsDomain(), ServiceKeys.NONE,
                new ReplayCache(0, Duration.ZERO), Duration.ZERO), credentials, failures, clock, random);
    }

    @Override
    public SignIns forEverybody() {
        return new SignInDesk(settings.withAnonymous(), kerberos, credentials, failures, clock, random);
    }

    /// @throws IllegalArgumentException for a mechanism that [#offers] denies
    @Override
    public Acceptor open(Mechanism mechanism, InetAddress peer, @Nullable ChannelBinding channelBinding) {
        var watch = new WatchedSignIn(failures, mechanism.name(), peer);
        Acceptor acceptor = switch (mechanism) {
            case NTLM -> ntlm(watch, channelBinding);
            case NEGOTIATE -> new SpnegoAcceptor(offers(watch, channelBinding), watch);
            case KERBEROS -> {
                if (!offers(Mechanism.KERBEROS)) {
                    throw new IllegalArgumentException("Kerberos is not offered: there is no key");
                }
                yield kerberos(watch, channelBinding);
            }
        };
        return token -> {
            try {
                return acceptor.accept(token);
            } catch (AccountsAwayException away) {
                return watch.withoutAccounts(away);
            }
        };
    }

    private List<Offer> offers(SignInWatch watch, @Nullable ChannelBinding channelBinding) {
        var ntlm = new Offer(MechanismId.NTLM, () -> ntlm(watch, channelBinding));
        if (!offers(Mechanism.KERBEROS)) {
            return List.of(ntlm);
        }
        return List.of(new Offer(MechanismId.MICROSOFT_KERBEROS, () -> kerberos(watch, channelBinding)),
                new Offer(MechanismId.KERBEROS, () -> kerberos(watch, channelBinding)), ntlm);
    }

    @Override
    public boolean offers(Mechanism mechanism) {
        return switch (mechanism) {
            case NEGOTIATE, NTLM -> true;
            case KERBEROS -> !kerberos.keys().current().isEmpty();
        };
    }

    private Acceptor ntlm(SignInWatch watch, @Nullable ChannelBinding channelBinding) {
        return new NtlmAcceptor(settings, credentials, watch, channelBinding, clock, random);
    }

    private Acceptor kerberos(SignInWatch watch, @Nullable ChannelBinding channelBinding) {
        return new KerberosAcceptor(kerberos, credentials, watch, channelBinding, clock, random);
    }

    /// Peers choose the names they write, so the log gets no control characters and no endless ones.
    public static String loggable(String name) {
        String cut = name.length() > LOGGED_NAME_LENGTH_MAX ? name.substring(0, LOGGED_NAME_LENGTH_MAX) + "..." : name;
        return cut.replaceAll("[\\p{Cntrl}\\p{Cf}\\u2028\\u2029\"]", "?");
    }
}
