package org.gatehouse.client;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.gatehouse.dcerpc.AuthLevel;
import org.gatehouse.dcerpc.SyntaxId;
import org.gatehouse.mapi.emsmdb.EcDoAsyncConnectEx;
import org.gatehouse.mapi.emsmdb.EcDoConnectEx;
import org.gatehouse.mapi.emsmdb.EcDoDisconnect;
import org.gatehouse.mapi.emsmdb.EcDoRpcExt2;
import org.gatehouse.mapi.emsmdb.EmsmdbSyntax;
import org.gatehouse.mapi.emsmdb.ExtendedBuffer;
import org.gatehouse.mapi.emsmdb.ProtocolVersion;
import org.gatehouse.mapi.property.PropertyTag;
import org.gatehouse.mapi.rop.RopBuffer;
import org.gatehouse.mapi.rop.RopId;
import org.gatehouse.mapi.rop.RopLogon;
import org.gatehouse.mapi.rop.RopRequest;
import org.gatehouse.mapi.rop.RopResponse;
import org.gatehouse.wire.ByteReader;
import org.gatehouse.wire.Bytes;
import org.gatehouse.wire.ndr.ContextHandle;
import org.gatehouse.wire.ndr.NdrReader;

/// An EMSMDB session on one connection: sends ROPs, gives their responses ([MS-OXCRPC] 3.2.4). Not thread-safe.
public final class MapiSession implements AutoCloseable {
    public static final SyntaxId SERVICE = new SyntaxId(EmsmdbSyntax.EMSMDB, EmsmdbSyntax.EMSMDB_MAJOR,
            EmsmdbSyntax.EMSMDB_MINOR);
    private static final ProtocolVersion CLIENT_VERSION = new ProtocolVersion(14, 0, 6126, 5001);
    private static final int CODE_PAGE_WESTERN = 1252;
    private static final int LOCALE_ENGLISH = 0x409;
    private static final int REPLY_MAX = 0x10008;
    private static final int AUXILIARY_MAX = 0x1008;

    private final RpcConnection connection;
    private final String userDn;
    private ContextHandle handle;

    private MapiSession(RpcConnection connection, String userDn, ContextHandle handle) {
        this.connection = connection;
        this.userDn = userDn;
        this.handle = handle;
    }

    /// Connects to the RPC Client Access service at an address and opens a session for a user.
    ///
    /// @throws MapiException when the session is refused
    public static MapiSession connect(InetSocketAddress address, Account account, String userDn, Duration timeout)
            throws IOException {
        var connection = RpcConnection.open(RpcConnection.Target.sealed(address, SERVICE, account), timeout);
        try {
            var request = new EcDoConnectEx.Request(userDn, 0, 0, CODE_PAGE_WESTERN, LOCALE_ENGLISH, LOCALE_ENGLISH,
                    -1, ProtocolVersion.Words.of(CLIENT_VERSION), 0, Bytes.EMPTY, AUXILIARY_MAX);
            var response = EcDoConnectEx.Response.read(new NdrReader(
                    connection.call(EcDoConnectEx.OPERATION, request.write())));
            if (response.result() != 0) {
                throw new MapiException("EcDoConnectEx", response.result());
            }
            return new MapiSession(connection, userDn, response.session());
        } catch (IOException | RuntimeException failed) {
            connection.close();
            throw failed;
        }
    }

    /// Responses in order, and the handle table as the server left it.
    public record Reply(List<RopResponse> responses, List<Integer> handles) {}

    /// The network address of the server's side.
    public InetSocketAddress peer() {
        return connection.peer();
    }

    public String userDn() {
        return userDn;
    }

