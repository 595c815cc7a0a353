package org.gatehouse.web.http;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.jetty.http2.BufferingFlowControlStrategy;
import org.eclipse.jetty.http2.ErrorCode;
import org.eclipse.jetty.http2.HTTP2Session;
import org.eclipse.jetty.http2.api.Session;
import org.eclipse.jetty.http2.api.Stream;
import org.eclipse.jetty.http2.frames.WindowUpdateFrame;
import org.eclipse.jetty.io.RateControl;
import org.eclipse.jetty.io.WindowRateControl;
import org.eclipse.jetty.util.Callback;

/// Flow control of one connection of HTTP/2 whose client may move its windows as often as what it was sent gives it
/// cause to (RFC 9113 5.2, 6.9). The library counts every other frame that costs a client nothing (10.5), but not this
/// one.
final class EarnedWindows extends BufferingFlowControlStrategy {
    /// Of windows, how much is given back at a time; the library's usual.
    private static final float GIVEN_BACK = 0.5f;
    /// Clients move windows by some kilobytes, that of the connection and that of the stream.
    private static final int BYTES_FOR_AN_UPDATE = 512;
    /// Without cause, as windows at the beginning of a connection are; as many as the library allows of other frames.
    private static final int UNEARNED_PER_SECOND = 128;

    private final AtomicLong earnedBytes = new AtomicLong();
    private final RateControl unearned = new WindowRateControl(UNEARNED_PER_SECOND, Duration.ofSeconds(1));

    EarnedWindows() {
        super(GIVEN_BACK);
    }

    @Override
    public void onDataSent(Stream stream, int length) {
        earnedBytes.addAndGet(length);
        super.onDataSent(stream, length);
    }

    @Override
    public void onWindowUpdate(Session session, Stream stream, WindowUpdateFrame frame) {
        long left = earnedBytes.getAndUpdate(bytes -> Math.max(0, bytes - BYTES_FOR_AN_UPDATE));
        if (left < BYTES_FOR_AN_UPDATE && !unearned.onEvent(frame)) {
            // Requests in flight do not keep it open.
            session.close(ErrorCode.ENHANCE_YOUR_CALM_ERROR.code, "too many window updates", Callback.from(
                    ((HTTP2Session) session).getEndPoint()::close));
            return;
        }
        super.onWindowUpdate(session, stream, frame);
    }
}
