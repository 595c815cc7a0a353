package org.gatehouse.bench.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// What a world is made of and what happens to it: all of it follows from the seed.
///
/// @param members Client Access servers of each site
/// @param region so many sites belong together: mailboxes move, and clients are sent, between them only
/// @param synchronous whether each database's commits wait for its standby
/// @param sessions clients
/// @param mailboxes of which the clients use one each
/// @param places connections that one person may have at a member
/// @param percent of each minute that one person may have of a member
/// @param holdMillis how long a database that is away is waited for
/// @param lasts milliseconds
/// @param calmAt from when on nothing more is done to it
record Plan(long seed, List<Integer> members, int region, List<Boolean> synchronous, int sessions, int mailboxes,
        int places, int percent, long holdMillis, long lasts, long calmAt, long thinkMillis, List<Fault> faults) {
    private static final Fault.Kind[] KINDS = Fault.Kind.values();
    private static final Fault.Kind[] BESIDE_MOVES = {Fault.Kind.MOVE_SUSPENDED, Fault.Kind.MOVE_REMOVED,
        Fault.Kind.OWNER_DIES, Fault.Kind.MEMBER_DIES, Fault.Kind.MEMBER_STANDS_STILL, Fault.Kind.DATABASE_DIES,
        Fault.Kind.DATABASE_FAILS_OVER, Fault.Kind.SLOW_DISK, Fault.Kind.CUT};
    private static final int SERVERS_MAX = 5;
    private static final int SESSIONS_MAX = 50;
    private static final int FAULTS_MAX = 10;
    /// A move takes about so many, with each answer that it waits for.
    private static final int STEPS_MAX = 60;
    /// Servers of a large world's site, and how many such sites belong together.
    private static final int SITE = 4;
    private static final int REGION = 5;
    /// At the end people stop, so that all that was done can be heard of.
    private static final long QUIET = 4_000;
    private static final int SKEWED_MILLIS = 3_600_000;

    Plan {
        members = List.copyOf(members);
        synchronous = List.copyOf(synchronous);
        faults = List.copyOf(faults);
    }

    /// As much of a minute one person may have.
    long percentMillis() {
        return percent * Book.WINDOW / 100;
    }

    long quietAt() {
        return lasts - QUIET;
    }

    /// Where the clients of a database belong at first.
    int siteOf(int database) {
        return database % members.size();
    }

    int memberCount() {
        return members.stream().mapToInt(Integer::intValue).sum();
    }

    Plan with(List<Fault> fewer) {
        return new Plan(seed, members, region, synchronous, sessions, mailboxes, places, percent, holdMillis,
                lasts, calmAt, thinkMillis, fewer);
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
        var bare = new Plan(seed, members, members.size(), synchronous, sessions, mailboxes, 4 + random.nextInt(12),
                2 + random.nextInt(100), 1_000 + random.nextInt(20_000), 60_000, 30_000,
                1_000 + random.nextInt(4_000), List.of());
        return bare.with(bare.drawFaults(random, 1 + random.nextInt(FAULTS_MAX)));
    }

    /// Sites of four servers each.
    static Plan large(long seed, int servers, int sessions, long seconds) {
        var random = new SplittableRandom(seed);
        List<Integer> members = new ArrayList<>();
        List<Boolean> synchronous = new ArrayList<>();
        for (int site = 0; site < Math.max(1, servers / SITE); site++) {
            members.add(Math.min(SITE, servers));
            synchronous.add(true);
            synchronous.add(random.nextInt(4) > 0);
        }
        var bare = new Plan(seed, members, REGION, synchronous, sessions, sessions, 20, 205, 40_000, seconds * 1_000,
                seconds * 500, Math.min(30_000, seconds * 125), List.of());
        return bare.with(bare.drawFaults(random, servers / 2));
    }

    /// A third of the worlds is about moves and what befalls them.
    private List<Fault> drawFaults(SplittableRandom random, int count) {
        var faults = new ArrayList<Fault>();
        boolean moving = random.nextInt(3) == 0;
        for (int i = 0; i < count; i++) {
            Fault.Kind kind = moving && random.nextBoolean() ? Fault.Kind.MOVE : KINDS[random.nextInt(KINDS.length)];
            if (kind == Fault.Kind.DIRECTORY_DIES && random.nextInt(1 + count / FAULTS_MAX) > 0) {
                continue; // it befalls everybody, wherever they are
            }
            long at = 1_000 + random.nextLong(calmAt - 2_000);
            faults.add(draw(random, kind, at, lasts(random, kind, at)));
            int moved = faults.getLast().one();
            for (int more = kind == Fault.Kind.MOVE ? 1 + random.nextInt(3) : 0; more > 0; more--) {
                Fault.Kind beside = BESIDE_MOVES[random.nextInt(BESIDE_MOVES.length)];
                long then = Math.min(at + random.nextLong(3_000), calmAt - 1_000);
                Fault other = draw(random, beside, then, lasts(random, beside, then));
                if (beside == Fault.Kind.OWNER_DIES) {
                    faults.add(new Fault(at, other.lasts(), beside, moved, other.other()));
                } else {
                    faults.add(beside == Fault.Kind.MOVE_SUSPENDED || beside == Fault.Kind.MOVE_REMOVED
                            ? new Fault(then, other.lasts(), beside, moved, 0) : other);
                }
            }
        }
        return faults;
    }

    /// A dead server or balancer stays dead to the end as often as not.
    private long lasts(SplittableRandom random, Fault.Kind kind, long at) {
        boolean forGood = switch (kind) {
            case MEMBER_DIES, MEMBER_VANISHES, BALANCER_DIES -> random.nextBoolean();
            case MEMBER_STANDS_STILL, DIRECTORY_DIES, DATABASE_DIES, DATABASE_FAILS_OVER, CUT, CLIENTS_CUT, CLOCK_SET,
                SLOW_DISK, PROBES_LOST, SUSPENDED, MOVE, MOVE_SUSPENDED, MOVE_REMOVED, OWNER_DIES, ENDPOINT,
                ARRAY_REMOVED -> false;
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
                    random.nextInt(2));
            case CUT -> {
                List<Integer> hosts = hostsNear(random.nextInt(members.size()));
                int one = random.nextInt(hosts.size());
                int other = (one + 1 + random.nextInt(hosts.size() - 1)) % hosts.size();
                yield new Fault(at, lasts, kind, hosts.get(one), hosts.get(other));
            }
            case CLIENTS_CUT -> new Fault(at, lasts, kind, random.nextInt(memberCount() + 2 * members.size()),
                    1 + random.nextInt(4));
            case CLOCK_SET -> new Fault(at, 0, kind, random.nextInt(memberCount()),
                    random.nextInt(2 * SKEWED_MILLIS) - SKEWED_MILLIS);
            case SLOW_DISK -> new Fault(at, lasts, kind, random.nextInt(synchronous.size()),
                    50 + random.nextInt(3_000));
            case MOVE -> {
                int mailbox = random.nextInt(mailboxes);
                List<Integer> near = databasesNear(siteOf(mailbox % synchronous.size()));
                yield new Fault(at, 0, kind, mailbox, near.get(random.nextInt(near.size())));
            }
            case MOVE_SUSPENDED, MOVE_REMOVED -> new Fault(at, lasts, kind, random.nextInt(mailboxes), 0);
            case OWNER_DIES -> new Fault(at, lasts, kind, random.nextInt(mailboxes), random.nextInt(STEPS_MAX));
            case ENDPOINT -> {
                int database = random.nextInt(synchronous.size());
                List<Integer> near = endpointsNear(siteOf(database));
                yield new Fault(at, 0, kind, database, near.get(random.nextInt(near.size())));
            }
            case ARRAY_REMOVED -> new Fault(at, lasts, kind, random.nextInt(members.size()), 0);
        };
    }

    private IntStream sitesNear(int site) {
        int first = site / region * region;
        return IntStream.range(first, Math.min(first + region, members.size()));
    }

    private IntStream membersNear(int site) {
        int first = site / region * region;
        int before = members.subList(0, first).stream().mapToInt(Integer::intValue).sum();
        return IntStream.range(before, before + sitesNear(site).map(members::get).sum());
    }

    private List<Integer> databasesNear(int site) {
        return sitesNear(site).flatMap(near -> IntStream.iterate(near, database -> database < synchronous.size(),
                database -> database + members.size())).boxed().toList();
    }

    /// Servers, then arrays after all servers.
    private List<Integer> endpointsNear(int site) {
        return IntStream.concat(membersNear(site), sitesNear(site).map(near -> memberCount() + near)).boxed().toList();
    }

    /// As [World] numbers them.
    private List<Integer> hostsNear(int site) {
        int balancers = memberCount();
        int directory = balancers + 2 * members.size();
        return Stream.of(membersNear(site), sitesNear(site).flatMap(near -> IntStream.of(balancers + 2 * near,
                balancers + 2 * near + 1)), IntStream.of(directory), databasesNear(site).stream()
                .flatMapToInt(near -> IntStream.of(directory + 1 + 2 * near, directory + 2 + 2 * near)))
                .flatMap(IntStream::boxed).toList();
    }

    /// By how much a clock is wrong: half of them are right.
    static long skew(SplittableRandom random) {
        return random.nextBoolean() ? 0 : random.nextLong(2L * SKEWED_MILLIS) - SKEWED_MILLIS;
    }
}
