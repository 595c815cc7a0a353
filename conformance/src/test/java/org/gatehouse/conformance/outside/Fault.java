package org.gatehouse.conformance.outside;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.gatehouse.testing.PostgresServer;

/// Something that goes wrong at one host of [ManyNodes], and how it is set right again.
///
/// @param host a balancer's place, `keeper`, means the one that has the array's address then
record Fault(Kind kind, String host) {
    private static final String KEEPER = "keeper";

    enum Kind {
        KILL("kill -9 of"), HOLD("SIGSTOP of"), CUT("partition of"), LOSS("a fifth of the packets lost at"),
        DELAY("250 ms more in each direction at"), FULL("full disk of");

        private final String words;

        Kind(String words) {
            this.words = words;
        }
    }

    /// Each that there can be.
    static List<Fault> all() {
        var all = new ArrayList<Fault>();
        List<String> nodes = List.of("cas1", "cas2", KEEPER, ManyNodes.DIRECTORY, ManyNodes.PUBLIC_FOLDERS);
        List<String> databases = List.of(ManyNodes.DIRECTORY_DATABASE, ManyNodes.MAIL_DATABASE);
        for (Kind kind : List.of(Kind.KILL, Kind.HOLD, Kind.CUT, Kind.LOSS)) {
            nodes.forEach(node -> all.add(new Fault(kind, node)));
            databases.forEach(database -> all.add(new Fault(kind, database)));
        }
        databases.forEach(database -> all.add(new Fault(Kind.FULL, database)));
        all.add(new Fault(Kind.DELAY, ManyNodes.MAIL_DATABASE));
        return all;
    }

    /// Sets it right again.
    interface Cure {
        void heal() throws IOException, InterruptedException;
    }

    Cure strike(ManyNodes world) throws IOException, InterruptedException {
        String at = host.equals(KEEPER) ? world.keeper() : host;
        boolean database = List.of(ManyNodes.DIRECTORY_DATABASE, ManyNodes.MAIL_DATABASE).contains(at);
        return switch (kind) {
            case KILL -> database ? killed(world.database(at)) : killed(world, at);
            case HOLD -> {
                if (database) {
                    world.database(at).hold();
                    yield world.database(at)::goOn;
                }
                world.node(at).hold();
                yield world.node(at)::goOn;
            }
            case CUT -> lost(world, at, 100);
            case LOSS -> lost(world, at, 20);
            case DELAY -> {
                String _ = world.relay().ask("250");
                yield () -> {
                    String _ = world.relay().ask("0");
                };
            }
            case FULL -> full(world.database(at));
        };
    }

    private static Cure killed(ManyNodes world, String node) throws InterruptedException {
        world.node(node).kill();
        return () -> world.startNode(node);
    }

    private static Cure killed(PostgresServer database) throws IOException, InterruptedException {
        database.kill();
        return database::restart;
    }

    private static Cure lost(ManyNodes world, String host, int percent) {
        world.lose(host, percent);
        return () -> world.lose(host, 0);
    }

    /// A server that could not write its log gives up, and has to be started again.
    private static Cure full(PostgresServer database) throws IOException, InterruptedException {
        database.fill();
        return () -> {
            database.makeRoom();
            if (!database.isRunning()) {
                database.restart();
            }
        };
    }

    @Override
    public String toString() {
        return kind.words + " " + host;
    }
}
