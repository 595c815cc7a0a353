package org.gatehouse.server.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.gatehouse.web.http.Flow;
import org.gatehouse.web.rpcproxy.OutChannel;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class TunnelChannelTest {
    private static final long LIFETIME = 1 << 30;
    private static final byte[] END = {};

    /// A client that takes a write when the test says so.
    private static final class Client implements OutChannel {
        final BlockingQueue<Write> writes = new LinkedBlockingQueue<>();
        final CompletableFuture<@Nullable Void> cut = new CompletableFuture<>();

        record Write(byte[] bytes, Consumer<@Nullable Throwable> done) {
            void taken() {
                done.accept(null);
            }
        }

        @Override
        public Flow begin(long contentLength) {
            return (bytes, count, done) -> writes.add(new Write(Arrays.copyOf(bytes, count), done));
        }

        @Override
        public void refuse(int error) {
            throw new IllegalStateException("refused with " + error);
        }

        @Override
        public void cut() {
            cut.complete(null);
        }

        @Override
        public void whenGone(Runnable action) {
            throw new IllegalStateException("nobody asks");
        }

        Write next() throws InterruptedException {
            Write next = writes.poll(100, TimeUnit.SECONDS);
            assertThat(next).as("a write").isNotNull();
            return next;
        }
    }

    private final ByteArrayOutputStream got = new ByteArrayOutputStream();
    private final Client client = new Client();
    private final TunnelChannel channel = new TunnelChannel(1, InputStream.nullInputStream(), client,
            InstantSource.system());

    private CompletableFuture<Void> begun() {
        CompletableFuture<Void> written = CompletableFuture.runAsync(() -> {
            try {
                channel.write(client, LIFETIME);
            } catch (IOException | InterruptedException ended) {
                throw new CompletionException(ended);
            }
        }, action -> Thread.ofVirtual().start(action));
        channel.begin();
        return written;
    }

    private void say(int... values) {
        boolean due = false;
        for (int value : values) {
            due |= channel.send(new byte[] {(byte) value});
        }
        if (due) {
            channel.wake();
        }
    }

    @Test
    void whoSpeaksDoesNotWaitForTheClientAndWhatWaitedGoesTogether() throws InterruptedException {
        CompletableFuture<Void> written = begun();
        Client.Write head = client.next();
        assertThat(head.bytes).as("only the head of the response").isEmpty();
        say(1, 2);
        say(3);
        assertThat(client.writes).as("the client has not taken the first").isEmpty();
        head.taken();
        Client.Write second = client.next();
        assertThat(second.bytes).containsExactly(1, 2, 3);
        channel.release();
        assertThat(written).as("not everything is taken").isNotDone();
        second.taken();
        written.join();
        assertThat(client.cut).isDone();
        assertThat(client.writes).isEmpty();
    }

    @Test
    void whatCannotBeSentEndsTheChannel() throws InterruptedException {
        CompletableFuture<Void> written = begun();
        client.next().taken();
        say(1);
        client.next().done.accept(new IOException("the client is gone"));
        assertThatThrownBy(written::join).hasRootCauseMessage("the client is gone");
        say(2);
        assertThat(client.writes).isEmpty();
    }

    @Test
    void manySpeakersKeepTheOrderWhoeverWrites() throws InterruptedException {
        CompletableFuture<Void> written = begun();
        var random = new Random(6);
        int count = 2_000;
        var expected = new ByteArrayOutputStream();
        Thread taking = Thread.ofVirtual().start(() -> takeAll(client));
        for (int i = 0; i < count; i++) {
            byte[] pdu = new byte[Integer.BYTES + random.nextInt(9_000)];
            ByteBuffer.wrap(pdu).putInt(i);
            expected.writeBytes(pdu);
            if (channel.send(pdu)) {
                Thread.ofVirtual().start(channel::wake);
            }
        }
        channel.wake();
        channel.release();
        written.join();
        client.writes.add(new Client.Write(END, _ -> { }));
        taking.join();
        assertThat(got.toByteArray()).isEqualTo(expected.toByteArray());
    }

    private void takeAll(Client from) {
        try {
            for (Client.Write write = from.next(); write.bytes != END; write = from.next()) {
                assertThat(write.bytes.length).isLessThanOrEqualTo(64 * 1024);
                got.writeBytes(write.bytes);
                write.taken();
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }
}
