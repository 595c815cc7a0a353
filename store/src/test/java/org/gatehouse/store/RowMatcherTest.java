package org.gatehouse.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.gatehouse.mapi.property.PropertyTag;
import org.gatehouse.mapi.property.PropertyType;
import org.gatehouse.mapi.property.PropertyValue;
import org.gatehouse.mapi.property.Restriction;
import org.gatehouse.mapi.property.Restriction.Operator;
import org.gatehouse.mapi.property.Tags;
import org.gatehouse.mapi.property.Value;
import org.gatehouse.wire.Bytes;
import org.junit.jupiter.api.Test;

/// Every restriction of [MS-OXCDATA] 2.12 on every type of value, by tables.
class RowMatcherTest {
    private static final Charset GREEK = Charset.forName("windows-1253");
    private static final int ID = 0x6701;
    private static final int OTHER_ID = 0x6702;

    /// A row as the store hands it over.
    private record Row(Map<Integer, Value> cells, Map<Integer, List<RowValues>> subObjects) implements RowValues {
        @Override
        public Optional<Value> value(PropertyTag tag) {
            return Optional.ofNullable(cells.get(tag.id()));
        }

        @Override
        public List<RowValues> parts(PropertyTag subObject) {
            return subObjects.getOrDefault(subObject.id(), List.of());
        }
    }

    private static Row row(Value value) {
        return new Row(Map.of(ID, value), Map.of());
    }

    private static final Row EMPTY = new Row(Map.of(), Map.of());

    private static boolean matches(Restriction restriction, RowValues row) throws SQLException {
        return new RowMatcher(restriction, GREEK).matches(row);
    }

    private static Restriction.Property property(Operator operator, Value constant) {
        PropertyTag tag = PropertyTag.of(ID, constant.type());
        return new Restriction.Property(operator, tag, new PropertyValue(tag, constant));
    }

    private static Value binary(String hex) {
        return new Value.Binary(Bytes.ofHex(hex));
    }

    private static Value many(PropertyType type, Value... values) {
        return new Value.Multiple(type, List.of(values));
    }

    /// For each type three values in order ([MS-OXCDATA] 2.12.5: text without regard to case, bytes unsigned).
    private static Map<String, List<Value>> ascending() {
        var all = new LinkedHashMap<String, List<Value>>();
        all.put("PtypInteger16", List.of(new Value.Int16((short) -2), new Value.Int16((short) 1),
                new Value.Int16((short) 300)));
        all.put("PtypInteger32", List.of(new Value.Int32(Integer.MIN_VALUE), new Value.Int32(0), new Value.Int32(7)));
        all.put("PtypInteger64", List.of(new Value.Int64(Long.MIN_VALUE), new Value.Int64(5),
                new Value.Int64(1L << 40)));
        all.put("PtypFloating32", List.of(new Value.Float32(-0.5f), new Value.Float32(0), new Value.Float32(1e10f)));
        all.put("PtypFloating64", List.of(new Value.Float64(-1e300), new Value.Float64(2), new Value.Float64(3)));
        all.put("PtypCurrency", List.of(new Value.Currency(-1), new Value.Currency(0), new Value.Currency(10_000)));
        all.put("PtypFloatingTime", List.of(new Value.FloatingTime(1), new Value.FloatingTime(1.5),
                new Value.FloatingTime(2)));
        all.put("PtypErrorCode", List.of(new Value.ErrorValue(1), new Value.ErrorValue(2), new Value.ErrorValue(3)));
        all.put("PtypBoolean", List.of(new Value.Bool(false), new Value.Bool(true)));
        all.put("PtypTime", List.of(new Value.Time(0), new Value.Time(1), new Value.Time(1L << 60)));
        all.put("PtypString", List.of(new Value.Text("Alpha"), new Value.Text("beta"), new Value.Text("GAMMA")));
        all.put("PtypBinary", List.of(binary("7f"), binary("80"), binary("8000")));
        all.put("PtypServerId", List.of(new Value.ServerId(Bytes.ofHex("01")), new Value.ServerId(Bytes.ofHex("02")),
                new Value.ServerId(Bytes.ofHex("ff"))));
        all.put("PtypGuid", List.of(new Value.Guid(new UUID(0, 1)), new Value.Guid(new UUID(0, 2)),
                new Value.Guid(new UUID(1, 0))));
        return all;
    }

