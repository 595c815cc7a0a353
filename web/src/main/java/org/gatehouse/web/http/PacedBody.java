package org.gatehouse.web.http;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.InstantSource;
import java.util.concurrent.TimeoutException;

/// A body that has to come at a certain pace.
final class PacedBody extends FilterInputStream {
    private final WebLimits limits;
    private final InstantSource clock;
    private final long startMillis;
    private long bytes;

    PacedBody(InputStream body, WebLimits limits, InstantSource clock) {
        super(body);
        this.limits = limits;
        this.clock = clock;
        this.startMillis = clock.millis();
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int from, int count) throws IOException {
        long millis = clock.millis() - startMillis - limits.bodyPauseMax().toMillis();
        if (millis > 0 && bytes < millis * limits.bodyBytesPerSecondMin() / 1000) {
            throw new SlowClientException(bytes + " bytes of a body in " + (clock.millis() - startMillis) + " ms");
        }
        try {
            int got = super.read(target, from, count);
            bytes += Math.max(0, got);
            return got;
        } catch (IOException failed) {
            if (failed.getCause() instanceof TimeoutException) {
                throw new SlowClientException("no more of a body after " + bytes + " bytes");
            }
            throw failed;
        }
    }

    @Override
    public long skip(long count) throws IOException {
        byte[] part = new byte[Math.clamp(count, 0, 8192)];
        return Math.max(0, read(part, 0, part.length));
    }
}
