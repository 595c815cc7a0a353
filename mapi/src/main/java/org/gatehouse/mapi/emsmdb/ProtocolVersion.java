package org.gatehouse.mapi.emsmdb;

import java.util.Comparator;
import org.gatehouse.wire.ndr.NdrReader;
import org.gatehouse.wire.ndr.NdrWriter;

/// A client or server version in its normal form of four numbers ([MS-OXCRPC] 3.1.4.1.3.1).
///
/// The wire has three words. With the high bit of the second set, the first word is two bytes, major and minor;
/// otherwise the version is of the old scheme, which has no minor number.
public record ProtocolVersion(int major, int minor, int build, int revision) implements Comparable<ProtocolVersion> {
    private static final int NEW_SCHEME = 0x8000;
    private static final Comparator<ProtocolVersion> ORDER = Comparator.comparingInt(ProtocolVersion::major)
            .thenComparingInt(ProtocolVersion::minor).thenComparingInt(ProtocolVersion::build)
            .thenComparingInt(ProtocolVersion::revision);

    public ProtocolVersion {
        if ((major | minor | build | revision) < 0 || major > 0xffff || minor > 0xff || build > 0x7fff
                || revision > 0xffff) {
            throw new IllegalArgumentException(major + "." + minor + "." + build + "." + revision);
        }
    }

    public static ProtocolVersion ofWire(int word0, int word1, int word2) {
        return (word1 & NEW_SCHEME) != 0
                ? new ProtocolVersion(word0 >> 8, word0 & 0xff, word1 & ~NEW_SCHEME, word2)
                : new ProtocolVersion(word0, 0, word1, word2);
    }

    public boolean atLeast(ProtocolVersion floor) {
        return compareTo(floor) >= 0;
    }

    @Override
    public int compareTo(ProtocolVersion other) {
        return ORDER.compare(this, other);
    }

    /// The form of the documents, such as `12.0.3619.0`.
    @Override
    public String toString() {
        return major + "." + minor + "." + build + "." + revision;
    }

    /// Three words as they stand on the wire, kept so that a reply can repeat them exactly.
    public record Words(int word0, int word1, int word2) {
        public static Words of(ProtocolVersion version) {
            return new Words(version.major << 8 | version.minor, version.build | NEW_SCHEME, version.revision);
        }

        public ProtocolVersion normalized() {
            return ofWire(word0, word1, word2);
        }

        static Words read(NdrReader in) {
            return new Words(in.u16(), in.u16(), in.u16());
        }

        void write(NdrWriter out) {
            out.u16(word0).u16(word1).u16(word2);
        }
    }
}
