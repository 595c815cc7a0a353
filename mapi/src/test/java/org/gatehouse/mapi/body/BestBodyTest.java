package org.gatehouse.mapi.body;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.gatehouse.wire.Bytes;
import org.junit.jupiter.api.Test;

class BestBodyTest {
    @Test
    void theBestOfTheBodiesFollowsTheTable() { // [MS-OXBBODY] 2.1.3.1, the rows that tell bodies apart
        var none = Optional.<RtfBody.Origin>empty();
        var rtf = Optional.of(RtfBody.Origin.RTF);
        assertThat(BestBody.of(false, none, false, false)).isEqualTo(BestBody.UNDEFINED);
        assertThat(BestBody.of(true, none, false, true)).isEqualTo(BestBody.TEXT);
        assertThat(BestBody.of(true, rtf, false, true)).isEqualTo(BestBody.RTF);
        assertThat(BestBody.of(true, rtf, false, false)).isEqualTo(BestBody.TEXT);
        assertThat(BestBody.of(true, rtf, true, true)).isEqualTo(BestBody.RTF);
        assertThat(BestBody.of(true, rtf, true, false)).isEqualTo(BestBody.HTML);
        assertThat(BestBody.of(false, rtf, false, false)).isEqualTo(BestBody.RTF);
        assertThat(BestBody.of(false, Optional.of(RtfBody.Origin.HTML), false, true)).isEqualTo(BestBody.HTML);
        assertThat(BestBody.of(false, Optional.of(RtfBody.Origin.TEXT), false, true)).isEqualTo(BestBody.TEXT);
    }

    @Test
    void theHeadOfCompressedRtfTellsItsOrigin() {
        Bytes whole = CompressedRtf.compress(RtfBody.ofHtml("<p>" + "long ".repeat(1000) + "</p>"));
        Bytes head = CompressedRtf.head(whole.slice(0, 200), 100);
        assertThat(head.length()).isEqualTo(100);
        assertThat(RtfBody.origin(head)).isEqualTo(RtfBody.Origin.HTML);
        assertThat(RtfBody.origin(CompressedRtf.head(CompressedRtf.wrap(RtfBody.ofText("x")), 100)))
                .isEqualTo(RtfBody.Origin.TEXT);
        assertThat(CompressedRtf.head(whole.slice(0, 9), 100)).isEqualTo(Bytes.EMPTY);
    }

    @Test
    void htmlIsReadInItsCodePage() {
        Bytes cyrillic = HtmlBytes.of("<p>Привет</p>", 1251);
        assertThat(cyrillic.length()).isEqualTo(13);
        assertThat(HtmlBytes.text(cyrillic, 1251)).isEqualTo("<p>Привет</p>");
        assertThat(HtmlBytes.text(utf8("<p>ä</p>"), HtmlBytes.UNNAMED)).isEqualTo("<p>ä</p>");
        assertThat(HtmlBytes.text(Bytes.ofHex("e4"), HtmlBytes.UNNAMED)).isEqualTo("ä");
        assertThat(HtmlBytes.text(Bytes.ofHex("efbbbf c3a4"), 1252)).isEqualTo("ä");
        assertThat(HtmlBytes.text(Bytes.ofHex("fffe e400"), HtmlBytes.UNNAMED)).isEqualTo("ä");
        Bytes named = Bytes.wrap("<meta http-equiv=x content=\"text/html; charset=koi8-r\">\u00d0"
                .getBytes(StandardCharsets.ISO_8859_1));
        assertThat(HtmlBytes.text(named, HtmlBytes.UNNAMED)).endsWith("п");
    }

    @Test
    void whatACodePageLacksBecomesAReference() {
        assertThat(HtmlBytes.of("a€日😀", 1252)).isEqualTo(Bytes.wrap("a\u0080&#26085;&#128512;"
                .getBytes(StandardCharsets.ISO_8859_1)));
        assertThat(HtmlBytes.of("ä", HtmlBytes.UNNAMED)).isEqualTo(ascii("&#228;"));
        assertThat(HtmlBytes.of("ä", BodyCodePages.UTF_8)).isEqualTo(utf8("ä"));
    }

    @Test
    void htmlShowsAsText() {
        assertThat(HtmlText.text("<html><head><title>no</title><style>p {}</style></head><body>\r\n<p>One  two<br>\r\n"
                + "three</p><!-- no --><table><tr><td>a</td><td>b</td></tr></table><ul><li>x</ul><pre>1\n 2</pre>"))
                .isEqualTo("One two\r\nthree\r\n\r\na b\r\n\r\n* x\r\n\r\n1\r\n 2");
        assertThat(HtmlText.text("a &lt; b < c &unknown; &#x41;")).isEqualTo("a < b < c &unknown; A");
    }

    private static Bytes utf8(String text) {
        return Bytes.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    private static Bytes ascii(String text) {
        return Bytes.wrap(text.getBytes(StandardCharsets.US_ASCII));
    }
}
