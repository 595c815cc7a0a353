package org.gatehouse.mapi.configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import org.gatehouse.mapi.configuration.ViewDefinition.Column;
import org.gatehouse.mapi.configuration.ViewDefinition.Name;
import org.gatehouse.mapi.property.PropertyTag;
import org.gatehouse.testing.Golden;
import org.gatehouse.testing.Mutations;
import org.gatehouse.wire.Bytes;
import org.gatehouse.wire.MalformedException;
import org.junit.jupiter.api.Test;

class ViewDefinitionTest {
    /// [MS-OXOCFG] 4.2.1, its first nine columns of eleven, and Cvcd made 9 accordingly.
    private static final Bytes VIEW = Bytes.copyOf(Golden.bytes("""
            00 00 00 00 00 00 00 00 08 00 00 00 02 00 00 00 | Reserved1, Version, ulFlags: descending
            00 00 00 00 09 00 00 00 08 00 00 00 00 00 00 00 | Pres, Cvcd, ivcdSort, cCat
            00 00 00 00                                     | ulCatSort
            00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 | Reserved2
            01 00 04 00 07 00 00 00 00 00 00 00 28 00 00 00 | type, id, width, Reserved1, flags
            00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 04 00 00 00 | Reserved2, Kind, ID
            03 00 17 00 12 00 00 00 00 00 00 00 4a 2f 00 00 | importance
            00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 17 00 00 00
            0b 00 03 85 12 00 00 00 00 00 00 00 40 3f 00 00 | reminder, a named property
            00 00 00 00 00 00 00 00 34 01 9a 11 00 00 00 00 03 85 00 00
            08 20 06 00 00 00 00 00 c0 00 00 00 00 00 00 46 | Guid
            1e 00 1a 00 12 00 00 00 00 00 00 00 0a 27 00 00 | icon
            00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 1a 00 00 00
            03 00 90 10 12 00 00 00 00 00 00 00 4a 2f 00 00 | flag status
            00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 90 10 00 00
            0b 00 1b 0e 12 00 00 00 00 00 00 00 4a 2f 00 00 | attachment
            00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 1b 0e 00 00
            1e 00 42 00 0c 00 00 00 00 00 00 00 00 2f 00 00 | from
            00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 42 00 00 00
            1e 00 37 00 11 00 00 00 00 00 00 00 00 2f 00 00 | subject
            00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 37 00 00 00
            40 00 06 0e 10 00 00 00 00 00 00 00 40 2f 00 00 | received
            00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 06 0e 00 00
            """));
    /// 4.2.2, as a Java text.
    private static final String HEADS = "\nImportance\nReminder\nIcon\nFlag Status\nAttachment\nFrom\nSubject\n"
            + "Received\nSize\nCategories\n";

    @Test
    void theExampleIsReadAndWritten() {
        ViewDefinition view = ViewDefinition.of(VIEW);

        assertThat(view.descending()).isTrue();
        assertThat(view.sortColumn()).hasValue(8);
        assertThat(view.columns()).extracting(column -> column.tag().id()).containsExactly(0x0004, 0x0017, 0x8503,
                0x001a, 0x1090, 0x0e1b, 0x0042, 0x0037, 0x0e06);
        assertThat(view.columns().get(2)).isEqualTo(new Column(new PropertyTag(0x8503_000b), 0x12, 0x3f40, 0x8503,
                Optional.of(new Name(UUID.fromString("00062008-0000-0000-c000-000000000046"), Optional.empty()))));
        assertThat(view.restriction()).isEqualTo(Bytes.EMPTY);
        assertThat(view.encode().length()).as("what is reserved is zero").isEqualTo(VIEW.length());
        assertThat(ViewDefinition.of(view.encode())).isEqualTo(view);
    }

    @Test
    void headsAreParted() {
        assertThat(ViewDefinition.heads(HEADS)).containsExactly("", "Importance", "Reminder", "Icon", "Flag Status",
                "Attachment", "From", "Subject", "Received", "Size", "Categories");
        assertThat(ViewDefinition.heads("")).isEmpty();
    }

    @Test
    void everyFieldComesBack() {
        var text = new Column(new PropertyTag(0x8123_101f), 9, 1, 0x1234, Optional.of(new Name(new UUID(1, 2),
                Optional.of(Bytes.ofHex("4b0065007900")))));
        var view = new ViewDefinition(false, OptionalInt.empty(), 1, 2, List.of(text), Bytes.ofHex("0102"));
        assertThat(ViewDefinition.of(view.encode())).isEqualTo(view);
    }

    @Test
    void whatIsNoViewIsMalformed() {
        for (int at : new int[] {8, 12, 24}) { // the version, the order, the sorted column
            byte[] bad = VIEW.toArray();
            bad[at] = 9;
            assertThatThrownBy(() -> ViewDefinition.of(Bytes.wrap(bad))).isInstanceOf(MalformedException.class);
        }
        assertThatThrownBy(() -> ViewDefinition.of(VIEW.slice(0, 100))).isInstanceOf(MalformedException.class);
        Mutations.survive(VIEW.toArray(), 3_000, MalformedException.class,
                input -> ViewDefinition.of(Bytes.copyOf(input)));
    }
}
