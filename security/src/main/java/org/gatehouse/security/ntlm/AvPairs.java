package org.gatehouse.security.ntlm;

import static org.gatehouse.wire.MalformedException.require;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.gatehouse.wire.ByteReader;
import org.gatehouse.wire.ByteWriter;
import org.gatehouse.wire.Bytes;

/// A sequence of AV_PAIR structures without its closing MsvAvEOL ([MS-NLMP] 2.2.2.1), in the order sent.
public record AvPairs(List<AvPair> pairs) {
    /// The specification defines ten kinds; more than this is no honest peer.
    private static final int PAIRS_MAX = 64;

    public AvPairs {
        pairs = List.copyOf(pairs);
    }

    /// Reads up to and including MsvAvEOL; what follows it is the caller's.
    public static AvPairs decode(ByteReader in) {
        var pairs = new ArrayList<AvPair>();
        while (true) {
            int id = in.u16();
            int length = in.u16();
            if (id == AvPair.END_OF_LIST) {
                require(length == 0, "MsvAvEOL with a value");
                return new AvPairs(pairs);
            }
            require(pairs.size() < PAIRS_MAX, "too many AV pairs");
            pairs.add(new AvPair(id, in.blob(length)));
        }
    }

    /// Writes the pairs and MsvAvEOL.
    public void encode(ByteWriter out) {
        for (AvPair pair : pairs) {
            out.u16(pair.id()).u16(pair.value().length()).bytes(pair.value());
        }
        out.u16(AvPair.END_OF_LIST).u16(0);
    }

    public Bytes encoded() {
        var out = new ByteWriter();
        encode(out);
        return out.toBytes();
    }

    /// The first value of a kind.
    public Optional<Bytes> value(int id) {
        return pairs.stream().filter(pair -> pair.id() == id).map(AvPair::value).findFirst();
    }

    /// The first value of a kind as text; names are UTF-16LE whatever character set was negotiated.
    public Optional<String> text(int id) {
        return value(id).map(value -> new String(value.toArray(), StandardCharsets.UTF_16LE));
    }

    /// MsvAvFlags, 0 when absent.
    public int flags() {
        Optional<Bytes> value = value(AvPair.FLAGS);
        if (value.isEmpty()) {
            return 0;
        }
        require(value.get().length() == 4, "MsvAvFlags of a wrong size");
        return value.get().reader().i32();
    }

    /// MsvAvTimestamp as a FILETIME.
    public OptionalLong timestamp() {
        Optional<Bytes> value = value(AvPair.TIMESTAMP);
        if (value.isEmpty()) {
            return OptionalLong.empty();
        }
        require(value.get().length() == 8, "MsvAvTimestamp of a wrong size");
        return OptionalLong.of(value.get().reader().i64());
    }

    /// These pairs and one more.
    public AvPairs with(int id, Bytes value) {
        var more = new ArrayList<>(pairs);
        more.add(new AvPair(id, value));
        return new AvPairs(more);
    }

    /// These pairs and one more, of text.
    public AvPairs with(int id, String text) {
        return with(id, Bytes.wrap(text.getBytes(StandardCharsets.UTF_16LE)));
    }
}