    /// Sends one buffer of ROPs.
    ///
    /// @param columns what decodes the rows of the responses: tags asked for, or the table's columns
    public Reply execute(List<? extends RopRequest> requests, List<Integer> handles, List<PropertyTag> columns)
            throws IOException {
        Bytes payload = RopBuffer.ofRequests(List.copyOf(requests), handles).encode();
        var request = new EcDoRpcExt2.Request(handle, 0, ExtendedBuffer.write(List.of(payload), false, true),
                REPLY_MAX, Bytes.EMPTY, AUXILIARY_MAX);
        var response = EcDoRpcExt2.Response.read(new NdrReader(
                connection.call(EcDoRpcExt2.OPERATION, request.write())));
        if (response.result() != 0) {
            throw new MapiException("EcDoRpcExt2", response.result());
        }
        handle = response.session();
        RopBuffer reply = RopBuffer.decode(ExtendedBuffer.readAll(response.payload()).getFirst());
        var responses = new ArrayList<RopResponse>();
        ByteReader in = reply.rops().reader();
        while (in.hasRemaining()) {
            responses.add(RopId.decodeResponse(in, columns));
        }
        return new Reply(responses, reply.handles());
    }

    /// Sends one ROP; its objects are `handles`. Gives its response.
    ///
    /// @throws MapiException when the ROP failed
    public RopResponse one(RopRequest request, List<Integer> handles, List<PropertyTag> columns) throws IOException {
        return succeeded(execute(List.of(request), handles, columns));
    }

    /// Sends one ROP that opens an object: index 0 is its input, index 1 its output. Gives the new handle.
    public int open(RopRequest request, int input) throws IOException {
        Reply reply = execute(List.of(request), List.of(input, RopBuffer.NO_HANDLE), List.of());
        succeeded(reply);
        return reply.handles().get(1);
    }

    /// A logon with what the server said to it.
    public record Logon(int handle, RopResponse response) {}

    /// Logs on to a mailbox, or with an empty DN to public folders.
    ///
    /// @throws WrongServerException when the server refers to another
    public Logon logon(String mailboxDn) throws IOException {
        boolean isPrivate = !mailboxDn.isEmpty();
        int openFlags = RopLogon.USE_PER_MDB_REPLICA_ID_MAPPING | (isPrivate
                ? RopLogon.HOME_LOGON | RopLogon.TAKE_OWNERSHIP : RopLogon.PUBLIC);
        var request = new RopLogon.Request(0, 0, isPrivate ? RopLogon.PRIVATE : 0, openFlags, 0, mailboxDn);
        Reply reply = execute(List.of(request), List.of(RopBuffer.NO_HANDLE), List.of());
        if (reply.responses().getFirst() instanceof RopLogon.RedirectResponse redirect) {
            throw new WrongServerException(redirect.serverName());
        }
        return new Logon(reply.handles().getFirst(), succeeded(reply));
    }

    /// A second connection that waits for notifications.
    ///
    /// @param account who opened the session
    /// @param timeout longer than the server's five minutes, or as long as is waited
    public EventWait events(Account account, Duration timeout) throws IOException {
        var answer = EcDoAsyncConnectEx.Response.read(new NdrReader(connection.call(EcDoAsyncConnectEx.OPERATION,
                new EcDoAsyncConnectEx.Request(handle).write())));
        if (answer.result() != 0) {
            throw new MapiException("EcDoAsyncConnectEx", answer.result());
        }
        var target = new RpcConnection.Target(connection.peer(), EventWait.SERVICE, Optional.of(account),
                AuthLevel.PRIVACY, connection.groupId());
        return new EventWait(RpcConnection.open(target, timeout), answer.asynchronous());
    }

    /// Ends the session and the connection.
    @Override
    public void close() throws IOException {
        try (connection) {
            connection.call(EcDoDisconnect.OPERATION, new EcDoDisconnect.Request(handle).write());
        }
    }

    /// Drops the connection without a word.
    public void drop() throws IOException {
        connection.close();
    }

    private static RopResponse succeeded(Reply reply) throws IOException {
        if (reply.responses().isEmpty()) {
            throw new IOException("no response");
        }
        RopResponse first = reply.responses().getFirst();
        if (first.returnValue() != 0) {
            throw new MapiException(first.id().specName(), first.returnValue());
        }
        return first;
    }
}
