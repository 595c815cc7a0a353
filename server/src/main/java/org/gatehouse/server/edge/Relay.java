package org.gatehouse.server.edge;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.Arrays;
import java.util.OptionalInt;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.gatehouse.edge.balancer.FirstWords;
import org.gatehouse.edge.balancer.Input;
import org.gatehouse.edge.balancer.Member;
import org.gatehouse.edge.proxy.ProxyHeader;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One client's connection: finds its member on a thread of its own, then its bytes are copied by a [RelayLoop].
///
/// When either side resets the connection the other is reset too; when one only stops sending, so does the other.
final class Relay implements Runnable, RelayLoop.Ready {
    private static final Logger LOG = LoggerFactory.getLogger(Relay.class);

    private final BalancerServer server;
    private final RelayLoop loop;
    private final long number;
    private final SocketChannel client;
    private final BlockingQueue<Order> orders = new LinkedBlockingQueue<>();
    private final AtomicBoolean over = new AtomicBoolean();
    private final AtomicBoolean ended = new AtomicBoolean();
    private volatile @Nullable SocketChannel member;
    private volatile boolean brokenByMember;
    /// What the client has said already, for the member.
    private byte[] spoken = {};
    volatile long activeAt;
    /// When the member stopped sending, which in RPC is the end: a client that never closes holds nothing here for it.
    volatile long memberEndedAt = Long.MAX_VALUE;
    /// The loop's own from here on.
    private @Nullable SelectionKey clientKey;
    private boolean clientSpoke;
    private final byte[] memberWords = new byte[FirstWords.LENGTH];
    private int memberWordsCount;
    private boolean memberWordsTold;
    private @Nullable Pump toMember;
    private @Nullable Pump toClient;

    /// What the balancer decided.
    sealed interface Order {
        record Listen() implements Order {}

        record Connect(Member member) implements Order {}

        record GiveUp(String reason) implements Order {}
    }

    Relay(BalancerServer server, RelayLoop loop, long number, SocketChannel client, long now) {
        this.server = server;
        this.loop = loop;
        this.number = number;
        this.client = client;
        this.activeAt = now;
    }

    void order(Order order) {
        orders.add(order);
    }

    /// Closes both sides, from any thread.
    void finish() {
        loop.execute(this::end);
    }

    /// Cuts both sides with a reset, from any thread.
    void reset() {
        over.set(true);
        cut(client);
        SocketChannel other = member;
        if (other != null) {
            cut(other);
            // The loop closes what is registered with it; only then is the reset sent.
            loop.execute(this::end);
        }
        orders.add(new Order.GiveUp("reset"));
    }

    @Override
    public void run() {
        try {
            prepare(client);
            server.makeRoom();
            InetAddress address = ((InetSocketAddress) client.getRemoteAddress()).getAddress();
            if (server.mayBalance(address) && isBalancer(address)) {
                cut(client);
                server.forget(number);
                return;
            }
            server.step(new Input.ConnectionArrived(number, address));
            SocketChannel connected = connect(address);
            if (connected == null) {
                // A connection that was reset while it waited would else count for its member for ever.
                over.set(true);
                end();
                return;
            }
            client.configureBlocking(false);
            connected.configureBlocking(false);
            loop.execute(() -> copy(connected));
        } catch (IOException failure) {
            LOG.debug("connection {} ended: {}", number, failure.getMessage());
            over.set(true);
            end();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            over.set(true);
            end();
        } catch (RuntimeException bug) {
            LOG.error("bug while connecting connection {}", number, bug);
            over.set(true);
            end();
        }
    }

    /// Waits for the first bytes before a member is asked: a loop would else go on for as long as it connects faster
    /// than its end is noticed. Clients of ours speak first.
    private boolean isBalancer(InetAddress address) throws IOException {
        byte[] words = new byte[FirstWords.LENGTH];
        spoken = Arrays.copyOf(words, Math.max(0, client.read(ByteBuffer.wrap(words))));
        if (!ProxyHeader.begins(ByteBuffer.wrap(spoken))) {
            return false;
        }
        server.balanced(address);
        return true;
    }

    private static void prepare(SocketChannel channel) throws IOException {
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        channel.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
    }

    /// Follows the balancer's orders until a member took the connection; null when nobody does.
    private @Nullable SocketChannel connect(InetAddress from) throws IOException, InterruptedException {
        while (true) {
            switch (orders.take()) {
                case Order.GiveUp(String reason) -> {
                    LOG.debug("connection {} of {} refused: {}", number, from, reason);
                    return null;
                }
                case Order.Listen() -> {
                    int group = listen();
                    if (ProxyHeader.begins(ByteBuffer.wrap(spoken))) {
                        server.balanced(from);
                        throw new IOException("it comes from a balancer");
                    }
                    server.step(new Input.Heard(number, group));
                }
                case Order.Connect(Member chosen) -> {
                    SocketChannel channel = connect(chosen, (InetSocketAddress) client.getLocalAddress());
                    if (channel != null) {
                        return channel;
                    }
                    server.step(new Input.ConnectFailed(number));
                }
            }
        }
    }

    /// Reads until the client's first words tell which association group it asks to join, or it has taken too long.
    private int listen() throws IOException {
        long end = server.now() + server.limits().listenTimeMax().toMillis();
        InputStream in = client.socket().getInputStream();
        byte[] words = Arrays.copyOf(spoken, FirstWords.LENGTH);
        int count = spoken.length;
        OptionalInt group = FirstWords.asked(words, count);
        try {
            for (long left = end - server.now(); group.isEmpty() && left > 0; left = end - server.now()) {
                client.socket().setSoTimeout((int) left);
                int got = in.read(words, count, words.length - count);
                if (got < 0) {
                    break;
                }
                count += got;
                group = FirstWords.asked(words, count);
            }
        } catch (SocketTimeoutException silent) {
            LOG.debug("connection {} says nothing", number);
        }
        spoken = Arrays.copyOf(words, count);
        return group.orElse(0);
    }

