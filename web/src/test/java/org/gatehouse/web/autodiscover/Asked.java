package org.gatehouse.web.autodiscover;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.gatehouse.security.Identity;
import org.gatehouse.web.http.Answer;
import org.gatehouse.web.http.BodyTooLargeException;
import org.gatehouse.web.http.ClientConnection;
import org.gatehouse.web.http.Visit;
import org.gatehouse.wire.Bytes;

/// A request made by hand, and what was answered to it.
final class Asked implements Visit, Answer, ClientConnection {
    private static final InetSocketAddress ADDRESS = new InetSocketAddress(InetAddress.getLoopbackAddress(), 1);

    final Map<String, String> head = new HashMap<>();
    final Map<String, String> fields = new HashMap<>();
    private final String method;
    private final String path;
    private final byte[] body;
    int status = 200;
    byte[] sent = {};
    int port = 443;
    String query = "";

    Asked(String method, String path, byte[] body) {
        this.method = method;
        this.path = path;
        this.body = body.clone();
    }

    static Asked post(String path, String body) {
        return new Asked("POST", path, body.getBytes(UTF_8));
    }

    String text() {
        return new String(sent, UTF_8);
    }

    @Override
    public String method() {
        return method;
    }

    @Override
    public String path() {
        return path;
    }

    @Override
    public Optional<String> query() {
        return Optional.of(query).filter(text -> !text.isEmpty());
    }

    @Override
    public Optional<String> header(String name) {
        return Optional.ofNullable(head.get(name));
    }

    @Override
    public List<String> headers(String name) {
        return header(name).stream().toList();
    }

    @Override
    public Optional<String> cookie(String name) {
        return Optional.empty();
    }

    @Override
    public String host() {
        return "autodiscover.contoso.com";
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    public Identity identity() {
        return new Identity("CONTOSO", "ann", "NTLM");
    }

    @Override
    public ClientConnection connection() {
        return this;
    }

    @Override
    public InputStream body() {
        return new ByteArrayInputStream(body);
    }

    @Override
    public long bodyLength() {
        return body.length;
    }

    @Override
    public byte[] readBody(int bytesMax) throws BodyTooLargeException {
        if (body.length > bytesMax) {
            throw new BodyTooLargeException(bytesMax);
        }
        return body.clone();
    }

    @Override
    public Answer answer() {
        return this;
    }

    @Override
    public Answer status(int code) {
        status = code;
        return this;
    }

    @Override
    public Answer status(int code, String reason) {
        return status(code);
    }

    @Override
    public Answer set(String name, String value) {
        fields.put(name, value);
        return this;
    }

    @Override
    public Answer add(String name, String value) {
        return set(name, value);
    }

    @Override
    public void send(String contentType, byte[] bytes) {
        set("Content-Type", contentType);
        sent = bytes.clone();
    }

    @Override
    public OutputStream stream(String contentType) {
        throw new UnsupportedOperationException("Autodiscover answers in one piece");
    }

    @Override
    public boolean begun() {
        return sent.length > 0;
    }

    @Override
    public void cut() {}

    @Override
    public long number() {
        return 1;
    }

    @Override
    public InetSocketAddress client() {
        return ADDRESS;
    }

    @Override
    public InetSocketAddress server() {
        return ADDRESS;
    }

    @Override
    public boolean isHttp2() {
        return false;
    }

    @Override
    public Optional<Bytes> channelBinding() {
        return Optional.empty();
    }

    @Override
    public void whenGone(Runnable action) {}
}
