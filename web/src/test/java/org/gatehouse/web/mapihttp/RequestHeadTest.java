package org.gatehouse.web.mapihttp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import org.gatehouse.mapi.emsmdb.ProtocolVersion;
import org.junit.jupiter.api.Test;

/// How header fields of requests are read ([MS-OXCMAPIHTTP] 2.2.3.3).
class RequestHeadTest {
    private static final String GUID = "E2EA6C1C-E61B-49E9-9CFB-38184F907552";

    @Test
    void anIdIsAGuidAndACounter() { // 2.2.3.3.2, whose example has braces
        assertThat(new String[] {"{" + GUID + "}:123456", GUID + ":1", GUID.toLowerCase(java.util.Locale.ROOT) + ":0",
                GUID + ":" + "9".repeat(20)}).allMatch(RequestHead::isId);
        assertThat(new String[] {"", ":", "1", GUID, GUID + ":", "{" + GUID + "}", "{" + GUID + "}:", GUID + "}:1",
                "{" + GUID + ":1", "{" + GUID + "}1", "{{" + GUID + "}:1", GUID + ":" + "9".repeat(21), GUID + ":-1",
                GUID + ":1 ", " " + GUID + ":1", GUID.replace('E', 'G') + ":1", GUID.replace('-', '0') + ":1",
                GUID.replace('1', '-') + ":1", GUID.replace("1", "\u0661") + ":1", GUID + ":\u0661"})
                .noneMatch(RequestHead::isId);
    }

    @Test
    void anApplicationTellsItsVersion() throws RequestHead.RefusedException { // 2.2.3.3.6
        assertThat(RequestHead.version("Outlook/15.00.0847.4040")).isEqualTo(new ProtocolVersion(15, 0, 847, 4040));
        assertThat(RequestHead.version("a b(c)/1.2.3.4")).isEqualTo(new ProtocolVersion(1, 2, 3, 4));
        assertThat(RequestHead.version("A".repeat(64) + "/999.255.32767.65535"))
                .isEqualTo(new ProtocolVersion(999, 255, 32767, 65535));
        for (String bad : new String[] {"", "/", "Outlook", "Outlook/", "/15.0.0.0", "A".repeat(65) + "/15.0.0.0",
                "Outlook/15.0.0", "Outlook/15.0.0.", "Outlook/15.0.0.0.", "Outlook/15.0.0.0.0", "Outlook/15..0.0",
                "Outlook/.15.0.0", "Outlook/15.0.0.x", "Outlook/15.0.0.0 ", "Outlook/1000.0.0.0",
                "Outlook/15.0.100000.0", "Outlook/15.256.0.0", "Outlook/15.0.32768.0", "Outlook/15.0.0.65536",
                "Out/look/15.0.0.0", "Outlook/\u0661.0.0.0"}) {
            assertThatThrownBy(() -> RequestHead.version(bad)).as(bad)
                    .isInstanceOf(RequestHead.RefusedException.class);
        }
    }

    @Test
    void timesAreWrittenAsHttpHasThem() { // RFC 9110 5.6.7 has this one
        var dates = new HttpDates();
        Instant example = Instant.parse("1994-11-06T08:49:37Z");
        assertThat(dates.text(example)).isEqualTo("Sun, 06 Nov 1994 08:49:37 GMT");
        assertThat(dates.text(example.plusMillis(999))).isEqualTo("Sun, 06 Nov 1994 08:49:37 GMT");
        assertThat(dates.text(example.plusSeconds(1))).isEqualTo("Sun, 06 Nov 1994 08:49:38 GMT");
        assertThat(dates.text(example)).isEqualTo("Sun, 06 Nov 1994 08:49:37 GMT");
        assertThat(dates.text(Instant.EPOCH)).isEqualTo("Thu, 01 Jan 1970 00:00:00 GMT");
    }
}
