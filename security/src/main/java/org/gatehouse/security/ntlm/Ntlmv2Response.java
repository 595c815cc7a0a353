package org.gatehouse.security.ntlm;

import static org.gatehouse.wire.MalformedException.require;

import org.gatehouse.wire.ByteReader;
import org.gatehouse.wire.ByteWriter;
import org.gatehouse.wire.Bytes;

/// NTLMv2_RESPONSE ([MS-NLMP] 2.2.2.8): the proof and the client's challenge that it covers.
///
/// @param proof NTProofStr, sixteen bytes
/// @param clientChallenge NTLMv2_CLIENT_CHALLENGE as sent; the proof covers every byte of it
public record Ntlmv2Response(Bytes proof, Bytes clientChallenge) {
    static final int PROOF_SIZE = 16;
    /// A version 1 response has exactly this size ([MS-NLMP] 3.2.5.1.2).
    static final int NTLMV1_SIZE = 24;

    public static Ntlmv2Response decode(Bytes response) {
        ByteReader in = response.reader();
        return new Ntlmv2Response(in.blob(PROOF_SIZE), in.rest());
    }

    public Bytes encode() {
        return new ByteWriter().bytes(proof).bytes(clientChallenge).toBytes();
    }

    /// NTLMv2_CLIENT_CHALLENGE ([MS-NLMP] 2.2.2.7).
    ///
    /// @param timestamp a FILETIME
    /// @param nonce ChallengeFromClient, eight bytes
    public record ClientChallenge(long timestamp, Bytes nonce, AvPairs pairs) {
        private static final int RESPONSE_TYPE = 1;

        public static ClientChallenge decode(Bytes challenge) {
            ByteReader in = challenge.reader();
            require(in.u8() == RESPONSE_TYPE, "client challenge of another response type");
            require(in.u8() == RESPONSE_TYPE, "client challenge of another highest response type");
            in.skip(6);
            long timestamp = in.i64();
            Bytes nonce = in.blob(8);
            in.skip(4);
            return new ClientChallenge(timestamp, nonce, AvPairs.decode(in));
        }

        public Bytes encode() {
            var out = new ByteWriter().u8(RESPONSE_TYPE).u8(RESPONSE_TYPE).zeros(6).i64(timestamp).bytes(nonce)
                    .zeros(4);
            pairs.encode(out);
            return out.zeros(4).toBytes();
        }
    }
}
