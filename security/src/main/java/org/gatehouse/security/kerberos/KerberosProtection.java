package org.gatehouse.security.kerberos;

import java.security.MessageDigest;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.gatehouse.security.ListProtection;
import org.gatehouse.security.MessageProtection;
import org.gatehouse.wire.ByteReader;
import org.gatehouse.wire.ByteWriter;
import org.gatehouse.wire.Bytes;

/// Protection of messages after a Kerberos sign-in: MIC and Wrap tokens (RFC 4121 4.2) with the data left in its place
/// and parts that are signed only ([MS-KILE] 3.4.5.4.1).
///
/// A signature of [#seal] is the Wrap token without the data: header, then what [MS-KILE]'s rotation brought before
/// the data (filler, encrypted header, checksum), then the encrypted confounder.
final class KerberosProtection implements MessageProtection, ListProtection {
    private static final int HEADER = 16;
    private static final int CHECKSUM = KerberosKey.CHECKSUM_SIZE;
    private static final int CONFOUNDER = KerberosKey.BLOCK;
    /// Of filler, with DCE style: "EC must not be zero" ([MS-KILE] 3.4.5.4.1).
    private static final int FILLER = KerberosKey.BLOCK;
    private static final int ROTATION = HEADER + CHECKSUM;
    private static final int MIC_TOKEN = 0x0404;
    private static final int WRAP_TOKEN = 0x0504;

    // Flags (RFC 4121 4.2.2)
    private static final int SENT_BY_ACCEPTOR = 0x1;
    private static final int SEALED = 0x2;
    private static final int ACCEPTOR_SUBKEY = 0x4;

    // Key usages (RFC 4121 2)
    private static final int ACCEPTOR_SEAL = 22;
    private static final int ACCEPTOR_SIGN = 23;
    private static final int INITIATOR_SEAL = 24;
    private static final int INITIATOR_SIGN = 25;

    private final Settings settings;
    private final RandomGenerator random;
    private final Direction sending;
    private final Direction receiving;

    /// @param key the one that both sides use
    /// @param acceptorSubkey whether the acceptor chose it
    /// @param dceStyle whether the rotation counts the filler too
    /// @param confidential whether the client asked to seal (RFC 4121 4.1.1.1)
    record Settings(KerberosKey key, boolean acceptorSubkey, boolean dceStyle, boolean confidential) {}

    private static final class Direction {
        private final UsageCipher cipher;
        private final UsageMac mac;
        private final int flags;
        private long sequence;

        Direction(KerberosKey key, int sealUsage, int signUsage, int flags, long sequence) {
            this.cipher = key.cipher(sealUsage);
            this.mac = key.mac(signUsage);
            this.flags = flags;
            this.sequence = sequence;
        }
    }

    /// The acceptor's side.
    KerberosProtection(Settings settings, long sendSequence, long receiveSequence, RandomGenerator random) {
        this.settings = settings;
        this.random = random;
        int subkey = settings.acceptorSubkey ? ACCEPTOR_SUBKEY : 0;
        this.sending = new Direction(settings.key, ACCEPTOR_SEAL, ACCEPTOR_SIGN, SENT_BY_ACCEPTOR | subkey,
                sendSequence);
        this.receiving = new Direction(settings.key, INITIATOR_SEAL, INITIATOR_SIGN, subkey, receiveSequence);
    }

    @Override
    public int signatureLength() {
        return HEADER + CHECKSUM;
    }

    @Override
    public int sealLength() {
        return HEADER + filler() + ROTATION + CONFOUNDER;
    }

    @Override
    public boolean seals() {
        return settings.confidential;
    }

    private int filler() {
        return settings.dceStyle ? FILLER : 0;
    }

    @Override
    public Bytes seal(byte[] message, int signFrom, int signTo, int sealFrom, int sealTo) {
        int filler = filler();
        int length = sealTo - sealFrom;
        byte[] plain = new byte[CONFOUNDER + length + filler + HEADER];
        byte[] confounder = new byte[CONFOUNDER];
        random.nextBytes(confounder);
        System.arraycopy(confounder, 0, plain, 0, CONFOUNDER);
        System.arraycopy(message, sealFrom, plain, CONFOUNDER, length);
        byte[] header = wrapHeader(sending.flags | SEALED, filler, 0, sending.sequence);
        System.arraycopy(header, 0, plain, plain.length - HEADER, HEADER);
        byte[] checksum = sealChecksum(sending, plain, message, signFrom, signTo, sealFrom, sealTo);
        byte[] sealed = sending.cipher.encrypt(plain);
        byte[] token = wrapHeader(sending.flags | SEALED, filler, ROTATION, sending.sequence++);
        System.arraycopy(sealed, CONFOUNDER, message, sealFrom, length);
        return new ByteWriter(sealLength()).bytes(token)
                .bytes(sealed, CONFOUNDER + length, filler + HEADER).bytes(checksum)
                .bytes(sealed, 0, CONFOUNDER).toBytes();
    }

