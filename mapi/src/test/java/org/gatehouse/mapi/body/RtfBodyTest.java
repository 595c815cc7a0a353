package org.gatehouse.mapi.body;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.gatehouse.testing.Mutations;
import org.gatehouse.wire.Bytes;
import org.gatehouse.wire.MalformedException;
import org.junit.jupiter.api.Test;

/// The example is that of [MS-OXRTFEX] 3.
class RtfBodyTest {
    private static final String EXAMPLE_HTML = """
            <HTML><head>
            <style>
            <!--
             /* Style Definitions */
             p.MsoNormal, li.MsoNormal {font-family:Arial;}
            -->
            </style>
            \t<!-- This is a HTML comment.
            There is a horizontal tab (%x09) character before the comment,\s
            and some new lines inside the comment. -->
            </head>
            <body>
            <p
            class="MsoNormal">Note the line break inside a P tag. <b>This is a bold text</b> </p>
            <p class="MsoNormal">
            This is a normal text with a character references:&nbsp; &lt; &uml;<br>
            characters which have special meaning in RTF: {}\\<br>
            </p>
            <ol>
                <li class="MsoNormal">This is a list item
            </ol>
            </body>
            </HTML>
            """.replace("\n", "\r\n");

    static Bytes example() {
        try (InputStream in = RtfBodyTest.class.getResourceAsStream("encapsulated.rtf")) {
            return Bytes.wrap(Objects.requireNonNull(in, "encapsulated.rtf").readAllBytes());
        } catch (IOException missing) {
            throw new UncheckedIOException(missing);
        }
    }

