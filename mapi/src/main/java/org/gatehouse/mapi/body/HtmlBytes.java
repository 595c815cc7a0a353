package org.gatehouse.mapi.body;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.gatehouse.wire.Bytes;

/// PidTagHtml, which is bytes in the code page that PidTagInternetCodepage names ([MS-OXCMSG] 2.2.1.56.6).
public final class HtmlBytes {
    /// No code page is named.
    public static final int UNNAMED = 0;
    /// Where HTML says its own charset, when it does.
    private static final int HEAD_BYTES = 1024;
    private static final Pattern META = Pattern.compile("<meta[^>]{0,200}charset\\s*=\\s*[\"']?\\s*([A-Za-z0-9._:-]+)",
            Pattern.CASE_INSENSITIVE);

    private HtmlBytes() {}

    /// The text; without a known code page, by mark, by the document's own word, or by whether it can be UTF-8.
    public static String text(Bytes html, int codePage) {
        int mark = markLength(html);
        byte[] bytes = html.slice(mark, html.length()).toArray();
        if (mark == 3) {
            return new String(bytes, StandardCharsets.UTF_8);
        } else if (mark == 2) {
            return new String(bytes, html.at(0) == 0xff ? StandardCharsets.UTF_16LE : StandardCharsets.UTF_16BE);
        }
        Optional<Charset> named = BodyCodePages.charset(codePage).or(() -> ownWord(bytes));
        return named.map(charset -> new String(bytes, charset)).orElseGet(() -> guessed(bytes));
    }

    private static int markLength(Bytes html) {
        if (html.length() >= 3 && html.at(0) == 0xef && html.at(1) == 0xbb && html.at(2) == 0xbf) {
            return 3;
        }
        return html.length() >= 2 && (html.at(0) == 0xff && html.at(1) == 0xfe
                || html.at(0) == 0xfe && html.at(1) == 0xff) ? 2 : 0;
    }

    private static Optional<Charset> ownWord(byte[] html) {
        String head = new String(html, 0, Math.min(html.length, HEAD_BYTES), StandardCharsets.ISO_8859_1);
        Matcher meta = META.matcher(head);
        return meta.find() ? BodyCodePages.named(meta.group(1)) : Optional.empty();
    }

    private static String guessed(byte[] html) {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(html)).toString();
        } catch (CharacterCodingException other) {
            return new String(html, BodyCodePages.WESTERN);
        }
    }

    /// The bytes; what the code page does not have becomes a character reference, and without one, all but ASCII.
    public static Bytes of(String html, int codePage) {
        CharsetEncoder encoder = BodyCodePages.charset(codePage).filter(Charset::canEncode)
                .orElse(StandardCharsets.US_ASCII).newEncoder();
        try {
            ByteBuffer plain = encoder.onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT).encode(CharBuffer.wrap(html));
            return Bytes.copyOf(plain.array(), plain.arrayOffset(), plain.arrayOffset() + plain.limit());
        } catch (CharacterCodingException some) {
            encoder.reset();
        }
        var referred = new StringBuilder(html.length() + 64);
        html.codePoints().forEach(code -> {
            String one = Character.toString(code);
            if (code < 0x80 || encoder.canEncode(one)) {
                referred.append(one);
            } else {
                referred.append("&#").append(code).append(';');
            }
        });
        return Bytes.wrap(referred.toString().getBytes(encoder.charset()));
    }
}
