package org.gatehouse.server.rpc;

import java.io.IOException;
import java.io.InputStream;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.gatehouse.dcerpc.rts.ProxyError;
import org.gatehouse.web.http.Flow;
import org.gatehouse.web.rpcproxy.Channel;
import org.gatehouse.web.rpcproxy.OutChannel;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A channel of a tunnel: what comes on it, and, on an OUT channel, what waits to be written.
final class TunnelChannel {
    private static final Logger LOG = LoggerFactory.getLogger(TunnelChannel.class);
    private static final long LOOK_SECONDS = 60;
    /// Of several PDUs in one write.
    private static final int WRITE_BYTES_MAX = 64 * 1024;
    private static final byte[] NOTHING = new byte[0];

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
    private @Nullable Flow flow;
    /// The head of the response has to go out, whatever comes with it.
    private boolean headDue;
    private boolean writing;
    /// The thread that began to write has not come back from it.
    private boolean starting;
    private @Nullable Throwable broken;
    /// Where PDUs are joined, kept from one write to the next while many come.
    private byte @Nullable [] spare;
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

    /// It is written with [#wake]: the fragments of a long answer together.
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
        pump();
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

    /// Of an OUT channel: lets what comes be written, until the channel is over.
    void write(OutChannel out, long lifetime) throws IOException, InterruptedException {
        if (awaitBegin()) {
            enter(out.begin(lifetime));
            pump();
            awaitEnd();
            out.cut();
            return;
        }
        ProxyError error = refusal();
        if (error != null) {
            refuse(error);
        } else {
            out.cut();
        }
    }

    /// False when there is nothing to begin for.
    private boolean awaitBegin() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (!over && !begun) {
                var _ = news.await(LOOK_SECONDS, TimeUnit.SECONDS);
            }
            return begun && (!over || !waiting.isEmpty());
        } finally {
            lock.unlock();
        }
    }

    private void enter(Flow begunFlow) {
        lock.lock();
        try {
            flow = begunFlow;
            headDue = true;
        } finally {
            lock.unlock();
        }
    }

    private void awaitEnd() throws IOException, InterruptedException {
        lock.lockInterruptibly();
        try {
            while (broken == null && !(over && waiting.isEmpty() && !writing)) {
                var _ = news.await(LOOK_SECONDS, TimeUnit.SECONDS);
            }
            if (broken != null) {
                throw new IOException(broken);
            }
        } finally {
            lock.unlock();
        }
    }

    /// Writes what waits, as far as the client takes it. Whoever has something to say does so, without a thread
    /// between; while one write is under way, its end leads to the next.
    private void pump() {
        for (Write next = next(); next != null; next = next()) {
            next.flow.write(next.bytes, next.count, this::written);
            if (!isWritten()) {
                return; // whoever ends it goes on
            }
        }
    }

    private record Write(Flow flow, byte[] bytes, int count) {}

    private @Nullable Write next() {
        lock.lock();
        try {
            Flow open = flow;
            if (open == null || writing || broken != null) {
                return null;
            }
            if (waiting.isEmpty() && !headDue) {
                news.signalAll(); // it may be over
                return null;
            }
            headDue = false;
            writing = true;
            starting = true;
            writingSince = clock.millis();
            return joined(open);
        } finally {
            lock.unlock();
        }
    }

    /// The next PDU with those behind it that fill the same records of TLS, or nothing.
    private Write joined(Flow open) {
        byte[] first = waiting.poll();
        if (first == null) {
            return new Write(open, NOTHING, 0);
        }
        if (waiting.isEmpty() || first.length + waiting.getFirst().length > WRITE_BYTES_MAX) {
            return new Write(open, first, first.length);
        }
        byte[] room = spare == null ? new byte[WRITE_BYTES_MAX] : spare;
        spare = room;
        System.arraycopy(first, 0, room, 0, first.length);
        int size = first.length;
        while (!waiting.isEmpty() && size + waiting.getFirst().length <= WRITE_BYTES_MAX) {
            byte[] pdu = waiting.removeFirst();
            System.arraycopy(pdu, 0, room, size, pdu.length);
            size += pdu.length;
        }
        return new Write(open, room, size);
    }

    private void written(@Nullable Throwable failure) {
        boolean goOn;
        lock.lock();
        try {
            writing = false;
            writingSince = 0;
            if (failure != null) {
                broken = failure;
                news.signalAll();
            }
            goOn = !starting;
        } finally {
            lock.unlock();
        }
        if (goOn) {
            pump();
        }
    }

    /// Whether the write that was begun is at its end already.
    private boolean isWritten() {
        lock.lock();
        try {
            starting = false;
            return !writing;
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
        forgetSpare();
        long partial = pdus.partialSince();
        long writing = writingSince;
        if (partial != 0 && now - partial > limits.pduTimeMax().toMillis()
                || writing != 0 && now - writing > limits.writeTimeMax().toMillis()
                || !known && now - since > firstPduMillisMax) {
            LOG.debug("cutting channel {}: too slow", number);
            channel.cut();
        }
    }

    private void forgetSpare() {
        lock.lock();
        try {
            if (!writing) {
                spare = null;
            }
        } finally {
            lock.unlock();
        }
    }
}
