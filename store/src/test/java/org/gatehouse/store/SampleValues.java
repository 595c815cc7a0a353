package org.gatehouse.store;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.gatehouse.mapi.property.PropertyTag;
import org.gatehouse.mapi.property.PropertyType;
import org.gatehouse.mapi.property.PropertyValue;
import org.gatehouse.mapi.property.Value;
import org.gatehouse.wire.Bytes;

/// A value of each type that a message can keep, and of each multiple one.
final class SampleValues {
    private static final Bytes SOME = Bytes.ofHex("00ff10");

    private SampleValues() {}

    static List<PropertyValue> ofEveryType(int firstId) {
        var singles = List.<Value>of(new Value.Int16((short) -2), new Value.Int32(-3), new Value.Int64(1L << 60),
                new Value.Float32(1.5f), new Value.Float64(-2.25), new Value.Currency(12_345),
                new Value.FloatingTime(2.5), new Value.Text("z\u0000ü😀"), new Value.Time(131_000_000_000_000_000L),
                new Value.Guid(new UUID(1, 2)), new Value.Binary(SOME));
        var values = new ArrayList<Value>(singles);
        for (Value single : singles) {
            values.add(new Value.Multiple(single.type(), List.of(single, single)));
        }
        values.add(new Value.Bool(true));
        values.add(new Value.ObjectValue(SOME));
        values.add(new Value.ServerId(SOME));
        values.add(new Value.Multiple(PropertyType.STRING, List.of()));
        var properties = new ArrayList<PropertyValue>();
        for (Value value : values) {
            properties.add(new PropertyValue(PropertyTag.of(firstId + properties.size(), value.type()), value));
        }
        return properties;
    }
}
