package org.gatehouse.bench.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/// What a world is made of and what happens to it: all of it follows from the seed.
///
/// @param members Client Access servers of each site
/// @param synchronous whether each database's commits wait for its standby
/// @param sessions clients
/// @param mailboxes of which the clients use one each
/// @param places connections that one person may have at a member
/// @param percent of each minute that one person may have of a member
/// @param lasts milliseconds
/// @param calmAt from when on nothing more is done to it
record Plan(long seed, List<Integer> members, List<Boolean> synchronous, int sessions, int mailboxes, int places,
        int percent, long lasts, long calmAt, long thinkMillis, List<Fault> faults) {
    private static final Fault.Kind[] KINDS = Fault.Kind.values();
    private static final Fault.Kind[] BESIDE_MOVES = {Fault.Kind.MOVE_SUSPENDED, Fault.Kind.MOVE_REMOVED,
        Fault.Kind.MEMBER_DIES, Fault.Kind.MEMBER_STANDS_STILL, Fault.Kind.DATABASE_DIES,
        Fault.Kind.DATABASE_FAILS_OVER, Fault.Kind.SLOW_DISK, Fault.Kind.CUT};
    private static final int SERVERS_MAX = 5;
    private static final int SESSIONS_MAX = 50;
    /// At the end people stop, so that all that was done can be heard of.
    private static final long QUIET = 4_000;
    private static final int SKEWED_MILLIS = 3_600_000;

    Plan {
        members = List.copyOf(members);
        synchronous = List.copyOf(synchronous);
        faults = List.copyOf(faults);
    }

    long quietAt() {
        return lasts - QUIET;
    }

    int memberCount() {
        return members.stream().mapToInt(Integer::intValue).sum();
    }

    Plan with(List<Fault> fewer) {
        return new Plan(seed, members, synchronous, sessions, mailboxes, places, percent, lasts, calmAt, thinkMillis,
                fewer);
    }

    /// One or two sites with five servers at most, and up to fifty sessions.
    static Plan small(long seed) {
        var random = new SplittableRandom(seed);
        List<Integer> members = new ArrayList<>(List.of(1 + random.nextInt(3)));
        if (random.nextInt(3) == 0) {
            members.add(1 + random.nextInt(SERVERS_MAX - members.getFirst() - 1));
        }
        List<Boolean> synchronous = new ArrayList<>();
        for (int database = 1 + random.nextInt(2) + members.size() - 1; database >= 0; database--) {
            synchronous.add(random.nextInt(3) > 0);
        }
        int sessions = 1 + random.nextInt(SESSIONS_MAX);
        int mailboxes = Math.max(1, sessions - random.nextInt(sessions));
        var bare = new Plan(seed, members, synchronous, sessions, mailboxes, 4 + random.nextInt(12),
                2 + random.nextInt(100), 60_000, 30_000, 1_000 + random.nextInt(4_000), List.of());
        return bare.with(bare.drawFaults(random, 1 + random.nextInt(10)));
    }

    /// Sites of four servers each.
    static Plan large(long seed, int servers, int sessions, long seconds) {
        var random = new SplittableRandom(seed);
        List<Integer> members = new ArrayList<>();
        List<Boolean> synchronous = new ArrayList<>();
        for (int site = 0; site < Math.max(1, servers / 4); site++) {
            members.add(Math.min(4, servers));
            synchronous.add(true);
            synchronous.add(random.nextInt(4) > 0);
        }
        var bare = new Plan(seed, members, synchronous, sessions, sessions, 16, 205, seconds * 1_000,
                seconds * 500, 30_000, List.of());
        return bare.with(bare.drawFaults(random, servers / 2));
    }

    /// A third of the worlds is about moves and what befalls them.
    private List<Fault> drawFaults(SplittableRandom random, int count) {
        var faults = new ArrayList<Fault>();
        boolean moving = random.nextInt(3) == 0;
        for (int i = 0; i < count; i++) {
            Fault.Kind kind = moving && random.nextBoolean() ? Fault.Kind.MOVE : KINDS[random.nextInt(KINDS.length)];
            long at = 1_000 + random.nextLong(calmAt - 2_000);
            faults.add(draw(random, kind, at, lasts(random, kind, at)));
            int moved = faults.getLast().one();
            for (int more = kind == Fault.Kind.MOVE ? 1 + random.nextInt(3) : 0; more > 0; more--) {
                Fault.Kind beside = BESIDE_MOVES[random.nextInt(BESIDE_MOVES.length)];
                long then = Math.min(at + random.nextLong(3_000), calmAt - 1_000);
                Fault other = draw(random, beside, then, lasts(random, beside, then));
                faults.add(beside == Fault.Kind.MOVE_SUSPENDED || beside == Fault.Kind.MOVE_REMOVED
                        ? new Fault(then, other.lasts(), beside, moved, 0) : other);
            }
        }
        return faults;
    }

    /// A dead server or balancer stays dead to the end as often as not.
    private long lasts(SplittableRandom random, Fault.Kind kind, long at) {
        boolean forGood = switch (kind) {
            case MEMBER_DIES, MEMBER_VANISHES, BALANCER_DIES -> random.nextBoolean();
            case MEMBER_STANDS_STILL, DIRECTORY_DIES, DATABASE_DIES, DATABASE_FAILS_OVER, CUT, SLOW_DISK, PROBES_LOST,
                SUSPENDED, MOVE, MOVE_SUSPENDED, MOVE_REMOVED, ENDPOINT, ARRAY_REMOVED -> false;
        };
        // A machine takes longer to come back than a balancer to notice.
        long least = kind == Fault.Kind.MEMBER_VANISHES ? 5_000 : 200;
        return forGood ? lasts : least + random.nextLong(Math.min(calmAt - at, 12_000));
    }

    private Fault draw(SplittableRandom random, Fault.Kind kind, long at, long lasts) {
        return switch (kind) {
            case MEMBER_DIES, MEMBER_VANISHES, MEMBER_STANDS_STILL, SUSPENDED ->
                new Fault(at, lasts, kind, random.nextInt(memberCount()), 0);
            case BALANCER_DIES -> new Fault(at, lasts, kind, random.nextInt(2 * members.size()), 0);
            case PROBES_LOST -> new Fault(at, lasts, kind, random.nextInt(2 * members.size()),
                    10 + random.nextInt(80));
            case DIRECTORY_DIES -> new Fault(at, lasts, kind, 0, 0);
            case DATABASE_DIES, DATABASE_FAILS_OVER -> new Fault(at, lasts, kind, random.nextInt(synchronous.size()),
                    0);
            case CUT -> {
                int hosts = World.hosts(this);
                int one = random.nextInt(hosts);
                yield new Fault(at, lasts, kind, one, (one + 1 + random.nextInt(hosts - 1)) % hosts);
            }
            case SLOW_DISK -> new Fault(at, lasts, kind, random.nextInt(synchronous.size()),
                    50 + random.nextInt(3_000));
            case MOVE -> new Fault(at, 0, kind, random.nextInt(mailboxes), random.nextInt(synchronous.size()));
            case MOVE_SUSPENDED, MOVE_REMOVED -> new Fault(at, lasts, kind, random.nextInt(mailboxes), 0);
            case ENDPOINT -> new Fault(at, 0, kind, random.nextInt(synchronous.size()),
                    random.nextInt(memberCount() + members.size()));
            case ARRAY_REMOVED -> new Fault(at, lasts, kind, random.nextInt(members.size()), 0);
        };
    }

    /// By how much a clock is wrong: half of them are right.
    static long skew(SplittableRandom random) {
        return random.nextBoolean() ? 0 : random.nextLong(2L * SKEWED_MILLIS) - SKEWED_MILLIS;
    }
}
