package org.gatehouse.bench.simulation;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.gatehouse.dcerpc.RpcStatus;
import org.gatehouse.wire.ndr.ContextHandle;
import org.jspecify.annotations.Nullable;

/// One person's Outlook: finds its server, logs on, keeps some connections, and works now and then, as well as it is
/// let.
final class Client implements Member.LogonReply {
    private static final long BACKOFF_MAX = 2_000;
    private static final long RESEND = 300;
    private static final int RESENT_MAX = 10;
    private static final int TRIES_BEFORE_ASKING = 3;
    /// Somebody who is told to connect anew ends first what is being done.
    private static final long GOES_WITHIN = 4_000;
    private static final int CONNECTIONS_MAX = 3;
    private static final long CONTENT = Long.MAX_VALUE;

    /// What it wants done.
    sealed interface Deed {
        record Write(long token) implements Deed {}

        record Delete(long token) implements Deed {}

        record Read() implements Deed {}
    }

    final int number;
    final int mailbox;
    final InetAddress address;
    private final World world;
    private final List<Client> sameAddress;
    private final List<Connection> connections = new ArrayList<>(CONNECTIONS_MAX);
    /// Messages that it knows to be there.
    private final Tokens own = new Tokens();
    /// The name that its profile has.
    String server;
    private @Nullable Connection main;
    /// The context handle of its session.
    private ContextHandle session = ContextHandle.NONE;
    /// The association group of the session before.
    private int formerGroup;
    private boolean loggedOn;
    private boolean connecting;
    private boolean waits;
    private int failures;
    /// Attempts in a row that nobody answered: then Outlook asks where to go (facts 3.5).
    private int unanswered;
    private int resent;
    private boolean busy;
    private long acted;
    private long logOns;
    private int failedRequests;
    private BooleanSupplier leftBehind = () -> false;
    /// Throttled until then.
    long heldUntil;
    /// Since when it has wanted something that has not been done; [#CONTENT] while it does not.
    long asksSince = CONTENT;

    Client(World world, int number, int mailbox, InetAddress address, List<Client> sameAddress, String server) {
        this.world = world;
        this.number = number;
        this.mailbox = mailbox;
        this.address = address;
        this.sameAddress = sameAddress;
        this.server = server;
    }

    /// The connections of everybody at its address.
    List<Connection> neighbours() {
        if (sameAddress.size() == 1) {
            return connections;
        }
        var all = new ArrayList<Connection>();
        sameAddress.forEach(client -> all.addAll(client.connections));
        return all;
    }

    void start() {
        world.time.in(world.below(Math.max(2_000, world.plan.thinkMillis())), this::connect);
    }

    /// Whether its session is at a database that has lost the mailbox to another and that its server does not reach:
    /// until it asks for the way anew it cannot know.
    boolean isLeftBehind() {
        return leftBehind.getAsBoolean();
    }

    boolean asks() {
        return asksSince != CONTENT;
    }

    private void wants() {
        asksSince = Math.min(asksSince, world.time.now());
    }

    private void again(long millis) {
        if (!waits) {
            waits = true;
            world.time.in(millis, () -> {
                waits = false;
                connect();
            });
        }
    }

    private long backoff() {
        failures++;
        return Math.min(BACKOFF_MAX, 100L << Math.min(failures, 5)) + world.below(100);
    }

    private void connect() {
        if (connecting || loggedOn || waits) {
            return;
        }
        wants();
        if (unanswered >= TRIES_BEFORE_ASKING) {
            ask();
        }
        connecting = true;
        if (world.traces()) {
            world.trace(toString(), "connects to " + server);
        }
        Optional<Connection> opened = world.open(this, server, 0);
        if (opened.isEmpty()) {
            connecting = false;
            unanswered++;
            again(backoff());
        } else {
            main = opened.get();
            connections.add(main);
            world.carry(main, server);
        }
    }

    /// Autodiscover, or a referral: any server that is there says where the mailbox's clients belong.
    private void ask() {
        world.referral(this).ifPresent(name -> server = name);
    }

    /// A connection is there.
    void connected(Connection connection) {
        if (connection == main) {
            unanswered = 0;
            resent = 0;
            logOn();
        }
    }

