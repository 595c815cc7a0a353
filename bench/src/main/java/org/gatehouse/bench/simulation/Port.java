package org.gatehouse.bench.simulation;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import org.gatehouse.dcerpc.AuthLevel;
import org.gatehouse.dcerpc.RpcCall;
import org.gatehouse.dcerpc.RpcService;
import org.gatehouse.dcerpc.RpcStatus;
import org.gatehouse.dcerpc.SyntaxId;
import org.gatehouse.dcerpc.association.AssociationGroups;
import org.gatehouse.dcerpc.association.AssociationLimits;
import org.gatehouse.dcerpc.association.Endpoint;
import org.gatehouse.dcerpc.association.Step;
import org.gatehouse.dcerpc.pdu.Pdu;
import org.gatehouse.dcerpc.pdu.PduCodec;
import org.gatehouse.dcerpc.pdu.PduFlags;
import org.gatehouse.dcerpc.pdu.PduHeader;
import org.gatehouse.dcerpc.pdu.PduType;
import org.gatehouse.dcerpc.pdu.PresentationContext;
import org.gatehouse.wire.Bytes;
import org.gatehouse.wire.ndr.ContextHandle;
import org.gatehouse.wire.ndr.NdrWriter;

/// The RPC of one process: the real binds, calls and context handles, and beside them a book of whose they are.
final class Port {
    private static final int NUMBER = 6001;
    private static final int FRAGMENT = 5840;
    private static final SyntaxId INTERFACE = SyntaxId.of("a4f1db00-ca47-1067-b31f-00dd010662da", 0, 81);
    private static final List<PresentationContext> OFFER = List.of(new PresentationContext(0, INTERFACE,
            List.of(SyntaxId.NDR)));
    private static final byte[] BIND = bind(0, 0);
    private static final byte[] BIND_MULTIPLEXED = bind(0, PduFlags.CONCURRENT_MULTIPLEXING);
    /// Such that a client that tries comes up against them.
    static final AssociationLimits LIMITS = new AssociationLimits(FRAGMENT, 0x1_0000, 4, 4, 8, 100_000, 4);
    /// Opens a context handle.
    static final int CONNECT = 0;
    static final int DISCONNECT = 1;
    /// Whatever else is done at a handle.
    static final int WORK = 2;
    private static final int OPERATIONS = 3;

    private final World world;
    private final Host host;
    private final InetSocketAddress address;
    private final AssociationGroups groups;
    private final Endpoint endpoint;
    /// By our own count.
    private final Numbered<Group> book = new Numbered<>();
    /// The handle that was opened last, whoever has it.
    private ContextHandle latest = ContextHandle.NONE;

    /// An association group: its connections, and what its context handles stand for.
    private static final class Group {
        private int connections;
        private final List<Session> open = new ArrayList<>(1);
    }

    /// What a context handle stands for.
    static final class Session implements AutoCloseable {
        private final Port port;
        private final int group;
        private ContextHandle handle = ContextHandle.NONE;
        private boolean over;

        Session(Port port, int group) {
            this.port = port;
            this.group = group;
        }

        @Override
        public void close() {
            if (over) {
                throw new Violation("a session is run down once: one of group " + group + " at " + port.host);
            }
            if (port.book.has(group)) {
                throw new Violation("no session is run down while its group has connections: one of " + group + " at "
                        + port.host);
            }
            over = true;
        }
    }

    /// Whom the port dispatches to is not asked: it serves calls itself.
    private record Service(SyntaxId id) implements RpcService {
        @Override
        public String name() {
            return "emsmdb";
        }

        @Override
        public int operationCount() {
            return OPERATIONS;
        }

        @Override
        public AuthLevel authLevelMin() {
            return AuthLevel.NONE;
        }

        /// The association hands a call out, and `dispatch` does what it asks for in virtual time.
        @Override
        public Bytes call(RpcCall call) {
            throw new UnsupportedOperationException("the port serves calls");
        }
    }

    Port(World world, Host host, InetAddress address) {
        this.world = world;
        this.host = host;
        this.address = new InetSocketAddress(address, NUMBER);
        AssociationLimits limits = world.cores.limits(LIMITS);
        this.groups = new AssociationGroups(limits, new SplittableRandom(
                world.plan.seed() * 31 + host.index * 1_009L + host.life));
        this.endpoint = new Endpoint(List.of(new Service(INTERFACE)), groups, Optional.empty(), limits);
    }

    static byte[] bind(int group, int flags) {
        return PduCodec.encode(PduHeader.of(PduType.BIND, PduFlags.WHOLE | flags, 1), new Pdu.Bind(FRAGMENT, FRAGMENT,
                group, OFFER), null);
    }

    /// What a client says first. One of two does not want its calls to run side by side.
    static byte[] words(Connection connection) {
        boolean multiplexed = connection.number % 2 == 0;
        return connection.asks == 0 ? (multiplexed ? BIND_MULTIPLEXED : BIND).clone()
                : bind(connection.asks, multiplexed ? PduFlags.CONCURRENT_MULTIPLEXING : 0);
    }

    static int wordCount() {
        return BIND.length;
    }

    /// What a client says to call an operation.
    static byte[] request(int operation, ContextHandle handle, Connection connection, int call) {
        Bytes stub = new NdrWriter().contextHandle(handle).i64(connection.number).i32(call).toBytes();
        return PduCodec.encode(PduHeader.of(PduType.REQUEST, PduFlags.WHOLE, call), new Pdu.Request(stub.length(), 0,
                operation, Optional.empty(), stub), null);
    }

