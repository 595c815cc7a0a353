package org.gatehouse.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import org.gatehouse.mapi.property.PropertyType;
import org.gatehouse.mapi.property.Value;
import org.gatehouse.wire.Bytes;
import org.junit.jupiter.api.Test;

/// No value in a row has more than 510 bytes, and none ends within a character (MS-OXCTABL_R121, MS-OXCTABL_R122).
class CellsTest {
    private static final int MAX = 510;

    private static Value cut(Value value, Charset codePage) {
        return Cells.cut(value, MAX, codePage);
    }

    @Test
    void textIsCutAtACharacter() {
        assertThat(cut(new Value.Text("x".repeat(300)), StandardCharsets.ISO_8859_1))
                .isEqualTo(new Value.Text("x".repeat(255)));
        String pairs = "x" + "\ud83d\ude00".repeat(200);
        assertThat(cut(new Value.Text(pairs), StandardCharsets.ISO_8859_1))
                .isEqualTo(new Value.Text(pairs.substring(0, 255)));
        assertThat(cut(new Value.Text(pairs.substring(1)), StandardCharsets.ISO_8859_1))
                .isEqualTo(new Value.Text(pairs.substring(1, 255)));
    }

    @Test
    void textOfACodePageIsCutAtACharacterToo() {
        Charset japanese = Charset.forName("windows-31j");
        String text = "a" + "\u65e5\u672c".repeat(200);
        assertThat(cut(Value.Text8.of(text, japanese), japanese))
                .isEqualTo(Value.Text8.of(text.substring(0, 255), japanese));
        assertThat(cut(Value.Text8.of("\u65e5".repeat(255), StandardCharsets.UTF_8), StandardCharsets.UTF_8))
                .as("three bytes each").isEqualTo(Value.Text8.of("\u65e5".repeat(170), StandardCharsets.UTF_8));
        Value.Text8 fits = Value.Text8.of("\u65e5".repeat(255), japanese);
        assertThat(cut(fits, japanese)).isEqualTo(fits);
    }

    @Test
    void ofSeveralValuesThereAreAsManyAsHaveRoom() {
        var bytes = new Value.Binary(Bytes.wrap(new byte[600]));
        var shorter = new Value.Binary(Bytes.wrap(new byte[MAX]));
        var small = new Value.Binary(Bytes.wrap(new byte[200]));
        assertThat(cut(new Value.Multiple(PropertyType.BINARY, List.of(bytes, small)), StandardCharsets.UTF_8))
                .isEqualTo(new Value.Multiple(PropertyType.BINARY, List.of(shorter)));
        assertThat(cut(new Value.Multiple(PropertyType.BINARY, List.of(small, small, small, small)),
                StandardCharsets.UTF_8)).isEqualTo(new Value.Multiple(PropertyType.BINARY, List.of(small, small)));
        assertThat(cut(new Value.Multiple(PropertyType.STRING, List.of(new Value.Text("y".repeat(256)))),
                StandardCharsets.UTF_8)).isEqualTo(new Value.Multiple(PropertyType.STRING,
                        List.of(new Value.Text("y".repeat(255)))));
        var numbers = new Value.Multiple(PropertyType.INTEGER32, List.of(new Value.Int32(1)));
        assertThat(cut(numbers, StandardCharsets.UTF_8)).isEqualTo(numbers);
        List<Value> many = Collections.nCopies(1_000, new Value.Int32(1));
        assertThat(cut(new Value.Multiple(PropertyType.INTEGER32, many), StandardCharsets.UTF_8))
                .isEqualTo(new Value.Multiple(PropertyType.INTEGER32, many.subList(0, MAX / 4)));
    }
}
