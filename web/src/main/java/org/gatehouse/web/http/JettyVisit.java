package org.gatehouse.web.http;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.gatehouse.security.Identity;
import org.jspecify.annotations.Nullable;

/// A request of Jetty's, as handlers see it.
final class JettyVisit implements Visit {
    private static final int PART_BYTES = 8192;

    private final Request request;
    private final Peer peer;
    private final @Nullable Identity identity;
    private final InputStream body;
    private final JettyAnswer answer;
    private final List<Runnable> farewells = new CopyOnWriteArrayList<>();

    JettyVisit(Request request, Peer peer, @Nullable Identity identity, InputStream body, JettyAnswer answer) {
        this.request = request;
        this.peer = peer;
        this.identity = identity;
        this.body = body;
        this.answer = answer;
    }

    @Override
    public String method() {
        return request.getMethod();
    }

    @Override
    public String path() {
        return Reception.path(request);
    }

    @Override
    public Optional<String> query() {
        return Optional.ofNullable(request.getHttpURI().getQuery());
    }

    @Override
    public Optional<String> header(String name) {
        return Optional.ofNullable(request.getHeaders().get(name));
    }

    @Override
    public List<String> headers(String name) {
        return request.getHeaders().getValuesList(name);
    }

    @Override
    public Optional<String> cookie(String name) {
        for (HttpField field : request.getHeaders()) {
            if (field.getHeader() == HttpHeader.COOKIE) {
                Optional<String> value = CookieField.value(field.getValue(), name);
                if (value.isPresent()) {
                    return value;
                }
            }
        }
        return Optional.empty();
    }

    @Override
    public String host() {
        return Request.getServerName(request);
    }

    @Override
    public int port() {
        return Request.getServerPort(request);
    }

    @Override
    public Identity identity() {
        if (identity == null) {
            throw new IllegalStateException("nobody signs in at " + path());
        }
        return identity;
    }

    @Override
    public ClientConnection connection() {
        return peer;
    }

    @Override
    public void whenGone(Runnable action) {
        var called = new AtomicBoolean();
        Runnable once = () -> {
            if (called.compareAndSet(false, true)) {
                action.run();
            }
        };
        farewells.add(once);
        request.addFailureListener(_ -> once.run());
        peer.whenGone(once);
    }

    /// The handler is done with it: nobody is called back any more.
    void over() {
        farewells.forEach(peer::forget);
    }

    @Override
    public InputStream body() {
        return body;
    }

    @Override
    public long bodyLength() {
        return request.getLength();
    }

    @Override
    public byte[] readBody(int bytesMax) throws IOException {
        if (bodyLength() > bytesMax) {
            throw new BodyTooLargeException(bytesMax);
        }
        // A small body of a known length is read into its place: room for any body would be most of what a request
        // leaves to the garbage collector.
        byte[] whole = new byte[Math.min(PART_BYTES, bodyLength() >= 0 ? (int) bodyLength() : bytesMax) + 1];
        int size = 0;
        for (int got = body.read(whole); got >= 0; got = body.read(whole, size, whole.length - size)) {
            size += got;
            if (size > bytesMax) {
                throw new BodyTooLargeException(bytesMax);
            }
            if (size == whole.length) {
                whole = Arrays.copyOf(whole, 2 * size);
            }
        }
        return Arrays.copyOf(whole, size);
    }

    @Override
    public JettyAnswer answer() {
        return answer;
    }
}
