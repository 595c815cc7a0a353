package org.gatehouse.server.edge;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import org.gatehouse.edge.proxy.ProxyHeader;
import org.jspecify.annotations.Nullable;

/// One direction of a relay. What the target does not take at once is kept, and nothing is read until it is gone.
final class Pump {
    /// What came of a turn.
    enum Outcome {
        GOES_ON, SOURCE_ENDED, SOURCE_BROKE, TARGET_BROKE,
        /// The source is a balancer itself: its first bytes are a PROXY header.
        SOURCE_BALANCES
    }

    private final SelectionKey source;
    private final SelectionKey target;
    private final Ear ear;
    private @Nullable ByteBuffer kept;
    private boolean begun;
    private boolean ended;

    /// Hears what the source said before the target does.
    @FunctionalInterface
    interface Ear {
        /// @param bytes to be left as they are
        void hear(ByteBuffer bytes);
    }

    Pump(SelectionKey source, SelectionKey target, Ear ear) {
        this.source = source;
        this.target = target;
        this.ear = ear;
    }

    /// Whether the source has stopped sending and the target knows.
    boolean ended() {
        return ended;
    }

    /// Reads what is there and passes it on.
    Outcome read(ByteBuffer buffer) {
        int count;
        try {
            count = ((SocketChannel) source.channel()).read(buffer);
        } catch (IOException broken) {
            return Outcome.SOURCE_BROKE;
        }
        try {
            if (count < 0) {
                ended = true;
                source.interestOpsAnd(~SelectionKey.OP_READ);
                return Outcome.SOURCE_ENDED;
            }
            buffer.flip();
            if (!begun && ProxyHeader.begins(buffer)) {
                return Outcome.SOURCE_BALANCES;
            }
            begun = true;
            ear.hear(buffer);
            ((SocketChannel) target.channel()).write(buffer);
            if (buffer.hasRemaining()) {
                kept = ByteBuffer.allocate(buffer.remaining()).put(buffer).flip();
                source.interestOpsAnd(~SelectionKey.OP_READ);
                target.interestOpsOr(SelectionKey.OP_WRITE);
            }
            return Outcome.GOES_ON;
        } catch (IOException broken) {
            return Outcome.TARGET_BROKE;
        }
    }

    /// Tells the target that nothing more comes.
    Outcome end() {
        try {
            ((SocketChannel) target.channel()).shutdownOutput();
            return Outcome.GOES_ON;
        } catch (IOException broken) {
            return Outcome.TARGET_BROKE;
        }
    }

    /// Writes what was kept, now that the target takes more.
    Outcome write() {
        ByteBuffer left = kept;
        if (left == null) {
            return Outcome.GOES_ON;
        }
        try {
            ((SocketChannel) target.channel()).write(left);
        } catch (IOException broken) {
            return Outcome.TARGET_BROKE;
        }
        if (!left.hasRemaining()) {
            kept = null;
            target.interestOpsAnd(~SelectionKey.OP_WRITE);
            source.interestOpsOr(SelectionKey.OP_READ);
        }
        return Outcome.GOES_ON;
    }
}
