package org.gatehouse.client;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.gatehouse.dcerpc.pdu.PduHeader;
import org.gatehouse.dcerpc.rts.ClientConnection;
import org.gatehouse.dcerpc.rts.ClientStep.Input;
import org.gatehouse.dcerpc.rts.ClientStep.Output;
import org.gatehouse.wire.MalformedException;
import org.jspecify.annotations.Nullable;

/// A virtual connection of RPC over HTTP version 2 ([MS-RPCH] 3.2.2, [MS-RPCE] 2.1.1.8): two connections over HTTPS,
/// one for each direction, and more while one is being replaced.
///
/// It has no thread of its own. Who waits for a reply, or for room to send, hears what the proxies say and keeps the
/// channels alive; between two calls the [Upkeep] does.
final class TunnelCarrier implements PduCarrier {
    private static final Duration ATTENDED = Duration.ofSeconds(2);
    private static final int SUCCESS = 200;
    private static final int PARTS_OF_SILENCE = 4;
    /// While a channel is being replaced, its refusal comes where nobody reads.
    private static final long RECYCLING_STEP_MILLIS = 200;
    /// Of the proxies' words in one go, so that nobody is kept from a call for long.
    private static final int HEARD_MAX = 64;
    private static final Pattern ERROR = Pattern.compile("RPC Error: ([0-9A-Fa-f]{1,8})\\b.*");

    private final ProxiedServer server;
    private final Account account;
    private final UUID group;
    private final ClientConnection core;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<Long, HttpsConnection> channels = new ConcurrentHashMap<>();
    /// IN channels on which everything is said. Closed after the proxy has: a close that leaves something unread resets
    /// the connection, and the last word might be lost.
    private final Set<Long> left = new HashSet<>();
    /// What the responses of successor OUT channels began with that are not listened to yet.
    private final Map<Long, HttpsConnection.Answer> heads = new HashMap<>();
    /// PDUs that nobody has asked for yet; no more than the window lets through.
    private final Queue<byte[]> arrived = new ArrayDeque<>();
    private volatile Duration timeout;
    private volatile @Nullable HttpsConnection out;
    private @Nullable IOException end;
    private volatile Upkeep.Handle upkeep = () -> { };
    private volatile boolean closed;

    private TunnelCarrier(ProxiedServer server, Account account, UUID group, Duration timeout) {
        this.server = server;
        this.account = account;
        this.group = group;
        this.timeout = timeout;
        this.core = new ClientConnection(server.limits(), group, UUID::randomUUID);
    }

    /// @param timeout of the connecting, and of every read after it
    /// @throws RpcException when the proxy refuses
    static TunnelCarrier open(ProxiedServer server, Account account, Duration timeout) throws IOException {
        return open(server, account, UUID.randomUUID(), timeout);
    }

    private static TunnelCarrier open(ProxiedServer server, Account account, UUID group, Duration timeout)
            throws IOException {
        var carrier = new TunnelCarrier(server, account, group, timeout);
        carrier.use(() -> {
            carrier.step(new Input.Begun());
            while (!carrier.core.isOpen()) {
                carrier.hear();
            }
        });
        carrier.upkeep = server.upkeep().every(ATTENDED, carrier::attend);
        return carrier;
    }

    @FunctionalInterface
    private interface Deed {
        void run() throws IOException;
    }

    /// Whatever goes wrong ends the connection: what has been sent of a PDU cannot be taken back.
    private void use(Deed deed) throws IOException {
        lock.lock();
        try {
            if (end != null) {
                throw new IOException(end.getMessage(), end);
            }
            deed.run();
        } catch (IOException | RuntimeException failed) {
            end(failed instanceof IOException io ? io : new IOException(failed));
            throw failed;
        } finally {
            lock.unlock();
        }
    }

    private void end(IOException why) {
        if (end == null) {
            end = why;
            hangUp();
        }
    }

    @Override
    public void write(byte[] pdu) throws IOException {
        use(() -> {
            step(new Input.Sent(pdu));
            while (core.hasUnsent()) {
                hear();
            }
        });
    }

    @Override
    public byte[] read() throws IOException {
        var read = new byte[1][];
        use(() -> {
            while (arrived.isEmpty()) {
                hear();
            }
            read[0] = arrived.remove();
            step(new Input.Consumed(read[0].length));
        });
        return read[0];
    }

    /// While nobody else uses the connection: hears what has come, says that it lives, and sees that it has ended.
    private void attend() {
        if (!lock.tryLock()) {
            return;
        }
        try {
            if (end == null && !closed) {
                use(this::lookAround);
            }
        } catch (IOException | RuntimeException ended) {
            // kept as the end, for whoever uses the connection next
        } finally {
            lock.unlock();
        }
    }

    private void lookAround() throws IOException {
        for (int heard = 0; heard < HEARD_MAX && out().speaks(); heard++) {
            hear();
        }
        step(new Input.Tick());
        lookAtOthers();
    }

    @Override
    public boolean isOver() {
        lock.lock();
        try {
            return end != null || closed;
        } finally {
            lock.unlock();
        }
    }

    private HttpsConnection out() {
        HttpsConnection listening = out;
        if (listening == null) {
            throw new IllegalStateException("no OUT channel yet");
        }
        return listening;
    }

    /// Takes the next PDU of the OUT channel.
    private void hear() throws IOException {
        step(new Input.Received(pdu()));
    }

