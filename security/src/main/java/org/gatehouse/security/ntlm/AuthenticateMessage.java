package org.gatehouse.security.ntlm;

import java.util.Optional;
import org.gatehouse.wire.ByteReader;
import org.gatehouse.wire.ByteWriter;
import org.gatehouse.wire.Bytes;

/// AUTHENTICATE_MESSAGE ([MS-NLMP] 2.2.1.3): the client's answer to the challenge.
///
/// The version and the MIC stand before the payload only if the client's system knows them: whether they are there
/// shows from where the payload begins.
///
/// @param lmResponse LmChallengeResponse, checked by nobody here
/// @param ntResponse NtChallengeResponse, decoded by [Ntlmv2Response]
/// @param encryptedSessionKey EncryptedRandomSessionKey; empty without key exchange
/// @param mic sixteen bytes, or empty when the message has no room for it
public record AuthenticateMessage(Bytes lmResponse, Bytes ntResponse, String domain, String user, String workstation,
        Bytes encryptedSessionKey, int flags, Version version, Optional<Bytes> mic) {
    static final int TYPE = 3;
    static final int MIC_AT = 72;
    static final int MIC_SIZE = 16;
    private static final Bytes NO_LM_RESPONSE = Bytes.ofHex("00");
    private static final int LM_AT = 12;
    private static final int NT_AT = 20;
    private static final int DOMAIN_AT = 28;
    private static final int USER_AT = 36;
    private static final int WORKSTATION_AT = 44;
    private static final int KEY_AT = 52;
    private static final int VERSION_AT = 64;

    public static AuthenticateMessage decode(Bytes message) {
        ByteReader in = message.reader();
        Payload.expect(in, TYPE);
        var lm = Payload.Field.decode(in);
        var nt = Payload.Field.decode(in);
        var domain = Payload.Field.decode(in);
        var user = Payload.Field.decode(in);
        var workstation = Payload.Field.decode(in);
        var key = Payload.Field.decode(in);
        int flags = in.i32();
        long payload = Payload.begin(message, lm, nt, domain, user, workstation, key);
        Version version = payload >= VERSION_AT + Version.SIZE ? Version.decode(in) : Version.NONE;
        Optional<Bytes> mic = payload >= MIC_AT + MIC_SIZE ? Optional.of(in.blob(MIC_SIZE)) : Optional.empty();
        return new AuthenticateMessage(lm.of(message), nt.of(message), Payload.text(domain.of(message), flags),
                Payload.text(user.of(message), flags), Payload.text(workstation.of(message), flags), key.of(message),
                flags, version, mic);
    }

    /// Whether the client asks to be let in as nobody ([MS-NLMP] 3.2.5.1.2); the flag of that name does not count.
    boolean isAnonymous() {
        return user.isEmpty() && ntResponse.isEmpty() && (lmResponse.isEmpty() || lmResponse.equals(NO_LM_RESPONSE));
    }

    public Bytes encode() {
        ByteWriter out = Payload.begin(TYPE).zeros(KEY_AT + 8 - LM_AT).i32(flags);
        version.encode(out);
        mic.ifPresent(out::bytes);
        Payload.append(out, DOMAIN_AT, Payload.bytes(domain, flags));
        Payload.append(out, USER_AT, Payload.bytes(user, flags));
        Payload.append(out, WORKSTATION_AT, Payload.bytes(workstation, flags));
        Payload.append(out, LM_AT, lmResponse);
        Payload.append(out, NT_AT, ntResponse);
        Payload.append(out, KEY_AT, encryptedSessionKey);
        return out.toBytes();
    }

    /// The message's bytes with the MIC zeroed, as its own MIC is computed ([MS-NLMP] 3.2.5.1.2).
    static Bytes withoutMic(Bytes message) {
        byte[] copy = message.toArray();
        java.util.Arrays.fill(copy, MIC_AT, MIC_AT + MIC_SIZE, (byte) 0);
        return Bytes.wrap(copy);
    }

    /// Shows who, never the responses or keys.
    @Override
    public String toString() {
        return "AuthenticateMessage[" + domain + "\\" + user + " from " + workstation + "]";
    }
}