    /// Takes a connection with its first words.
    ///
    /// @return what the member answers
    byte[] accept(Connection connection) {
        Cores.Talking association = world.cores.association(endpoint, new InetSocketAddress(connection.client.address,
                1_024 + (int) (connection.number % 60_000)), address);
        byte[] answer = new byte[0];
        boolean known = connection.asks == 0 || book.has(connection.asks);
        for (Step.Output output : association.step(new Step.Input.Received(words(connection)))) {
            if (output instanceof Step.Output.Send(byte[] pdu)) {
                answer = pdu;
            }
        }
        OptionalInt joined = world.cores.joined(answer, answer.length);
        connection.group = joined.orElse(0);
        if (connection.group != 0) {
            if (!known) {
                throw new Violation("nobody joins a group that is gone: " + connection + " asks for "
                        + connection.asks);
            }
            connection.association = association;
            book.getOrMake(connection.group, _ -> new Group()).connections++;
        }
        return answer;
    }

    /// Takes a call of a connection.
    void take(Connection connection, byte[] pdu) {
        Cores.Talking association = connection.association;
        if (association != null) {
            obey(connection, association, association.step(new Step.Input.Received(pdu)));
        }
    }

    /// A call that was dispatched has come to its end.
    void give(Connection connection, Cores.Talking association, Step.Input outcome) {
        List<Step.Output> outputs = association.step(outcome);
        if (!association.equals(connection.association)
                && outputs.stream().anyMatch(Step.Output.Send.class::isInstance)) {
            throw new Violation("nobody is answered whose connection is gone: " + connection);
        }
        obey(connection, association, outputs);
    }

    private void obey(Connection connection, Cores.Talking association, List<Step.Output> outputs) {
        for (Step.Output output : outputs) {
            switch (output) {
                case Step.Output.Send(byte[] pdu) -> connection.hear(pdu);
                case Step.Output.Dispatch(Step.Ticket ticket, RpcService _, RpcCall call) ->
                    dispatch(connection, association, ticket, call);
                case Step.Output.More() -> give(connection, association, new Step.Input.Continue());
                case Step.Output.Cancel(CompletableFuture<?> signal) -> signal.complete(null);
                case Step.Output.RunDown(List<AutoCloseable> states) -> states.forEach(Port::close);
                case Step.Output.Close(String why) ->
                    throw new Violation("no call ends its connection: " + connection + ", " + why);
                case Step.Output.SignedIn _ -> { }
            }
        }
    }

    private static void close(AutoCloseable state) {
        if (state instanceof Session session) {
            session.close();
        }
    }

    private void dispatch(Connection connection, Cores.Talking association, Step.Ticket ticket, RpcCall call) {
        ContextHandle handle = call.stub().contextHandle();
        Asked asked = connection.asked(call.stub().i64(), call.stub().i32());
        var answer = new Answer(this, connection, association, ticket, call.handles(), asked);
        if (call.operation() == CONNECT) {
            asked.serve(answer);
            return;
        }
        Optional<Session> found = call.operation() == DISCONNECT ? call.handles().release(Session.class, handle)
                : call.handles().find(Session.class, handle);
        Group group = book.get(connection.group);
        boolean known = group != null && group.open.stream().anyMatch(session -> session.handle.equals(handle));
        if (found.isPresent() != known) {
            throw new Violation("a context handle is good in its group, and nowhere else: " + connection + " of group "
                    + connection.group + (known ? " is refused" : " is let in with") + " a handle");
        }
        if (found.isEmpty() || group == null) {
            answer.fault(RpcStatus.CONTEXT_MISMATCH);
            return;
        }
        if (call.operation() == DISCONNECT) {
            group.open.remove(found.get());
            found.get().over = true;
        }
        asked.serve(answer);
    }

    /// A context handle has been opened.
    void opened(Session session, ContextHandle handle) {
        session.handle = handle;
        latest = handle;
        Group group = book.get(session.group);
        if (group == null) {
            throw new Violation("no context handle outlives its group: " + session.group + " at " + host);
        }
        group.open.add(session);
        if (group.open.size() > LIMITS.handlesMax()) {
            throw new Violation("limits of RPC hold: " + group.open.size() + " context handles at " + host);
        }
    }

    ContextHandle latest() {
        return latest;
    }

    /// A connection has ended; its group with the last, and with that the group's sessions.
    void gone(Connection connection) {
        Cores.Talking association = connection.association;
        if (association == null) {
            return;
        }
        connection.association = null;
        List<Step.Output> outputs = association.step(new Step.Input.Gone());
        Group group = book.get(connection.group);
        boolean last = group != null && --group.connections == 0;
        if (last) {
            Group _ = book.remove(connection.group);
        }
        obey(connection, association, outputs);
        if (groups.size() != book.size()) {
            throw new Violation("an association group lives as long as its connections: " + host + " has "
                    + groups.size() + ", and should have " + book.size());
        }
        if (group != null && last && group.open.stream().anyMatch(session -> !session.over)) {
            throw new Violation("sessions are run down with the last connection of their group: " + connection.group
                    + " at " + host);
        }
    }

    /// Whether a group has connections.
    boolean has(int group) {
        return book.has(group);
    }
}
