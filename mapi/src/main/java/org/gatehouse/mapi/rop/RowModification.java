package org.gatehouse.mapi.rop;

import java.util.List;
import org.gatehouse.mapi.property.CountWidth;
import org.gatehouse.mapi.property.PropertyValue;
import org.gatehouse.mapi.property.Values;
import org.gatehouse.wire.ByteReader;
import org.gatehouse.wire.ByteWriter;

/// One change to a rules or permissions table: PermissionData ([MS-OXCROPS] 2.2.10.1.1.1), RuleData (2.2.11.1.1.1).
///
/// @param flags [#ADD], [#MODIFY] or [#REMOVE]
public record RowModification(int flags, List<PropertyValue> values) {
    public static final int ADD = 0x01;
    public static final int MODIFY = 0x02;
    public static final int REMOVE = 0x04;
    static final int SIZE_MIN = 3;

    public RowModification {
        values = List.copyOf(values);
    }

    static RowModification read(ByteReader in) {
        return new RowModification(in.u8(), Values.readTagged(in, in.u16(), CountWidth.ROP));
    }

    void write(ByteWriter out) {
        Fields.writeValues(values, out.u8(flags));
    }
}
