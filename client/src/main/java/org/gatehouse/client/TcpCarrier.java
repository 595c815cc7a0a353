package org.gatehouse.client;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import org.gatehouse.dcerpc.pdu.PduHeader;

/// A TCP connection ([MS-RPCE] 2.1.1.1).
final class TcpCarrier implements PduCarrier {
    private static final int BUFFER_BYTES = 1 << 14;

    private final Socket socket;
    private final DataInputStream in;

    private TcpCarrier(Socket socket) throws IOException {
        this.socket = socket;
        this.in = new DataInputStream(new BufferedInputStream(socket.getInputStream(), BUFFER_BYTES));
    }

    /// @param timeout of the connecting, and of every read after it
    static TcpCarrier open(InetSocketAddress address, Duration timeout) throws IOException {
        var socket = new Socket();
        try {
            socket.setTcpNoDelay(true);
            socket.setSoTimeout((int) timeout.toMillis());
            socket.connect(address, (int) timeout.toMillis());
            return new TcpCarrier(socket);
        } catch (IOException | RuntimeException failed) {
            socket.close();
            throw failed;
        }
    }

    @Override
    public void write(byte[] pdu) throws IOException {
        socket.getOutputStream().write(pdu);
    }

    @Override
    public byte[] read() throws IOException {
        byte[] head = new byte[PduHeader.SIZE];
        in.readFully(head);
        byte[] raw = Arrays.copyOf(head, PduHeader.lengthOf(head));
        in.readFully(raw, PduHeader.SIZE, raw.length - PduHeader.SIZE);
        return raw;
    }

    @Override
    public void timeout(Duration timeout) throws IOException {
        socket.setSoTimeout((int) timeout.toMillis());
    }

    @Override
    public boolean isOver() {
        return socket.isClosed();
    }

    @Override
    public InetSocketAddress peer() {
        return (InetSocketAddress) socket.getRemoteSocketAddress();
    }

    @Override
    public PduCarrier another(Duration timeout) throws IOException {
        return open(peer(), timeout);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
