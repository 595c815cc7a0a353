package org.gatehouse.web.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.gatehouse.security.Identity;
import org.gatehouse.wire.Bytes;

/// A request made by hand, and what was answered to it: in one piece or as a stream.
public class HandmadeVisit implements Visit, Answer, ClientConnection {
    private static final InetSocketAddress ADDRESS = new InetSocketAddress(InetAddress.getLoopbackAddress(), 1);

    public final Map<String, String> head = new HashMap<>();
    /// Second fields of a name.
    public final Map<String, String> headAgain = new HashMap<>();
    public final Map<String, String> cookies = new HashMap<>();
    public final Map<String, List<String>> fields = new HashMap<>();
    public String method;
    public String path;
    public String query = "";
    public String host = "autodiscover.contoso.com";
    public int port = 443;
    public Identity identity = new Identity("CONTOSO", "ann", "NTLM");
    public int status = 200;
    public boolean streamed;
    private final ByteArrayOutputStream sent = new ByteArrayOutputStream();
    private final List<Runnable> gone = new ArrayList<>();
    private final byte[] body;

    public HandmadeVisit(String method, String path, byte[] body) {
        this.method = method;
        this.path = path;
        this.body = body.clone();
    }

    public static HandmadeVisit post(String path, String body) {
        return new HandmadeVisit("POST", path, body.getBytes(UTF_8));
    }

    public byte[] sent() {
        return sent.toByteArray();
    }

    public String text() {
        return sent.toString(UTF_8);
    }

    /// The last value of a header field of the answer, or nothing.
    public String field(String name) {
        List<String> values = fields.getOrDefault(name, List.of());
        return values.isEmpty() ? "" : values.getLast();
    }

    /// Closes the connection.
    public void leave() {
        gone.forEach(Runnable::run);
    }

    /// What was written so far is on its way.
    protected void flushed() {}

    /// The answer is about to be written in one piece.
    protected void sending() throws IOException {}

    /// The client has the whole answer.
    protected void ended() throws IOException {}

    @Override
    public final String method() {
        return method;
    }

    @Override
    public final String path() {
        return path;
    }

    @Override
    public final Optional<String> query() {
        return Optional.of(query).filter(text -> !text.isEmpty());
    }

    @Override
    public final Optional<String> header(String name) {
        return Optional.ofNullable(head.get(name));
    }

    @Override
    public final List<String> headers(String name) {
        return Stream.of(head, headAgain).flatMap(each -> Stream.ofNullable(each.get(name))).toList();
    }

    @Override
    public final Optional<String> cookie(String name) {
        return Optional.ofNullable(cookies.get(name));
    }

    @Override
    public final String host() {
        return host;
    }

    @Override
    public final int port() {
        return port;
    }

    @Override
    public final Identity identity() {
        return identity;
    }

    @Override
    public final ClientConnection connection() {
        return this;
    }

    @Override
    public final InputStream body() {
        return new ByteArrayInputStream(body);
    }

    @Override
    public final long bodyLength() {
        return head.containsKey("Transfer-Encoding") ? -1 : body.length;
    }

    @Override
    public final byte[] readBody(int bytesMax) throws IOException {
        if (body.length > bytesMax) {
            throw new BodyTooLargeException(bytesMax);
        }
        return body.clone();
    }

    @Override
    public final Answer answer() {
        return this;
    }

    @Override
    public final Answer status(int code) {
        status = code;
        return this;
    }

    @Override
    public final Answer status(int code, String reason) {
        return status(code);
    }

    @Override
    public final Answer set(String name, String value) {
        fields.put(name, List.of(value));
        return this;
    }

    @Override
    public final Answer add(String name, String value) {
        var values = new ArrayList<>(fields.getOrDefault(name, List.of()));
        values.add(value);
        fields.put(name, values);
        return this;
    }

    @Override
    public final void send(String contentType, byte[] bytes) throws IOException {
        sending();
        set("Content-Type", contentType).set("Content-Length", Integer.toString(bytes.length));
        sent.write(bytes);
    }

    @Override
    public final Flow flow(String contentType) {
        streamed = true;
        set("Content-Type", contentType);
        return (bytes, count, done) -> {
            sent.write(bytes, 0, count);
            done.accept(null);
        };
    }

    @Override
    public final OutputStream stream(String contentType) {
        streamed = true;
        set("Content-Type", contentType);
        return new OutputStream() {
            @Override
            public void write(int value) {
                sent.write(value);
            }

            @Override
            public void write(byte[] from, int offset, int length) {
                sent.write(from, offset, length);
            }

            @Override
            public void flush() {
                flushed();
            }

            @Override
            public void close() throws IOException {
                ended();
            }
        };
    }

    @Override
    public final boolean begun() {
        return sent.size() > 0;
    }

    @Override
    public final void cut() {}

    @Override
    public final long number() {
        return 1;
    }

    @Override
    public final InetSocketAddress client() {
        return ADDRESS;
    }

    @Override
    public final InetSocketAddress server() {
        return ADDRESS;
    }

    @Override
    public final boolean isHttp2() {
        return false;
    }

    @Override
    public final Optional<Bytes> channelBinding() {
        return Optional.empty();
    }

    @Override
    public final void whenGone(Runnable action) {
        gone.add(action);
    }
}
