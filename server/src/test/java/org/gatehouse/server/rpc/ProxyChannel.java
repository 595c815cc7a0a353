package org.gatehouse.server.rpc;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.gatehouse.dcerpc.rts.RtsCommand;
import org.gatehouse.dcerpc.rts.RtsPdu;

/// One request for a channel over a TLS socket, written and read by hand.
final class ProxyChannel implements AutoCloseable {
    private static final int READ_MILLIS_MAX = 100_000;

    private final Socket plain;
    private final SSLSocket socket;
    private final InputStream in;

    ProxyChannel(ProxyFixture fixture, String user, String method, String query, long length) throws IOException {
        plain = new Socket(fixture.web.address().getAddress(), fixture.web.address().getPort());
        socket = (SSLSocket) fixture.trust.getSocketFactory().createSocket(plain, "localhost", plain.getPort(), false);
        socket.setSoTimeout(READ_MILLIS_MAX);
        in = socket.getInputStream();
        String pair = Base64.getEncoder().encodeToString((user + ":secret").getBytes(StandardCharsets.US_ASCII));
        write((method + " /RPC/rpcproxy.DLL?" + query + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Basic " + pair
                + "\r\nPragma: No-cache\r\nContent-Length: " + length + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII));
    }

    void write(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        socket.getOutputStream().flush();
    }

    void rts(int flags, RtsCommand... commands) throws IOException {
        write(RtsPdu.of(flags, commands).encode());
    }

    /// Status line and header fields.
    String head() throws IOException {
        var head = new ByteArrayOutputStream();
        while (!head.toString(StandardCharsets.US_ASCII).endsWith("\r\n\r\n")) {
            int next = in.read();
            if (next < 0) {
                throw new IOException("ends after " + head);
            }
            head.write(next);
        }
        return head.toString(StandardCharsets.US_ASCII);
    }

    String status() throws IOException {
        return head().lines().findFirst().orElseThrow();
    }

    byte[] pdu() throws IOException {
        byte[] head = in.readNBytes(16);
        if (head.length < 16) {
            throw new IOException("ends after " + head.length + " bytes of a PDU");
        }
        int length = head[8] & 0xff | (head[9] & 0xff) << 8;
        byte[] whole = Arrays.copyOf(head, length);
        in.readNBytes(whole, 16, length - 16);
        return whole;
    }

    RtsPdu rts() throws IOException {
        return RtsPdu.decode(pdu());
    }

    byte[] bytes(int count) throws IOException {
        return in.readNBytes(count);
    }

    /// Goes away without a word.
    void leave() throws IOException {
        plain.close();
    }

    /// Waits until the server ends the connection, in order or by a reset.
    void awaitEnd() throws IOException {
        try {
            while (in.read() >= 0) {
                // whatever it said before
            }
        } catch (SocketException | SSLException reset) {
            if (plain.isClosed()) {
                throw reset;
            }
        }
    }

    @Override
    public void close() throws IOException {
        leave();
    }
}
