package org.gatehouse.client;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.gatehouse.dcerpc.AuthLevel;
import org.gatehouse.dcerpc.SyntaxId;
import org.gatehouse.mapi.emsmdb.EcDoRpcExt2;
import org.gatehouse.mapi.emsmdb.EmsmdbSyntax;
import org.gatehouse.mapi.emsmdb.ExtendedBuffer;
import org.gatehouse.mapi.property.PropertyTag;
import org.gatehouse.mapi.rop.RopBackoff;
import org.gatehouse.mapi.rop.RopBuffer;
import org.gatehouse.mapi.rop.RopId;
import org.gatehouse.mapi.rop.RopLogon;
import org.gatehouse.mapi.rop.RopReadStream;
import org.gatehouse.mapi.rop.RopRequest;
import org.gatehouse.mapi.rop.RopResponse;
import org.gatehouse.wire.ByteReader;
import org.gatehouse.wire.ByteWriter;
import org.gatehouse.wire.Bytes;

/// A session on one connection, over RPC or HTTP: sends ROPs, gives their responses ([MS-OXCRPC] 3.2.4). Not
/// thread-safe.
public final class MapiSession implements AutoCloseable {
    public static final SyntaxId SERVICE = new SyntaxId(EmsmdbSyntax.EMSMDB, EmsmdbSyntax.EMSMDB_MAJOR,
            EmsmdbSyntax.EMSMDB_MINOR);
    static final int CODE_PAGE = 1252;
    static final int LOCALE = 0x409;
    static final int REPLY_MAX = 0x10008;
    /// The most that a reply may hold ([MS-OXCRPC] 2.2.1.3).
    private static final int CHAINED_MAX = 0x40000;

    private final MapiChannel channel;
    private final String userDn;

    private MapiSession(MapiChannel channel, String userDn) {
        this.channel = channel;
        this.userDn = userDn;
    }

    /// Connects to the RPC Client Access service at an address and opens a session for a user.
    ///
    /// @throws MapiException when the session is refused
    public static MapiSession connect(InetSocketAddress address, Account account, String userDn, Duration timeout)
            throws IOException {
        RpcConnection connection = RpcConnection.open(RpcConnection.Target.sealed(address, SERVICE, account), timeout);
        return new MapiSession(Answers.of(() -> RpcChannel.open(connection, userDn)), userDn);
    }

    /// The same through Outlook Anywhere, sealed by RPC inside of TLS.
    ///
    /// @throws RpcException when the proxy refuses
    /// @throws MapiException when the session is refused
    public static MapiSession connect(ProxiedServer server, Account account, String userDn, Duration timeout)
            throws IOException {
        return connect(server, account, userDn, AuthLevel.PRIVACY, timeout);
    }

    /// The same with another protection inside of TLS, for servers that demand no encryption of RPC's own.
    public static MapiSession connect(ProxiedServer server, Account account, String userDn, AuthLevel level,
            Duration timeout) throws IOException {
        RpcConnection connection = RpcConnection.open(server, SERVICE, account, level, timeout);
        return new MapiSession(Answers.of(() -> RpcChannel.open(connection, userDn)), userDn);
    }

    /// Opens a session over HTTP, on a connection that is the session's from then on.
    ///
    /// @throws MapiException when the session is refused
    public static MapiSession connect(HttpsConnection connection, Account account, String userDn) throws IOException {
        try {
            return new MapiSession(Answers.of(() -> HttpChannel.open(connection, account, userDn)), userDn);
        } catch (IOException | RuntimeException failed) {
            connection.close();
            throw failed;
        }
    }

    /// Responses in order, and the handle table as the server left it.
    public record Reply(List<RopResponse> responses, List<Integer> handles) {}

    /// The network address of the server's side.
    public InetSocketAddress peer() {
        return channel.peer();
    }

    public String userDn() {
        return userDn;
    }

    /// Sends one buffer of ROPs.
    ///
    /// @param columns what decodes the rows of the responses: tags asked for, or the table's columns
    public Reply execute(List<? extends RopRequest> requests, List<Integer> handles, List<PropertyTag> columns)
            throws IOException {
        return Answers.of(() -> executed(requests, handles, columns));
    }

