package org.gatehouse.mapi.rop;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.gatehouse.mapi.property.PropertyTag;
import org.gatehouse.testing.Golden;
import org.gatehouse.wire.ByteReader;
import org.gatehouse.wire.ByteWriter;

/// One block of `goldens.txt`: the bytes of a ROP, where they come from and what they decode to.
///
/// @param source `example ...` or `fields ...`, with the section
/// @param columns for responses whose rows need them
/// @param decoded the record as text
record RopGolden(RopId id, boolean request, String source, List<PropertyTag> columns, byte[] bytes, String decoded) {
    static List<RopGolden> all() {
        var table = Objects.requireNonNull(RopGolden.class.getResourceAsStream("goldens.txt"));
        var goldens = new ArrayList<RopGolden>();
        try (table) {
            String text = new String(table.readAllBytes(), StandardCharsets.UTF_8);
            for (String block : text.substring(text.indexOf("\n@ ") + 3).split("\n@ ")) {
                goldens.add(parse(block));
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        return goldens;
    }

    private static RopGolden parse(String block) {
        List<String> lines = block.lines().toList();
        String[] head = lines.getFirst().split("; ?", -1);
        String[] what = head[0].split(" ");
        var columns = new ArrayList<PropertyTag>();
        for (String tag : head[2].split(" ")) {
            if (!tag.isEmpty()) {
                columns.add(new PropertyTag(Integer.parseUnsignedInt(tag, 16)));
            }
        }
        String decoded = lines.getLast().startsWith("= ") ? lines.getLast().substring(2) : "";
        var hex = new StringBuilder();
        lines.stream().skip(1).filter(line -> !line.startsWith("= ")).forEach(line -> hex.append(line).append('\n'));
        return new RopGolden(RopId.valueOf(what[0]), what[1].equals("request"), head[1], columns,
                Golden.bytes(hex.toString()), decoded);
    }

    /// Decodes whatever bytes are given as this ROP, in the context of this golden.
    Object decode(byte[] input) {
        ByteReader in = new ByteReader(input);
        if (request) {
            int code = in.u8();
            return RopId.of(code).orElse(id).decodeRequest(in, _ -> false);
        }
        return RopId.decodeResponse(in, columns);
    }

    static byte[] encode(Object rop) {
        var out = new ByteWriter();
        switch (rop) {
            case RopRequest asked -> asked.encode(out);
            case RopResponse answer -> answer.encode(out);
            default -> throw new AssertionError(rop);
        }
        return out.toArray();
    }

    @Override
    public String toString() {
        return id.specName() + (request ? " request, " : " response, ") + source;
    }
}
