package org.gatehouse.web.autodiscover;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.zip.CRC32;

/// When an error was met and by which server: the attributes of [MS-OXDSCLI] 2.2.4.1.1.3.
///
/// @param time the time of day
/// @param id a hash of the server's name
record ErrorStamp(String time, String id) {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss.SSSSSSS", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    static ErrorStamp of(Instant now, String server) {
        var hash = new CRC32();
        hash.update(server.toLowerCase(Locale.ROOT).getBytes(StandardCharsets.UTF_8));
        return new ErrorStamp(TIME.format(now), Long.toString(hash.getValue()));
    }
}