    private static boolean expected(Operator operator, int sign) {
        return switch (operator) {
            case LESS -> sign < 0;
            case LESS_OR_EQUAL -> sign <= 0;
            case GREATER -> sign > 0;
            case GREATER_OR_EQUAL -> sign >= 0;
            case EQUAL -> sign == 0;
            case NOT_EQUAL -> sign != 0;
            case MATCHES, MEMBER_OF -> throw new IllegalArgumentException("not for mailboxes");
        };
    }

    private static final List<Operator> OPERATORS = List.of(Operator.LESS, Operator.LESS_OR_EQUAL, Operator.GREATER,
            Operator.GREATER_OR_EQUAL, Operator.EQUAL, Operator.NOT_EQUAL);

    @Test
    void everyTypeComparesWithEveryOperator() throws SQLException { // 2.12.5.1, 2.12.6.1
        for (Map.Entry<String, List<Value>> type : ascending().entrySet()) {
            List<Value> values = type.getValue();
            for (int left = 0; left < values.size(); left++) {
                for (int right = 0; right < values.size(); right++) {
                    Value here = values.get(left);
                    Value there = values.get(right);
                    var both = new Row(Map.of(ID, here, OTHER_ID, there), Map.of());
                    for (Operator operator : OPERATORS) {
                        boolean wanted = expected(operator, Integer.compare(left, right));
                        assertThat(matches(property(operator, there), row(here)))
                                .as("%s: %s %s %s", type.getKey(), here, operator, there).isEqualTo(wanted);
                        assertThat(matches(new Restriction.CompareProperties(operator,
                                PropertyTag.of(ID, here.type()), PropertyTag.of(OTHER_ID, there.type())), both))
                                .as("%s: %s %s %s", type.getKey(), here, operator, there).isEqualTo(wanted);
                    }
                }
            }
        }
    }

    @Test
    void whatCannotBeComparedMeetsNothing() throws SQLException {
        List<Value> kinds = List.of(new Value.Int32(1), new Value.Text("1"), new Value.Bool(true), binary("01"),
                new Value.Time(1), new Value.Guid(new UUID(0, 1)));
        for (Value here : kinds) {
            for (Value there : kinds) {
                var both = new Row(Map.of(ID, here, OTHER_ID, there), Map.of());
                for (Operator operator : here.type() == there.type() ? List.<Operator>of() : OPERATORS) {
                    assertThat(matches(property(operator, there), row(here))).as("%s %s", here, there).isFalse();
                    assertThat(matches(new Restriction.CompareProperties(operator, PropertyTag.of(ID, here.type()),
                            PropertyTag.of(OTHER_ID, there.type())), both)).as("%s %s", here, there).isFalse();
                }
            }
        }
    }

    @Test
    void anAbsentPropertyMeetsNothingButNot() throws SQLException {
        PropertyTag number = PropertyTag.of(ID, PropertyType.INTEGER32);
        PropertyTag text = PropertyTag.of(ID, PropertyType.STRING);
        for (Operator operator : OPERATORS) {
            for (Restriction each : List.of(property(operator, new Value.Int32(0)),
                    new Restriction.CompareProperties(operator, number, number),
                    new Restriction.Size(operator, number, 0))) {
                assertThat(matches(each, EMPTY)).as("%s", each).isFalse();
                assertThat(matches(new Restriction.Not(each), EMPTY)).as("not %s", each).isTrue();
            }
        }
        for (Restriction each : List.of(new Restriction.Content(1, 0, text, new PropertyValue(text,
                new Value.Text(""))), new Restriction.BitMask(true, number, 1), new Restriction.BitMask(false, number,
                        1), new Restriction.Exist(number))) {
            assertThat(matches(each, EMPTY)).as("%s", each).isFalse();
            assertThat(matches(new Restriction.Not(each), EMPTY)).as("not %s", each).isTrue();
        }
    }

