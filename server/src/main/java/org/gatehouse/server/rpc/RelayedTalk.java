package org.gatehouse.server.rpc;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import org.gatehouse.wire.MalformedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A conversation with another server of the organisation, over TCP: the outbound and inbound proxies' connections to
/// the server are one ([MS-RPCH] 3.2.3.5, 3.2.4.5 leave it to them how they reach it, when they are one machine).
///
/// PDUs pass as they are: the client's sign-in, signatures and seals are between it and that server. What is asked is
/// held back by the virtual connection while too many replies wait, as for a conversation here.
final class RelayedTalk implements Talk {
    private static final Logger LOG = LoggerFactory.getLogger(RelayedTalk.class);
    private static final int CONNECT_MILLIS_MAX = 10_000;

    private final InetSocketAddress address;
    private final Conversation.Carrier carrier;
    private final InstantSource clock;
    private final Socket socket = new Socket();
    private final CompletableFuture<Boolean> connected = new CompletableFuture<>();

    private RelayedTalk(InetSocketAddress address, Conversation.Carrier carrier, InstantSource clock) {
        this.address = address;
        this.carrier = carrier;
        this.clock = clock;
    }

    /// Does not wait for the connection.
    static RelayedTalk start(InetSocketAddress address, Conversation.Carrier carrier, InstantSource clock) {
        var started = new RelayedTalk(address, carrier, clock);
        Thread.ofVirtual().name("rpc-http-relay").start(started::run);
        return started;
    }

    /// Replies, until either side ends.
    private void run() {
        try (socket) {
            socket.setTcpNoDelay(true);
            socket.connect(address, CONNECT_MILLIS_MAX);
            connected.complete(true);
            var pdus = new PduStream(socket.getInputStream(), clock);
            for (byte[] pdu = pdus.next(); pdu != null; pdu = pdus.next()) {
                carrier.send(pdu);
                carrier.flush();
            }
        } catch (IOException gone) {
            LOG.debug("relay to {}: {}", address, gone.getMessage());
        } catch (MalformedException bad) {
            LOG.warn("relay to {}: {}", address, bad.getMessage());
        } finally {
            connected.complete(false);
            carrier.finish("the server ended");
            carrier.flush();
        }
    }

    @Override
    public void received(byte[] pdu) {
        if (!connected.join()) {
            return;
        }
        try {
            socket.getOutputStream().write(pdu);
        } catch (IOException gone) {
            LOG.debug("relay to {}: {}", address, gone.getMessage());
            close();
        }
    }

    @Override
    public void stop() {
        close();
    }

    /// What goes on is known to the other server alone.
    @Override
    public void stopIdle(boolean withHandles) {
        LOG.trace("a relayed conversation goes on");
    }

    @Override
    public void gone() {
        close();
    }

    @Override
    public void abandon() {
        try {
            socket.setSoLinger(true, 0);
        } catch (IOException gone) {
            LOG.debug("no reset for {}", address, gone);
        }
        close();
    }

    private void close() {
        try {
            socket.close();
        } catch (IOException gone) {
            LOG.debug("closing the relay to {} failed", address, gone);
        }
    }
}
