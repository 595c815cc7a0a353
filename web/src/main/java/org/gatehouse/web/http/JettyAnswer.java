package org.gatehouse.web.http;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.http.MetaData;
import org.eclipse.jetty.http.PreEncodedHttpField;
import org.eclipse.jetty.server.HttpStream;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Invocable;
import org.jspecify.annotations.Nullable;

/// A response of Jetty's, as handlers see it.
final class JettyAnswer implements Answer {
    /// A year, RFC 6797 6.1.
    private static final HttpField HSTS = new PreEncodedHttpField(HttpHeader.STRICT_TRANSPORT_SECURITY,
            "max-age=31536000");

    private final Request request;
    private final Response response;
    private @Nullable OutputStream out;
    private final Runnable cutter;
    private volatile boolean cut;

    /// @param cutter closes the connection or resets the stream
    JettyAnswer(Request request, Response response, Runnable cutter) {
        this.request = request;
        this.response = response;
        this.cutter = cutter;
        response.getHeaders().put(HSTS);
    }

    @Override
    public Answer status(int code) {
        response.setStatus(code);
        return this;
    }

    @Override
    public Answer status(int code, String reason) {
        String printable = reason.replaceAll("[^\\x20-\\x7e]", "?");
        request.addHttpStreamWrapper(stream -> new Reasoned(stream, printable));
        return status(code);
    }

    @Override
    public Answer set(String name, String value) {
        response.getHeaders().put(name, value);
        return this;
    }

    @Override
    public Answer add(String name, String value) {
        response.getHeaders().add(name, value);
        return this;
    }

    @Override
    public void send(String contentType, byte[] body) throws IOException {
        set("Content-Length", Long.toString(body.length));
        try (OutputStream stream = stream(contentType)) {
            stream.write(body);
        }
    }

    /// Tells a client to go on that asks first (RFC 9110 10.1.1) where nothing more is to come: Jetty would not keep
    /// the connection, in which the sign-in goes on. Clients of RPC over HTTP ask so.
    void goOn() {
        if (request.getLength() == 0 && request.getHeaders().contains(HttpHeader.EXPECT)) {
            request.addHttpStreamWrapper(Continuing::new);
        }
    }

    /// A short text for people.
    void tell(int code, String text) throws IOException {
        status(code).send("text/plain; charset=utf-8", (text + "\n").getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public OutputStream stream(String contentType) {
        if (out == null) {
            if (!contentType.isEmpty()) {
                response.getHeaders().put(HttpHeader.CONTENT_TYPE, contentType);
            }
            out = Response.asBufferedOutputStream(request, response);
        }
        return out;
    }

    @Override
    public Flow flow(String contentType) {
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, contentType);
        return (bytes, count, done) -> response.write(false, ByteBuffer.wrap(bytes, 0, count),
                Callback.from(Invocable.InvocationType.NON_BLOCKING, () -> done.accept(null), done));
    }

    @Override
    public boolean begun() {
        return response.isCommitted();
    }

    @Override
    public void cut() {
        cut = true;
        cutter.run();
    }

    boolean isCut() {
        return cut;
    }

    int code() {
        return response.getStatus() == 0 ? 200 : response.getStatus();
    }

    /// Forgets what was not sent yet.
    void reset() {
        out = null;
        response.reset();
        response.getHeaders().put(HSTS);
    }

    /// Ends what the handler began.
    void finish() throws IOException {
        if (out != null) {
            out.close();
        }
    }

    /// Sends 100 ahead of the answer.
    private static final class Continuing extends HttpStream.Wrapper {
        private boolean sent;

        Continuing(HttpStream wrapped) {
            super(wrapped);
        }

        @Override
        public void send(MetaData.Request request, MetaData.@Nullable Response response, boolean last,
                @Nullable ByteBuffer content, Callback callback) {
            if (sent || response == null) {
                super.send(request, response, last, content, callback);
                return;
            }
            sent = true;
            var goOn = new MetaData.Response(100, "Continue", response.getHttpVersion(), HttpFields.EMPTY, -1, null);
            super.send(request, goOn, false, null, Callback.from(
                    () -> super.send(request, response, last, content, callback), callback::failed));
        }
    }

    /// Puts a phrase of our own behind the status code, which Jetty's responses have no word for.
    private static final class Reasoned extends HttpStream.Wrapper {
        private final String reason;

        Reasoned(HttpStream wrapped, String reason) {
            super(wrapped);
            this.reason = reason;
        }

        @Override
        public void send(MetaData.Request request, MetaData.@Nullable Response response, boolean last,
                @Nullable ByteBuffer content, Callback callback) {
            super.send(request, response == null ? null : reasoned(response), last, content, callback);
        }

        private MetaData.Response reasoned(MetaData.Response response) {
            HttpVersion version = response.getHttpVersion();
            HttpFields fields = response.getHttpFields();
            return new MetaData.Response(response.getStatus(), reason, version, fields, response.getContentLength(),
                    response.getTrailersSupplier());
        }
    }
}
