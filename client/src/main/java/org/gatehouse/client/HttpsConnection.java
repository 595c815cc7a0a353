package org.gatehouse.client;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/// One kept connection over HTTPS: sends a body, gives the answer (RFC 9112). Goes to a given address under a given
/// name, as a client does that resolves names by itself. Not thread-safe.
public final class HttpsConnection implements Closeable {
    private static final int BODY_BYTES_MAX = 1 << 24;
    private static final int LINE_BYTES_MAX = 1 << 16;
    /// What a record of TLS holds (RFC 8446 5.1).
    private static final int RECORD_BYTES_MAX = 1 << 14;

    private final Socket tcp;
    private final SSLSocket socket;
    private final InputStream in;
    private final Place place;
    private boolean over;

    private HttpsConnection(Socket tcp, SSLSocket socket, Place place) throws IOException {
        this.tcp = tcp;
        this.socket = socket;
        this.in = new BufferedInputStream(socket.getInputStream(), RECORD_BYTES_MAX);
        this.place = place;
    }

    private record Place(InetSocketAddress address, String host, SSLContext trust, Duration timeout) {
        String named() {
            return address.getPort() == 443 ? host : host + ":" + address.getPort();
        }
    }

    /// What the server answered.
    ///
    /// @param reason what follows the status, or empty
    /// @param fields by their names in any case
    public record Answer(int status, String reason, Map<String, List<String>> fields, byte[] body) {
        /// The first field of that name, or empty.
        public String field(String name) {
            return fields.getOrDefault(name, List.of("")).getFirst();
        }
    }

    /// @param host the name that the certificate has to be for
    /// @param trust what certificates are trusted
    public static HttpsConnection open(InetSocketAddress address, String host, SSLContext trust, Duration timeout)
            throws IOException {
        var tcp = new BufferedSocket();
        try {
            tcp.setTcpNoDelay(true);
            tcp.connect(address, Math.toIntExact(timeout.toMillis()));
            tcp.setSoTimeout(Math.toIntExact(timeout.toMillis()));
            var socket = (SSLSocket) trust.getSocketFactory().createSocket(tcp, host, address.getPort(), true);
            var parameters = socket.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            socket.setSSLParameters(parameters);
            socket.startHandshake();
            return new HttpsConnection(tcp, socket, new Place(address, host, trust, timeout));
        } catch (IOException | RuntimeException failed) {
            tcp.close();
            throw failed;
        }
    }

    /// Reads ahead: TLS asks for the five bytes of a record's head first, then for the record.
    private static final class BufferedSocket extends Socket {
        private @Nullable InputStream buffered;

        @Override
        public synchronized InputStream getInputStream() throws IOException {
            InputStream in = buffered;
            if (in == null) {
                in = new BufferedInputStream(super.getInputStream(), 4 * RECORD_BYTES_MAX);
                buffered = in;
            }
            return in;
        }
    }

    /// Another one to the same address.
    HttpsConnection another() throws IOException {
        return open(place.address, place.host, place.trust, place.timeout);
    }

    /// Whether the server has said that it closes the connection (RFC 9112 9.6).
    boolean isOver() {
        return over;
    }

    public InetSocketAddress peer() {
        return (InetSocketAddress) tcp.getRemoteSocketAddress();
    }

    public Answer post(String path, Map<String, String> fields, byte[] body) throws IOException {
        return ask("POST", path, fields, body);
    }

    /// @param target path and query
    Answer ask(String method, String target, Map<String, String> fields, byte[] body) throws IOException {
        byte[] head = requestHead(method, target, fields, body.length);
        var request = new ByteArrayOutputStream(head.length + body.length);
        request.writeBytes(head);
        request.writeBytes(body);
        write(request.toByteArray());
        Answer answer = head();
        boolean chunked = answer.field("Transfer-Encoding").toLowerCase(Locale.ROOT).equals("chunked");
        String length = answer.field("Content-Length");
        byte[] answered = chunked ? chunks() : length.isEmpty() ? new byte[0] : exactly(Integer.parseInt(length));
        return new Answer(answer.status(), answer.reason(), answer.fields(), answered);
    }