    private void step(Input input) throws IOException {
        List<Output> outputs;
        try {
            outputs = core.step(input, server.upkeep().millis());
        } catch (MalformedException bad) { // [MS-RPCH] 3.2.2.5.11
            throw new IOException("the proxy broke the protocol: " + bad.getMessage(), bad);
        }
        for (Output output : outputs) {
            switch (output) {
                case Output.Open(long number, boolean in, long length) ->
                    begin(number, in ? "RPC_IN_DATA" : "RPC_OUT_DATA", length);
                case Output.Write(long number, byte[] pdu) -> channel(number).write(pdu);
                case Output.Listen(long number) -> listen(number);
                case Output.Leave(long number) -> left.add(number);
                case Output.Close(long number) -> forget(number);
                case Output.Deliver(byte[] pdu) -> arrived.add(pdu);
                case Output.Fail(String reason) -> throw new IOException(reason);
            }
        }
    }

    private HttpsConnection channel(long number) {
        HttpsConnection channel = channels.get(number);
        if (channel == null) {
            throw new IllegalStateException("no channel " + number);
        }
        return channel;
    }

    private void forget(long number) throws IOException {
        HttpsConnection channel = channels.remove(number);
        if (channel != null) {
            channel.close();
        }
    }

    /// [MS-RPCH] 2.1.2.1.1 and 2.1.2.1.2.
    private void begin(long number, String method, long length) throws IOException {
        HttpsConnection channel = server.connect(timeout);
        channels.put(number, channel);
        if (closed) {
            hangUp();
        }
        var fields = new LinkedHashMap<>(Map.of("Accept", "application/rpc", "Cache-Control", "no-cache",
                "Connection", "Keep-Alive", "Pragma", "No-cache", "User-Agent", "MSRPC"));
        fields.put("Authorization", server.signIn().authorization(channel, account, method, server.target(), fields));
        channel.begin(method, server.target(), fields, length);
    }

    private void listen(long number) throws IOException {
        HttpsConnection channel = channel(number);
        HttpsConnection.Answer head = heads.remove(number);
        if (head == null) {
            channel.timeout(timeout);
            head = channel.head();
        }
        if (head.status() != SUCCESS) {
            throw refused(head);
        }
        out = channel;
    }

    /// [MS-RPCH] 2.1.2.1.3 and 3.2.2.5.11.
    private static IOException refused(HttpsConnection.Answer answer) {
        Matcher error = ERROR.matcher(answer.reason());
        return error.matches()
                ? new RpcException("the proxy refused", Integer.parseUnsignedInt(error.group(1), 16))
                : new IOException("the proxy answered with status " + answer.status());
    }

    /// Looks at the channels that are not listened to: an IN channel has nothing to say but why it ends.
    private void lookAtOthers() throws IOException {
        for (var each : channels.entrySet()) {
            long number = each.getKey();
            HttpsConnection channel = each.getValue();
            if (left.contains(number)) {
                if (isClosed(channel)) {
                    left.remove(number);
                    forget(number);
                }
            } else if (channel != out && !heads.containsKey(number) && channel.speaks()) {
                HttpsConnection.Answer head = channel.head();
                if (head.status() != SUCCESS) {
                    throw refused(head);
                }
                heads.put(number, head);
            }
        }
    }

    private static boolean isClosed(HttpsConnection channel) {
        try {
            return channel.speaks();
        } catch (IOException broken) {
            return true;
        }
    }

    private byte[] pdu() throws IOException {
        byte[] head = new byte[PduHeader.SIZE];
        fill(head, 0);
        byte[] whole = Arrays.copyOf(head, PduHeader.lengthOf(head));
        fill(whole, head.length);
        return whole;
    }

    /// A read that ends for want of bytes leaves those before it where they are.
    private void fill(byte[] to, int from) throws IOException {
        long waitedMillis = 0;
        HttpsConnection listening = out();
        for (int at = from; at < to.length;) {
            long step = stepMillis();
            try {
                listening.timeout(Duration.ofMillis(step));
                int count = listening.read(to, at, to.length - at);
                if (count < 0) {
                    throw new EOFException("the server closed the connection");
                }
                at += count;
            } catch (SocketTimeoutException quiet) {
                waitedMillis += step;
                if (!timeout.isZero() && waitedMillis >= timeout.toMillis()) {
                    throw quiet;
                }
                step(new Input.Tick());
                lookAtOthers();
            }
        }
    }

    /// How long one read waits, so that pings are not late.
    private long stepMillis() {
        long step = core.isRecycling() ? RECYCLING_STEP_MILLIS : core.silenceMillisMax() / PARTS_OF_SILENCE;
        return timeout.isZero() ? step : Math.min(step, timeout.toMillis());
    }

    @Override
    public void timeout(Duration longest) {
        timeout = longest;
    }

    @Override
    public InetSocketAddress peer() {
        return out().peer();
    }

    @Override
    public PduCarrier another(Duration longest) throws IOException {
        return open(server, account, group, longest);
    }

    /// [MS-RPCH] 3.2.2.4.3. Ends the wait of whoever uses the connection.
    @Override
    public void close() {
        closed = true;
        hangUp();
    }

    private void hangUp() {
        upkeep.close();
        for (HttpsConnection channel : channels.values()) {
            try {
                channel.close();
            } catch (IOException gone) {
                // it is gone
            }
        }
    }
}
