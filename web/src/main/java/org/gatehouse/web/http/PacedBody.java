package org.gatehouse.web.http;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http2.HTTP2Stream;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.thread.Invocable;
import org.jspecify.annotations.Nullable;

/// A body that has to be of its length, and to come at a certain pace. Only the time counts in which somebody waits for
/// it, and only what is of the body: not what a client sends between its chunks or behind the last one.
final class PacedBody extends InputStream {
    private final Request source;
    private final boolean http2;
    private final WebLimits limits;
    private final InstantSource clock;
    private final Set<PacedBody> waiting;
    private Content.@Nullable Chunk chunk;
    private boolean ended;
    private long bytes;
    private long waitedMillis;
    /// What the reader waits for, and since when; for the thread that looks at its patience.
    private @Nullable CompletableFuture<@Nullable Void> more;
    private long sinceMillis;

    /// @param waiting those that wait for their client, to be looked at (see [#look]) now and then
    PacedBody(Request source, WebLimits limits, InstantSource clock, Set<PacedBody> waiting) {
        this.source = source;
        this.http2 = Reception.stream(source) != null;
        this.limits = limits;
        this.clock = clock;
        this.waiting = waiting;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int from, int count) throws IOException {
        java.util.Objects.checkFromIndexSize(from, count, target.length);
        while (count > 0 && !ended) {
            Content.Chunk now = chunk == null ? source.read() : chunk;
            chunk = null;
            if (now == null) {
                awaitMore();
            } else if (Content.Chunk.isFailure(now)) {
                throw failed(now.getFailure());
            } else {
                int got = take(now, target, from, count);
                if (got > 0) {
                    return got;
                }
            }
        }
        return count == 0 ? 0 : -1;
    }

    private int take(Content.Chunk now, byte[] target, int from, int count) throws BrokenBodyException {
        int got = now.get(target, from, count);
        bytes += got;
        if (now.hasRemaining()) {
            chunk = now;
            return got;
        }
        ended = now.isLast();
        now.release();
        // RFC 9113 8.1.1; over HTTP/1.1 the length is what ends a body.
        if (ended && source.getLength() >= 0 && bytes != source.getLength()) {
            throw new BrokenBodyException("a body of " + bytes + " bytes, not " + source.getLength());
        }
        return got;
    }

    private IOException failed(Throwable cause) {
        return switch (cause) {
            case TimeoutException _ -> slow();
            case HttpException bad -> new BrokenBodyException("a body that cannot be read: " + bad.getReason());
            case IOException known -> known;
            default -> new IOException(cause);
        };
    }

    private SlowClientException slow() {
        return new SlowClientException("no more of a body after " + bytes + " bytes and " + waitedMillis + " ms");
    }

    private void awaitMore() throws IOException {
        var arrived = new CompletableFuture<@Nullable Void>();
        synchronized (this) {
            more = arrived;
            sinceMillis = clock.millis();
        }
        waiting.add(this);
        try {
            source.demand(Invocable.from(Invocable.InvocationType.NON_BLOCKING, () -> arrived.complete(null)));
            arrived.get();
        } catch (ExecutionException given) {
            throw given.getCause() instanceof EOFException gone ? gone : slow();
        } catch (InterruptedException stopped) {
            throw new InterruptedIOException("stopped while a body came in");
        } finally {
            waiting.remove(this);
            synchronized (this) {
                more = null;
                waitedMillis += clock.millis() - sinceMillis;
            }
        }
    }

    /// Ends the wait for a client that takes too long, or for a stream of HTTP/2 that is closed: the library tells
    /// nobody when it resets one because of what the client sent.
    synchronized void look(long nowMillis) {
        if (more != null && http2 && isReset()) {
            more.completeExceptionally(new EOFException("the stream was reset"));
            return;
        }
        long pauseMillis = nowMillis - sinceMillis;
        long pauseMillisMax = limits.bodyPauseMax().toMillis();
        long lateMillis = waitedMillis + pauseMillis - pauseMillisMax;
        if (more != null && (pauseMillis > pauseMillisMax
                || lateMillis > 0 && bytes < lateMillis * limits.bodyBytesPerSecondMin() / 1000)) {
            more.completeExceptionally(new TimeoutException());
        }
    }

    private boolean isReset() {
        HTTP2Stream stream = Reception.stream(source);
        return stream == null || stream.isReset();
    }

    /// Gives back what was received and not read.
    @Override
    public void close() {
        if (chunk != null) {
            chunk.release();
            chunk = null;
        }
        ended = true;
    }
}
