package org.gatehouse.web.mapihttp;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicBoolean;
import org.gatehouse.mapi.http.ResponseCode;
import org.gatehouse.web.http.Answer;
import org.gatehouse.wire.ByteWriter;
import org.gatehouse.wire.Bytes;
import org.jspecify.annotations.Nullable;

/// The answer to a request that was accepted: PROCESSING at its head, PENDING now and then while it takes its time,
/// DONE with the rest ([MS-OXCMAPIHTTP] 2.2.7, 3.2.5.2). Thread-safe: the request's thread ends it, another keeps it
/// alive.
final class PendingAnswer {
    private static final byte[] PROCESSING = "PROCESSING\r\n".getBytes(US_ASCII);
    private static final byte[] PENDING = "PENDING\r\n".getBytes(US_ASCII);
    private static final int HEAD_LENGTH_MAX = 128;

    private final Answer answer;
    private final boolean chunked;
    private final Instant start;
    private final HttpDates dates;
    private final Runnable whenGone;
    private final AtomicBoolean writing = new AtomicBoolean();
    private @Nullable OutputStream out;
    private boolean ended;
    /// Read by the thread that looks for silent answers, which must not wait for one that is being written.
    private volatile long lastMillis;
    private volatile boolean begun;

    /// @param answer with all its header fields but those of the body
    /// @param chunked whether the body goes out as it comes in any case
    /// @param whenGone runs when the client turns out to be gone
    PendingAnswer(Answer answer, boolean chunked, Instant start, HttpDates dates, Runnable whenGone) {
        this.answer = answer;
        this.chunked = chunked;
        this.start = start;
        this.dates = dates;
        this.whenGone = whenGone;
        this.lastMillis = start.toEpochMilli();
    }

    /// Tells the client that its request is being worked on.
    synchronized void begin() throws IOException {
        if (out == null && !ended) {
            out = answer.stream(RequestHead.CONTENT_TYPE);
            begun = true;
            out.write(PROCESSING);
            out.flush();
        }
    }

    /// Whether the client has heard nothing for so long that [#keepAlive] is due; says so once for each time.
    ///
    /// @param first after the request
    /// @param period after what it heard last
    boolean isDue(long nowMillis, Duration first, Duration period) {
        if (nowMillis - lastMillis < (begun ? period : first).toMillis() || !writing.compareAndSet(false, true)) {
            return false;
        }
        lastMillis = nowMillis;
        return true;
    }

    /// Tells the client that its request is still being worked on.
    void keepAlive() {
        try {
            if (begun) {
                pending();
            } else {
                begin();
            }
        } catch (IOException gone) {
            whenGone.run();
        } finally {
            writing.set(false);
        }
    }

    private synchronized void pending() throws IOException {
        OutputStream stream = out;
        if (stream != null && !ended) {
            stream.write(PENDING);
            stream.flush();
        }
    }

    /// Ends the answer.
    ///
    /// @param body of the request type; empty where there is none
    synchronized void done(ResponseCode code, Bytes body, Instant now) throws IOException {
        if (ended) {
            throw new IllegalStateException("answered already");
        }
        ended = true;
        byte[] rest = rest(code, body, now);
        if (out == null && !chunked) {
            answer.send(RequestHead.CONTENT_TYPE, rest);
            return;
        }
        try (OutputStream stream = out == null ? answer.stream(RequestHead.CONTENT_TYPE) : out) {
            stream.write(rest);
        }
    }

    /// Ends the answer to a request that fails beyond what its type can say: in the header, or behind DONE when that
    /// is gone already (3.2.5.2).
    ///
    /// @param status of HTTP, where it still can be said
    synchronized void failed(int status, ResponseCode code, Instant now) throws IOException {
        if (out != null) {
            done(code, Bytes.EMPTY, now);
        } else {
            ended = true;
            FailurePage.send(answer.status(status), code);
        }
    }

    /// What the client has not got yet.
    private byte[] rest(ResponseCode code, Bytes body, Instant now) {
        String head = "DONE\r\nX-ResponseCode: " + code.code() + "\r\nX-ElapsedTime: "
                + Math.max(0, Duration.between(start, now).toMillis()) + "\r\nX-StartTime: " + dates.text(start)
                + "\r\n\r\n";
        var rest = new ByteWriter(HEAD_LENGTH_MAX + body.length());
        return (out == null ? rest.bytes(PROCESSING) : rest).bytes(head.getBytes(US_ASCII)).bytes(body).toArray();
    }
}
