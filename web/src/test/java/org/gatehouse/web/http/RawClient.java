package org.gatehouse.web.http;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

/// A client that writes HTTP/1.1 byte by byte as it is told.
final class RawClient implements Closeable {
    static final int WAIT_MILLIS_MAX = 60_000;

    final SSLSocket socket;
    private final InputStream in;

    /// @param fields `name: value`, as sent
    record Answer(int status, String line, List<String> fields, byte[] body) {
        String text() {
            return new String(body, StandardCharsets.UTF_8);
        }

        List<String> all(String name) {
            return fields.stream().filter(field -> field.toLowerCase(Locale.ROOT).startsWith(
                    name.toLowerCase(Locale.ROOT) + ":")).map(field -> field.substring(name.length() + 1).strip())
                    .toList();
        }

        Optional<String> first(String name) {
            return all(name).stream().findFirst();
        }
    }

    private RawClient(SSLSocket socket) throws IOException {
        this.socket = socket;
        this.in = socket.getInputStream();
    }

    static RawClient connect(WebServer server) throws IOException {
        return connect(server, new byte[0]);
    }

    /// @param before bytes that go out in front of TLS
    static RawClient connect(WebServer server, byte[] before) throws IOException {
        var plain = new Socket();
        plain.setSoTimeout(WAIT_MILLIS_MAX);
        plain.connect(new InetSocketAddress(WebFixture.LOOPBACK, server.address().getPort()));
        plain.getOutputStream().write(before);
        try {
            var socket = (SSLSocket) tls().getSocketFactory().createSocket(plain, "localhost", plain.getPort(), true);
            socket.startHandshake();
            return new RawClient(socket);
        } catch (IOException failed) {
            plain.close();
            throw failed;
        }
    }

    static SSLContext tls() {
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setCertificateEntry("root", WebFixture.CERTIFICATE.chain().getLast());
            var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(store);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException | IOException failed) {
            throw new IllegalStateException(failed);
        }
    }

    /// Lines of a request, the empty line at its end added.
    Answer ask(String... lines) throws IOException {
        head(lines);
        return receive();
    }

    void head(String... lines) throws IOException {
        send(String.join("\r\n", lines) + "\r\n\r\n");
    }

    void send(String text) throws IOException {
        send(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /// Sends more than the server takes: it may hang up before all is sent.
    void sendTooMuch(String text) {
        try {
            send(text);
        } catch (IOException refused) {
            // what it said before is still to be read
        }
    }

    void send(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        socket.getOutputStream().flush();
    }

    /// Status line and header fields, with the body that Content-Length or chunks announce.
    Answer receive() throws IOException {
        String line = line();
        var fields = new ArrayList<String>();
        for (String field = line(); !field.isEmpty(); field = line()) {
            fields.add(field);
        }
        int status = Integer.parseInt(line.split(" ")[1]);
        var head = new Answer(status, line, fields, new byte[0]);
        if (status == 100) {
            return receive();
        }
        if (head.first("Transfer-Encoding").filter("chunked"::equals).isPresent()) {
            return new Answer(status, line, fields, chunks());
        }
        int length = head.first("Content-Length").map(Integer::parseInt).orElse(0);
        byte[] body = in.readNBytes(length);
        if (body.length < length) {
            throw new EOFException("body ended after " + body.length + " of " + length);
        }
        return new Answer(status, line, fields, body);
    }

    /// The status of what comes next, or 0 when the connection ends instead.
    int statusOrEnd() throws IOException {
        try {
            return receive().status();
        } catch (java.net.SocketTimeoutException silence) {
            throw silence;
        } catch (IOException ended) {
            return 0;
        }
    }

    private byte[] chunks() throws IOException {
        var whole = new ByteArrayOutputStream();
        for (byte[] chunk = chunk(); chunk.length > 0; chunk = chunk()) {
            whole.write(chunk);
        }
        return whole.toByteArray();
    }

    /// The next chunk, empty at the end. Its last line break may come only with the chunk after it.
    byte[] chunk() throws IOException {
        String length = line();
        byte[] chunk = in.readNBytes(Integer.parseInt(length.isEmpty() ? line() : length, 16));
        if (chunk.length == 0) {
            line();
        }
        return chunk;
    }

    String line() throws IOException {
        var line = new StringBuilder();
        for (int each = in.read(); each != '\n'; each = in.read()) {
            if (each < 0) {
                throw new EOFException("connection ended after \"" + line + "\"");
            }
            if (each != '\r') {
                line.append((char) each);
            }
        }
        return line.toString();
    }

    byte[] bytes(int count) throws IOException {
        return in.readNBytes(count);
    }

    /// Waits for the server to end the connection.
    boolean ended() {
        try {
            return in.read() < 0;
        } catch (IOException reset) {
            return !(reset instanceof java.net.SocketTimeoutException);
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
