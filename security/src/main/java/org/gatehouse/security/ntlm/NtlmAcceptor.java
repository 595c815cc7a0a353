package org.gatehouse.security.ntlm;

import static org.gatehouse.wire.MalformedException.require;

import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.gatehouse.security.Acceptor;
import org.gatehouse.security.ChannelBinding;
import org.gatehouse.security.Credentials;
import org.gatehouse.security.Identity;
import org.gatehouse.security.NtStatus;
import org.gatehouse.security.SignInWatch;
import org.gatehouse.security.SignInWatch.Finding;
import org.gatehouse.security.TargetNames;
import org.gatehouse.security.ntlm.NtlmKeys.Side;
import org.gatehouse.wire.Bytes;
import org.gatehouse.wire.MalformedException;
import org.jspecify.annotations.Nullable;

/// The server's side of a connection-oriented NTLM sign-in ([MS-NLMP] 3.2.5.1).
///
/// Takes version 2 responses with extended session security only. Version 1, LM and guest sign-ins are refused, and so
/// is a client that does not offer keys of the length asked for. Anonymous sign-ins are refused unless the settings let
/// them in.
public final class NtlmAcceptor implements Acceptor {
    private static final int TOKEN_SIZE_MAX = 0x1_0000;
    private static final String MECHANISM = "NTLM";
    /// Granted when the client asks for them.
    private static final int SUPPORTED = NegotiateFlags.UNICODE | NegotiateFlags.OEM | NegotiateFlags.SIGN
            | NegotiateFlags.SEAL | NegotiateFlags.EXTENDED_SESSION_SECURITY | NegotiateFlags.IDENTIFY
            | NegotiateFlags.VERSION | NegotiateFlags.KEY_128 | NegotiateFlags.KEY_EXCHANGE | NegotiateFlags.KEY_56;
    /// Set whatever the client asks for ([MS-NLMP] 3.2.5.1.1).
    private static final int ALWAYS = NegotiateFlags.REQUEST_TARGET | NegotiateFlags.NTLM | NegotiateFlags.ALWAYS_SIGN
            | NegotiateFlags.TARGET_INFO | NegotiateFlags.TARGET_TYPE_DOMAIN;

    private final Settings settings;
    private final Credentials credentials;
    private final SignInWatch watch;
    private final @Nullable ChannelBinding channelBinding;
    private final InstantSource clock;
    private final RandomGenerator random;
    private State state = State.Fresh.FRESH;

    /// What a server expects of its clients.
    ///
    /// @param keyBitsMin 128, 56 or 40: clients that sign or seal with less are refused
    /// @param clockDifferenceMax MaxLifetime ([MS-NLMP] 3.1.1.1)
    /// @param anonymous whether a client that gives no name is let in, as nobody and with keys that anybody knows
    public record Settings(TargetNames names, int keyBitsMin, Duration clockDifferenceMax, boolean anonymous) {
        private static final Duration LIFETIME_MAX = Duration.ofHours(36);

        /// 128 bits, and the lifetime of 36 hours that [MS-NLMP] 3.1.1.1 names.
        public static Settings of(TargetNames names) {
            return new Settings(names, 128, LIFETIME_MAX, false);
        }

        /// For places that are open to everybody anyway.
        public Settings withAnonymous() {
            return new Settings(names, keyBitsMin, clockDifferenceMax, true);
        }
    }

    private sealed interface State {
        enum Fresh implements State { FRESH }

        record Challenged(Bytes negotiate, Bytes challenge, int flags, Bytes serverChallenge) implements State {}

        enum Over implements State { OVER }
    }

    /// @param channelBinding null when there is none to check
    /// @param random a cryptographically strong source
    public NtlmAcceptor(Settings settings, Credentials credentials, SignInWatch watch,
            @Nullable ChannelBinding channelBinding, InstantSource clock, RandomGenerator random) {
        this.settings = settings;
        this.credentials = credentials;
        this.watch = watch;
        this.channelBinding = channelBinding;
        this.clock = clock;
        this.random = random;
    }

