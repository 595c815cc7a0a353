package org.gatehouse.server.rpc;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.gatehouse.dcerpc.ProtocolSequence;
import org.gatehouse.dcerpc.association.Association;
import org.gatehouse.dcerpc.pdu.PduHeader;
import org.gatehouse.wire.ByteWriter;
import org.gatehouse.wire.MalformedException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One connection: a thread that reads, a thread for each call, and whoever has an answer writes.
final class RpcConnection implements Runnable, Conversation.Carrier {
    private static final Logger LOG = LoggerFactory.getLogger(RpcConnection.class);
    /// What a peer may send after our last word without being reset.
    private static final int LINGER_BYTES_MAX = 1 << 20;
    /// Of several PDUs in one write.
    private static final int WRITE_BYTES_MAX = 32 * 1024;

    private final RpcListener listener;
    private final Socket socket;
    private final InstantSource clock;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition space = lock.newCondition();
    private final ArrayDeque<byte[]> outbound = new ArrayDeque<>();
    private volatile @Nullable Conversation conversation;
    private volatile InetSocketAddress client;
    private int outboundBytes;
    private boolean writing;
    private boolean finishing;
    private volatile @Nullable PduStream pdus;
    /// Times in milliseconds; 0 for "not now".
    private volatile long writingSince;
    private volatile long finishingSince;
    private volatile long activeAt;
    private volatile boolean stranger = true;

    RpcConnection(RpcListener listener, Socket socket, InstantSource clock) {
        this.listener = listener;
        this.socket = socket;
        this.clock = clock;
        this.client = (InetSocketAddress) socket.getRemoteSocketAddress();
        this.activeAt = clock.millis();
    }

    boolean stranger() {
        return stranger;
    }

    long activeAt() {
        return activeAt;
    }

    InetSocketAddress client() {
        return client;
    }

    @Override
    public void run() {
        String end = "peer left";
        try (socket) {
            socket.setTcpNoDelay(true);
            socket.setKeepAlive(true);
            InputStream in = socket.getInputStream();
            var peers = listener.preamble().read(socket, in);
            listener.identify(this, peers.client());
            client = peers.client();
            var talk = new Conversation(new Association(listener.endpoint(), ProtocolSequence.NCACN_IP_TCP,
                    peers.client(), peers.server()), this, peers.client());
            conversation = talk;
            // What is no RPC is found out by its first bytes, however many it goes on to announce.
            var stream = new PduStream(in, clock, head -> PduHeader.read(head).length());
            pdus = stream;
            while (true) {
                byte @Nullable [] pdu = stream.next();
                if (pdu == null) {
                    break;
                }
                activeAt = clock.millis();
                if (!take(talk, pdu)) {
                    break;
                }
            }
            linger(in);
        } catch (MalformedException bad) {
            end = "malformed: " + bad.getMessage();
            LOG.info("closing connection of {}: {}", client, bad.getMessage());
        } catch (IOException gone) {
            end = String.valueOf(gone.getMessage());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException bug) {
            LOG.error("bug while serving {}", client, bug);
        } finally {
            LOG.debug("connection of {} ended: {}", client, end);
            Conversation talk = conversation;
            if (talk != null) {
                talk.gone();
            }
            listener.forget(this);
        }
    }