    private Reply executed(List<? extends RopRequest> requests, List<Integer> handles, List<PropertyTag> columns)
            throws IOException {
        Bytes payload = RopBuffer.ofRequests(List.copyOf(requests), handles).encode();
        Bytes answer = channel.execute(ExtendedBuffer.write(List.of(payload), false, true), 0, REPLY_MAX);
        RopBuffer reply = RopBuffer.decode(ExtendedBuffer.readAll(answer).getFirst());
        var responses = new ArrayList<RopResponse>();
        ByteReader in = reply.rops().reader();
        while (in.hasRemaining()) {
            responses.add(RopId.decodeResponse(in, columns));
        }
        return new Reply(responses, reply.handles());
    }

    /// Sends one ROP; its objects are `handles`. Gives its response.
    ///
    /// @throws BackoffException when the server puts it off
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

    /// Reads on in a stream: as much as one call gives, which are several buffers chained ([MS-OXCRPC] 3.1.4.2.1.2),
    /// neither compressed nor obfuscated.
    ///
    /// @return nothing at the end of the stream
    public Bytes readOn(int stream) throws IOException {
        return Answers.of(() -> piece(stream));
    }

    private Bytes piece(int stream) throws IOException {
        var request = new RopReadStream.Request(0, 0, RopReadStream.USE_MAXIMUM, CHAINED_MAX);
        Bytes answer = channel.execute(ExtendedBuffer.write(
                List.of(RopBuffer.ofRequests(List.of(request), List.of(stream)).encode()), false, true),
                EcDoRpcExt2.FLAG_CHAIN | EcDoRpcExt2.FLAG_NO_COMPRESSION | EcDoRpcExt2.FLAG_NO_XOR_MAGIC, CHAINED_MAX);
        var whole = new ByteWriter(answer.length());
        for (Bytes payload : ExtendedBuffer.readAll(answer)) {
            ByteReader in = RopBuffer.decode(payload).rops().reader();
            while (in.hasRemaining()) {
                RopResponse response = RopId.decodeResponse(in, List.of());
                if (response instanceof RopBackoff.Response backoff) {
                    throw new BackoffException(backoff.durationMillis());
                }
                if (response.returnValue() != 0) {
                    throw new MapiException(response.id().specName(), response.returnValue());
                }
                if (response instanceof RopReadStream.Response(int _, int _, Bytes data)) {
                    whole.bytes(data);
                }
            }
        }
        return whole.takeBytes();
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

    /// A second connection that waits for notifications; of a session over RPC.
    ///
    /// @param account who opened the session
    /// @param timeout longer than the server's five minutes, or as long as is waited
    public EventWait events(Account account, Duration timeout) throws IOException {
        return switch (channel) {
            case RpcChannel rpc -> Answers.of(() -> rpc.events(account, timeout));
            case HttpChannel _ -> throw new IllegalStateException("over HTTP the session waits itself");
        };
    }

    /// Waits for events on the session's own connection; of a session over HTTP.
    ///
    /// @return whether something is pending
    public boolean await() throws IOException {
        return switch (channel) {
            case RpcChannel _ -> throw new IllegalStateException("over RPC another connection waits");
            case HttpChannel http -> Answers.of(http::await);
        };
    }

    /// Ends the session and the connection.
    @Override
    public void close() throws IOException {
        Answers.of(() -> {
            channel.disconnect();
            return true;
        });
    }

    /// Drops the connection without a word.
    public void drop() throws IOException {
        channel.drop();
    }

    private static RopResponse succeeded(Reply reply) throws IOException {
        if (reply.responses().isEmpty()) {
            throw new IOException("no response");
        }
        RopResponse first = reply.responses().getFirst();
        if (first instanceof RopBackoff.Response backoff) {
            throw new BackoffException(backoff.durationMillis());
        }
        if (first.returnValue() != 0) {
            throw new MapiException(first.id().specName(), first.returnValue());
        }
        return first;
    }
}
