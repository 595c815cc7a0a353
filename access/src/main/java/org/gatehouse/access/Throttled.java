package org.gatehouse.access;

import java.net.InetSocketAddress;
import java.util.List;
import org.gatehouse.mapi.emsmdb.AuxiliaryBlock;
import org.gatehouse.mapi.emsmdb.AuxiliaryBuffer;
import org.gatehouse.mapi.emsmdb.ExtendedBuffer;
import org.gatehouse.security.throttling.Refusal;
import org.gatehouse.wire.Bytes;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// How clients and administrators are told that somebody is throttled.
public final class Throttled {
    private static final Logger AUDIT = LoggerFactory.getLogger("org.gatehouse.audit.throttling");

    private Throttled() {}

    /// An extended buffer with the one block that holds a text ([MS-OXCRPC] 2.2.2.2.21).
    public static Bytes auxiliary(Refusal why) {
        return ExtendedBuffer.write(List.of(AuxiliaryBuffer.write(List.of(
                new AuxiliaryBlock.ServerSessionInfo(why.text())))), false, false);
    }

    /// A line of the audit log for a connection that was refused.
    public static void audit(Refusal why, InetSocketAddress client) {
        AUDIT.warn("connection refused account=\"{}\" address={} policy=\"{}\" limit={}", why.owner(),
                client.getAddress() == null ? client.getHostString() : client.getAddress().getHostAddress(),
                why.policy(), why.measure().parameter(why.component()));
    }
}