    private void logOn() {
        if (world.traces()) {
            world.trace(toString(), "logs on at " + main);
        }
        Connection over = main;
        if (over == null || over.member == null || over.closed) {
            return;
        }
        if (over.carries()) {
            long number = ++logOns;
            Member at = over.member;
            var bound = new Bound(over);
            over.ask(Port.CONNECT, ContextHandle.NONE, answer -> at.logOn(over, answer.of(bound, bound::opened)),
                    _ -> bound.refused(RESEND, false));
            if (over.balancer == null) {
                giveUpLogOnLater(over, number);
            }
        } else {
            over.unanswered();
            world.time.in(RESEND, () -> {
                if (over == main && !loggedOn) {
                    logOn();
                }
            });
        }
    }

    /// Nobody resets a connection without a balancer when its server has vanished.
    private void giveUpLogOnLater(Connection over, long number) {
        world.time.in(RESEND * RESENT_MAX, () -> {
            if (over == main && !loggedOn && logOns == number) {
                leave();
                unanswered++;
                again(backoff());
            }
        });
    }

    /// A connection has ended.
    void lost(Connection connection) {
        connections.remove(connection);
        if (connection == main) {
            unanswered += loggedOn || connection.established ? 0 : 1;
            formerGroup = connection.group;
            main = null;
            loggedOn = false;
            connecting = false;
            busy = false;
            wants();
            closeAll();
            again(failures == 0 ? world.below(100) : backoff());
        }
    }

    /// Its server wants it to connect anew.
    void toldToGo() {
        Connection over = main;
        world.time.in(world.below(GOES_WITHIN), () -> {
            if (loggedOn && over == main) {
                leave();
                again(world.below(2_000));
            }
        });
    }

    private void leave() {
        wants();
        loggedOn = false;
        connecting = false;
        busy = false;
        formerGroup = main == null ? 0 : main.group;
        main = null;
        closeAll();
    }

    private void closeAll() {
        List<Connection> all = List.copyOf(connections);
        connections.clear();
        all.forEach(Connection::close);
    }

    @Override
    public void here(int database) {
        loggedOn = true;
        connecting = false;
        failures = 0;
        served();
        work(database);
    }

    @Override
    public void elsewhere(String serverDn) {
        leave();
        failures++;
        if (world.traces()) {
            world.trace(toString(), "sent to " + serverDn);
        }
        world.fqdnOf(serverDn).ifPresent(name -> server = name);
        again(world.below(50));
    }

    @Override
    public void refused(long wait, boolean throttled) {
        if (world.traces()) {
            world.trace(toString(), (throttled ? "throttled for " : "refused for ") + wait + " ms");
        }
        if (throttled) {
            heldUntil = world.time.now() + wait;
            leave();
            again(wait + world.below(50));
        } else {
            Connection asked = main;
            world.time.in(wait, () -> {
                if (asked == main && !loggedOn) {
                    logOn();
                }
            });
        }
    }

    /// Answers to what was asked over a connection that is gone are heard by nobody.
    private final class Bound implements Member.LogonReply {
        private final Connection over;

        private Bound(Connection over) {
            this.over = over;
        }

        private boolean stands() {
            return over == main && !over.closed && isHeardOver(over);
        }

        private void opened(ContextHandle handle) {
            if (over == main) {
                session = handle;
            }
        }

        @Override
        public void here(int database) {
            if (stands()) {
                Client.this.here(database);
            }
        }

        @Override
        public void elsewhere(String serverDn) {
            if (stands()) {
                Client.this.elsewhere(serverDn);
            }
        }

        @Override
        public void refused(long wait, boolean throttled) {
            if (stands()) {
                Client.this.refused(wait, throttled);
            }
        }
    }

    /// An answer that does not come through is waited for in vain, and not for ever.
    private boolean isHeardOver(Connection over) {
        boolean open = over.isOpen();
        if (!open) {
            world.time.in(RESEND * RESENT_MAX, () -> {
                if (over == main) {
                    leave();
                    again(backoff());
                }
            });
        }
        return open;
    }

    private void served() {
        failedRequests = 0;
        if (world.traces()) {
            world.trace(toString(), "served");
        }
        asksSince = CONTENT;
    }

    /// Thinks, does something, and so on, as long as the session lasts.
    private void work(int database) {
        actAfter(world.below(2 * world.plan.thinkMillis()) + 1, database);
    }

