package org.gatehouse.security.kerberos;

import static org.gatehouse.wire.MalformedException.require;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoField;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import org.gatehouse.security.der.Der;
import org.gatehouse.wire.ByteReader;
import org.gatehouse.wire.ByteWriter;
import org.gatehouse.wire.Bytes;
import org.gatehouse.wire.MalformedException;

/// KerberosTime, Microseconds and KerberosFlags (RFC 4120 5.2.3, 5.2.4, 5.2.8).
final class KerberosTime {
    private static final DateTimeFormatter FORM = DateTimeFormatter.ofPattern("uuuuMMddHHmmss'Z'", Locale.ROOT);
    private static final int LENGTH = 15;
    private static final int MICROSECONDS_MAX = 999_999;

    private KerberosTime() {}

    /// The content of a GeneralizedTime: whole seconds in UTC.
    static Instant of(Bytes content) {
        try {
            require(content.length() == LENGTH, "Kerberos time of another length than 15");
            return LocalDateTime.parse(new String(content.toArray(), StandardCharsets.US_ASCII), FORM)
                    .toInstant(ZoneOffset.UTC);
        } catch (DateTimeException notATime) {
            throw new MalformedException("Kerberos time that is none");
        }
    }

    /// A time and the microseconds beside it.
    static Instant of(Bytes content, long microseconds) {
        require(microseconds >= 0 && microseconds <= MICROSECONDS_MAX, "Kerberos microseconds out of range");
        return of(content).plus(microseconds, ChronoUnit.MICROS);
    }

    static Bytes element(Instant time) {
        return Der.element(Der.GENERALIZED_TIME, Bytes.wrap(FORM.format(LocalDateTime.ofInstant(time, ZoneOffset.UTC))
                .getBytes(StandardCharsets.US_ASCII)));
    }

    static long microseconds(Instant time) {
        return time.get(ChronoField.MICRO_OF_SECOND);
    }

    /// The first 32 flags of a BIT STRING's content.
    static int flags(Bytes content) {
        require(content.length() >= 5 && content.at(0) < 8, "Kerberos flags of less than 32 bits");
        ByteReader in = content.reader();
        in.skip(1);
        return in.i32BigEndian();
    }

    static Bytes flagsElement(int flags) {
        return Der.element(Der.BIT_STRING, new ByteWriter(5).u8(0).i32BigEndian(flags).toBytes());
    }
}
