package org.gatehouse.bench.simulation;

import java.util.List;
import java.util.SplittableRandom;
import org.gatehouse.wire.ndr.ContextHandle;

/// What clients of RPC try now and then: a context handle that is not theirs, more handles or calls than there may be,
/// calls that are left waiting, and handles that they have given back. Who tries has chances of its own, so that the
/// rest of a world goes its way.
final class Trials {
    private static final int PERCENT = 4;
    private static final long PARKED_MAX = 3_000;

    private final World world;
    private final SplittableRandom random;

    Trials(World world) {
        this.world = world;
        this.random = new SplittableRandom(world.plan.seed() ^ 0x7421a15L);
    }

    private static void asItComes(int ignored) {}

    boolean chance() {
        return random.nextInt(100) < PERCENT;
    }

    /// Something that a session does beside its work.
    ///
    /// @param connections of its client
    void some(Connection main, ContextHandle session, List<Connection> connections) {
        if (!chance()) {
            return;
        }
        switch (random.nextInt(4)) {
            case 0 -> stray(main);
            case 1 -> open(main);
            case 2 -> crowd(main, session);
            case 3 -> connections.stream().filter(connection -> connection != main && connection.carries()
                    && connection.group == main.group && connection.member == main.member)
                    .forEach(connection -> park(connection, session));
            default -> throw new AssertionError();
        }
    }

    /// Whoever's handle it is.
    private static void stray(Connection over) {
        Member member = over.member;
        if (member != null) {
            over.ask(Port.WORK, member.port().latest(), answer -> answer.say(_ -> { }), Trials::asItComes);
        }
    }

    /// One handle more than there may be, some of which are given back and tried again.
    private void open(Connection over) {
        for (int i = 0; i <= Port.LIMITS.handlesMax(); i++) {
            boolean kept = random.nextBoolean();
            over.ask(Port.CONNECT, ContextHandle.NONE, answer -> answer.open(handle -> {
                if (!kept && over.carries() && !over.closed) {
                    over.ask(Port.DISCONNECT, handle, gone -> gone.say(_ -> { }), Trials::asItComes);
                    over.ask(Port.WORK, handle, again -> again.say(_ -> { }), Trials::asItComes);
                }
            }), Trials::asItComes);
        }
    }

    /// More calls than there may be.
    private void crowd(Connection over, ContextHandle session) {
        for (int i = 0; i < Port.LIMITS.callsMax() + 2; i++) {
            later(over, session, 1 + random.nextInt(3));
        }
    }

    /// A call that waits for news, over another connection of the session.
    private void park(Connection over, ContextHandle session) {
        later(over, session, 1 + random.nextLong(PARKED_MAX));
    }

    private void later(Connection over, ContextHandle session, long millis) {
        Member member = over.member;
        if (member != null) {
            over.ask(Port.WORK, session, answer -> world.network.later(member.host, millis, () -> answer.say(_ -> { })),
                    Trials::asItComes);
        }
    }
}
