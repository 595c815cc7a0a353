package org.gatehouse.server.rpc;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.gatehouse.dcerpc.rts.ProxyError;
import org.gatehouse.web.rpcproxy.Channel;
import org.gatehouse.web.rpcproxy.OutChannel;
import org.gatehouse.wire.ByteWriter;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A channel of a tunnel: what comes on it, and, on an OUT channel, what waits to be written by its own thread.
final class TunnelChannel {
    private static final Logger LOG = LoggerFactory.getLogger(TunnelChannel.class);
    private static final long LOOK_SECONDS = 60;
    /// Of several PDUs in one write.
    private static final int WRITE_BYTES_MAX = 64 * 1024;

    final long number;
    final PduStream pdus;
    private final Channel channel;
    private final InstantSource clock;
    private final long since;
    private final ReentrantLock lock = new ReentrantLock();
    private final ReentrantLock farewell = new ReentrantLock();
    private final Condition news = lock.newCondition();
    private final ArrayDeque<byte[]> waiting = new ArrayDeque<>();
    private boolean wakeDue;
    private boolean begun;
    private boolean over;
    private boolean cutAlready;
    private @Nullable ProxyError refusal;
    private volatile long writingSince;
    private volatile boolean known;

    TunnelChannel(long number, InputStream body, Channel channel, InstantSource clock) {
        this.number = number;
        this.pdus = new PduStream(body, clock);
        this.channel = channel;
        this.clock = clock;
        this.since = clock.millis();
    }

    Channel channel() {
        return channel;
    }

    /// Its first PDU has come.
    void introduced() {
        known = true;
    }

    void begin() {
        change(() -> begun = true);
    }

    /// Its thread learns of it with [#wake]: a long answer wakes it once, not for each fragment.
    ///
    /// @return whether [#wake] is due for this PDU; else it is due for one before
    boolean send(byte[] pdu) {
        lock.lock();
        try {
            waiting.add(pdu);
            boolean first = !wakeDue;
            wakeDue = true;
            return first;
        } finally {
            lock.unlock();
        }
    }

    void wake() {
        change(() -> wakeDue = false);
    }

    /// Ends the channel once everything before is written.
    void release() {
        change(() -> over = true);
    }

    /// Ends it, with an error if its response has not begun.
    void end(ProxyError error) {
        change(() -> {
            over = true;
            refusal = error;
        });
    }

    private void change(Runnable action) {
        lock.lock();
        try {
            action.run();
            news.signalAll();
        } finally {
            lock.unlock();
        }
    }

    boolean isOver() {
        lock.lock();
        try {
            return over;
        } finally {
            lock.unlock();
        }
    }

    /// Of an IN channel, whose thread waits for the client: it is answered or closed from outside. That thread comes
    /// here too when the client leaves, and stays until the answer is out, since the request ends with its return.
    void endIn() {
        farewell.lock();
        try {
            if (cutAlready) {
                return;
            }
            cutAlready = true;
            ProxyError error = refusal();
            if (error != null) {
                refuse(error);
            }
            channel.cut();
        } finally {
            farewell.unlock();
        }
    }

    void refuse(ProxyError error) {
        try {
            channel.refuse(error.code());
        } catch (IOException gone) {
            LOG.debug("no refusal for channel {}: {}", number, gone.getMessage());
        }
    }

    /// Writes what comes until the channel is over.
    void write(OutChannel out, long lifetime) throws IOException, InterruptedException {
        @Nullable OutputStream stream = null;
        for (Next next = next(true); next != Next.END; next = next(stream == null)) {
            if (stream == null) {
                stream = out.begin(lifetime);
            }
            writingSince = clock.millis();
            for (byte[] bytes = queued(); bytes != null; bytes = queued()) {
                stream.write(bytes);
            }
            stream.flush();
            writingSince = 0;
        }
        ProxyError error = refusal();
        if (stream == null && error != null) {
            refuse(error);
        } else {
            out.cut();
        }
    }

    private enum Next {
        WRITE,
        END
    }

    /// @param unbegun whether the response's header has to go out first
    private Next next(boolean unbegun) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (!over && !(begun && (unbegun || !waiting.isEmpty()))) {
                var _ = news.await(LOOK_SECONDS, TimeUnit.SECONDS);
            }
            return begun && (!over || !waiting.isEmpty()) ? Next.WRITE : Next.END;
        } finally {
            lock.unlock();
        }
    }

    /// The next PDU with those behind it that fill the same records of TLS, or nothing.
    private byte @Nullable [] queued() {
        lock.lock();
        try {
            byte[] first = waiting.poll();
            if (first == null || waiting.isEmpty() || first.length + waiting.getFirst().length > WRITE_BYTES_MAX) {
                return first;
            }
            var joined = new ByteWriter(WRITE_BYTES_MAX).bytes(first);
            while (!waiting.isEmpty() && joined.size() + waiting.getFirst().length <= WRITE_BYTES_MAX) {
                joined.bytes(waiting.removeFirst());
            }
            return joined.take();
        } finally {
            lock.unlock();
        }
    }

    private @Nullable ProxyError refusal() {
        lock.lock();
        try {
            return refusal;
        } finally {
            lock.unlock();
        }
    }

    /// Cuts it when one of the times is over.
    void sweep(RpcListenerLimits limits, long firstPduMillisMax, long now) {
        long partial = pdus.partialSince();
        long writing = writingSince;
        if (partial != 0 && now - partial > limits.pduTimeMax().toMillis()
                || writing != 0 && now - writing > limits.writeTimeMax().toMillis()
                || !known && now - since > firstPduMillisMax) {
            LOG.debug("cutting channel {}: too slow", number);
            channel.cut();
        }
    }
}
