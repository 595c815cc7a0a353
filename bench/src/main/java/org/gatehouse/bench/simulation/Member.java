package org.gatehouse.bench.simulation;

import java.net.InetAddress;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import org.gatehouse.access.emsmdb.LogonPlace;
import org.gatehouse.access.emsmdb.ServerNode;
import org.gatehouse.security.throttling.Entry;
import org.gatehouse.security.throttling.Place;
import org.gatehouse.security.throttling.Refusal;
import org.gatehouse.security.throttling.Work;

/// A Client Access server: takes logons where they belong, holds people to their budgets, writes and reads for them,
/// follows what others change, and carries out moves.
final class Member {
    static final long ROUND = 500;
    private static final int TRAIL_BITS = 20;

    final int index;
    final int site;
    final Host host;
    final ServerNode node;
    final org.gatehouse.edge.balancer.Member edge;
    final Purses purses;
    boolean suspended;
    private boolean vanished;
    Directory.Snapshot seen;
    /// Connections that it has, by number.
    final Numbered<Connection> connections = new Numbered<>();
    private final World world;
    /// Of databases that clients here have, in the order in which they came to it.
    private final Map<Integer, Reader> readers = new LinkedHashMap<>();
    /// Its process's ways to databases.
    private final Map<Integer, Gate> gates = new HashMap<>();
    private Port port;
    private Mover mover;
    private int rounds;

    Member(World world, int index, int site, Host host, InetAddress address) {
        this.world = world;
        this.index = index;
        this.site = site;
        this.host = host;
        this.node = new ServerNode("CAS" + index, host.name, World.serverDn("CAS" + index), "Corp", "site" + site, true,
                false);
        this.edge = new org.gatehouse.edge.balancer.Member("CAS" + index, address);
        this.seen = world.directory.current();
        this.purses = new Purses(world, this);
        this.mover = new Mover(world, this);
        this.port = new Port(world, host, address);
    }

    /// Its process starts.
    void start() {
        mover = new Mover(world, this);
        purses.start();
        port = new Port(world, host, edge.address());
        gates.clear();
        readers.clear();
        for (int database = site; database < world.databases.size(); database += world.plan.members().size()) {
            follow(database);
        }
        world.network.later(host, 1 + index * 37L % ROUND, this::round);
    }

    private void follow(int database) {
        readers.computeIfAbsent(database, _ -> new Reader(world, this, world.databases.get(database)));
    }

    /// How it comes to a database.
    Gate gate(Database database) {
        return gates.computeIfAbsent(database.index, _ -> new Gate(world, this, database));
    }

    private void round() {
        if (world.network.reaches(host, world.directory.host)) {
            seen = world.directory.current();
        }
        if (++rounds % 2 == 0) {
            readers.values().forEach(Reader::read);
        }
        mover.look();
        world.network.later(host, ROUND, this::round);
    }

    /// Its process dies.
    ///
    /// @param told whether who was connected hears of it from the machine
    void die(boolean told) {
        host.up = false;
        host.life++;
        vanished = !told;
        purses.die();
        connections.each((number, connection) -> {
            Connection _ = connections.remove(number);
            if (told) {
                connection.memberDied();
            }
        });
    }

    /// Tells everybody who is there to connect anew, once.
    void suspend() {
        suspended = true;
        var clients = new LinkedHashSet<Client>();
        connections.each((_, connection) -> clients.add(connection.client));
        clients.forEach(Client::toldToGo);
    }

    void resume() {
        suspended = false;
    }

    /// Whether nothing answers, not even that nobody is there.
    boolean isSilent() {
        return host.up ? !world.network.runs(host) : vanished;
    }

    /// Hears a connection's first words, and answers.
    byte[] greet(Connection connection) {
        return port.accept(connection);
    }

    /// Its RPC, in this life of its process.
    Port port() {
        return port;
    }

    /// Whether an association group has connections here.
    boolean has(int group) {
        return port.has(group);
    }

    /// Takes a connection.
    void connected(Connection connection) {
        Connection _ = connections.put(connection.number, connection);
    }

    void closed(Connection connection) {
        Place place = connection.place;
        if (connections.remove(connection.number) != null) {
            port.gone(connection);
            if (place != null) {
                purses.close(connection, place);
            }
        }
    }

    /// What a logon comes to.
    interface LogonReply {
        void here(int database);

        void elsewhere(String serverDn);

        /// @param again after so many milliseconds
        void refused(long again, boolean throttled);
    }

    /// A session's first request: a place, then the logon itself.
    void logOn(Connection connection, LogonReply reply) {
        Client client = connection.client;
        if (connection.place == null) {
            long wait = purses.open(connection);
            if (wait > 0) {
                reply.refused(wait, true);
                return;
            }
        }
        LogonPlace place = world.cores.logon(node, seen.mailbox(client.mailbox));
        switch (place) {
            case LogonPlace.Here() -> {
                world.checks.servedHere(this, client);
                int database = seen.homes()[client.mailbox];
                open(client, database, reply);
            }
            case LogonPlace.Elsewhere(String dn) -> reply.elsewhere(dn);
            case LogonPlace.Nowhere() -> reply.refused(1_000, false);
        }
    }

