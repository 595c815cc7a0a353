package org.gatehouse.security.ntlm;

import static org.gatehouse.wire.MalformedException.require;

import org.gatehouse.wire.ByteReader;
import org.gatehouse.wire.ByteWriter;
import org.gatehouse.wire.Bytes;

/// CHALLENGE_MESSAGE ([MS-NLMP] 2.2.1.2): the server's choices, its nonce and its names.
///
/// @param serverChallenge eight bytes, used once
/// @param targetInfo empty when the message has none
public record ChallengeMessage(int flags, String targetName, Bytes serverChallenge, AvPairs targetInfo,
        Version version) {
    static final int TYPE = 2;
    static final int CHALLENGE_SIZE = 8;
    private static final int TARGET_NAME_AT = 12;
    private static final int TARGET_INFO_AT = 40;

    public ChallengeMessage {
        if (serverChallenge.length() != CHALLENGE_SIZE) {
            throw new IllegalArgumentException("server challenge of " + serverChallenge.length() + " bytes");
        }
    }

    public static ChallengeMessage decode(Bytes message) {
        ByteReader in = message.reader();
        Payload.expect(in, TYPE);
        var targetName = Payload.Field.decode(in);
        int flags = in.i32();
        Bytes challenge = in.blob(CHALLENGE_SIZE);
        in.skip(8);
        var targetInfo = Payload.Field.decode(in);
        Version version = Version.decode(in);
        var pairs = new AvPairs(java.util.List.of());
        if (NegotiateFlags.has(flags, NegotiateFlags.TARGET_INFO)) {
            Bytes info = targetInfo.of(message);
            require(!info.isEmpty(), "target information announced but absent");
            pairs = AvPairs.decode(info.reader());
        }
        String name = NegotiateFlags.has(flags, NegotiateFlags.REQUEST_TARGET | NegotiateFlags.TARGET_TYPE_DOMAIN
                | NegotiateFlags.TARGET_TYPE_SERVER) ? Payload.text(targetName.of(message), flags) : "";
        return new ChallengeMessage(flags, name, challenge, pairs, version);
    }

    public Bytes encode() {
        ByteWriter out = Payload.begin(TYPE);
        Payload.reserve(out);
        out.i32(flags).bytes(serverChallenge).zeros(8);
        Payload.reserve(out);
        version.encode(out);
        Payload.append(out, TARGET_NAME_AT, Payload.bytes(targetName, flags));
        boolean informs = NegotiateFlags.has(flags, NegotiateFlags.TARGET_INFO);
        Payload.append(out, TARGET_INFO_AT, informs ? targetInfo.encoded() : Bytes.EMPTY);
        return out.toBytes();
    }
}
