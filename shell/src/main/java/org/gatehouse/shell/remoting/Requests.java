package org.gatehouse.shell.remoting;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.gatehouse.wire.MalformedException;

/// What a shell sends, read as it comes: a text that runs has to hear that its person stopped it or left.
final class Requests implements Runnable {
    /// A shell waits for the end of each request, so there are a request or an answer and a cancel at most.
    private static final int WAITING_MAX = 8;

    private final FrameChannel channel;
    private final BlockingQueue<Arrival> arrivals = new ArrayBlockingQueue<>(WAITING_MAX + 1);
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition stop = lock.newCondition();
    private volatile boolean stopped;

    Requests(FrameChannel channel) {
        this.channel = channel;
    }

    private sealed interface Arrival {
        record Of(Frame frame) implements Arrival {}

        record Broken(IOException failure) implements Arrival {}

        record Malformed(MalformedException failure) implements Arrival {}
    }

    /// Reads until the shell leaves or misbehaves; that is the last arrival.
    @Override
    public void run() {
        Arrival last;
        try {
            while (true) {
                Frame frame = channel.receive();
                switch (frame) {
                    case Frame.Run _ -> stopped = false;
                    case Frame.Cancel() -> stopRunning();
                    default -> { } // nothing that stops or starts a text
                }
                if (arrivals.size() >= WAITING_MAX) {
                    throw new MalformedException("more than " + WAITING_MAX + " requests wait");
                }
                arrivals.add(new Arrival.Of(frame));
            }
        } catch (MalformedException wrong) {
            last = new Arrival.Malformed(wrong);
        } catch (IOException gone) {
            last = new Arrival.Broken(gone);
        }
        stopRunning();
        arrivals.add(last);
    }

    private void stopRunning() {
        lock.lock();
        try {
            stopped = true;
            stop.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// Waits so long, or until the running text should end.
    void awaitStop(Duration time) {
        lock.lock();
        try {
            long left = time.toNanos();
            while (!stopped && left > 0) {
                left = stop.awaitNanos(left);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            stopped = true;
        } finally {
            lock.unlock();
        }
    }

    /// Whether the running text should end.
    boolean stopped() {
        return stopped;
    }

    /// The next request or answer.
    Frame take() throws IOException {
        try {
            return switch (arrivals.take()) {
                case Arrival.Of(var frame) -> frame;
                case Arrival.Broken(var failure) -> throw failure;
                case Arrival.Malformed(var failure) -> throw failure;
            };
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", interrupted);
        }
    }
}
