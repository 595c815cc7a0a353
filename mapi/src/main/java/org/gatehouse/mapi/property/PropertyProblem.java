package org.gatehouse.mapi.property;

import org.gatehouse.wire.ByteReader;
import org.gatehouse.wire.ByteWriter;

/// Why one property of a request could not be set, deleted or copied ([MS-OXCDATA] 2.7).
///
/// @param index position of the property in the request's array
/// @param error an [ErrorCode]
public record PropertyProblem(int index, PropertyTag tag, int error) {
    /// Bytes on the wire.
    public static final int SIZE = 10;

    public static PropertyProblem read(ByteReader in) {
        return new PropertyProblem(in.u16(), PropertyTag.read(in), in.i32());
    }

    public void write(ByteWriter out) {
        out.u16(index).i32(tag.code()).i32(error);
    }
}
