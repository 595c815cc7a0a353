package org.gatehouse.web.http;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/// A client that writes HTTP/2 frame by frame as it is told (RFC 9113 4.1, 6), and reads what comes.
final class RawHttp2Client implements Closeable {
    static final int DATA = 0;
    static final int HEADERS = 1;
    static final int RST_STREAM = 3;
    static final int SETTINGS = 4;
    static final int PING = 6;
    static final int GOAWAY = 7;
    static final int WINDOW_UPDATE = 8;
    static final int CONTINUATION = 9;

    static final int END_STREAM = 0x1;
    static final int ACK = 0x1;
    static final int END_HEADERS = 0x4;

    /// RFC 9113 7.
    static final int NO_ERROR = 0;
    static final int PROTOCOL_ERROR = 1;
    static final int REFUSED_STREAM = 7;
    static final int COMPRESSION_ERROR = 9;
    static final int ENHANCE_YOUR_CALM = 11;

    private static final String PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

    private final SSLSocket socket;
    private final DataInputStream in;

    record Frame(int type, int flags, int stream, byte[] payload) {
        /// A number of 32 bits in the payload.
        int number(int offset) {
            return java.nio.ByteBuffer.wrap(payload).getInt(offset);
        }

        /// The status in the header block of an answer, where the static table has it (RFC 7541 A); 0 where not.
        int status() {
            // A change of the table's size may stand in front (RFC 7541 6.3).
            int at = 0;
            if ((payload[0] & 0xe0) == 0x20) {
                at = (payload[0] & 0x1f) < 0x1f ? 1 : 2;
                while (at > 1 && payload[at - 1] < 0) {
                    at++;
                }
            }
            return switch (payload[at] & 0xff) {
                case 0x88 -> 200;
                case 0x89 -> 204;
                case 0x8c -> 400;
                case 0x8d -> 404;
                case 0x8e -> 500;
                default -> 0;
            };
        }

        boolean endsStream() {
            return (type == DATA || type == HEADERS) && (flags & END_STREAM) != 0;
        }
    }

    private RawHttp2Client(SSLSocket socket) throws IOException {
        this.socket = socket;
        this.in = new DataInputStream(socket.getInputStream());
    }

    /// Agrees on HTTP/2 and sends the preface with settings of no surprise.
    static RawHttp2Client connect(WebServer server) throws IOException {
        var socket = (SSLSocket) RawClient.tls().getSocketFactory().createSocket(WebFixture.LOOPBACK,
                server.address().getPort());
        socket.setSoTimeout(RawClient.WAIT_MILLIS_MAX);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setApplicationProtocols(new String[] {"h2"});
        socket.setSSLParameters(parameters);
        socket.startHandshake();
        var client = new RawHttp2Client(socket);
        client.send(PREFACE.getBytes(StandardCharsets.US_ASCII));
        client.send(frame(SETTINGS, 0, 0));
        return client;
    }

    void send(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        socket.getOutputStream().flush();
    }

    /// `Length (24) | Type (8) | Flags (8) | Stream Identifier (32) | payload` (RFC 9113 4.1)
    static byte[] frame(int type, int flags, int stream, byte... payload) {
        byte[] frame = new byte[9 + payload.length];
        java.nio.ByteBuffer.wrap(frame).putInt(payload.length << 8 | type).put((byte) flags).putInt(stream)
                .put(payload);
        return frame;
    }

    /// Asks for something, without a body.
    void get(int stream, String path, String... more) throws IOException {
        send(frame(HEADERS, END_STREAM | END_HEADERS, stream, head(true, path, more)));
    }

    /// Begins a request with a body.
    void post(int stream, String path, String... more) throws IOException {
        send(frame(HEADERS, END_HEADERS, stream, head(false, path, more)));
    }

    /// The header block of a request: the static table's entries for method and scheme, everything else in full
    /// (RFC 7541 6.1, 6.2.2).
    ///
    /// @param more names and values by turns
    static byte[] head(boolean get, String path, String... more) {
        var block = new ByteArrayOutputStream();
        block.write(get ? 0x82 : 0x83);
        block.write(0x87);
        block.write(0x04);
        text(block, path);
        block.write(0x01);
        text(block, "localhost");
        for (int i = 0; i < more.length; i += 2) {
            block.write(0x00);
            text(block, more[i]);
            text(block, more[i + 1]);
        }
        return block.toByteArray();
    }

    private static void text(ByteArrayOutputStream block, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        number(block, 7, bytes.length);
        block.writeBytes(bytes);
    }

    /// A number behind a prefix of so many bits, all bits before it 0 (RFC 7541 5.1).
    private static void number(ByteArrayOutputStream block, int prefix, int number) {
        int max = (1 << prefix) - 1;
        if (number < max) {
            block.write(number);
            return;
        }
        block.write(max);
        int rest = number - max;
        for (; rest >= 0x80; rest >>= 7) {
            block.write(rest & 0x7f | 0x80);
        }
        block.write(rest);
    }

    /// The next frame.
    ///
    /// @throws EOFException at the end of the connection
    Frame next() throws IOException {
        int lengthAndType = in.readInt();
        int flags = in.readUnsignedByte();
        int stream = in.readInt();
        return new Frame(lengthAndType & 0xff, flags, stream, in.readNBytes(lengthAndType >>> 8));
    }

    /// The next frame of that type; others before it are passed over.
    Frame next(int type) throws IOException {
        Frame frame = next();
        while (frame.type != type) {
            frame = next();
        }
        return frame;
    }

    /// The body of a stream's answer. Frames of other streams before its end are passed over.
    String body(int stream) throws IOException {
        var body = new ByteArrayOutputStream();
        for (Frame frame = next();; frame = next()) {
            if (frame.type == GOAWAY && frame.number(4) != NO_ERROR) {
                throw new IOException("connection error " + frame.number(4) + ": "
                        + new String(frame.payload, 8, frame.payload.length - 8, StandardCharsets.US_ASCII));
            }
            if (frame.stream != stream) {
                continue;
            }
            if (frame.type == RST_STREAM) {
                throw new IOException("stream " + stream + " was reset: " + frame.number(0));
            }
            if (frame.type == DATA) {
                body.writeBytes(frame.payload);
            }
            if (frame.endsStream()) {
                return body.toString(StandardCharsets.UTF_8);
            }
        }
    }

    /// Waits for the server to end the connection.
    boolean ended() {
        try {
            while (true) {
                next();
            }
        } catch (IOException end) {
            return !(end instanceof java.net.SocketTimeoutException);
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