    /// Feeds the association; false once the connection is finishing.
    private boolean take(Conversation talk, byte[] pdu) throws InterruptedException {
        talk.received(pdu);
        lock.lockInterruptibly();
        try {
            while (outboundBytes + talk.waitingBytes() > listener.limits().outboundBytesMax() && !finishing) {
                space.await();
            }
            return !finishing;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void send(byte[] pdu) {
        lock.lock();
        try {
            outbound.add(pdu);
            outboundBytes += pdu.length;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void finish(String reason) {
        lock.lock();
        try {
            finishing = true;
            finishingSince = clock.millis();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void signedIn(String who) {
        stranger = false;
        listener.welcome(this);
    }

    @Override
    public boolean takeCall() {
        return listener.takeCall();
    }

    @Override
    public void releaseCall() {
        listener.releaseCall();
    }

    /// Writes what is queued, unless somebody does already.
    @Override
    public void flush() {
        while (true) {
            byte[] bytes;
            lock.lock();
            try {
                bytes = writing ? null : queued();
                if (bytes == null) {
                    if (finishing && !writing) {
                        endOutput();
                    }
                    return;
                }
                writing = true;
                writingSince = clock.millis();
            } finally {
                lock.unlock();
            }
            boolean written = write(bytes);
            lock.lock();
            try {
                writing = false;
                writingSince = 0;
                outboundBytes -= bytes.length;
                if (!written) {
                    outbound.clear();
                    outboundBytes = 0;
                }
                space.signalAll();
            } finally {
                lock.unlock();
            }
        }
    }

    /// The next PDU with those behind it that one write takes as well, or nothing.
    private byte @Nullable [] queued() {
        byte[] first = outbound.poll();
        if (first == null || outbound.isEmpty() || first.length + outbound.peek().length > WRITE_BYTES_MAX) {
            return first;
        }
        var joined = new ByteWriter(Math.min(outboundBytes, WRITE_BYTES_MAX)).bytes(first);
        for (byte[] next = outbound.peek(); next != null && joined.size() + next.length <= WRITE_BYTES_MAX;
                next = outbound.peek()) {
            joined.bytes(outbound.remove());
        }
        return joined.take();
    }

    private boolean write(byte[] bytes) {
        try {
            socket.getOutputStream().write(bytes);
            return true;
        } catch (IOException gone) {
            cut("write failed: " + gone.getMessage());
            return false;
        }
    }

    private void endOutput() {
        try {
            socket.shutdownOutput();
        } catch (IOException gone) {
            cut("peer left");
        }
    }

    /// Reads on for a while after our last word, because closing with unread input resets the connection and the
    /// peer may never see that word.
    private void linger(InputStream in) throws IOException {
        byte[] waste = new byte[512];
        int total = 0;
        while (total < LINGER_BYTES_MAX) {
            int got = in.read(waste);
            if (got < 0) {
                return;
            }
            total += got;
        }
    }

    /// Closes the socket when one of the times is over.
    void sweep(long now) {
        var limits = listener.limits();
        PduStream stream = pdus;
        if (stream != null && over(stream.partialSince(), limits.pduTimeMax().toMillis(), now)) {
            cut("a PDU took too long");
        } else if (over(writingSince, limits.writeTimeMax().toMillis(), now)) {
            cut("the peer does not read");
        } else if (over(finishingSince, limits.lingerTimeMax().toMillis(), now)) {
            cut("finished");
        } else if (stranger && over(activeAt, limits.strangerIdleMax().toMillis(), now)) {
            cut("nobody signed in");
        }
    }

    private static boolean over(long since, long max, long now) {
        return since != 0 && now - since > max;
    }

    /// Closes the socket; the reading thread cleans up.
    void cut(String reason) {
        LOG.debug("cutting connection of {}: {}", client, reason);
        try {
            socket.close();
        } catch (IOException failure) {
            LOG.debug("closing the socket of {} failed", client, failure);
        }
    }

    /// Says goodbye and ends what we write; the reading thread cleans up.
    void stop() {
        Conversation talk = conversation;
        if (talk != null) {
            talk.stop();
        }
    }

    /// The same if it is a client's and nothing is going on.
    void stopIdle(boolean withHandles) {
        Conversation talk = conversation;
        boolean quiet = clock.millis() - activeAt >= listener.limits().quietMin().toMillis();
        if (talk != null && !stranger && quiet) {
            talk.stopIdle(withHandles);
        }
    }

    /// Resets the connection and leaves everything as it is, as if the process had died.
    void kill() {
        Conversation talk = conversation;
        if (talk != null) {
            talk.abandon();
        }
        try {
            socket.setSoLinger(true, 0);
        } catch (IOException gone) {
            LOG.debug("no reset for {}", client, gone);
        }
        cut("killed");
    }
}