    /// @param low FuzzyLevelLow
    /// @param high FuzzyLevelHigh
    private record Fuzzy(int low, int high, Value value, Value pattern, boolean found) {}

    private static Value.Text text(String text) {
        return new Value.Text(text);
    }

    private static final List<Fuzzy> FUZZY = List.of(
            new Fuzzy(0, 0, text("Word"), text("Word"), true), new Fuzzy(0, 0, text("Word"), text("word"), false),
            new Fuzzy(0, 1, text("Word"), text("wORD"), true), new Fuzzy(0, 0, text("Words"), text("Word"), false),
            new Fuzzy(0, 2, text("W\u00f6rd"), text("Word"), true),
            new Fuzzy(0, 2, text("W\u00f6rd"), text("word"), false),
            new Fuzzy(0, 3, text("W\u00d6rd"), text("word"), true),
            new Fuzzy(0, 4, text("W\u00d6rd"), text("word"), true),
            new Fuzzy(1, 0, text("a Word here"), text("Word"), true),
            new Fuzzy(1, 0, text("a Word here"), text("word"), false),
            new Fuzzy(1, 1, text("a Word here"), text("wOrD H"), true),
            new Fuzzy(1, 2, text("a W\u00f6rd"), text("Wor"), true),
            new Fuzzy(1, 4, text("a w\u00f6rd"), text("WOR"), true),
            new Fuzzy(1, 0, text("short"), text("shorter"), false), new Fuzzy(1, 0, text("any"), text(""), true),
            new Fuzzy(2, 0, text("Words"), text("Word"), true), new Fuzzy(2, 0, text("a Word"), text("Word"), false),
            new Fuzzy(2, 0, text("Words"), text("word"), false), new Fuzzy(2, 1, text("Words"), text("wORD"), true),
            new Fuzzy(2, 2, text("W\u00f6rds"), text("Word"), true),
            new Fuzzy(2, 4, text("W\u00f6rds"), text("wORD"), true),
            new Fuzzy(0, 0, binary("0102"), binary("0102"), true),
            new Fuzzy(0, 1, binary("4142"), binary("6162"), false),
            new Fuzzy(0, 0, binary("010203"), binary("0102"), false),
            new Fuzzy(1, 0, binary("00010203"), binary("0102"), true),
            new Fuzzy(1, 0, binary("1020"), binary("02"), false), new Fuzzy(2, 0, binary("0102"), binary("01"), true),
            new Fuzzy(2, 0, binary("0102"), binary("02"), false),
            new Fuzzy(1, 0, text("1"), binary("31"), false), new Fuzzy(1, 0, new Value.Int32(1), text("1"), false));

    @Test
    void contentIsLookedForAtEveryFuzzyLevel() throws SQLException { // 2.12.4.1
        for (Fuzzy each : FUZZY) {
            PropertyTag tag = PropertyTag.of(ID, each.pattern.type());
            var content = new Restriction.Content(each.low, each.high, tag, new PropertyValue(tag, each.pattern));
            assertThat(matches(content, row(each.value))).as("%s", each).isEqualTo(each.found);
            if (each.value instanceof Value.Text) {
                assertThat(matches(content, row(many(PropertyType.STRING, text("other"), each.value))))
                        .as("one of several: %s", each).isEqualTo(each.found);
            } else if (each.value instanceof Value.Binary) {
                assertThat(matches(content, row(many(PropertyType.BINARY, binary("ee"), each.value))))
                        .as("one of several: %s", each).isEqualTo(each.found);
            }
        }
    }

    @Test
    void eightBitPatternsAreInTheSessionsCodePage() throws SQLException {
        PropertyTag tag = PropertyTag.of(ID, PropertyType.STRING8);
        var pattern = new PropertyValue(tag, Value.Text8.of("\u03bb\u03cc", GREEK));
        Row row = row(text("\u039b\u03cc\u03b3\u03bf\u03c2"));
        assertThat(matches(new Restriction.Content(2, 1, tag, pattern), row)).isTrue();
        assertThat(new RowMatcher(new Restriction.Content(2, 1, tag, pattern), StandardCharsets.ISO_8859_1)
                .matches(row)).isFalse();
        assertThat(matches(new Restriction.Property(Operator.EQUAL, tag, pattern), row(text("\u039b\u038c")))).isTrue();
    }

