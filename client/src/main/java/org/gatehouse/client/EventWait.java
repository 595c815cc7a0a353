package org.gatehouse.client;

import java.io.IOException;
import org.gatehouse.dcerpc.SyntaxId;
import org.gatehouse.mapi.emsmdb.EcDoAsyncWaitEx;
import org.gatehouse.mapi.emsmdb.EmsmdbSyntax;
import org.gatehouse.wire.ndr.ContextHandle;
import org.gatehouse.wire.ndr.NdrReader;

/// Waits for notifications of a session, on a connection of its own ([MS-OXCRPC] 3.3.4.1). What they tell is fetched
/// with the session's next call.
public final class EventWait implements AutoCloseable {
    static final SyntaxId SERVICE = new SyntaxId(EmsmdbSyntax.ASYNC_EMSMDB, EmsmdbSyntax.ASYNC_EMSMDB_MAJOR,
            EmsmdbSyntax.ASYNC_EMSMDB_MINOR);

    private final RpcConnection connection;
    private final ContextHandle handle;

    EventWait(RpcConnection connection, ContextHandle handle) {
        this.connection = connection;
        this.handle = handle;
    }

    /// Parks until the server has something to tell; false when it had nothing for as long as it waits.
    ///
    /// @throws MapiException when the wait is refused
    public boolean await() throws IOException {
        var response = Answers.of(() -> EcDoAsyncWaitEx.Response.read(new NdrReader(
                connection.call(EcDoAsyncWaitEx.OPERATION, new EcDoAsyncWaitEx.Request(handle, 0).write()))));
        if (response.result() != 0) {
            throw new MapiException("EcDoAsyncWaitEx", response.result());
        }
        return (response.flags() & EcDoAsyncWaitEx.NOTIFICATION_PENDING) != 0;
    }

    @Override
    public void close() throws IOException {
        connection.close();
    }
}
