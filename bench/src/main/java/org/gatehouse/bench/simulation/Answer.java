package org.gatehouse.bench.simulation;

import java.util.function.Consumer;
import org.gatehouse.dcerpc.ContextHandles;
import org.gatehouse.dcerpc.RpcFault;
import org.gatehouse.dcerpc.association.Step;
import org.gatehouse.wire.ndr.ContextHandle;
import org.gatehouse.wire.ndr.NdrWriter;

/// What a member answers to one call of RPC, now or later.
final class Answer {
    private final Port port;
    private final Connection connection;
    private final Cores.Talking association;
    private final Step.Ticket ticket;
    private final ContextHandles handles;
    private final Asked asked;

    Answer(Port port, Connection connection, Cores.Talking association, Step.Ticket ticket, ContextHandles handles,
            Asked asked) {
        this.port = port;
        this.connection = connection;
        this.association = association;
        this.ticket = ticket;
        this.handles = handles;
        this.asked = asked;
    }

    void say(Consumer<ContextHandle> then) {
        say(ContextHandle.NONE, then);
    }

    private void say(ContextHandle handle, Consumer<ContextHandle> then) {
        asked.say(then);
        port.give(connection, association, new Step.Input.Answered(ticket, new NdrWriter().contextHandle(handle)
                .i64(connection.number).i32(asked.call).toBytes()));
    }

    void fault(int status) {
        port.give(connection, association, new Step.Input.Faulted(ticket, status, true));
    }

    /// Answers with a new context handle, if there may be one more.
    void open(Consumer<ContextHandle> then) {
        var session = new Port.Session(port, connection.group);
        ContextHandle handle;
        try {
            handle = handles.open(Port.Session.class, session);
        } catch (RpcFault none) {
            fault(none.status());
            return;
        }
        port.opened(session, handle);
        say(handle, then);
    }

    /// Answers what a logon has come to.
    Member.LogonReply of(Member.LogonReply client, Consumer<ContextHandle> session) {
        return new Member.LogonReply() {
            @Override
            public void here(int database) {
                open(handle -> {
                    session.accept(handle);
                    client.here(database);
                });
            }

            @Override
            public void elsewhere(String serverDn) {
                say(_ -> client.elsewhere(serverDn));
            }

            @Override
            public void refused(long again, boolean throttled) {
                say(_ -> client.refused(again, throttled));
            }
        };
    }

    /// Answers what a request has come to.
    Member.RequestReply of(Member.RequestReply client) {
        return new Member.RequestReply() {
            @Override
            public void done() {
                say(_ -> client.done());
            }

            @Override
            public void failed(boolean unknown, boolean gone) {
                say(_ -> client.failed(unknown, gone));
            }

            @Override
            public void throttled(long wait) {
                say(_ -> client.throttled(wait));
            }
        };
    }
}