    private void actAfter(long millis, int database) {
        Connection over = main;
        world.time.in(millis, () -> {
            if (loggedOn && over == main && !busy && world.time.now() < world.plan.quietAt()) {
                act(database);
            }
        });
    }

    private void act(int database) {
        if (connections.size() < CONNECTIONS_MAX && world.chance(40)) {
            openBeside();
        }
        Connection over = main;
        if (over == null || over.member == null) {
            return;
        }
        wants();
        if (!over.carries()) {
            resend(over, database);
            return;
        }
        busy = true;
        acted++;
        if (over.balancer == null) {
            giveUpLater(over, acted);
        }
        Deed deed = deed();
        if (deed instanceof Deed.Delete(long token)) {
            own.remove(token);
            world.checks.deleting(mailbox, token);
        }
        request(over, over.member, database, world.chance(5) ? 200 + world.below(800) : 1 + world.below(5), deed);
        world.trials.some(over, session, connections);
    }

    private void request(Connection over, Member at, int database, long work, Deed deed) {
        var outcome = new Outcome(over, database, deed);
        leftBehind = () -> database != world.directory.current().homes()[mailbox]
                && !world.databases.get(database).serves(at.host);
        over.ask(Port.WORK, session, answer -> at.request(this, database, work, deed, answer.of(outcome)),
                status -> outcome.failed(false, status == RpcStatus.CONTEXT_MISMATCH));
    }

    /// It is sent until it arrives, or until the balancer gives up; without one, the client does after some tries.
    private void resend(Connection over, int database) {
        over.unanswered();
        if ((over.balancer == null || !over.isOpen()) && ++resent > RESENT_MAX) {
            leave();
            unanswered++;
            again(backoff());
            return;
        }
        world.time.in(RESEND, () -> {
            if (over == main && loggedOn) {
                act(database);
            }
        });
    }

    /// Nobody resets a connection without a balancer: its client waits no longer than this.
    private void giveUpLater(Connection over, long act) {
        world.time.in(RESEND * RESENT_MAX, () -> {
            if (over == main && busy && acted == act) {
                leave();
                again(backoff());
            }
        });
    }

    private Deed deed() {
        if (world.chance(25)) {
            return new Deed.Read();
        }
        if (!own.isEmpty() && world.chance(20)) {
            return new Deed.Delete(own.get(world.below(own.size())));
        }
        return new Deed.Write((long) (number + 1) << 24 | ++writes);
    }

    private long writes;

    /// The address book, or one more connection of the same session.
    private void openBeside() {
        int group = main == null || world.chance(50) ? world.trials.chance() ? formerGroup : 0 : main.group;
        world.open(this, server, group).ifPresent(connection -> {
            connections.add(connection);
            world.carry(connection, server);
        });
    }

    private final class Outcome implements Member.RequestReply {
        private final Connection over;
        private final int database;
        private final Deed deed;

        private Outcome(Connection over, int database, Deed deed) {
            this.over = over;
            this.database = database;
            this.deed = deed;
        }

        private boolean isHeard() {
            boolean heard = over == main && !over.closed && isHeardOver(over);
            busy &= !heard;
            return heard;
        }

        @Override
        public void done() {
            if (!isHeard()) {
                return;
            }
            served();
            switch (deed) {
                case Deed.Write(long token) -> {
                    own.add(token);
                    world.checks.written(mailbox, token);
                }
                case Deed.Delete(long token) -> world.checks.deleted(mailbox, token);
                case Deed.Read() -> { }
            }
            work(database);
        }

        @Override
        public void failed(boolean unknown, boolean gone) {
            if (world.traces()) {
                world.trace(Client.this.toString(), "request failed, gone " + gone);
            }
            if (!isHeard()) {
                return;
            }
            // The session ends where nobody knows what was done; a client that only meets failures begins anew itself.
            if (gone || unknown || ++failedRequests >= TRIES_BEFORE_ASKING) {
                failedRequests = 0;
                leave();
                again(world.below(100));
            } else {
                actAfter(RESEND + world.below(RESEND), database);
            }
        }

        @Override
        public void throttled(long wait) {
            if (isHeard()) {
                heldUntil = world.time.now() + wait;
                actAfter(wait + world.below(50), database);
            }
        }
    }

    @Override
    public String toString() {
        return "client " + number;
    }
}