    @Test
    void oneOfSeveralValuesIsEnough() throws SQLException { // 2.12.5
        Value numbers = many(PropertyType.INTEGER32, new Value.Int32(1), new Value.Int32(5));
        assertThat(matches(property(Operator.EQUAL, new Value.Int32(5)), row(numbers))).isTrue();
        assertThat(matches(property(Operator.EQUAL, new Value.Int32(3)), row(numbers))).isFalse();
        assertThat(matches(property(Operator.GREATER, new Value.Int32(4)), row(numbers))).isTrue();
        assertThat(matches(property(Operator.GREATER, new Value.Int32(5)), row(numbers))).isFalse();
        assertThat(matches(property(Operator.EQUAL, numbers), row(numbers))).as("all of them").isTrue();
        assertThat(matches(property(Operator.EQUAL, many(PropertyType.INTEGER32, new Value.Int32(1))), row(numbers)))
                .isFalse();
    }

    @Test
    void bitsAndSizesAreLookedAt() throws SQLException { // 2.12.7, 2.12.8
        PropertyTag number = PropertyTag.of(ID, PropertyType.INTEGER32);
        for (int[] each : new int[][] {{5, 1, 1}, {5, 2, 0}, {5, 7, 1}, {0, -1, 0}, {-1, Integer.MIN_VALUE, 1}}) {
            boolean any = each[2] == 1;
            assertThat(matches(new Restriction.BitMask(false, number, each[1]), row(new Value.Int32(each[0]))))
                    .isEqualTo(any);
            assertThat(matches(new Restriction.BitMask(true, number, each[1]), row(new Value.Int32(each[0]))))
                    .isEqualTo(!any);
        }
        for (Operator operator : OPERATORS) {
            for (int size = 3; size <= 5; size++) {
                assertThat(matches(new Restriction.Size(operator, number, size), row(new Value.Int32(9))))
                        .as("4 %s %d", operator, size).isEqualTo(expected(operator, Integer.compare(4, size)));
            }
        }
    }

    @Test
    void partsCommentsAndCounts() throws SQLException { // 2.12.1 to 2.12.3, 2.12.10 to 2.12.12
        Restriction yes = new Restriction.Exist(PropertyTag.of(ID, PropertyType.INTEGER32));
        Restriction no = new Restriction.Not(yes);
        Row here = row(new Value.Int32(1));
        for (PropertyTag kind : List.of(Tags.MESSAGE_RECIPIENTS, Tags.MESSAGE_ATTACHMENTS)) {
            var sub = new Restriction.SubObject(kind, property(Operator.EQUAL, new Value.Int32(2)));
            assertThat(matches(sub, new Row(Map.of(), Map.of(kind.id(), List.of(here, row(new Value.Int32(2)))))))
                    .isTrue();
            assertThat(matches(sub, new Row(Map.of(ID, new Value.Int32(2)), Map.of(kind.id(), List.of(here)))))
                    .as("the message itself does not count").isFalse();
            assertThat(matches(sub, EMPTY)).isFalse();
        }
        assertThat(matches(new Restriction.And(List.of(yes, no)), here)).isFalse();
        assertThat(matches(new Restriction.Or(List.of(no, yes)), here)).isTrue();
        assertThat(matches(new Restriction.And(List.of()), here)).isTrue();
        assertThat(matches(new Restriction.Or(List.of()), here)).isFalse();
        var note = List.of(new PropertyValue(Tags.SUBJECT, text("note")));
        assertThat(matches(new Restriction.Comment(note, List.of(no)), here)).isFalse();
        assertThat(matches(new Restriction.Comment(note, List.of()), here)).isTrue();
        var twice = new RowMatcher(new Restriction.Count(2, yes), GREEK);
        assertThat(List.of(twice.matches(here), twice.matches(EMPTY), twice.matches(here), twice.matches(here)))
                .as("what does not match is not counted").containsExactly(true, false, true, false);
    }
}
