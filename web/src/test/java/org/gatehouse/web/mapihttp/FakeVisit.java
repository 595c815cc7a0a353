package org.gatehouse.web.mapihttp;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

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
import java.util.concurrent.CountDownLatch;
import org.gatehouse.security.Identity;
import org.gatehouse.web.http.Answer;
import org.gatehouse.web.http.BodyTooLargeException;
import org.gatehouse.web.http.ClientConnection;
import org.gatehouse.web.http.Visit;
import org.gatehouse.wire.Bytes;

/// A request made by hand, and what was answered to it. Sends what a client has to send unless a test takes it away.
final class FakeVisit implements Visit, Answer, ClientConnection {
    private static final InetSocketAddress ADDRESS = new InetSocketAddress(InetAddress.getLoopbackAddress(), 1);

    final Map<String, String> head = new HashMap<>();
    final Map<String, String> cookies = new HashMap<>();
    final Map<String, List<String>> fields = new HashMap<>();
    final ByteArrayOutputStream sent = new ByteArrayOutputStream();
    final CountDownLatch flushed = new CountDownLatch(1);
    final CountDownLatch flushedAgain = new CountDownLatch(2);
    private final List<Runnable> gone = new ArrayList<>();
    private final byte[] body;
    String method = "POST";
    String path;
    String account = "ann";
    boolean streamed;

    FakeVisit(String path, String type, Bytes body) {
        this.path = path;
        this.body = body.toArray();
        head.put("X-RequestType", type);
        head.put("X-RequestId", "{E2EA6C1C-E61B-49E9-9CFB-38184F907552}:1");
        head.put("X-ClientInfo", "{2EF33C39-49C8-421C-B876-CDF7F2AC3AA0}:1");
        head.put("X-ClientApplication", "Outlook/15.0.4815.1000");
        head.put("Content-Type", "application/mapi-http");
    }

    /// The same client's next request: with the cookies that it was given.
    FakeVisit next(String type, Bytes nextBody) {
        var next = new FakeVisit(path, type, nextBody);
        next.account = account;
        next.cookies.putAll(cookies);
        for (String cookie : fields.getOrDefault("Set-Cookie", List.of())) {
            String pair = cookie.substring(0, cookie.indexOf(';'));
            next.cookies.put(pair.substring(0, pair.indexOf('=')), pair.substring(pair.indexOf('=') + 1));
        }
        return next;
    }

    String field(String name) {
        List<String> values = fields.getOrDefault(name, List.of());
        return values.isEmpty() ? "" : values.getLast();
    }

    String text() {
        return sent.toString(ISO_8859_1);
    }

    /// The response code that counts: a later one, behind DONE, over the one in the header.
    int code() {
        int done = text().indexOf("DONE\r\n");
        int later = done < 0 ? -1 : text().indexOf("X-ResponseCode: ", done);
        return later < 0 ? Integer.parseInt(field("X-ResponseCode"))
                : Integer.parseInt(text().substring(later + 16, text().indexOf('\r', later + 16)));
    }

    /// What follows the additional header fields.
    Bytes result() {
        int at = text().indexOf("\r\n\r\n");
        return Bytes.wrap(text().substring(at + 4).getBytes(ISO_8859_1));
    }

    void leave() {
        gone.forEach(Runnable::run);
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
        return Optional.empty();
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
        return Optional.ofNullable(cookies.get(name));
    }

    @Override
    public String host() {
        return "mail.corp.test";
    }

    @Override
    public int port() {
        return 443;
    }

    @Override
    public Identity identity() {
        return new Identity("CORP", account, "NTLM");
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
        return head.containsKey("Transfer-Encoding") ? -1 : body.length;
    }

    @Override
    public byte[] readBody(int bytesMax) throws IOException {
        if (body.length > bytesMax) {
            throw new BodyTooLargeException(bytesMax);
        }
        return body;
    }

    @Override
    public Answer answer() {
        return this;
    }

    @Override
    public Answer status(int code) {
        fields.put(":status", List.of(Integer.toString(code)));
        return this;
    }

    @Override
    public Answer status(int code, String reason) {
        return status(code);
    }

    @Override
    public Answer set(String name, String value) {
        fields.put(name, List.of(value));
        return this;
    }

    @Override
    public Answer add(String name, String value) {
        fields.computeIfAbsent(name, _ -> new ArrayList<>()).add(value);
        return this;
    }

    @Override
    public void send(String contentType, byte[] bytes) throws IOException {
        set("Content-Type", contentType).set("Content-Length", Integer.toString(bytes.length));
        sent.write(bytes);
    }

    @Override
    public OutputStream stream(String contentType) {
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
                flushed.countDown();
                flushedAgain.countDown();
            }
        };
    }

    @Override
    public boolean begun() {
        return sent.size() > 0;
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
    public void whenGone(Runnable action) {
        gone.add(action);
    }
}