    /// Sends the head of a request whose body is [written][#write(byte\[\])] piece by piece.
    void begin(String method, String target, Map<String, String> fields, long contentLength) throws IOException {
        write(requestHead(method, target, fields, contentLength));
    }

    private byte[] requestHead(String method, String target, Map<String, String> fields, long contentLength) {
        var head = new StringBuilder(method).append(' ').append(target).append(" HTTP/1.1\r\nHost: ")
                .append(place.named())
                .append("\r\nContent-Length: ").append(contentLength).append("\r\n");
        fields.forEach((name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
        return head.append("\r\n").toString().getBytes(ISO_8859_1);
    }

    void write(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
    }

    /// Reads from the body of an answer whose head has been read.
    int read(byte[] to, int from, int count) throws IOException {
        return in.read(to, from, count);
    }

    /// Changes how long reads may take.
    void timeout(Duration timeout) throws IOException {
        tcp.setSoTimeout(Math.toIntExact(timeout.toMillis()));
    }

    /// Whether there is something to read, the end included.
    boolean speaks() throws IOException {
        int usual = tcp.getSoTimeout();
        tcp.setSoTimeout(1);
        try {
            in.mark(1);
            if (in.read() >= 0) {
                in.reset();
            }
            return true;
        } catch (SocketTimeoutException silent) {
            return false;
        } finally {
            tcp.setSoTimeout(usual);
        }
    }

    /// Status and fields of the answer; its body is left unread.
    Answer head() throws IOException {
        String[] status = line().split(" ", 3);
        if (status.length < 2 || !status[0].startsWith("HTTP/1.")) {
            throw new IOException("not an answer of HTTP: " + String.join(" ", status));
        }
        var fields = new TreeMap<String, List<String>>(String.CASE_INSENSITIVE_ORDER);
        for (String line = line(); !line.isEmpty(); line = line()) {
            int colon = line.indexOf(':');
            if (colon < 1) {
                throw new IOException("a header field without a name");
            }
            fields.computeIfAbsent(line.substring(0, colon), _ -> new ArrayList<>())
                    .add(line.substring(colon + 1).strip());
        }
        over |= fields.getOrDefault("Connection", List.of()).stream().anyMatch("close"::equalsIgnoreCase);
        return new Answer(Integer.parseInt(status[1]), status.length < 3 ? "" : status[2], fields, new byte[0]);
    }

    private byte[] chunks() throws IOException {
        var whole = new ByteArrayOutputStream();
        for (int size = size(); size > 0; size = size()) {
            whole.writeBytes(exactly(size));
            line();
            if (whole.size() > BODY_BYTES_MAX) {
                throw new IOException("an answer of more than " + BODY_BYTES_MAX + " bytes");
            }
        }
        while (!line().isEmpty()) {
            // trailer fields mean nothing here
        }
        return whole.toByteArray();
    }

    private int size() throws IOException {
        return Integer.parseInt(line().split(";", 2)[0].strip(), 16);
    }

    private byte[] exactly(int count) throws IOException {
        if (count < 0 || count > BODY_BYTES_MAX) {
            throw new IOException("an answer of " + count + " bytes");
        }
        byte[] bytes = in.readNBytes(count);
        if (bytes.length < count) {
            throw new EOFException("the connection ended within an answer");
        }
        return bytes;
    }

    private String line() throws IOException {
        var line = new ByteArrayOutputStream();
        while (true) {
            int next = in.read();
            if (next < 0) {
                throw new EOFException("the server closed the connection");
            }
            if (next == '\n') {
                return line.toString(ISO_8859_1);
            }
            if (next != '\r') {
                line.write(next);
            }
            if (line.size() > LINE_BYTES_MAX) {
                throw new IOException("a header line without end");
            }
        }
    }

    /// Ends the connection at once: a dead server never answers a close.
    @Override
    public void close() throws IOException {
        tcp.close();
    }
}
