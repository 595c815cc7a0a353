package org.gatehouse.mapi.configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.gatehouse.mapi.configuration.CategoryList.Category;
import org.gatehouse.testing.Mutations;
import org.gatehouse.wire.Bytes;
import org.gatehouse.wire.MalformedException;
import org.junit.jupiter.api.Test;

class CategoryListTest {
    /// By hand after the schema of [MS-OXOCFG] 2.2.5.2.2, with an attribute of a later version.
    private static final String LIST = """
            <?xml version="1.0"?>
            <categories default="Blue" lastSavedSession="5" lastSavedTime="2010-05-03T08:00:00.000"
                xmlns="CategoryList.xsd">
              <category name="Blue" color="7" keyboardShortcut="2" usageCount="4"
                lastTimeUsedNotes="1601-01-01T00:00:00.000" lastTimeUsed="2010-05-02T07:06:05.004" lastSessionUsed="5"
                guid="{0d7a1b2c-0000-4000-8000-0123456789aB}"
                renameOnFirstUse="0" later="kept"/>
              <category name="B &amp; C" color="-1" keyboardShortcut="0" guid="{0d7a1b2c-0000-4000-8000-0123456789ac}"/>
            </categories>
            """;

    private static Bytes bytes(String document) {
        return Bytes.wrap(document.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void categoriesAreReadAndWritten() {
        CategoryList read = CategoryList.of(bytes(LIST));

        assertThat(read.attributes()).containsEntry("default", "Blue").containsEntry("lastSavedSession", "5");
        assertThat(read.categories()).extracting(Category::name).containsExactly("Blue", "B & C");
        Category blue = read.categories().getFirst();
        assertThat(blue.color()).isEqualTo(7);
        assertThat(blue.keyboardShortcut()).isEqualTo(2);
        assertThat(blue.guid()).contains(UUID.fromString("0d7a1b2c-0000-4000-8000-0123456789ab"));
        assertThat(blue.lastTimeUsed()).contains(Instant.parse("2010-05-02T07:06:05.004Z"));
        assertThat(blue.attributes()).containsEntry("later", "kept");
        assertThat(read.categories().getLast().color()).isEqualTo(Category.NO_COLOR);
        assertThat(CategoryList.of(read.encode())).isEqualTo(read);
        assertThat(new String(read.encode().toArray(), StandardCharsets.UTF_8)).contains("xmlns=\"CategoryList.xsd\"");
        var made = new CategoryList(Map.of(), List.of(Category.of("Red", 0, new UUID(1, 2))));
        assertThat(CategoryList.of(made.encode())).isEqualTo(made);
    }

    @Test
    void whatIsNoListIsMalformed() {
        for (String bad : List.of("", "<categories>", "<root/>", "<categories><category/></categories>",
                "<categories><category name='a' color='x'/></categories>",
                "<categories><category name='a' guid='1'/></categories>",
                "<categories><category name='a' lastTimeUsed='now'/></categories>",
                "<categories>" + "<a>".repeat(40) + "</a>".repeat(40) + "</categories>",
                "<!DOCTYPE a [<!ENTITY e SYSTEM 'file:///etc/hostname'>]><categories>&e;</categories>")) {
            assertThatThrownBy(() -> CategoryList.of(bytes(bad))).as(bad).isInstanceOf(MalformedException.class);
        }
    }

    @Test
    void everyMutationIsAValueOrMalformed() {
        Mutations.survive(bytes(LIST).toArray(), 2_000, MalformedException.class,
                input -> CategoryList.of(Bytes.copyOf(input)));
    }
}
