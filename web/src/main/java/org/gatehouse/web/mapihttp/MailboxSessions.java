package org.gatehouse.web.mapihttp;

import java.util.concurrent.CompletionStage;
import org.gatehouse.mapi.http.Connect;
import org.gatehouse.mapi.http.Execute;
import org.gatehouse.mapi.http.Failure;
import org.gatehouse.mapi.http.NotificationWait;
import org.gatehouse.wire.Bytes;

/// The sessions of the mailbox endpoint, which the room of EMSMDB keeps. Thread-safe.
public interface MailboxSessions {
    Connected connect(Connect.Request request, Visitor visitor);

    /// What became of a connect.
    sealed interface Connected {
        record Open(MailboxSession session, Connect.Response response) implements Connected {}

        /// @param error a return value of EcDoConnectEx ([MS-OXCRPC] 3.1.4.1)
        /// @param auxiliary an extended buffer or nothing
        record Refused(int error, Bytes auxiliary) implements Connected {}

        record Failed(Failure failure) implements Connected {}
    }

    /// What became of remote operations.
    sealed interface Executed {
        record Answered(Execute.Response response) implements Executed {}

        /// The call as a whole was put off.
        record Failed(Failure failure) implements Executed {}

        /// The session has ended.
        record Gone() implements Executed {}
    }

    /// One session. Its context sees to it that it runs one request at a time; a wait may run beside it.
    interface MailboxSession extends AutoCloseable {
        Executed execute(Execute.Request request);

        /// Waits until something is pending, for as long as the session allows.
        NotificationWait.Response await(CompletionStage<?> cancelled);

        @Override
        void close();
    }
}
