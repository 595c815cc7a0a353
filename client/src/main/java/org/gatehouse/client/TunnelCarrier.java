package org.gatehouse.client;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.gatehouse.dcerpc.pdu.PduHeader;
import org.gatehouse.dcerpc.rts.ClientConnection;
import org.gatehouse.dcerpc.rts.RtsCommand;
import org.gatehouse.dcerpc.rts.RtsFlags;
import org.gatehouse.dcerpc.rts.RtsPdu;
import org.gatehouse.wire.MalformedException;

/// A virtual connection of RPC over HTTP version 2 ([MS-RPCH] 3.2.2, [MS-RPCE] 2.1.1.8): two connections over HTTPS,
/// one for each direction.
///
/// It has no thread of its own. What the proxies say is heard while a reply is waited for, or room to send, and pings
/// are sent then. Nobody pings between two calls: a proxy may end the connection of a client that says nothing for
/// long. It ends as well when a channel is used up (see [ClientConnection]).
final class TunnelCarrier implements PduCarrier {
    private static final int SUCCESS = 200;
    private static final int PARTS_OF_SILENCE = 4;
    private static final Pattern ERROR = Pattern.compile("RPC Error: ([0-9A-Fa-f]{1,8})\\b.*");
    private static final RtsPdu PING = RtsPdu.of(RtsFlags.PING);

    private final ProxiedServer server;
    private final Account account;
    private final HttpsConnection in;
    private final HttpsConnection out;
    private final ClientConnection core;
    private final UUID group;
    /// Came while there was no room to send; no more than the window lets through.
    private final Queue<byte[]> early = new ArrayDeque<>();
    private Duration timeout;
    private long sentAt = System.nanoTime();

    private TunnelCarrier(ProxiedServer server, Account account, HttpsConnection in, HttpsConnection out, UUID group,
            Duration timeout) {
        this.server = server;
        this.account = account;
        this.in = in;
        this.out = out;
        this.group = group;
        this.timeout = timeout;
        this.core = new ClientConnection(new ClientConnection.Cookies(UUID.randomUUID(), UUID.randomUUID(),
                UUID.randomUUID(), group), RtsCommand.WINDOW_MAX);
    }

    /// @param timeout of the connecting, and of every read after it
    /// @throws RpcException when the proxy refuses
    static TunnelCarrier open(ProxiedServer server, Account account, Duration timeout) throws IOException {
        return open(server, account, UUID.randomUUID(), timeout);
    }

    private static TunnelCarrier open(ProxiedServer server, Account account, UUID group, Duration timeout)
            throws IOException {
        HttpsConnection in = server.connect(timeout);
        try {
            HttpsConnection out = server.connect(timeout);
            try {
                var carrier = new TunnelCarrier(server, account, in, out, group, timeout);
                carrier.establish();
                return carrier;
            } catch (IOException | RuntimeException failed) {
                out.close();
                throw failed;
            }
        } catch (IOException | RuntimeException failed) {
            in.close();
            throw failed;
        }
    }

    /// [MS-RPCH] 3.2.2.4.1.2. CONN/B1 waits for the OUT channel's response: who is refused there is refused everywhere,
    /// and could no longer write it.
    private void establish() throws IOException {
        byte[] firstOut = core.firstOut().encode();
        begin(in, "RPC_IN_DATA", ClientConnection.CHANNEL_LIFETIME);
        begin(out, "RPC_OUT_DATA", firstOut.length);
        out.write(firstOut);
        HttpsConnection.Answer answer = out.head();
        if (answer.status() != SUCCESS) {
            throw refused(answer);
        }
        in.write(core.firstIn().encode());
        while (!core.isOpen()) {
            core.received(pdu());
        }
        timeout(timeout);
    }

    /// [MS-RPCH] 2.1.2.1.1 and 2.1.2.1.2.
    private void begin(HttpsConnection channel, String method, long length) throws IOException {
        var fields = new LinkedHashMap<>(Map.of("Accept", "application/rpc", "Cache-Control", "no-cache",
                "Connection", "Keep-Alive", "Pragma", "No-cache", "User-Agent", "MSRPC"));
        fields.put("Authorization", server.signIn().authorization(channel, account, method, server.target(), fields));
        channel.begin(method, server.target(), fields, length);
    }

    /// [MS-RPCH] 2.1.2.1.3 and 3.2.2.5.11.
    private static IOException refused(HttpsConnection.Answer answer) {
        Matcher error = ERROR.matcher(answer.reason());
        return error.matches()
                ? new RpcException("the proxy refused", Integer.parseUnsignedInt(error.group(1), 16))
                : new IOException("the proxy answered with status " + answer.status());
    }

    @Override
    public void write(byte[] pdu) throws IOException {
        if (!core.outlives(pdu.length)) {
            throw new IOException("the IN channel is used up");
        }
        while (!core.takes(pdu.length)) {
            byte[] told = pdu();
            if (received(told)) {
                early.add(told);
            }
        }
        in.write(pdu);
        core.sent(pdu);
        sentAt = System.nanoTime();
    }

    @Override
    public byte[] read() throws IOException {
        byte[] pdu = early.poll();
        while (pdu == null) {
            byte[] next = pdu();
            pdu = received(next) ? next : null;
        }
        Optional<RtsPdu> acknowledgment = core.consumed(pdu.length);
        if (acknowledgment.isPresent()) {
            say(acknowledgment.get());
        }
        return pdu;
    }

    private boolean received(byte[] pdu) throws IOException {
        boolean ofRpc;
        try {
            ofRpc = core.received(pdu);
        } catch (MalformedException bad) { // [MS-RPCH] 3.2.2.5.11
            close();
            throw new IOException("the proxy broke the protocol: " + bad.getMessage(), bad);
        }
        if (core.isEnding()) {
            throw new IOException("the OUT channel is used up");
        }
        if (!ofRpc) {
            ping();
        }
        return ofRpc;
    }

    private void say(RtsPdu pdu) throws IOException {
        in.write(pdu.encode());
        core.sent(pdu);
        sentAt = System.nanoTime();
    }

    /// Unless something was sent not long ago ([MS-RPCH] 3.2.2.6.1).
    private void ping() throws IOException {
        if (core.isOpen() && (System.nanoTime() - sentAt) / 1_000_000 >= core.silenceMillisMax()) {
            say(PING);
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
        for (int at = from; at < to.length;) {
            try {
                int count = out.read(to, at, to.length - at);
                if (count < 0) {
                    throw new EOFException("the server closed the connection");
                }
                at += count;
            } catch (SocketTimeoutException quiet) {
                waitedMillis += stepMillis();
                if (!timeout.isZero() && waitedMillis >= timeout.toMillis()) {
                    throw quiet;
                }
                ping();
            }
        }
    }

    @Override
    public void timeout(Duration longest) throws IOException {
        timeout = longest;
        out.timeout(Duration.ofMillis(stepMillis()));
    }

    /// How long one read waits, so that pings are not late.
    private long stepMillis() {
        long step = core.silenceMillisMax() / PARTS_OF_SILENCE;
        return timeout.isZero() ? step : Math.min(step, timeout.toMillis());
    }

    @Override
    public InetSocketAddress peer() {
        return out.peer();
    }

    @Override
    public PduCarrier another(Duration longest) throws IOException {
        return open(server, account, group, longest);
    }

    /// [MS-RPCH] 3.2.2.4.3.
    @Override
    public void close() throws IOException {
        try (in) {
            out.close();
        }
    }
}
