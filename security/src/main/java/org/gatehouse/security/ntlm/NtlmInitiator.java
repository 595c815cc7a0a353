package org.gatehouse.security.ntlm;

import java.time.InstantSource;
import java.util.random.RandomGenerator;
import org.gatehouse.security.MessageProtection;
import org.gatehouse.security.ntlm.NtlmKeys.Side;
import org.gatehouse.wire.Bytes;
import org.jspecify.annotations.Nullable;

/// The client's side of a connection-oriented NTLM version 2 sign-in ([MS-NLMP] 3.1.5.1), for probes and load
/// generators of our own. One per sign-in, not thread-safe.
public final class NtlmInitiator {
    /// Signing, sealing and all key lengths.
    public static final int FULL_PROTECTION = NegotiateFlags.UNICODE | NegotiateFlags.REQUEST_TARGET
            | NegotiateFlags.SIGN | NegotiateFlags.SEAL | NegotiateFlags.NTLM | NegotiateFlags.ALWAYS_SIGN
            | NegotiateFlags.EXTENDED_SESSION_SECURITY | NegotiateFlags.TARGET_INFO | NegotiateFlags.VERSION
            | NegotiateFlags.KEY_128 | NegotiateFlags.KEY_EXCHANGE | NegotiateFlags.KEY_56;

    private final Account account;
    private final int flags;
    private final @Nullable Bytes channelBinding;
    private final InstantSource clock;
    private final RandomGenerator random;
    private Bytes negotiate = Bytes.EMPTY;

    /// Who signs in and from where.
    public record Account(String domain, String user, byte[] ntHash, String workstation) {
        @Override
        public String toString() {
            return domain + "\\" + user;
        }
    }

    /// The last token and what protects the messages after it.
    public record Answer(Bytes token, MessageProtection protection) {}

    public NtlmInitiator(Account account, int flags, @Nullable Bytes channelBinding, InstantSource clock,
            RandomGenerator random) {
        this.account = account;
        this.flags = flags;
        this.channelBinding = channelBinding;
        this.clock = clock;
        this.random = random;
    }

    /// The first token.
    public Bytes negotiate() {
        negotiate = new NegotiateMessage(flags, "", "", version(flags)).encode();
        return negotiate;
    }

    /// Answers the challenge; with a MIC if the server told its time ([MS-NLMP] 3.1.5.1.2).
    public Answer authenticate(Bytes token) {
        var challenge = ChallengeMessage.decode(token);
        int agreed = flags & challenge.flags();
        AvPairs pairs = challenge.targetInfo();
        boolean withMic = pairs.timestamp().isPresent();
        long now = pairs.timestamp().orElseGet(() -> NtlmAcceptor.FileTime.ticks(clock.instant()));
        if (withMic) {
            pairs = pairs.with(AvPair.FLAGS, Bytes.ofHex("02000000"));
        }
        if (channelBinding != null) {
            pairs = pairs.with(AvPair.CHANNEL_BINDINGS, channelBinding);
        }
        Bytes clientChallenge = new Ntlmv2Response.ClientChallenge(now, randomBytes(8), pairs).encode();
        byte[] key = NtlmKeys.responseKey(account.ntHash, account.user, account.domain);
        byte[] proof = NtlmKeys.proof(key, challenge.serverChallenge(), clientChallenge);
        byte[] sessionKey = NtlmKeys.sessionBaseKey(key, proof);
        Bytes encryptedKey = Bytes.EMPTY;
        if (NegotiateFlags.has(agreed, NegotiateFlags.KEY_EXCHANGE)
                && NegotiateFlags.has(agreed, NegotiateFlags.SIGN | NegotiateFlags.SEAL)) {
            byte[] exported = randomBytes(16).toArray();
            encryptedKey = Bytes.wrap(NtlmKeys.rc4(sessionKey, exported));
            sessionKey = exported;
        }
        // With the server's time the LM response is left empty ([MS-NLMP] 3.1.5.1.2).
        var message = new AuthenticateMessage(Bytes.wrap(new byte[24]),
                new Ntlmv2Response(Bytes.wrap(proof), clientChallenge).encode(), account.domain, account.user,
                account.workstation, encryptedKey, agreed, version(agreed),
                withMic ? java.util.Optional.of(Bytes.wrap(new byte[16])) : java.util.Optional.empty());
        Bytes answer = withMic ? withMic(message, token, sessionKey) : message.encode();
        return new Answer(answer, new NtlmProtection(agreed, sessionKey, Side.CLIENT));
    }

    private Bytes withMic(AuthenticateMessage message, Bytes challenge, byte[] sessionKey) {
        byte[] encoded = message.encode().toArray();
        byte[] mic = NtlmKeys.hmacMd5(sessionKey, negotiate.toArray(), challenge.toArray(), encoded);
        System.arraycopy(mic, 0, encoded, AuthenticateMessage.MIC_AT, mic.length);
        return Bytes.wrap(encoded);
    }

    private static Version version(int flags) {
        return NegotiateFlags.has(flags, NegotiateFlags.VERSION) ? Version.ANNOUNCED : Version.NONE;
    }

    private Bytes randomBytes(int count) {
        byte[] bytes = new byte[count];
        random.nextBytes(bytes);
        return Bytes.wrap(bytes);
    }
}