    @Override
    public Step accept(Bytes token) {
        require(token.length() <= TOKEN_SIZE_MAX, "NTLM token too long");
        State before = state;
        state = State.Over.OVER;
        return switch (before) {
            case State.Fresh.FRESH -> challenge(token);
            case State.Challenged challenged -> authenticate(challenged, token);
            case State.Over.OVER -> throw new MalformedException("NTLM token after the sign-in ended");
        };
    }

    /// [MS-NLMP] 3.2.5.1.1.
    private Step challenge(Bytes token) {
        var negotiate = NegotiateMessage.decode(token);
        int flags = ALWAYS | negotiate.flags() & SUPPORTED;
        if (NegotiateFlags.has(flags, NegotiateFlags.UNICODE)) {
            flags &= ~NegotiateFlags.OEM;
        }
        if (!NegotiateFlags.has(flags, NegotiateFlags.SIGN | NegotiateFlags.SEAL)) {
            flags &= ~NegotiateFlags.KEY_128;
        }
        Optional<Step.Refused> weak = weakness(flags);
        if (weak.isPresent()) {
            watch.turnedAway("", weak.get(), weak.get().reason());
            return weak.get();
        }
        byte[] nonce = new byte[ChallengeMessage.CHALLENGE_SIZE];
        random.nextBytes(nonce);
        Version version = NegotiateFlags.has(flags, NegotiateFlags.VERSION) ? Version.ANNOUNCED : Version.NONE;
        var challenge = new ChallengeMessage(flags, settings.names.netbiosDomain(), Bytes.wrap(nonce), targetInfo(),
                version);
        Bytes encoded = challenge.encode();
        state = new State.Challenged(token, encoded, flags, challenge.serverChallenge());
        return new Step.Continue(encoded);
    }

    private Optional<Step.Refused> weakness(int flags) {
        if (!NegotiateFlags.has(flags, NegotiateFlags.EXTENDED_SESSION_SECURITY)) {
            return Optional.of(new Step.Refused(NtStatus.NOT_SUPPORTED, "no extended session security"));
        }
        int bits = NegotiateFlags.has(flags, NegotiateFlags.KEY_128) ? 128
                : NegotiateFlags.has(flags, NegotiateFlags.KEY_56) ? 56 : 40;
        if (NegotiateFlags.has(flags, NegotiateFlags.SIGN | NegotiateFlags.SEAL) && bits < settings.keyBitsMin) {
            return Optional.of(new Step.Refused(NtStatus.NOT_SUPPORTED, "keys of " + bits + " bits only"));
        }
        return Optional.empty();
    }

    /// The timestamp asks clients to send a MIC ([MS-NLMP] 3.1.5.1.2).
    private AvPairs targetInfo() {
        TargetNames names = settings.names;
        return new AvPairs(List.of()).with(AvPair.NETBIOS_DOMAIN_NAME, names.netbiosDomain())
                .with(AvPair.NETBIOS_COMPUTER_NAME, names.netbiosComputer())
                .with(AvPair.DNS_DOMAIN_NAME, names.dnsDomain())
                .with(AvPair.DNS_COMPUTER_NAME, names.dnsComputer())
                .with(AvPair.DNS_TREE_NAME, names.dnsForest())
                .with(AvPair.TIMESTAMP, FileTime.bytes(clock.instant()));
    }

    /// [MS-NLMP] 3.2.5.1.2.
    private Step authenticate(State.Challenged challenged, Bytes token) {
        var message = AuthenticateMessage.decode(token);
        String written = message.domain().isEmpty() ? message.user() : message.domain() + "\\" + message.user();
        int flags = message.flags() & challenged.flags;
        if (settings.anonymous && message.isAnonymous()) {
            return acceptNobody(message, flags);
        }
        Optional<Step.Refused> form = refusalOfForm(message, flags);
        if (form.isPresent()) {
            watch.turnedAway(written, form.get(), form.get().reason());
            return form.get();
        }
        var response = Ntlmv2Response.decode(message.ntResponse());
        var clientChallenge = Ntlmv2Response.ClientChallenge.decode(response.clientChallenge());
        Optional<Credentials.Secret> secret = credentials.find(message.domain(), message.user());
        String account = secret.map(found -> found.identity().qualified()).orElse(written);
        var attempt = new Attempt(challenged, token, message, flags, response, clientChallenge, secret);
        return watch.examine(account, attempt::conclude);
    }

