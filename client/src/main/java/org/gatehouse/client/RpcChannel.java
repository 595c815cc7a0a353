package org.gatehouse.client;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.gatehouse.mapi.emsmdb.EcDoAsyncConnectEx;
import org.gatehouse.mapi.emsmdb.EcDoConnectEx;
import org.gatehouse.mapi.emsmdb.EcDoDisconnect;
import org.gatehouse.mapi.emsmdb.EcDoRpcExt2;
import org.gatehouse.mapi.emsmdb.ProtocolVersion;
import org.gatehouse.wire.Bytes;
import org.gatehouse.wire.ndr.ContextHandle;
import org.gatehouse.wire.ndr.NdrReader;

/// A session behind a context handle ([MS-OXCRPC] 3.2.4), over TCP or through Outlook Anywhere.
final class RpcChannel implements MapiChannel {
    private static final ProtocolVersion CLIENT_VERSION = new ProtocolVersion(14, 0, 6126, 5001);
    private static final int AUXILIARY_MAX = 0x1008;

    private final RpcConnection connection;
    private ContextHandle handle;

    private RpcChannel(RpcConnection connection, ContextHandle handle) {
        this.connection = connection;
        this.handle = handle;
    }

    /// @throws MapiException when the session is refused
    static RpcChannel open(RpcConnection connection, String userDn) throws IOException {
        try {
            var request = new EcDoConnectEx.Request(userDn, 0, 0, MapiSession.CODE_PAGE, MapiSession.LOCALE,
                    MapiSession.LOCALE, -1, ProtocolVersion.Words.of(CLIENT_VERSION), 0, Bytes.EMPTY, AUXILIARY_MAX);
            var response = EcDoConnectEx.Response.read(new NdrReader(
                    connection.call(EcDoConnectEx.OPERATION, request.write())));
            if (response.result() != 0) {
                throw new MapiException("EcDoConnectEx", response.result(),
                        MapiException.said(response.auxiliary()));
            }
            return new RpcChannel(connection, response.session());
        } catch (IOException | RuntimeException failed) {
            connection.close();
            throw failed;
        }
    }

    @Override
    public Bytes execute(Bytes payload, int flags, int replyMax) throws IOException {
        var request = new EcDoRpcExt2.Request(handle, flags, payload, replyMax, Bytes.EMPTY, AUXILIARY_MAX);
        var response = EcDoRpcExt2.Response.read(new NdrReader(
                connection.call(EcDoRpcExt2.OPERATION, request.write())));
        if (response.result() != 0) {
            throw new MapiException("EcDoRpcExt2", response.result());
        }
        handle = response.session();
        return response.payload();
    }

    /// A second connection that waits for notifications.
    EventWait events(Account account, Duration timeout) throws IOException {
        var answer = EcDoAsyncConnectEx.Response.read(new NdrReader(connection.call(EcDoAsyncConnectEx.OPERATION,
                new EcDoAsyncConnectEx.Request(handle).write())));
        if (answer.result() != 0) {
            throw new MapiException("EcDoAsyncConnectEx", answer.result());
        }
        return new EventWait(connection.another(EventWait.SERVICE, account, timeout), answer.asynchronous());
    }

    @Override
    public void disconnect() throws IOException {
        try (connection) {
            connection.call(EcDoDisconnect.OPERATION, new EcDoDisconnect.Request(handle).write());
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
}
