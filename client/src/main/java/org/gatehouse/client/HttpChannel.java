package org.gatehouse.client;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.gatehouse.mapi.http.Connect;
import org.gatehouse.mapi.http.Disconnect;
import org.gatehouse.mapi.http.Execute;
import org.gatehouse.mapi.http.Failure;
import org.gatehouse.mapi.http.NotificationWait;
import org.gatehouse.wire.ByteReader;
import org.gatehouse.wire.Bytes;

/// A session behind the cookies of MAPI over HTTP ([MS-OXCMAPIHTTP] 3.1.5).
final class HttpChannel implements MapiChannel {
    private static final String PATH = "/mapi/emsmdb/";
    private static final byte[] BODY_MARK = "\r\n\r\n".getBytes(ISO_8859_1);

    private HttpsConnection connection;
    private final String authorization;
    private final String group = "{" + UUID.randomUUID().toString().toUpperCase(Locale.ROOT) + "}";
    private final Map<String, String> cookies = new LinkedHashMap<>();
    private int count;

    private HttpChannel(HttpsConnection connection, Account account) {
        this.connection = connection;
        this.authorization = HttpSignIn.basic(account);
    }

    /// @throws MapiException when the session is refused
    static HttpChannel open(HttpsConnection connection, Account account, String userDn) throws IOException {
        var channel = new HttpChannel(connection, account);
        var request = new Connect.Request(userDn, 0, MapiSession.CODE_PAGE, MapiSession.LOCALE, MapiSession.LOCALE,
                Bytes.EMPTY);
        var response = Connect.Response.read(channel.post("Connect", request.write()));
        if (response.error() != 0) {
            throw new MapiException("Connect", response.error(), MapiException.said(response.auxiliary()));
        }
        return channel;
    }

    @Override
    public Bytes execute(Bytes payload, int flags, int replyMax) throws IOException {
        var response = Execute.Response.read(post("Execute",
                new Execute.Request(flags, payload, replyMax, Bytes.EMPTY).write()));
        if (response.error() != 0) {
            throw new MapiException("Execute", response.error());
        }
        return response.rops();
    }

    /// Waits for events on this connection, which then does nothing else.
    ///
    /// @return whether something is pending
    boolean await() throws IOException {
        return NotificationWait.Response.read(post("NotificationWait",
                new NotificationWait.Request(0, Bytes.EMPTY).write())).pending();
    }

    @Override
    public void disconnect() throws IOException {
        try {
            post("Disconnect", new Disconnect.Request(Bytes.EMPTY).write());
        } finally {
            connection.close();
        }
    }

    @Override
    public void drop() throws IOException {
        connection.close();
    }

    @Override
    public InetSocketAddress peer() {
        return connection.peer();
    }

    private ByteReader post(String type, Bytes body) throws IOException {
        count++;
        var fields = new LinkedHashMap<>(Map.of("Authorization", authorization, "Content-Type",
                "application/mapi-http", "X-RequestType", type, "X-RequestId", group + ":" + count, "X-ClientInfo",
                group + ":1", "X-ClientApplication", "Outlook/15.0.4815.1000"));
        if (!cookies.isEmpty()) {
            fields.put("Cookie", cookies.entrySet().stream().map(each -> each.getKey() + "=" + each.getValue())
                    .collect(Collectors.joining("; ")));
        }
        if (connection.isOver()) { // the session goes on over any other
            connection.close();
            connection = connection.another();
        }
        HttpsConnection.Answer answer = connection.post(PATH, fields, body.toArray());
        if (answer.status() != 200 || !answer.field("X-ResponseCode").equals("0")) {
            throw new IOException(type + " was answered with status " + answer.status() + ", response code "
                    + answer.field("X-ResponseCode"));
        }
        for (String cookie : answer.fields().getOrDefault("Set-Cookie", List.of())) {
            String[] pair = cookie.split(";", 2)[0].split("=", 2);
            cookies.put(pair[0], pair.length > 1 ? pair[1] : "");
        }
        return behindHead(type, answer.body());
    }

    /// The body behind the meta-tags and the additional header fields, among which a later response code may stand.
    private static ByteReader behindHead(String type, byte[] raw) throws IOException {
        int at = indexOf(raw);
        if (at < 0) {
            throw new IOException(type + " was answered without DONE");
        }
        String head = new String(raw, 0, at, ISO_8859_1);
        if (!head.contains("DONE\r\nX-ResponseCode: 0")) {
            throw new IOException(type + " failed: " + head.substring(Math.max(0, head.indexOf("DONE"))));
        }
        int status = new ByteReader(raw, at + BODY_MARK.length, raw.length).i32();
        if (status != 0) {
            Failure failure = Failure.read(new ByteReader(raw, at + BODY_MARK.length, raw.length));
            throw new RpcException(type + " failed " + MapiException.said(failure.auxiliary()), status);
        }
        return new ByteReader(raw, at + BODY_MARK.length, raw.length);
    }

    private static int indexOf(byte[] raw) {
        for (int at = 0; at + BODY_MARK.length <= raw.length; at++) {
            if (raw[at] == '\r' && raw[at + 1] == '\n' && raw[at + 2] == '\r' && raw[at + 3] == '\n') {
                return at;
            }
        }
        return -1;
    }
}
