package org.gatehouse.dcerpc.rts;

import java.util.List;
import java.util.UUID;
import org.gatehouse.dcerpc.rts.RtsCommand.AssociationGroupId;
import org.gatehouse.dcerpc.rts.RtsCommand.ChannelLifetime;
import org.gatehouse.dcerpc.rts.RtsCommand.ClientKeepalive;
import org.gatehouse.dcerpc.rts.RtsCommand.Cookie;
import org.gatehouse.dcerpc.rts.RtsCommand.ReceiveWindowSize;
import org.gatehouse.dcerpc.rts.RtsCommand.Version;
import org.gatehouse.wire.MalformedException;

/// The first PDU of a channel: what it wants to be.
public sealed interface Opening {
    /// The cookie of the virtual connection.
    UUID connection();

    /// The cookie of the channel.
    UUID channel();

    /// CONN/A1: the first OUT channel ([MS-RPCH] 2.2.4.2).
    record FirstOut(UUID connection, UUID channel, int receiveWindow) implements Opening {}

    /// CONN/B1: the first IN channel ([MS-RPCH] 2.2.4.5). The channel lifetime in it is for troubleshooting only.
    record FirstIn(UUID connection, UUID channel, long keepaliveMillis, UUID group) implements Opening {}

    /// OUT_R1/A3 and OUT_R2/A3: a successor OUT channel ([MS-RPCH] 2.2.4.25 and 2.2.4.36).
    record NextOut(UUID connection, UUID predecessor, UUID channel, int receiveWindow) implements Opening {}

    /// IN_R1/A1 and IN_R2/A1: a successor IN channel ([MS-RPCH] 2.2.4.10 and 2.2.4.18).
    record NextIn(UUID connection, UUID predecessor, UUID channel) implements Opening {}

    /// @param in whether it came on an IN channel
    /// @throws MalformedException when no channel of that direction opens like this
    static Opening of(RtsPdu pdu, boolean in) {
        List<RtsCommand> commands = pdu.commands();
        return switch (pdu.flags()) {
            case RtsFlags.NONE -> in ? firstIn(commands) : firstOut(commands);
            case RtsFlags.RECYCLE_CHANNEL -> in ? nextIn(commands) : nextOut(commands);
            default -> throw unexpected();
        };
    }

    private static Opening firstOut(List<RtsCommand> commands) {
        if (commands.size() == 4 && commands.get(0) instanceof Version
                && commands.get(1) instanceof Cookie(UUID connection)
                && commands.get(2) instanceof Cookie(UUID channel)
                && commands.get(3) instanceof ReceiveWindowSize(int window)) {
            return new FirstOut(connection, channel, window);
        }
        throw unexpected();
    }

    private static Opening firstIn(List<RtsCommand> commands) {
        if (commands.size() == 6 && commands.get(0) instanceof Version
                && commands.get(1) instanceof Cookie(UUID connection)
                && commands.get(2) instanceof Cookie(UUID channel)
                && commands.get(3) instanceof ChannelLifetime
                && commands.get(4) instanceof ClientKeepalive(long millis)
                && commands.get(5) instanceof AssociationGroupId(UUID group)) {
            return new FirstIn(connection, channel, millis == 0 ? RtsCommand.KEEPALIVE_USUAL : millis, group);
        }
        throw unexpected();
    }

    private static Opening nextOut(List<RtsCommand> commands) {
        if (commands.size() == 5 && commands.get(0) instanceof Version
                && commands.get(1) instanceof Cookie(UUID connection)
                && commands.get(2) instanceof Cookie(UUID predecessor)
                && commands.get(3) instanceof Cookie(UUID channel)
                && commands.get(4) instanceof ReceiveWindowSize(int window)) {
            return new NextOut(connection, predecessor, channel, window);
        }
        throw unexpected();
    }

    private static Opening nextIn(List<RtsCommand> commands) {
        if (commands.size() == 4 && commands.get(0) instanceof Version
                && commands.get(1) instanceof Cookie(UUID connection)
                && commands.get(2) instanceof Cookie(UUID predecessor)
                && commands.get(3) instanceof Cookie(UUID channel)) {
            return new NextIn(connection, predecessor, channel);
        }
        throw unexpected();
    }

    private static MalformedException unexpected() {
        return new MalformedException("not the first PDU of a channel");
    }
}
