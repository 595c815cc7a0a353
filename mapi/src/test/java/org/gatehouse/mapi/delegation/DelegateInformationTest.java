package org.gatehouse.mapi.delegation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.gatehouse.mapi.calendar.FreeBusyPlace;
import org.gatehouse.mapi.delegation.DelegateInformation.Delegate;
import org.gatehouse.mapi.id.AddressBookEntryId;
import org.gatehouse.mapi.property.PropertyTag;
import org.gatehouse.mapi.property.PropertyType;
import org.gatehouse.mapi.property.PropertyValue;
import org.gatehouse.mapi.property.Tags;
import org.gatehouse.mapi.property.Value;
import org.gatehouse.testing.Golden;
import org.gatehouse.wire.Bytes;
import org.junit.jupiter.api.Test;

class DelegateInformationTest {
    private static final String GROUP = "/o=First Organization/ou=Exchange Administrative Group (FYDIBOHF23SPDLT)";
    /// [MS-OXODLGT] 4.1.3.2: how the entry id of delegate2, of 128 bytes, begins.
    private static final Bytes ENTRY_ID_START = Bytes.copyOf(Golden.bytes("""
            00 00 00 00 dc a7 40 c8 c0 42 10 1a b4 b9 08 00 | Flags, ProviderUID
            2b 2f e1 82 01 00 00 00 00 00 00 00 2f 6f 3d 46 | Version, Type, X500DN
            69 72 73 74 20 4f 72 67 61 6e 69 7a 61 74 69 6f
            """));

    private static Bytes entryId(String name) {
        return AddressBookEntryId.ofUser(GROUP + "/cn=Recipients/cn=" + name).encode();
    }

    private static DelegateInformation of(List<PropertyValue> properties) {
        Map<PropertyTag, Value> byTag = properties.stream().collect(Collectors.toMap(PropertyValue::tag,
                PropertyValue::value));
        return DelegateInformation.of(tag -> Optional.ofNullable(byTag.get(tag)));
    }

    private static Value many(PropertyType type, Value... values) {
        return new Value.Multiple(type, List.of(values));
    }

    @Test
    void theExampleIsReadAndWritten() {
        assertThat(entryId("delegate2").length()).isEqualTo(128);
        assertThat(entryId("delegate2").slice(0, 48)).isEqualTo(ENTRY_ID_START);
        DelegateInformation read = of(List.of(
                new PropertyValue(new PropertyTag(0x6842_000b), new Value.Bool(true)),
                new PropertyValue(new PropertyTag(0x684b_000b), new Value.Bool(true)),
                new PropertyValue(new PropertyTag(0x684a_101f), many(PropertyType.STRING, new Value.Text("delegate2"),
                        new Value.Text("delegate1"))),
                new PropertyValue(new PropertyTag(0x6845_1102), many(PropertyType.BINARY,
                        new Value.Binary(entryId("delegate2")), new Value.Binary(entryId("delegate1")))),
                new PropertyValue(new PropertyTag(0x686b_1003), many(PropertyType.INTEGER32, new Value.Int32(1),
                        new Value.Int32(0)))));

        assertThat(read).isEqualTo(new DelegateInformation(true, true, false, List.of(
                new Delegate("delegate2", entryId("delegate2"), true),
                new Delegate("delegate1", entryId("delegate1"), false))));
        assertThat(of(read.properties())).isEqualTo(read);
        assertThat(read.properties()).extracting(PropertyValue::tag).containsExactlyInAnyOrderElementsOf(
                DelegateInformation.TAGS);
    }

    @Test
    void shortListsAndNoneAreTaken() {
        assertThat(of(List.of())).isEqualTo(new DelegateInformation(false, false, false, List.of()));
        assertThat(of(new DelegateInformation(true, false, true, List.of()).properties()).dontMail()).isTrue();
        assertThat(of(List.of(new PropertyValue(Tags.SCHEDULE_INFO_DELEGATE_ENTRY_IDS, many(PropertyType.BINARY,
                new Value.Binary(Bytes.ofHex("01")), new Value.Binary(Bytes.EMPTY))),
                new PropertyValue(Tags.SCHEDULE_INFO_DELEGATE_NAMES, many(PropertyType.STRING, new Value.Text("a"))),
                new PropertyValue(Tags.DELEGATE_FLAGS, new Value.Int32(1)))).delegates()).containsExactly(
                        new Delegate("a", Bytes.ofHex("01"), false), new Delegate("", Bytes.EMPTY, false));
    }

    @Test
    void freeAndBusyTimesHaveTheirPlace() { // [MS-OXOPFFB] 3.1.4.1.2.2
        FreeBusyPlace place = FreeBusyPlace.of(GROUP + "/cn=Recipients/cn=ann");
        assertThat(place.folder()).isEqualTo("EX:" + GROUP);
        assertThat(place.subject()).isEqualTo("USER-/CN=RECIPIENTS/CN=ANN");
        assertThat(FreeBusyPlace.of("/o=a").folder()).isEqualTo("EX:/o=a");
    }
}