    @Override
    public boolean unseal(byte[] message, int signFrom, int signTo, int sealFrom, int sealTo, Bytes signature) {
        int length = sealTo - sealFrom;
        if (!settings.confidential || signature.length() < HEADER + CONFOUNDER + ROTATION) {
            return false;
        }
        ByteReader in = signature.reader();
        boolean ours = in.u16BigEndian() == WRAP_TOKEN && in.u8() == (receiving.flags | SEALED) && in.u8() == 0xff;
        int filler = in.u16BigEndian();
        int rotation = in.u16BigEndian() + (settings.dceStyle ? filler : 0);
        long sequence = in.i64BigEndian();
        int whole = signature.length() - HEADER + length;
        if (!ours || sequence != receiving.sequence || whole != CONFOUNDER + length + filler + ROTATION) {
            return false;
        }
        byte[] rotated = new byte[whole];
        System.arraycopy(signature.toArray(), HEADER, rotated, 0, whole - length);
        System.arraycopy(message, sealFrom, rotated, whole - length, length);
        byte[] straight = rotateLeft(rotated, rotation % whole);
        byte[] plain = receiving.cipher.decrypt(Arrays.copyOf(straight, whole - CHECKSUM));
        System.arraycopy(plain, CONFOUNDER, message, sealFrom, length);
        byte[] checksum = sealChecksum(receiving, plain, message, signFrom, signTo, sealFrom, sealTo);
        byte[] header = wrapHeader(receiving.flags | SEALED, filler, 0, sequence);
        boolean holds = MessageDigest.isEqual(checksum, Arrays.copyOfRange(straight, whole - CHECKSUM, whole))
                && Arrays.equals(header, 0, HEADER, plain, plain.length - HEADER, plain.length);
        if (holds) {
            receiving.sequence++;
        }
        return holds;
    }

    /// Over all parts in their order in the message, between the confounder and filler with header.
    private static byte[] sealChecksum(Direction direction, byte[] plain, byte[] message, int signFrom, int signTo,
            int sealFrom, int sealTo) {
        int tail = CONFOUNDER + sealTo - sealFrom;
        return direction.cipher.checksum().update(plain, 0, CONFOUNDER).update(message, signFrom, sealFrom)
                .update(plain, CONFOUNDER, tail).update(message, sealTo, signTo).update(plain, tail, plain.length)
                .sum();
    }

    @Override
    public Bytes sign(byte[] message, int signFrom, int signTo) {
        byte[] header = micHeader(sending.flags, sending.sequence++);
        byte[] checksum = sending.mac.update(message, signFrom, signTo).update(header, 0, HEADER).sum();
        return new ByteWriter(signatureLength()).bytes(header).bytes(checksum).toBytes();
    }

    @Override
    public boolean verify(byte[] message, int signFrom, int signTo, Bytes signature) {
        byte[] header = micHeader(receiving.flags, receiving.sequence);
        byte[] checksum = receiving.mac.update(message, signFrom, signTo).update(header, 0, HEADER).sum();
        byte[] expected = new ByteWriter(signatureLength()).bytes(header).bytes(checksum).toArray();
        boolean holds = MessageDigest.isEqual(expected, signature.toArray());
        if (holds) {
            receiving.sequence++;
        }
        return holds;
    }

    @Override
    public boolean protectsLists() {
        return true;
    }

    /// An ordinary MIC, which takes a number like every message (RFC 4178 5).
    @Override
    public Bytes signList(Bytes mechTypes) {
        return sign(mechTypes.toArray(), 0, mechTypes.length());
    }

    @Override
    public boolean verifyList(Bytes mechTypes, Bytes mic) {
        return verify(mechTypes.toArray(), 0, mechTypes.length(), mic);
    }

    /// RFC 4121 4.2.6.1.
    private static byte[] micHeader(int flags, long sequence) {
        return new ByteWriter(HEADER).u16BigEndian(MIC_TOKEN).u8(flags).u8(0xff).i32BigEndian(-1)
                .i64BigEndian(sequence).toArray();
    }

    /// RFC 4121 4.2.6.2.
    private static byte[] wrapHeader(int flags, int extra, int rotation, long sequence) {
        return new ByteWriter(HEADER).u16BigEndian(WRAP_TOKEN).u8(flags).u8(0xff).u16BigEndian(extra)
                .u16BigEndian(rotation).i64BigEndian(sequence).toArray();
    }

    private static byte[] rotateLeft(byte[] bytes, int count) {
        byte[] rotated = new byte[bytes.length];
        System.arraycopy(bytes, count, rotated, 0, bytes.length - count);
        System.arraycopy(bytes, 0, rotated, bytes.length - count, count);
        return rotated;
    }
}
