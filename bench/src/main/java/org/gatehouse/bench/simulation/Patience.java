package org.gatehouse.bench.simulation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.gatehouse.directory.addressbook.Endpoint;
import org.gatehouse.store.MoveCourse;

/// Whether everybody is served in time: from when on a way to a client's mailbox has existed without a break, it has to
/// be served within a bound.
final class Patience {
    /// Finding out that something is dead, asking anew, waiting as told: all of it at once.
    static final long BOUND = 12_000;
    /// Above what a move may lock a mailbox for, so much is allowed for finding out and for the next round.
    private static final long LOCKED_MAX = MoveCourse.LOCKED_MAX.toMillis() + 5_000;
    private static final long PERIOD = 500;
    /// When everybody has seen a change of the directory.
    private static final long SEEN_AFTER = 1_500;
    private static final long SLOW_MAX = 200;

    private final World world;
    private final List<Host> cut = new ArrayList<>();
    /// What the numbers of clients can be divided by that somebody is cut off from.
    private int[] divisors = {};
    private final long[] since;
    private final long[] openSince;
    /// Since when each mailbox has been locked while there was a way to its source and its target.
    private final long[] lockedSince;
    private long longestGap;
    /// Of all times that a client was looked at, those at which there was a way.
    private long looks;
    private long ways;

    Patience(World world) {
        this.world = world;
        this.since = new long[world.databases.size()];
        this.openSince = new long[world.plan.mailboxes()];
        this.lockedSince = new long[world.plan.mailboxes()];
    }

    /// Something happened to somebody.
    void disturbed() {
        for (int database = 0; database < since.length; database++) {
            if (!hasWay(database)) {
                since[database] = world.time.now();
            }
        }
    }

    /// Looks, now and then.
    void look() {
        long now = world.time.now();
        disturbed();
        if (world.time.now() - world.directory.changedAt() < SEEN_AFTER) {
            Arrays.fill(since, now);
        }
        divisors = cut.stream().flatMap(host -> host.cutClients.keySet().stream()).mapToInt(Integer::intValue)
                .distinct().toArray();
        for (Client client : world.clients) {
            look(client, now);
        }
        world.directory.current().requests().forEach(request -> checkLock(request, now));
        if (now < world.plan.quietAt()) {
            world.time.in(PERIOD, this::look);
        }
    }

    private void look(Client client, long now) {
        int mailbox = client.mailbox;
        int home = world.directory.current().homes()[mailbox];
        State.Box box = world.databases.get(home).state().known(mailbox);
        if (box == null || !box.here || isCut(client) || client.isLeftBehind()) {
            openSince[mailbox] = now;
        }
        long from = Math.max(Math.max(since[home], openSince[mailbox]), client.heldUntil);
        looks++;
        ways += from < now ? 1 : 0;
        if (!client.asks()) {
            return;
        }
        long waited = now - Math.max(from, client.asksSince);
        longestGap = Math.max(longestGap, waited);
        if (waited > BOUND) {
            throw new Violation("everybody is served within " + BOUND + " ms: " + client + " of mailbox " + mailbox
                    + " at " + client.server + " has not been since " + (now - waited));
        }
    }

    private boolean isCut(Client client) {
        for (int divisor : divisors) {
            if (client.number % divisor == 0) {
                return true;
            }
        }
        return false;
    }

    /// Clients do not reach a host, or reach it again.
    void cutClients(Host host, boolean begins) {
        if (begins) {
            cut.add(host);
        } else {
            cut.remove(host);
        }
    }

    /// Of all times at which a client was looked at, the part at which there was a way to its mailbox.
    double wayShare() {
        return looks == 0 ? 0 : (double) ways / looks;
    }

    /// A mailbox that cannot be completed is given back.
    private void checkLock(Directory.Request request, long now) {
        State.Departed departed = world.databases.get(request.source()).state().box(request.mailbox()).departed;
        boolean locked = departed != null && !departed.gone() && !request.over()
                && !world.databases.get(request.target()).state().box(request.mailbox()).here;
        if (!locked || since[request.source()] == now || since[request.target()] == now) {
            lockedSince[request.mailbox()] = now;
        }
        if (now - lockedSince[request.mailbox()] > LOCKED_MAX) {
            throw new Violation("a locked mailbox is given back: " + request.mailbox() + " has been locked since "
                    + lockedSince[request.mailbox()]);
        }
    }

    /// The longest that anybody was not served while there was a way.
    long longestGap() {
        return Math.max(0, longestGap);
    }

    /// Whether mailboxes of a database can be reached, and nobody leads their clients astray: a member that lives has
    /// the directory, the database and its balancers, and one at least is where they belong.
    private boolean hasWay(int index) {
        Database database = world.databases.get(index);
        Endpoint endpoint = world.directory.current().endpoints().get(world.directory.current().databaseEndpoints()
                .get(index));
        boolean array = endpoint != null && world.directory.current().arrayOf(World.site(endpoint)).isPresent();
        if (endpoint == null || !array || !world.directory.host.up || !database.commits()
                || database.slow > SLOW_MAX) {
            return false;
        }
        Region region = world.regionOf(index);
        boolean served = false;
        for (Member member : region.members) {
            if (world.network.runs(member.host)) {
                if (!isWhole(member, database)) {
                    return false;
                }
                served |= member.node.site().equals(endpoint.site()) && !member.suspended;
            }
        }
        for (BalancerHost balancer : region.balancers) {
            if (balancer.probesLost > 0 || !world.takeover(balancer.site).isSettled()) {
                return false;
            }
        }
        return served;
    }

    private boolean isWhole(Member member, Database database) {
        return world.network.reaches(member.host, world.directory.host) && database.serves(member.host)
                && world.network.isOpen(world.balancers.get(2 * member.site).host, member.host)
                && world.network.isOpen(world.balancers.get(2 * member.site + 1).host, member.host);
    }
}
