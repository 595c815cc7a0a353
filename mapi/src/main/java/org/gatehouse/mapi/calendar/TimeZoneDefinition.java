package org.gatehouse.mapi.calendar;

import static org.gatehouse.wire.MalformedException.require;

import java.util.List;
import java.util.Optional;
import org.gatehouse.wire.ByteReader;
import org.gatehouse.wire.ByteWriter;
import org.gatehouse.wire.Bytes;

/// PidLidAppointmentTimeZoneDefinitionRecur and its like: a time zone with its rules over the years ([MS-OXOCAL]
/// 2.2.1.41).
///
/// @param keyName as Windows calls the zone: `Pacific Standard Time`
public record TimeZoneDefinition(String keyName, List<Rule> rules) {
    private static final int MAJOR = 2;
    private static final int MINOR = 1;
    /// Of the header behind its own size: two reserved bytes, the name's length and characters, the rules' number.
    private static final int HEADER_BYTES = 6;
    private static final int HEADER_RESERVED = 2;
    private static final int RULE_RESERVED = 0x3e;
    private static final int RULE_BYTES = 66;
    private static final int RULE_UNUSED_BYTES = 14;
    private static final int RULES_MAX = 1024;
    private static final int NAME_CHARS_MAX = 260;

    public TimeZoneDefinition {
        rules = List.copyOf(rules);
        if (rules.isEmpty() || rules.size() > RULES_MAX || keyName.length() > NAME_CHARS_MAX) {
            throw new IllegalArgumentException(rules.size() + " rules of time zone " + keyName);
        }
    }

    /// One rule ([MS-OXOCAL] 2.2.1.41.1).
    ///
    /// @param flags `RECURRING` for the one that a series was made with, `EFFECTIVE` for the one that holds
    /// @param year the first that it holds for
    /// @param unused fourteen bytes that shall be zero; Outlook does not leave them so, and they are kept
    public record Rule(int flags, int year, Bytes unused, int bias, int standardBias, int daylightBias,
            SystemTime standardDate, SystemTime daylightDate) {
        public static final int RECURRING = 0x1;
        public static final int EFFECTIVE = 0x2;

        public Rule {
            if (unused.length() != RULE_UNUSED_BYTES) {
                throw new IllegalArgumentException(unused.length() + " unused bytes of a time zone rule");
            }
        }

        /// A rule as the specification has it.
        public static Rule of(int flags, int year, TimeZoneStruct zone) {
            return new Rule(flags, year, Bytes.copyOf(new byte[RULE_UNUSED_BYTES]), zone.bias(), zone.standardBias(),
                    zone.daylightBias(), zone.standardDate(), zone.daylightDate());
        }

        /// What PidLidTimeZoneStruct says where this rule is the one that holds (2.2.1.41).
        public TimeZoneStruct zone() {
            return new TimeZoneStruct(bias, standardBias, daylightBias, standardDate.year(), standardDate,
                    daylightDate.year(), daylightDate);
        }

        private static Rule read(ByteReader in) {
            require(in.u8() == MAJOR && in.u8() == MINOR, "version of a time zone rule");
            require(in.u16() == RULE_RESERVED, "size of a time zone rule");
            int flags = in.u16();
            int year = in.u16();
            return new Rule(flags, year, in.blob(RULE_UNUSED_BYTES), in.i32(), in.i32(), in.i32(),
                    SystemTime.read(in), SystemTime.read(in));
        }

        private void write(ByteWriter out) {
            out.u8(MAJOR).u8(MINOR).u16(RULE_RESERVED).u16(flags).u16(year).bytes(unused);
            out.i32(bias).i32(standardBias).i32(daylightBias);
            standardDate.write(out);
            daylightDate.write(out);
        }
    }

    /// The rule that holds ([MS-OXOCAL] 2.2.1.41).
    public Optional<Rule> effective() {
        return rules.stream().filter(rule -> (rule.flags & Rule.EFFECTIVE) != 0).findFirst();
    }

    public static TimeZoneDefinition read(ByteReader in) {
        require(in.u8() == MAJOR && in.u8() == MINOR, "version of a time zone definition");
        ByteReader header = in.window(in.u16());
        require(header.u16() == HEADER_RESERVED, "header of a time zone definition");
        int chars = header.u16();
        require(chars <= NAME_CHARS_MAX, "name of a time zone");
        String name = header.utf16(2 * chars);
        int count = header.u16();
        require(count >= 1 && count <= RULES_MAX, "rules of a time zone");
        return new TimeZoneDefinition(name, in.list(count, RULE_BYTES, Rule::read));
    }

    public static TimeZoneDefinition of(Bytes encoded) {
        return read(encoded.reader());
    }

    public Bytes encode() {
        var out = new ByteWriter();
        out.u8(MAJOR).u8(MINOR).u16(HEADER_BYTES + 2 * keyName.length()).u16(HEADER_RESERVED).u16(keyName.length());
        out.utf16(keyName).u16(rules.size());
        rules.forEach(rule -> rule.write(out));
        return out.toBytes();
    }
}