    /// The mailbox is there, in transit or elsewhere: in transit and elsewhere mean later.
    private void open(Client client, int database, LogonReply reply) {
        follow(database);
        var here = new boolean[1];
        gate(world.databases.get(database)).read(state -> here[0] = state.box(client.mailbox).here,
                new Database.Reply() {
                    @Override
                    public void done() {
                        if (here[0]) {
                            reply.here(database);
                        } else {
                            reply.refused(500, false);
                        }
                    }

                    @Override
                    public void failed(String why, boolean unknown) {
                        reply.refused(500, false);
                    }
                });
    }

    /// What a request comes to.
    interface RequestReply {
        void done();

        /// @param unknown whether it may have been done
        /// @param gone whether the session is over
        void failed(boolean unknown, boolean gone);

        void throttled(long wait);
    }

    /// Something that a client wants done: it costs its owner the time that it takes.
    void request(Client client, int database, long work, Client.Deed deed, RequestReply reply) {
        switch (purses.begin(client.mailbox)) {
            case Entry.Refused<Work>(Refusal why) -> reply.throttled(Math.max(1, why.millis()));
            case Entry.Granted<Work>(Work paid) -> {
                var charged = new Charged(client.mailbox, paid, reply);
                world.network.later(host, work, () -> act(client, database, deed, charged));
            }
        }
    }

    /// Ends the work when its outcome is there.
    private final class Charged implements Database.Reply {
        private final int mailbox;
        private final Work work;
        private final RequestReply reply;
        private final long begunAt = world.time.now();
        private final long begunLost = purses.lostNanos();
        private final int life = host.life;

        private Charged(int mailbox, Work work, RequestReply reply) {
            this.mailbox = mailbox;
            this.work = work;
            this.reply = reply;
        }

        private void end() {
            purses.end(mailbox, work, begunAt, begunLost, life);
        }

        @Override
        public void done() {
            end();
            reply.done();
        }

        @Override
        public void failed(String why, boolean unknown) {
            end();
            reply.failed(unknown, why.equals(Mover.GONE));
        }
    }

    private void act(Client client, int database, Client.Deed deed, Database.Reply reply) {
        Database target = world.databases.get(database);
        Gate way = gate(target);
        switch (deed) {
            case Client.Deed.Write(long token) -> way.write(List.of(client.mailbox),
                    (transaction, now) -> put(transaction, require(now, client.mailbox), client.mailbox, token), reply);
            case Client.Deed.Delete(long token) -> way.write(List.of(client.mailbox),
                    (transaction, now) -> remove(transaction, require(now, client.mailbox), client.mailbox, token),
                    reply);
            case Client.Deed.Read() -> way.read(now -> {
                State.Box box = now.box(client.mailbox);
                if (box.here) {
                    world.checks.read(client.mailbox, box, target);
                }
            }, reply);
        }
    }

    private static State.Box require(State now, int mailbox) {
        State.Box box = now.box(mailbox);
        if (!box.here) {
            throw new Database.Refused(Mover.GONE);
        }
        return box;
    }

    private void put(Database.Transaction transaction, State.Box box, int mailbox, Long token) {
        int drawn = world.below(1 << TRAIL_BITS);
        long id = box.counter + 1;
        transaction.effect(now -> {
            State.Box there = now.box(mailbox);
            there.messages.put(id, token);
            note(there, id, drawn);
        });
        transaction.tokens.add(token);
        transaction.change(mailbox, box.replica, id);
    }

    private void remove(Database.Transaction transaction, State.Box box, int mailbox, long token) {
        int drawn = world.below(1 << TRAIL_BITS);
        box.messages.numbers().filter(id -> box.messages.require(id) == token).forEach(id -> transaction.effect(now -> {
            State.Box there = now.box(mailbox);
            there.messages.remove(id);
            note(there, id, drawn);
        }));
        transaction.tokens.add(-token);
        transaction.change(mailbox, box.replica, box.counter + 1);
    }

    /// Numbers grow by steps that are drawn, as those of `store.MoveTrail` do: those that are lost do not come again.
    private static void note(State.Box box, long id, int drawn) {
        if (box.watched) {
            box.trailNumbers = ((box.trailNumbers >> TRAIL_BITS) + 1 << TRAIL_BITS) + drawn;
            box.trail.put(box.trailNumbers, id);
        }
    }

    void checkComplete() {
        readers.values().forEach(Reader::checkComplete);
    }

    @Override
    public String toString() {
        return host.name;
    }
}
