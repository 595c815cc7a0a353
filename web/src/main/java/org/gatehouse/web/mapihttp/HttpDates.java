package org.gatehouse.web.mapihttp;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/// Writes times as header fields have them (RFC 9110 5.6.7). Most requests begin in the same second as the one before,
/// so the last text is kept. Thread-safe.
final class HttpDates {
    private static final DateTimeFormatter FORMAT = DateTimeFormatter
            .ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ROOT).withZone(ZoneOffset.UTC);

    private volatile Written last = new Written(0, FORMAT.format(Instant.EPOCH));

    private record Written(long second, String text) {}

    String text(Instant time) {
        Written known = last;
        if (known.second() != time.getEpochSecond()) {
            known = new Written(time.getEpochSecond(), FORMAT.format(time));
            last = known;
        }
        return known.text();
    }
}
