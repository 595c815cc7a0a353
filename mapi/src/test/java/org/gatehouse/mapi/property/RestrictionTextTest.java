package org.gatehouse.mapi.property;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.Charset;
import org.gatehouse.testing.Golden;
import org.gatehouse.wire.ByteReader;
import org.gatehouse.wire.ByteWriter;
import org.junit.jupiter.api.Test;

/// Built field by field from [MS-OXCDATA] 2.12.1 to 2.12.10; no example shows one filter in both forms.
class RestrictionTextTest {
    private static final Charset CYRILLIC = Charset.forName("windows-1251");
    private static final String UNICODE = """
            00 06 00                                     | AND of six
            03 01 00 01 00 1f 00 37 00 1f 00 37 00       | content, substring, ignoring case: PidTagSubject
            34 04 38 04 00 00                            | two letters
            02 04 04 1f 00 05 83 1f 10 05 83             | NOT EQUAL: a named property of several texts
            02 00 00 00 34 04 00 00 38 04 00 00          | two of them
            05 04 1f 00 37 00 1f 00 1a 00                | compares PidTagSubject and PidTagMessageClass
            07 04 1f 00 37 00 03 00 00 00                | size
            09 0d 00 12 0e 08 1f 00 01 30                | a recipient with PidTagDisplayName
            0a 01 1f 00 37 00 34 04 00 00 01 02 08 1f 30 05 83 | a comment on NOT of existence, with the instance bit
            """;
    private static final String EIGHT_BIT = """
            00 06 00
            03 01 00 01 00 1e 00 37 00 1e 00 37 00
            e4 e8 00
            02 04 04 1e 00 05 83 1e 10 05 83
            02 00 00 00 e4 00 e8 00
            05 04 1e 00 37 00 1e 00 1a 00
            07 04 1e 00 37 00 03 00 00 00
            09 0d 00 12 0e 08 1e 00 01 30
            0a 01 1e 00 37 00 e4 00 01 02 08 1e 30 05 83
            """;

    private static String form(String from, boolean unicode) {
        var restriction = Restriction.read(new ByteReader(Golden.bytes(from)), CountWidth.ROP);
        var out = new ByteWriter();
        new RestrictionText(unicode, CYRILLIC).of(restriction).write(out, CountWidth.ROP);
        return Golden.hex(out.toArray());
    }

    @Test
    void allTextComesInOneForm() { // [MS-OXCFOLD] 2.2.1.5.1
        assertThat(form(UNICODE, false)).isEqualTo(Golden.hex(Golden.bytes(EIGHT_BIT)));
        assertThat(form(EIGHT_BIT, true)).isEqualTo(Golden.hex(Golden.bytes(UNICODE)));
    }

    @Test
    void textInThatFormStays() {
        assertThat(form(UNICODE, true)).isEqualTo(Golden.hex(Golden.bytes(UNICODE)));
        assertThat(form(EIGHT_BIT, false)).isEqualTo(Golden.hex(Golden.bytes(EIGHT_BIT)));
    }
}
