package org.gatehouse.web.http;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.gatehouse.security.Identity;
import org.gatehouse.security.signin.PasswordDesk;
import org.gatehouse.security.signin.PasswordDesk.Reading;
import org.gatehouse.wire.Bytes;

/// User name and password with every request (RFC 7617), inside TLS.
///
/// What proved right is remembered for a short time, by a hash under a key that never leaves this process, and no
/// longer than the directory stays as it is: a changed password or a disabled account counts at once. What proved
/// wrong is not remembered: each such attempt is charged. Thread-safe.
public final class BasicSignIn {
    private static final String MAC = "HmacSHA256";
    private static final int KEY_BYTES = 32;

    private final PasswordDesk desk;
    private final LongSupplier directoryChanges;
    private final Limits limits;
    private final InstantSource clock;
    /// Has the key and is never fed: each hash is made by a copy of it.
    private final Mac keyed;
    private final Map<Bytes, Proved> proved;

    /// @param rememberedFor how long a right password may go without another look at it
    /// @param rememberedMax the longest unused goes first
    public record Limits(Duration rememberedFor, int rememberedMax) {
        public static final Limits DEFAULT = new Limits(Duration.ofMinutes(2), 20_000);
    }

    private record Proved(Identity identity, long directoryChange, long untilMillis) {}

    /// @param directoryChanges a number that differs once the directory has changed
    public BasicSignIn(PasswordDesk desk, LongSupplier directoryChanges, Limits limits, InstantSource clock,
            SecureRandom random) {
        this.desk = desk;
        this.directoryChanges = directoryChanges;
        this.limits = limits;
        this.clock = clock;
        byte[] secret = new byte[KEY_BYTES];
        random.nextBytes(secret);
        this.keyed = keyed(secret);
        this.proved = new LinkedHashMap<>(16, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<Bytes, Proved> eldest) {
                return size() > limits.rememberedMax();
            }
        };
    }

    /// Who it is, or nothing; why is only in the audit log.
    ///
    /// @param value what follows the scheme
    Optional<Identity> check(String value, InetAddress peer) {
        byte[] pair;
        try {
            pair = Base64.getDecoder().decode(value);
        } catch (IllegalArgumentException malformed) {
            return desk.check(List.of(new Reading("", "")), peer);
        }
        Bytes hash = hash(pair);
        // Read before the password is: a change in between makes what is remembered stale at once.
        long change = directoryChanges.getAsLong();
        Optional<Identity> known = remembered(hash, change);
        if (known.isPresent()) {
            return known;
        }
        Optional<Identity> checked = desk.check(readings(pair), peer);
        checked.ifPresent(identity -> remember(hash, new Proved(identity, change,
                clock.millis() + limits.rememberedFor().toMillis())));
        return checked;
    }

    private Optional<Identity> remembered(Bytes hash, long change) {
        synchronized (proved) {
            Proved found = proved.get(hash);
            if (found == null) {
                return Optional.empty();
            }
            if (found.directoryChange() != change || clock.millis() >= found.untilMillis()) {
                proved.remove(hash);
                return Optional.empty();
            }
            return Optional.of(found.identity());
        }
    }

    private void remember(Bytes hash, Proved found) {
        synchronized (proved) {
            proved.put(hash, found);
        }
    }

    /// UTF-8 as asked for, and ISO-8859-1, which older clients write whatever they are asked for (RFC 7617 2.1, B.3).
    private static List<Reading> readings(byte[] pair) {
        var readings = new ArrayList<Reading>();
        try {
            readings.add(reading(StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(pair)).toString()));
        } catch (CharacterCodingException otherwise) {
            return List.of(reading(new String(pair, StandardCharsets.ISO_8859_1)));
        }
        Reading other = reading(new String(pair, StandardCharsets.ISO_8859_1));
        if (!readings.contains(other)) {
            readings.add(other);
        }
        return readings;
    }

    /// The first colon ends the name (RFC 7617 2).
    private static Reading reading(String text) {
        int colon = text.indexOf(':');
        return colon < 0 ? new Reading(text, "") : new Reading(text.substring(0, colon), text.substring(colon + 1));
    }

    private static Mac keyed(byte[] secret) {
        try {
            Mac mac = Mac.getInstance(MAC);
            mac.init(new SecretKeySpec(secret, MAC));
            return mac;
        } catch (GeneralSecurityException failure) {
            throw new IllegalStateException("cannot hash", failure);
        }
    }

    private Bytes hash(byte[] pair) {
        try {
            return Bytes.wrap(((Mac) keyed.clone()).doFinal(pair));
        } catch (CloneNotSupportedException failure) {
            throw new IllegalStateException("cannot hash", failure);
        }
    }
}