    private @Nullable SocketChannel connect(Member chosen, InetSocketAddress reached) throws IOException {
        SocketChannel channel = SocketChannel.open();
        try {
            prepare(channel);
            channel.bind(new InetSocketAddress(server.arrayAddress(), 0));
            channel.socket().connect(new InetSocketAddress(chosen.address(), reached.getPort()),
                    (int) server.limits().connectTimeMax().toMillis());
            byte[] header = new ProxyHeader.Proxied((InetSocketAddress) client.getRemoteAddress(), reached).encode()
                    .toArray();
            channel.write(ByteBuffer.allocate(header.length + spoken.length).put(header).put(spoken).flip());
        } catch (IOException failure) {
            LOG.info("{} does not take connection {} on port {}: {}", chosen.name(), number, reached.getPort(),
                    failure.getMessage());
            cut(channel);
            return null;
        }
        member = channel;
        if (over.get()) {
            cut(channel);
        }
        server.step(new Input.Connected(number));
        return channel;
    }

    /// Begins to copy; on the loop's thread.
    private void copy(SocketChannel connected) {
        try {
            SelectionKey clientSide = client.register(loop.selector(), SelectionKey.OP_READ, this);
            SelectionKey memberSide = connected.register(loop.selector(), SelectionKey.OP_READ, this);
            clientKey = clientSide;
            clientSpoke = spoken.length > 0;
            toMember = new Pump(clientSide, memberSide, _ -> { });
            toClient = new Pump(memberSide, clientSide, this::hear);
        } catch (IOException | ClosedSelectorException failure) {
            LOG.debug("connection {} ended before it began: {}", number, failure.getMessage());
            over.set(true);
            end();
        }
    }

    @Override
    public void ready(SelectionKey key) {
        activeAt = server.now();
        boolean isClient = key.equals(clientKey);
        Pump outbound = isClient ? toMember : toClient;
        Pump inbound = isClient ? toClient : toMember;
        clientSpoke |= isClient;
        if (outbound == null || inbound == null) {
            return;
        }
        try {
            if (key.isWritable() && failed(inbound.write(), !isClient)) {
                return;
            }
            if (key.isReadable() && failed(outbound.read(loop.buffer()), isClient)) {
                return;
            }
            if (outbound.ended() && inbound.ended()) {
                end();
            }
        } catch (CancelledKeyException resetMeanwhile) {
            end();
        } catch (RuntimeException bug) {
            LOG.error("bug while copying connection {}", number, bug);
            reset();
        }
    }

    /// What the member says first may be that the client is in an association group now.
    private void hear(ByteBuffer bytes) {
        if (memberWordsTold) {
            return;
        }
        int count = Math.min(bytes.remaining(), memberWords.length - memberWordsCount);
        bytes.get(bytes.position(), memberWords, memberWordsCount, count);
        memberWordsCount += count;
        OptionalInt group = FirstWords.joined(memberWords, memberWordsCount);
        memberWordsTold = group.isPresent();
        if (memberWordsTold && group.getAsInt() != 0) {
            server.step(new Input.Joined(number, group.getAsInt()));
        }
    }

    /// @param fromClient whether the client is the source of this direction
    private boolean failed(Pump.Outcome outcome, boolean fromClient) {
        return switch (outcome) {
            case GOES_ON -> false;
            case SOURCE_ENDED -> stopped(fromClient);
            case SOURCE_BROKE -> broke(!fromClient);
            case TARGET_BROKE -> broke(fromClient);
            case SOURCE_BALANCES -> {
                if (fromClient && client.socket().getInetAddress() != null) {
                    server.balanced(client.socket().getInetAddress());
                }
                yield broke(!fromClient);
            }
        };
    }

    /// One side stops sending, so does the other. That a member does it after its client is nothing to look into.
    private boolean stopped(boolean fromClient) {
        Pump direction = fromClient ? toMember : toClient;
        Pump other = fromClient ? toClient : toMember;
        if (direction == null || other == null) {
            return true;
        }
        if (!fromClient) {
            memberEndedAt = server.now();
            // That a member parts with somebody who never said a word says nothing about the member.
            if (!other.ended() && clientSpoke) {
                server.step(new Input.MemberStopped(number));
            }
        }
        return failed(direction.end(), fromClient);
    }

    /// The first break tells who broke; what follows is our own reset.
    private boolean broke(boolean byMember) {
        if (!over.getAndSet(true)) {
            brokenByMember = byMember;
        }
        // Told before the client learns of it and comes back.
        end();
        return true;
    }

    /// Tells the balancer and closes both sides, once: a plain close, so that bytes still under way arrive; a reset if
    /// either side was.
    private void end() {
        if (ended.getAndSet(true)) {
            return;
        }
        server.step(new Input.Ended(number, brokenByMember));
        SocketChannel other = member;
        boolean hard = over.get();
        close(client, hard);
        if (other != null) {
            close(other, hard);
        }
        server.forget(number);
    }

    private static void cut(SocketChannel channel) {
        close(channel, true);
    }

    private static void close(SocketChannel channel, boolean hard) {
        try {
            if (hard && channel.isOpen()) {
                channel.setOption(StandardSocketOptions.SO_LINGER, 0);
            }
        } catch (IOException failure) {
            LOG.debug("setting a socket up for its reset failed", failure);
        }
        try {
            channel.close();
        } catch (IOException failure) {
            LOG.debug("closing a socket failed", failure);
        }
    }
}
