package org.gatehouse.dcerpc.rts;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.UUID;

/// Both halves of a virtual connection, a server that echoes, and a network between that delivers channel by channel in
/// an order of the seed's.
final class Exchange {
    private static final int WINDOW = 8 * 1024;
    private static final long LIFETIME = 128 * 1024;

    private final VirtualConnection server = new VirtualConnection(
            new VirtualConnection.Limits(WINDOW, LIFETIME, 32 * 1024, 120_000, 60_000, 60_000), 0);
    private final ClientConnection client;
    private final Random random;
    /// What a channel carries, one direction each, in order.
    private final Map<Long, Queue<byte[]>> up = new LinkedHashMap<>();
    private final Map<Long, Queue<byte[]>> down = new HashMap<>();
    private final Map<Long, Long> carried = new HashMap<>();
    private final Set<Long> ins = new HashSet<>();
    private final Set<Long> opened = new HashSet<>();
    private final Set<Long> begun = new HashSet<>();
    private final ArrayDeque<byte[]> atServer = new ArrayDeque<>();
    private final ArrayDeque<byte[]> atClient = new ArrayDeque<>();
    private long listened;
    private int sent;
    private int heard;
    int inReplaced;
    int outReplaced;

    Exchange(int window, Random random) {
        this.random = random;
        this.client = new ClientConnection(new ClientConnection.Limits(window, LIFETIME, 32 * 1024, 60_000),
                new UUID(3, 3), () -> new UUID(random.nextLong(), random.nextLong()));
    }

    void echo(int count, String seed) {
        client(new ClientStep.Input.Begun());
        for (int step = 0; heard < count; step++) {
            assertThat(step).as("steps without an end, " + seed).isLessThan(400 * count);
            switch (random.nextInt(5)) {
                case 0 -> climb();
                case 1 -> descend();
                case 2 -> {
                    if (client.isOpen() && sent < count && !client.hasUnsent()) {
                        client(new ClientStep.Input.Sent(SimulatedClient.rpc(sent++, 20 + random.nextInt(5800))));
                    }
                }
                case 3 -> serve();
                default -> consume(seed);
            }
        }
    }

    private void client(ClientStep.Input input) {
        for (ClientStep.Output output : client.step(input, 0)) {
            switch (output) {
                case ClientStep.Output.Open(long number, boolean in, long _) -> {
                    up.put(number, new ArrayDeque<>());
                    down.put(number, new ArrayDeque<>());
                    if (in) {
                        ins.add(number);
                    }
                }
                case ClientStep.Output.Write(long number, byte[] pdu) -> {
                    up.get(number).add(pdu);
                    assertThat(carried.merge(number, (long) pdu.length, Long::sum)).isLessThanOrEqualTo(LIFETIME);
                }
                case ClientStep.Output.Listen(long number) -> listened = number;
                case ClientStep.Output.Leave(long _) -> inReplaced++;
                case ClientStep.Output.Close(long number) -> {
                    outReplaced++;
                    down.get(number).clear();
                }
                case ClientStep.Output.Deliver(byte[] pdu) -> atClient.add(pdu);
                case ClientStep.Output.Fail(String reason) -> throw new AssertionError(reason);
            }
        }
    }

    private void server(TunnelStep.Input input) {
        for (TunnelStep.Output output : server.step(input, 0)) {
            switch (output) {
                case TunnelStep.Output.Begin(long number) -> begun.add(number);
                case TunnelStep.Output.Send(long number, byte[] pdu) -> down.get(number).add(pdu);
                case TunnelStep.Output.Deliver(byte[] pdu) -> atServer.add(pdu);
                case TunnelStep.Output.Established() -> { }
                case TunnelStep.Output.Release(long number) ->
                    assertThat(up.get(number)).as("lost on a channel that was left").isEmpty();
                case TunnelStep.Output.Refuse _, TunnelStep.Output.Close _ -> throw new AssertionError(output);
            }
        }
    }

    private void climb() {
        List<Long> busy = up.keySet().stream().filter(number -> !up.get(number).isEmpty()).toList();
        if (busy.isEmpty()) {
            return;
        }
        long number = busy.get(random.nextInt(busy.size()));
        byte[] pdu = up.get(number).remove();
        if (opened.add(number)) {
            server(new TunnelStep.Input.Opened(number, Opening.of(RtsPdu.decode(pdu), ins.contains(number)), 0));
        } else {
            server(new TunnelStep.Input.Received(number, pdu));
        }
    }

    /// A successor is not read before its predecessor has ended, though what is on it may be there earlier.
    private void descend() {
        byte[] pdu = begun.contains(listened) ? down.get(listened).poll() : null;
        if (pdu != null) {
            client(new ClientStep.Input.Received(pdu));
        }
    }

    /// The server takes a request in and echoes it, unless it has said enough for now.
    private void serve() {
        if (!atServer.isEmpty() && server.repliesBytes() < 16 * 1024) {
            byte[] pdu = atServer.remove();
            server(new TunnelStep.Input.Consumed(pdu.length));
            server(new TunnelStep.Input.Reply(pdu));
        }
    }

    private void consume(String seed) {
        byte[] pdu = atClient.poll();
        if (pdu != null) {
            assertThat(ByteBuffer.wrap(pdu).getInt(16)).as("order, " + seed).isEqualTo(heard++);
            client(new ClientStep.Input.Consumed(pdu.length));
        }
    }
}
