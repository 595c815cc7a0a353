package org.gatehouse.bench.simulation;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.gatehouse.access.emsmdb.LogonPlace;
import org.gatehouse.access.emsmdb.ServerNode;
import org.gatehouse.security.throttling.Line;

/// A Client Access server: takes logons where they belong, holds people to their budgets, writes and reads for them,
/// follows what others change, and carries out moves.
final class Member {
    static final long ROUND = 500;

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
    final Map<Long, Connection> connections = new LinkedHashMap<>();
    private final World world;
    private final List<Reader> readers = new ArrayList<>();
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
    }

    /// Its process starts.
    void start() {
        mover = new Mover(world, this);
        purses.restart();
        readers.clear();
        for (Database database : world.databases) {
            readers.add(new Reader(world, host, database));
        }
        world.network.later(host, 1 + index * 37L % ROUND, this::round);
    }

    private void round() {
        if (world.network.reaches(host, world.directory.host)) {
            seen = world.directory.current();
            purses.share();
        } else {
            purses.interrupt();
        }
        if (++rounds % 2 == 0) {
            readers.forEach(Reader::read);
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
        for (Connection connection : List.copyOf(connections.values())) {
            connections.remove(connection.number);
            if (told) {
                connection.memberDied();
            }
        }
    }

    /// Tells everybody who is there to connect anew, once.
    void suspend() {
        suspended = true;
        connections.values().stream().map(connection -> connection.client).distinct().toList()
                .forEach(Client::toldToGo);
    }

    void resume() {
        suspended = false;
    }

    /// Whether nothing answers, not even that nobody is there.
    boolean isSilent() {
        return host.up ? !world.network.runs(host) : vanished;
    }

    /// Takes a connection.
    void connected(Connection connection) {
        connections.put(connection.number, connection);
    }

    void closed(Connection connection) {
        if (connections.remove(connection.number) != null && connection.line != null) {
            purses.close(connection.client.owner, connection.line);
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
        if (connection.line == null) {
            long wait = purses.open(client.owner, Line.MAIN);
            if (wait > 0) {
                reply.refused(wait, true);
                return;
            }
            connection.line = Line.MAIN;
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
        var here = new boolean[1];
        world.databases.get(database).read(host, state -> here[0] = state.box(client.mailbox).here,
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
        long wait = purses.begin(client.owner);
        if (wait > 0) {
            reply.throttled(wait);
            return;
        }
        world.network.later(host, work, () -> act(client, database, deed, new Database.Reply() {
            @Override
            public void done() {
                purses.end(client.owner);
                reply.done();
            }

            @Override
            public void failed(String why, boolean unknown) {
                purses.end(client.owner);
                reply.failed(unknown, why.equals(Mover.GONE));
            }
        }));
    }

    private void act(Client client, int database, Client.Deed deed, Database.Reply reply) {
        Database target = world.databases.get(database);
        switch (deed) {
            case Client.Deed.Write(long token) -> target.write(host, List.of(client.mailbox),
                    (transaction, now) -> put(transaction, require(now, client.mailbox), client.mailbox, token), reply);
            case Client.Deed.Delete(long token) -> target.write(host, List.of(client.mailbox),
                    (transaction, now) -> remove(transaction, require(now, client.mailbox), client.mailbox, token),
                    reply);
            case Client.Deed.Read() -> target.read(host, now -> {
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

    private static void put(Database.Transaction transaction, State.Box box, int mailbox, long token) {
        long id = box.counter + 1;
        transaction.effect(now -> {
            State.Box there = now.box(mailbox);
            there.messages.put(id, token);
            note(there, id);
        });
        transaction.tokens.add(token);
        transaction.change(mailbox, box.replica, id);
    }

    private static void remove(Database.Transaction transaction, State.Box box, int mailbox, long token) {
        box.messages.forEach((id, other) -> {
            if (other == token) {
                transaction.effect(now -> {
                    State.Box there = now.box(mailbox);
                    there.messages.remove(id);
                    note(there, id);
                });
            }
        });
        transaction.tokens.add(-token);
        transaction.change(mailbox, box.replica, box.counter + 1);
    }

    private static void note(State.Box box, long id) {
        if (box.watched) {
            box.trail.put(++box.trailNumbers, id);
        }
    }

    void checkComplete() {
        readers.forEach(Reader::checkComplete);
    }

    @Override
    public String toString() {
        return host.name;
    }
}
