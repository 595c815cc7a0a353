package org.gatehouse.dcerpc.rts;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.gatehouse.testing.Mutations;
import org.gatehouse.wire.MalformedException;
import org.junit.jupiter.api.Test;

/// What a client may write on the channels of a virtual connection, and a server on those of ours: PDUs that are due,
/// not due, mutated, and of RPC. A server's connection goes on or closes, a client's too or finds them malformed.
class RtsMutationsTest {
    private static final int WINDOW = 8 * 1024;
    private static final VirtualConnection.Limits LIMITS =
            new VirtualConnection.Limits(WINDOW, 128 * 1024, 32 * 1024, 120_000, 60_000, 60_000);
    private static final UUID CONNECTION = SimulatedClient.CONNECTION;
    private static final int CHANNELS = 5;
    private static final int STEPS = 200;

    private final List<RtsPduTest.Example> examples = RtsPduTest.examples();

    RtsMutationsTest() throws Exception {}

    private byte[] anyPdu(Random random) {
        byte[] golden = switch (random.nextInt(4)) {
            case 0 -> SimulatedClient.rpc(random.nextInt(), 20 + random.nextInt(3_000));
            case 1 -> due(random).encode();
            default -> examples.get(random.nextInt(examples.size())).wire();
        };
        return random.nextInt(4) == 0 ? Mutations.mutate(golden, random) : golden;
    }

    /// What could be due, by the cookies that channels have here.
    private static RtsPdu due(Random random) {
        var cookie = new RtsCommand.Cookie(SimulatedClient.cookie(random.nextInt(CHANNELS)));
        return switch (random.nextInt(6)) {
            case 0 -> RtsPdu.of(RtsFlags.NONE, cookie);
            case 1 -> RtsPdu.of(RtsFlags.OUT_CHANNEL, new RtsCommand.Forward(Destination.SERVER), cookie,
                    new RtsCommand.Version(1));
            case 2 -> RtsPdu.of(RtsFlags.PING);
            case 3 -> RtsPdu.of(RtsFlags.PING, new RtsCommand.Empty());
            case 4 -> RtsPdu.of(RtsFlags.OTHER_COMMAND, new RtsCommand.FlowControlAck(random.nextInt(200_000),
                    random.nextInt(2 * WINDOW), cookie.value()));
            default -> RtsPdu.of(RtsFlags.OTHER_COMMAND, new RtsCommand.ClientKeepalive(60_000));
        };
    }

    private static Opening anyOpening(Random random) {
        UUID own = SimulatedClient.cookie(random.nextInt(CHANNELS));
        UUID predecessor = SimulatedClient.cookie(random.nextInt(CHANNELS));
        return switch (random.nextInt(4)) {
            case 0 -> new Opening.FirstOut(CONNECTION, own, WINDOW);
            case 1 -> new Opening.FirstIn(CONNECTION, own, 300_000, new UUID(3, 3));
            case 2 -> new Opening.NextOut(CONNECTION, predecessor, own, WINDOW);
            default -> new Opening.NextIn(CONNECTION, predecessor, own);
        };
    }

    @Test
    void aServersConnectionGoesOnOrCloses() {
        Set<String> ends = new HashSet<>();
        for (int round = 0; round < Mutations.rounds(300); round++) {
            long seed = Mutations.seed() + round;
            try {
                ends.add(play(new Random(seed), round % 8 == 0));
            } catch (RuntimeException thrown) {
                throw new AssertionError("seed " + seed, thrown);
            }
        }
        assertThat(ends).as("many ways to end, and some without").hasSizeGreaterThan(5).contains("");
    }

    /// Why it closed; empty when it did not.
    ///
    /// @param polite sends what is always due
    private String play(Random random, boolean polite) {
        var core = new VirtualConnection(LIMITS, 0);
        core.step(new TunnelStep.Input.Opened(1, new Opening.FirstOut(CONNECTION, SimulatedClient.cookie(1), WINDOW),
                0), 0);
        core.step(new TunnelStep.Input.Opened(2, new Opening.FirstIn(CONNECTION, SimulatedClient.cookie(2), 300_000,
                new UUID(3, 3)), 0), 0);
        long now = 0;
        int delivered = 0;
        String why = "";
        for (int step = 0; step < STEPS; step++) {
            TunnelStep.Input input = switch (random.nextInt(8)) {
                case 0 -> new TunnelStep.Input.Reply(SimulatedClient.rpc(step, 20 + random.nextInt(3_000)));
                case 1 -> new TunnelStep.Input.Consumed(delivered);
                case 2 -> polite ? new TunnelStep.Input.Tick()
                        : new TunnelStep.Input.Opened(random.nextInt(CHANNELS), anyOpening(random), 0);
                case 3 -> new TunnelStep.Input.Tick();
                default -> polite ? new TunnelStep.Input.Received(2, RtsPdu.of(RtsFlags.PING).encode())
                        : new TunnelStep.Input.Received(random.nextInt(CHANNELS), anyPdu(random));
            };
            delivered = input instanceof TunnelStep.Input.Consumed ? 0 : delivered;
            now += random.nextInt(100);
            for (TunnelStep.Output output : core.step(input, now)) {
                assertThat(why).as("nothing comes behind the end").isEmpty();
                if (output instanceof TunnelStep.Output.Deliver(byte[] pdu)) {
                    delivered += pdu.length;
                } else if (output instanceof TunnelStep.Output.Close(String reason, ProxyError _)) {
                    why = reason;
                }
            }
            assertThat(delivered).as("no more than the window is on its way").isLessThanOrEqualTo(2 * WINDOW);
        }
        return why;
    }

    @Test
    void aClientsConnectionGoesOnOrIsMalformed() throws Exception {
        int malformed = 0;
        int alive = 0;
        for (int round = 0; round < Mutations.rounds(300); round++) {
            long seed = Mutations.seed() + round;
            var random = new Random(seed);
            var client = new ClientConnection(new ClientConnection.Limits(WINDOW, 128 * 1024, 32 * 1024, 60_000),
                    new UUID(3, 3), () -> new UUID(random.nextLong(), random.nextLong()));
            try {
                client.step(new ClientStep.Input.Begun(), 0);
                client.step(new ClientStep.Input.Received(RtsPduTest.wire("CONN/A3")), 0);
                client.step(new ClientStep.Input.Received(RtsPduTest.wire("CONN/C2")), 0);
                for (int step = 0; step < 1 + random.nextInt(4); step++) {
                    client.step(new ClientStep.Input.Received(anyPdu(random)), step);
                    client.step(new ClientStep.Input.Tick(), step);
                }
                alive++;
            } catch (MalformedException refused) {
                malformed++;
            } catch (RuntimeException thrown) {
                throw new AssertionError("seed " + seed, thrown);
            }
        }
        assertThat(malformed).isPositive();
        assertThat(alive).isPositive();
    }

    /// A channel's first PDU.
    @Test
    void anOpeningIsOneOrMalformed() {
        for (RtsPduTest.Example example : examples) {
            Mutations.survive(example.wire(), 100, MalformedException.class, bytes -> {
                RtsPdu pdu = RtsPdu.decode(bytes);
                Opening.of(pdu, bytes.length % 2 == 0);
            });
        }
    }
}