    private Optional<Step.Refused> refusalOfForm(AuthenticateMessage message, int flags) {
        if (message.user().isEmpty()) {
            return Optional.of(new Step.Refused(NtStatus.ACCESS_DENIED, "anonymous sign-in"));
        }
        if (message.ntResponse().length() <= Ntlmv2Response.NTLMV1_SIZE) {
            return Optional.of(new Step.Refused(NtStatus.LOGON_FAILURE, "NTLM version 1 or LM response"));
        }
        return weakness(flags);
    }

    /// NullSession ([MS-NLMP] 3.2.5.1.2): the session base key is all zeros, so that no form of it is weaker than
    /// another. Clients leave extended session security out; as it is the only kind here, nothing is signed then.
    private Step acceptNobody(AuthenticateMessage message, int flags) {
        Optional<byte[]> sessionKey = exportedSessionKey(message, flags, new byte[16]);
        if (sessionKey.isEmpty()) {
            var refused = new Step.Refused(NtStatus.INVALID_PARAMETER, "key exchange without a key");
            watch.turnedAway("", refused, refused.reason());
            return refused;
        }
        int protection = NegotiateFlags.has(flags, NegotiateFlags.EXTENDED_SESSION_SECURITY) ? flags
                : flags & ~(NegotiateFlags.SIGN | NegotiateFlags.SEAL) | NegotiateFlags.EXTENDED_SESSION_SECURITY;
        return new Step.Accepted(Bytes.EMPTY, Identity.anonymous(MECHANISM),
                new NtlmProtection(protection, sessionKey.get(), Side.SERVER));
    }

    /// A key that is sent is used also where neither SIGN nor SEAL asked for one: some clients send it always.
    private static Optional<byte[]> exportedSessionKey(AuthenticateMessage message, int flags, byte[] baseKey) {
        if (!NegotiateFlags.has(flags, NegotiateFlags.KEY_EXCHANGE)) {
            return Optional.of(baseKey);
        }
        byte[] encrypted = message.encryptedSessionKey().toArray();
        if (encrypted.length == 0 && !NegotiateFlags.has(flags, NegotiateFlags.SIGN | NegotiateFlags.SEAL)) {
            return Optional.of(baseKey);
        }
        return encrypted.length == 16 ? Optional.of(NtlmKeys.rc4(baseKey, encrypted)) : Optional.empty();
    }

    /// One answer under examination. The order is: the proof first, so that nobody without the password learns more.
    private final class Attempt {
        private final State.Challenged challenged;
        private final Bytes token;
        private final AuthenticateMessage message;
        private final int flags;
        private final Ntlmv2Response response;
        private final Ntlmv2Response.ClientChallenge clientChallenge;
        private final Optional<Credentials.Secret> secret;

        Attempt(State.Challenged challenged, Bytes token, AuthenticateMessage message, int flags,
                Ntlmv2Response response, Ntlmv2Response.ClientChallenge clientChallenge,
                Optional<Credentials.Secret> secret) {
            this.challenged = challenged;
            this.token = token;
            this.message = message;
            this.flags = flags;
            this.response = response;
            this.clientChallenge = clientChallenge;
            this.secret = secret;
        }

