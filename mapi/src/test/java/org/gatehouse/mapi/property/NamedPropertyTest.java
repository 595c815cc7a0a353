package org.gatehouse.mapi.property;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/// The table of names, against pages of [MS-OXPROPS] and against itself.
class NamedPropertyTest {
    private static final UUID PUBLIC_STRINGS = UUID.fromString("00020329-0000-0000-c000-000000000046");

    private static void lid(String canonicalName, String set, int lid, PropertyType type) {
        var expected = new NamedProperty(canonicalName, new PropertyName.Lid(UUID.fromString(set), lid), type);
        assertThat(NamedProperty.of(canonicalName)).isEqualTo(expected);
        assertThat(NamedProperty.of(expected.name())).contains(expected);
    }

    private static void text(String canonicalName, String name, PropertyType type) {
        var expected = new NamedProperty(canonicalName, new PropertyName.Text(PUBLIC_STRINGS, name), type);
        assertThat(NamedProperty.of(canonicalName)).isEqualTo(expected);
        assertThat(NamedProperty.of(expected.name())).contains(expected);
    }

    /// Pages of [MS-OXPROPS] 2.1, 2.22, 2.33, 2.35, 2.48, 2.70, 2.95, 2.96, 2.342, 2.403, 2.447 and others.
    @Test
    void namesAreThoseOfTheSpecification() {
        String address = "00062004-0000-0000-c000-000000000046";
        String appointment = "00062002-0000-0000-c000-000000000046";
        lid("PidLidAddressBookProviderArrayType", address, 0x8029, PropertyType.INTEGER32);
        lid("PidLidAddressBookProviderEmailList", address, 0x8028, PropertyType.MULTIPLE_INTEGER32);
        lid("PidLidAppointmentRecur", appointment, 0x8216, PropertyType.BINARY);
        lid("PidLidAppointmentTimeZoneDefinitionRecur", appointment, 0x8260, PropertyType.BINARY);
        lid("PidLidAppointmentUnsendableRecipients", appointment, 0x825d, PropertyType.BINARY);
        lid("PidLidBusinessCardDisplayDefinition", address, 0x8040, PropertyType.BINARY);
        lid("PidLidCalendarType", "6ed8da90-450b-101b-98da-00aa003f1305", 0x1c, PropertyType.INTEGER32);
        lid("PidLidContactLinkEntry", "00062008-0000-0000-c000-000000000046", 0x8585, PropertyType.BINARY);
        lid("PidLidDistributionListChecksum", address, 0x804c, PropertyType.INTEGER32);
        lid("PidLidDistributionListMembers", address, 0x8055, PropertyType.MULTIPLE_BINARY);
        lid("PidLidDistributionListOneOffMembers", address, 0x8054, PropertyType.MULTIPLE_BINARY);
        lid("PidLidRecurring", appointment, 0x8223, PropertyType.BOOLEAN);
        lid("PidLidTaskAssigners", "00062003-0000-0000-c000-000000000046", 0x8117, PropertyType.BINARY);
        lid("PidLidTaskGlobalId", "00062008-0000-0000-c000-000000000046", 0x8519, PropertyType.BINARY);
        lid("PidLidTaskRecurrence", "00062003-0000-0000-c000-000000000046", 0x8116, PropertyType.BINARY);
        lid("PidLidTimeZoneStruct", appointment, 0x8233, PropertyType.BINARY);
        text("PidNameCalendarTimeZone", "urn:schemas:calendar:timezone", PropertyType.STRING);
        text("PidNameICalendarRecurrenceDate", "urn:schemas:calendar:rdate", PropertyType.MULTIPLE_TIME);
        text("PidNameICalendarRecurrenceRule", "urn:schemas:calendar:rrule", PropertyType.MULTIPLE_STRING);
        text("PidNameKeywords", "Keywords", PropertyType.MULTIPLE_STRING);
    }

    @Test
    void everyNameIsThereOnce() {
        assertThat(NamedProperty.all()).hasSizeGreaterThan(500).allSatisfy(property -> {
            assertThat(property.canonicalName()).matches("Pid(Lid|Name)[A-Za-z0-9]+");
            assertThat(PropertySet.of(property.name().set())).isPresent();
            assertThat(property.name()).isInstanceOf(property.canonicalName().startsWith("PidLid")
                    ? PropertyName.Lid.class : PropertyName.Text.class);
            assertThat(NamedProperty.of(property.name())).contains(property);
            assertThat(property.type()).isNotIn(PropertyType.UNSPECIFIED, PropertyType.NULL, PropertyType.STRING8);
        });
        assertThat(NamedProperty.all().stream().map(NamedProperty::canonicalName)).isSorted();
        var names = new HashSet<PropertyName>();
        assertThat(NamedProperty.all().stream().map(NamedProperty::name).allMatch(names::add)).isTrue();
    }

    @Test
    void aNameGetsItsTagInAMailbox() {
        assertThat(NamedProperty.of("PidLidRecurring").tag(0x8001)).isEqualTo(PropertyTag.of(0x8001,
                PropertyType.BOOLEAN));
        assertThatThrownBy(() -> NamedProperty.of("PidLidNothing")).isInstanceOf(IllegalArgumentException.class);
        assertThat(NamedProperty.of(new PropertyName.Lid(PUBLIC_STRINGS, 7))).isEmpty();
    }
}
