package org.gatehouse.web.mapihttp;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.gatehouse.security.Identity;
import org.gatehouse.web.http.HandmadeVisit;
import org.gatehouse.wire.Bytes;

/// A request of MAPI over HTTP. Sends what a client has to send unless a test takes it away.
final class FakeVisit extends HandmadeVisit {
    final CountDownLatch flushed = new CountDownLatch(1);
    final CountDownLatch flushedAgain = new CountDownLatch(2);
    /// What the client does as soon as it has the answer.
    Reaction reaction = () -> { };

    /// The client is gone before its answer.
    boolean cutOff;

    @FunctionalInterface
    interface Reaction {
        void run() throws IOException;
    }

    FakeVisit(String path, String type, Bytes body) {
        super("POST", path, body.toArray());
        host = "mail.corp.test";
        signedIn("ann");
        head.put("X-RequestType", type);
        head.put("X-RequestId", "{E2EA6C1C-E61B-49E9-9CFB-38184F907552}:1");
        head.put("X-ClientInfo", "{2EF33C39-49C8-421C-B876-CDF7F2AC3AA0}:1");
        head.put("X-ClientApplication", "Outlook/15.0.4815.1000");
        head.put("Content-Type", "application/mapi-http");
    }

    void signedIn(String account) {
        identity = new Identity("CORP", account, "NTLM");
    }

    /// The same client's next request: with the cookies that it was given.
    FakeVisit next(String type, Bytes nextBody) {
        var next = new FakeVisit(path, type, nextBody);
        next.identity = identity;
        next.cookies.putAll(cookies);
        for (String cookie : fields.getOrDefault("Set-Cookie", List.of())) {
            String pair = cookie.substring(0, cookie.indexOf(';'));
            next.cookies.put(pair.substring(0, pair.indexOf('=')), pair.substring(pair.indexOf('=') + 1));
        }
        return next;
    }

    @Override
    public String text() {
        return new String(sent(), ISO_8859_1);
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

    @Override
    protected void flushed() {
        flushed.countDown();
        flushedAgain.countDown();
    }

    @Override
    protected void sending() throws IOException {
        if (cutOff) {
            throw new IOException("connection reset");
        }
    }

    @Override
    protected void ended() throws IOException {
        reaction.run();
    }
}