        Finding conclude() {
            Optional<byte[]> baseKey = sessionBaseKey();
            if (baseKey.isEmpty() || secret.isEmpty()) {
                return new Finding.Wrong(new Step.Refused(NtStatus.LOGON_FAILURE,
                        "wrong account or password"), secret.isEmpty() ? "no such account" : "wrong password");
            }
            if (!secret.get().enabled()) {
                return refuse(NtStatus.ACCOUNT_DISABLED, "account disabled");
            }
            if (!channelBindingHolds()) {
                return refuse(NtStatus.BAD_BINDINGS, "channel binding missing or of another channel");
            }
            Optional<byte[]> sessionKey = exportedSessionKey(message, flags, baseKey.get());
            if (sessionKey.isEmpty()) {
                return refuse(NtStatus.INVALID_PARAMETER, "key exchange without a key");
            }
            if (!micHolds(sessionKey.get())) {
                return refuse(NtStatus.INVALID_PARAMETER, "messages altered: the MIC does not hold");
            }
            Duration difference = Duration.between(FileTime.instant(clientChallenge.timestamp()), clock.instant());
            if (difference.abs().compareTo(settings.clockDifferenceMax) > 0) {
                return refuse(NtStatus.TIME_DIFFERENCE_AT_DC, "clocks differ by " + difference.abs());
            }
            Identity known = secret.get().identity();
            var identity = new Identity(known.domain(), known.account(), MECHANISM);
            return new Finding.Proved(identity, new Step.Accepted(Bytes.EMPTY, identity,
                    new NtlmProtection(flags, sessionKey.get(), Side.SERVER)));
        }

        private static Finding refuse(int status, String reason) {
            return new Finding.Wrong(new Step.Refused(status, reason), reason);
        }

        /// Computed with the domain as written and, for clients that leave it out of the hash, without it
        /// ([MS-NLMP] 3.2.5.1.2). An unknown account takes the same way with a hash that fits nothing.
        private Optional<byte[]> sessionBaseKey() {
            byte[] hash = secret.map(Credentials.Secret::ntHash).orElseGet(() -> {
                byte[] decoy = new byte[16];
                random.nextBytes(decoy);
                return decoy;
            });
            Optional<byte[]> baseKey = Optional.empty();
            for (String domain : List.of(message.domain(), "")) {
                byte[] key = NtlmKeys.responseKey(hash, message.user(), domain);
                byte[] proof = NtlmKeys.proof(key, challenged.serverChallenge, response.clientChallenge());
                byte[] base = NtlmKeys.sessionBaseKey(key, proof);
                if (MessageDigest.isEqual(proof, response.proof().toArray())) {
                    baseKey = Optional.of(base);
                }
            }
            return baseKey;
        }

        private boolean channelBindingHolds() {
            ChannelBinding expected = channelBinding;
            return expected == null
                    || expected.holds(clientChallenge.pairs().value(AvPair.CHANNEL_BINDINGS).orElse(Bytes.EMPTY));
        }

        private boolean micHolds(byte[] sessionKey) {
            if ((clientChallenge.pairs().flags() & AvPair.FLAG_MIC_PRESENT) == 0) {
                return true;
            }
            if (message.mic().isEmpty()) {
                return false;
            }
            byte[] expected = NtlmKeys.hmacMd5(sessionKey, challenged.negotiate.toArray(),
                    challenged.challenge.toArray(), AuthenticateMessage.withoutMic(token).toArray());
            return MessageDigest.isEqual(expected, message.mic().get().toArray());
        }
    }

    /// FILETIME ([MS-DTYP] 2.3.3): 100-nanosecond ticks since 1601.
    static final class FileTime {
        private static final long EPOCH_DIFFERENCE_SECONDS = 11_644_473_600L;
        private static final long TICKS_PER_SECOND = 10_000_000L;

        private FileTime() {}

        static long ticks(Instant instant) {
            return (instant.getEpochSecond() + EPOCH_DIFFERENCE_SECONDS) * TICKS_PER_SECOND + instant.getNano() / 100;
        }

        static Instant instant(long ticks) {
            long seconds = Long.divideUnsigned(ticks, TICKS_PER_SECOND);
            long rest = Long.remainderUnsigned(ticks, TICKS_PER_SECOND);
            return Instant.ofEpochSecond(seconds - EPOCH_DIFFERENCE_SECONDS, rest * 100);
        }

        static Bytes bytes(Instant instant) {
            return new org.gatehouse.wire.ByteWriter(8).i64(ticks(instant)).toBytes();
        }
    }
}
