package org.gatehouse.security.ntlm;

import java.security.MessageDigest;
import java.util.Arrays;
import javax.crypto.Mac;
import org.gatehouse.security.ListProtection;
import org.gatehouse.security.MessageProtection;
import org.gatehouse.security.ntlm.NtlmKeys.Side;
import org.gatehouse.wire.ByteReader;
import org.gatehouse.wire.ByteWriter;
import org.gatehouse.wire.Bytes;

/// Session security of NTLM, connection-oriented, with extended session security ([MS-NLMP] 3.4).
///
/// Each direction has one RC4 stream for its life. Sealing runs the data through it first and then, after a key
/// exchange, the checksum ([MS-NLMP] 3.4.3 and 3.4.4.2).
public final class NtlmProtection implements MessageProtection, ListProtection {
    static final int SIGNATURE_SIZE = 16;
    private static final int CHECKSUM_SIZE = 8;
    private static final int SIGNATURE_VERSION = 1;

    private final int flags;
    private final byte[] exportedSessionKey;
    private final Side self;
    private final Direction sending;
    private final Direction receiving;

    /// @param flags what both sides agreed on, EXTENDED_SESSION_SECURITY among it
    NtlmProtection(int flags, byte[] exportedSessionKey, Side self) {
        if (!NegotiateFlags.has(flags, NegotiateFlags.EXTENDED_SESSION_SECURITY)) {
            throw new IllegalArgumentException("no extended session security");
        }
        this.flags = flags;
        this.exportedSessionKey = exportedSessionKey.clone();
        this.self = self;
        this.sending = new Direction(flags, exportedSessionKey, self);
        this.receiving = new Direction(flags, exportedSessionKey, self.other());
    }

    /// ExportedSessionKey: what protocols above derive keys of their own from.
    public byte[] sessionKey() {
        return exportedSessionKey.clone();
    }

    @Override
    public int signatureLength() {
        return SIGNATURE_SIZE;
    }

    @Override
    public boolean signs() {
        return NegotiateFlags.has(flags, NegotiateFlags.SIGN | NegotiateFlags.SEAL);
    }

    @Override
    public boolean seals() {
        return NegotiateFlags.has(flags, NegotiateFlags.SEAL);
    }

    @Override
    public Bytes seal(byte[] message, int signFrom, int signTo, int sealFrom, int sealTo) {
        if (!seals()) {
            throw new IllegalStateException("confidentiality was not negotiated");
        }
        byte[] checksum = sending.checksum(message, signFrom, signTo);
        sending.crypt(message, sealFrom, sealTo);
        return sending.signature(checksum);
    }

    @Override
    public boolean unseal(byte[] message, int signFrom, int signTo, int sealFrom, int sealTo, Bytes signature) {
        if (!seals()) {
            return false;
        }
        receiving.crypt(message, sealFrom, sealTo);
        return receiving.matches(receiving.checksum(message, signFrom, signTo), signature);
    }

    /// Without SIGN the signature is a placeholder ([MS-NLMP] 3.4.4.3).
    @Override
    public Bytes sign(byte[] message, int signFrom, int signTo) {
        if (!signs()) {
            return new ByteWriter(SIGNATURE_SIZE).i32(SIGNATURE_VERSION).zeros(SIGNATURE_SIZE - 4).toBytes();
        }
        return sending.signature(sending.checksum(message, signFrom, signTo));
    }

    /// A placeholder proves nothing: without SIGN this is always false.
    @Override
    public boolean verify(byte[] message, int signFrom, int signTo, Bytes signature) {
        return signs() && receiving.matches(receiving.checksum(message, signFrom, signTo), signature);
    }

    @Override
    public boolean protectsLists() {
        return signs();
    }

    /// Takes a sequence number but leaves the stream alone: the first message signed afterwards has the next number
    /// and starts from the same key state ([MS-SPNG] 3.2.5.1).
    @Override
    public Bytes signList(Bytes mechTypes) {
        Bytes mic = afresh().sign(mechTypes.toArray(), 0, mechTypes.length());
        sending.sequence++;
        return mic;
    }

    @Override
    public boolean verifyList(Bytes mechTypes, Bytes mic) {
        boolean holds = afresh().verify(mechTypes.toArray(), 0, mechTypes.length(), mic);
        receiving.sequence++;
        return holds;
    }

    private NtlmProtection afresh() {
        return new NtlmProtection(flags, exportedSessionKey, self);
    }

    /// The keys, the stream and the sequence number of one direction.
    private static final class Direction {
        private final boolean encryptsChecksum;
        private final Mac mac;
        private final Rc4 stream;
        private final byte[] number = new byte[Integer.BYTES];
        private int sequence;

        Direction(int flags, byte[] exportedSessionKey, Side sender) {
            this.encryptsChecksum = NegotiateFlags.has(flags, NegotiateFlags.KEY_EXCHANGE);
            this.mac = NtlmKeys.hmacMd5(NtlmKeys.signKey(exportedSessionKey, sender));
            this.stream = new Rc4(NtlmKeys.sealKey(flags, exportedSessionKey, sender));
        }

        void crypt(byte[] message, int from, int to) {
            stream.crypt(message, from, to);
        }

        /// HMAC_MD5 over the sequence number and the plain text, cut to eight bytes.
        byte[] checksum(byte[] message, int from, int to) {
            for (int i = 0; i < number.length; i++) {
                number[i] = (byte) (sequence >> 8 * i);
            }
            mac.update(number);
            mac.update(message, from, to - from);
            return Arrays.copyOf(mac.doFinal(), CHECKSUM_SIZE);
        }

        Bytes signature(byte[] checksum) {
            if (encryptsChecksum) {
                crypt(checksum, 0, CHECKSUM_SIZE);
            }
            return new ByteWriter(SIGNATURE_SIZE).i32(SIGNATURE_VERSION).bytes(checksum).i32(sequence++).toBytes();
        }

        boolean matches(byte[] checksum, Bytes signature) {
            if (signature.length() != SIGNATURE_SIZE) {
                return false;
            }
            ByteReader in = signature.reader();
            int version = in.i32();
            byte[] received = in.bytes(CHECKSUM_SIZE);
            int receivedSequence = in.i32();
            if (encryptsChecksum) {
                crypt(checksum, 0, CHECKSUM_SIZE);
            }
            boolean same = MessageDigest.isEqual(checksum, received);
            if (!same || version != SIGNATURE_VERSION || receivedSequence != sequence) {
                return false;
            }
            sequence++;
            return true;
        }
    }
}
