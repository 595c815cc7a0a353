package org.gatehouse.bench.simulation;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import org.gatehouse.dcerpc.AuthLevel;
import org.gatehouse.dcerpc.RpcCall;
import org.gatehouse.dcerpc.RpcService;
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

/// The RPC of one process, as far as its connections belong to association groups: the real bind and what answers it.
final class Port {
    private static final int NUMBER = 6001;
    private static final int FRAGMENT = 5840;
    private static final SyntaxId INTERFACE = SyntaxId.of("a4f1db00-ca47-1067-b31f-00dd010662da", 0, 81);
    private static final List<PresentationContext> OFFER = List.of(new PresentationContext(0, INTERFACE,
            List.of(SyntaxId.NDR)));
    private static final byte[] BIND = bind(0);

    private final World world;
    private final Host host;
    private final InetSocketAddress address;
    private final AssociationGroups groups;
    private final Endpoint endpoint;
    /// How many connections each group has, by our own count.
    private final Numbered<Integer> counts = new Numbered<>();

    /// Nobody calls it.
    private record Service(SyntaxId id) implements RpcService {
        @Override
        public String name() {
            return "emsmdb";
        }

        @Override
        public int operationCount() {
            return 1;
        }

        @Override
        public AuthLevel authLevelMin() {
            return AuthLevel.NONE;
        }

        @Override
        public Bytes call(RpcCall call) {
            throw new UnsupportedOperationException("calls are not simulated");
        }
    }

    Port(World world, Host host, InetAddress address) {
        this.world = world;
        this.host = host;
        this.address = new InetSocketAddress(address, NUMBER);
        this.groups = new AssociationGroups(AssociationLimits.DEFAULT, new SplittableRandom(
                world.plan.seed() * 31 + host.index * 1_009L + host.life));
        this.endpoint = new Endpoint(List.of(new Service(INTERFACE)), groups, Optional.empty(),
                AssociationLimits.DEFAULT);
    }

    private static byte[] bind(int group) {
        return PduCodec.encode(PduHeader.of(PduType.BIND, PduFlags.WHOLE, 1), new Pdu.Bind(FRAGMENT, FRAGMENT, group,
                OFFER), null);
    }

    /// What a client says first.
    ///
    /// @param group that it asks to join, or 0
    static byte[] words(int group) {
        return group == 0 ? BIND.clone() : bind(group);
    }

    /// Takes a connection with its first words.
    ///
    /// @return what the member answers
    byte[] accept(Connection connection) {
        Cores.Talking association = world.cores.association(endpoint, new InetSocketAddress(connection.client.address,
                1_024 + (int) (connection.number % 60_000)), address);
        byte[] answer = new byte[0];
        for (Step.Output output : association.step(new Step.Input.Received(words(connection.asks)))) {
            if (output instanceof Step.Output.Send(byte[] pdu)) {
                answer = pdu;
            }
        }
        OptionalInt joined = world.cores.joined(answer, answer.length);
        connection.group = joined.orElse(0);
        if (connection.group != 0) {
            connection.association = association;
            Integer count = counts.get(connection.group);
            Integer _ = counts.put(connection.group, count == null ? 1 : count + 1);
        }
        return answer;
    }

    /// A connection has ended; its group with the last.
    void gone(Connection connection) {
        Cores.Talking association = connection.association;
        if (association == null) {
            return;
        }
        List<Step.Output> _ = association.step(new Step.Input.Gone());
        Integer count = counts.get(connection.group);
        if (count != null) {
            Integer _ = count > 1 ? counts.put(connection.group, count - 1) : counts.remove(connection.group);
        }
        if (groups.size() != counts.size()) {
            throw new Violation("an association group lives as long as its connections: " + host + " has "
                    + groups.size() + ", and should have " + counts.size());
        }
    }

    /// Whether a group has connections.
    boolean has(int group) {
        return counts.has(group);
    }
}
