package org.gatehouse.web.mapihttp;

import java.util.Optional;
import org.gatehouse.mapi.http.Connect;
import org.gatehouse.mapi.http.Disconnect;
import org.gatehouse.mapi.http.Execute;
import org.gatehouse.mapi.http.Failure;
import org.gatehouse.mapi.http.MailboxRequestType;
import org.gatehouse.mapi.http.NotificationWait;
import org.gatehouse.web.mapihttp.MailboxSessions.MailboxSession;
import org.gatehouse.wire.ByteReader;
import org.gatehouse.wire.Bytes;
import org.gatehouse.wire.MalformedException;

/// The mailbox endpoint ([MS-OXCMAPIHTTP] 2.2.4).
record MailboxEndpoint(MailboxSessions sessions) implements Endpoint<MailboxSession> {
    /// The remote operations and the auxiliary buffer of EcDoRpcExt2 at their largest ([MS-OXCRPC] 3.1.4.2).
    private static final int BODY_MAX = 0x40000 + 0x1008 + 64;

    @Override
    public String path() {
        return "/mapi/emsmdb";
    }

    @Override
    public int bodyBytesMax() {
        return BODY_MAX;
    }

    @Override
    public Optional<Operation<MailboxSession>> operation(String type, ByteReader body) {
        return MailboxRequestType.of(type).map(known -> switch (known) {
            case CONNECT -> {
                var request = Connect.Request.read(body);
                yield new Operation.Begin<>(visitor -> begin(request, visitor));
            }
            case EXECUTE -> {
                var request = Execute.Request.read(body);
                yield new Operation.Run<>(session -> execute(session, request), true);
            }
            case NOTIFICATION_WAIT -> {
                NotificationWait.Request.read(body);
                yield new Operation.Wait<>((session, cancelled) -> session.await(cancelled).write());
            }
            case DISCONNECT -> {
                Disconnect.Request.read(body);
                yield new Operation.End<>(new Disconnect.Response(0, Bytes.EMPTY).write());
            }
            case PING -> {
                MalformedException.require(!body.hasRemaining(), "PING has no body");
                yield new Operation.Ping<>();
            }
        });
    }

    private Operation.Begun<MailboxSession> begin(Connect.Request request, Visitor visitor) {
        return switch (sessions.connect(request, visitor)) {
            case MailboxSessions.Connected.Open(MailboxSession session, Connect.Response response) ->
                new Operation.Begun<>(Optional.of(session), response.write());
            case MailboxSessions.Connected.Refused(int error, Bytes auxiliary) ->
                new Operation.Begun<>(Optional.empty(), Connect.Response.refusal(error, auxiliary).write());
            case MailboxSessions.Connected.Failed(Failure failure) ->
                new Operation.Begun<>(Optional.empty(), failure.write());
        };
    }

    private static Optional<Bytes> execute(MailboxSession session, Execute.Request request) {
        return switch (session.execute(request)) {
            case MailboxSessions.Executed.Answered(Execute.Response response) -> Optional.of(response.write());
            case MailboxSessions.Executed.Failed(Failure failure) -> Optional.of(failure.write());
            case MailboxSessions.Executed.Gone() -> Optional.empty();
        };
    }
}
