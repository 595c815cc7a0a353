package org.gatehouse.web.mapihttp;

import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.gatehouse.mapi.http.Connect;
import org.gatehouse.mapi.http.Execute;
import org.gatehouse.mapi.http.NotificationWait;

/// The sessions of the mailbox endpoint, which the room of EMSMDB keeps. Thread-safe.
public interface MailboxSessions {
    Connected connect(Connect.Request request, Visitor visitor);

    /// What became of a connect.
    sealed interface Connected {
        record Open(MailboxSession session, Connect.Response response) implements Connected {}

        /// @param error a return value of EcDoConnectEx ([MS-OXCRPC] 3.1.4.1)
        record Refused(int error) implements Connected {}

        /// @param status of a failure body, such as RPC_S_SERVER_TOO_BUSY
        record Failed(int status) implements Connected {}
    }

    /// One session. Its context sees to it that it runs one request at a time; a wait may run beside it.
    interface MailboxSession extends AutoCloseable {
        /// @return nothing when the session has ended
        Optional<Execute.Response> execute(Execute.Request request);

        /// Waits until something is pending, for as long as the session allows.
        NotificationWait.Response await(CompletionStage<?> cancelled);

        @Override
        void close();
    }
}