    private static Bytes rtf(String text) {
        return Bytes.wrap(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    @Test
    void theExampleGivesBackItsHtml() {
        assertThat(RtfBody.origin(example())).isEqualTo(RtfBody.Origin.HTML);
        assertThat(RtfBody.html(example())).isEqualTo(EXAMPLE_HTML);
        assertThat(RtfBody.text(example())).contains("Note the line break inside a P tag. This is a bold text\r\n")
                .contains("references:\u00a0 < ¨\r\n").contains("* This is a list item").doesNotContain("MsoNormal");
    }

    @Test
    void htmlComesOutOfRtfAsItWentIn() {
        for (String html : new String[] {EXAMPLE_HTML, "<p>\tÄpfel &amp; Öl – 日本 😀</p>",
            "plain & simple < text > \\par {x}", "<script>if (a<b) {\r\n c('</p>') }</script>8<br>9", "", "<b",
            "<a href=\"x>y\">t</a>\r\n\r\n  two", "<!-- open", "1&#8364;2&bogus;3&#xD;"}) {
            Bytes made = RtfBody.ofHtml(html);
            assertThat(RtfBody.origin(made)).isEqualTo(RtfBody.Origin.HTML);
            assertThat(RtfBody.html(made)).isEqualTo(html);
        }
        // Readers of RTF alone see the text, and none of the tags.
        assertThat(RtfBody.text(rtf(new String(RtfBody.ofHtml("<p>a<br>b &euro;<b>c</b></p>").toArray(),
                StandardCharsets.US_ASCII).replace("\\fromhtml1", "")))).isEqualTo("a\r\nb €c\r\n");
    }

    @Test
    void plainTextComesOutOfRtfAsItWentIn() { // [MS-OXRTFEX] 2.1.3.3, 2.2.3.3
        String text = "One\r\n\r\n\ttwo {braces} \\ – 日本\r\n5 €";
        Bytes made = RtfBody.ofText(text);
        assertThat(RtfBody.origin(made)).isEqualTo(RtfBody.Origin.TEXT);
        assertThat(RtfBody.text(made)).isEqualTo(text);
        assertThat(RtfBody.html(made)).contains("two {braces} \\ – 日本<br>");
    }

    @Test
    void charactersAreReadInTheCodePageOfTheirFont() {
        Bytes rtf = rtf("{\\rtf1\\ansi\\ansicpg1252{\\fonttbl{\\f0\\fcharset0 A;}{\\f1\\fcharset204 B;}"
                + "{\\f2\\fcharset128 C;}}\\f0 \\'e4 \\f1 \\'e4{\\f2 \\'93\\'fa\\'96\\'7b}\\f0  \\'e4\\par}");
        assertThat(RtfBody.text(rtf)).isEqualTo("ä д日本 ä\r\n");
    }

    @Test
    void unicodeWordsSkipTheirSubstitutes() {
        assertThat(RtfBody.text(rtf("{\\rtf1\\ansi\\uc1 a\\u8364?b{\\uc2\\u26085\\'93\\'fa c}\\u-10179 ?\\u-8704 ?d}")))
                .isEqualTo("a€b日 c😀d");
    }

    @Test
    void richTextBecomesHtmlWithItsParagraphs() {
        Bytes rtf = rtf("{\\rtf1\\ansi{\\fonttbl{\\f0 A;}}{\\*\\generator X;}{\\info{\\author Me}}\\pard One <{\\b two}"
                + "\\par {\\i x}\\v hidden\\v0 \\line y}");
        assertThat(RtfBody.origin(rtf)).isEqualTo(RtfBody.Origin.RTF);
        assertThat(RtfBody.html(rtf)).isEqualTo("<html><head></head><body>\r\n<p>One &lt;<b>two</b></p>\r\n<p><i>x</i>"
                + "<br>\r\ny</p>\r\n</body></html>\r\n");
        assertThat(RtfBody.text(rtf)).isEqualTo("One <two\r\nx\r\ny");
    }

    @Test
    void onlyTheHeadSaysWhereItComesFrom() { // [MS-OXRTFEX] 2.2.3.1
        assertThat(RtfBody.origin(rtf("{\\rtf1{\\b x}\\fromhtml1 }"))).isEqualTo(RtfBody.Origin.RTF);
        assertThat(RtfBody.origin(rtf("{\\rtf1 text \\fromtext }"))).isEqualTo(RtfBody.Origin.RTF);
        assertThat(RtfBody.origin(rtf("no rtf \\fromtext"))).isEqualTo(RtfBody.Origin.RTF);
        assertThat(RtfBody.origin(Bytes.EMPTY)).isEqualTo(RtfBody.Origin.RTF);
    }

    @Test
    void whatWasNotInTheOriginalEndsWithItsGroup() { // [MS-OXRTFEX] 2.1.3.1
        String head = "{\\rtf1\\ansi\\fromhtml1 {\\*\\htmltag64}";
        assertThat(RtfBody.html(rtf(head + "\\htmlrtf a{ b\\htmlrtf0 c}d\\htmlrtf0 e{\\htmlrtf1 f}g}")))
                .isEqualTo("ceg");
        assertThat(RtfBody.html(rtf(head + "{\\*\\htmltag148 <FONT face=\"symbol\">}x{\\*\\htmltag156 </FONT>}}")))
                .isEqualTo("<FONT face=\"symbol\">x</FONT>");
    }

    @Test
    void groupsTooDeepAreRefused() {
        assertThatThrownBy(() -> RtfBody.text(rtf("{".repeat(100_000)))).isInstanceOf(MalformedException.class);
    }

    @Test
    void mutatedRtfIsReadOrRefused() {
        Mutations.survive(example().toArray(), 3_000, MalformedException.class, input -> {
            RtfBody.html(Bytes.wrap(input));
            RtfBody.text(Bytes.wrap(input));
        });
    }

    @Test
    void mutatedHtmlComesBackFromRtf() {
        Mutations.survive(EXAMPLE_HTML.getBytes(StandardCharsets.US_ASCII), 2_000, MalformedException.class, input -> {
            String html = new String(input, StandardCharsets.ISO_8859_1).replaceAll("\r\n|\r|\n", "\r\n")
                    .replace("\0", "");
            assertThat(RtfBody.html(RtfBody.ofHtml(html))).isEqualTo(html);
            HtmlText.text(html);
        });
    }
}
