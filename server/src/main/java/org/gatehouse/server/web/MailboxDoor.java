package org.gatehouse.server.web;

import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.gatehouse.access.emsmdb.AsyncHandle;
import org.gatehouse.access.emsmdb.Session;
import org.gatehouse.access.emsmdb.SessionDesk;
import org.gatehouse.dcerpc.RpcStatus;
import org.gatehouse.mapi.emsmdb.EmsmdbError;
import org.gatehouse.mapi.http.Connect;
import org.gatehouse.mapi.http.Execute;
import org.gatehouse.mapi.http.Failure;
import org.gatehouse.mapi.http.NotificationWait;
import org.gatehouse.web.mapihttp.MailboxSessions;
import org.gatehouse.web.mapihttp.Visitor;
import org.gatehouse.wire.Bytes;

/// Sessions of the mailbox endpoint as those of EMSMDB: the same desk opens and serves both.
record MailboxDoor(SessionDesk desk) implements MailboxSessions {
    @Override
    public Connected connect(Connect.Request request, Visitor visitor) {
        var peer = new SessionDesk.Peer(Optional.of(visitor.identity()), true, visitor.client(), visitor.server(),
                "MAPI/HTTP");
        var asked = new SessionDesk.Connect(request.userDn(), request.flags(), request.codePage(),
                request.stringLocale(), request.sortLocale(), visitor.version(), request.auxiliary());
        return switch (desk.connect(asked, peer)) {
            case SessionDesk.Connected.Open(Session session, String displayName, Bytes auxiliary) ->
                new Connected.Open(new OpenSession(desk, session), new Connect.Response(EmsmdbError.NONE,
                        SessionDesk.POLL_MILLIS, SessionDesk.RETRIES, SessionDesk.RETRY_DELAY_MILLIS, "", displayName,
                        auxiliary));
            case SessionDesk.Connected.Refused(int error, Bytes auxiliary) -> new Connected.Refused(error, auxiliary);
            case SessionDesk.Connected.Busy(_, Bytes auxiliary) -> new Connected.Failed(busy(auxiliary));
        };
    }

    /// [MS-OXCROPS] 3.2.4.2.
    private static Failure busy(Bytes auxiliary) {
        return new Failure(RpcStatus.SERVICE_TOO_BUSY, auxiliary);
    }

    private record OpenSession(SessionDesk desk, Session session) implements MailboxSession {
        @Override
        public Executed execute(Execute.Request request) {
            return switch (desk.execute(session, request.flags(), request.rops(), request.room(),
                    request.auxiliary())) {
                case SessionDesk.Execution.Done(Bytes payload, int error, _) ->
                    new Executed.Answered(new Execute.Response(error, payload, Bytes.EMPTY));
                case SessionDesk.Execution.Busy(_, Bytes auxiliary) -> new Executed.Failed(busy(auxiliary));
                case SessionDesk.Execution.Gone() -> new Executed.Gone();
            };
        }

        @Override
        public NotificationWait.Response await(CompletionStage<?> cancelled) {
            return switch (desk.await(session, cancelled)) {
                case AsyncHandle.Outcome.PENDING -> new NotificationWait.Response(EmsmdbError.NONE, true, Bytes.EMPTY);
                case AsyncHandle.Outcome.TIMED_OUT, AsyncHandle.Outcome.CANCELLED ->
                    new NotificationWait.Response(EmsmdbError.NONE, false, Bytes.EMPTY);
                case AsyncHandle.Outcome.EXITING ->
                    new NotificationWait.Response(EmsmdbError.EXITING, false, Bytes.EMPTY);
                case AsyncHandle.Outcome.REFUSED ->
                    new NotificationWait.Response(EmsmdbError.REJECTED, false, Bytes.EMPTY);
            };
        }

        @Override
        public void close() {
            session.close();
        }
    }
}
