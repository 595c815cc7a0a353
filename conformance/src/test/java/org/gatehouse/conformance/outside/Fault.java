package org.gatehouse.conformance.outside;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Pattern;
import org.gatehouse.testing.PostgresServer;
import org.gatehouse.testing.SmallDisk;

/// Something that goes wrong at one host of [ManyNodes], and how it is set right again.
///
/// @param host a balancer's place, `keeper`, means the one that has the array's address then
record Fault(Kind kind, String host) {
    private static final String KEEPER = "keeper";
    private static final List<String> DATABASES = List.of(ManyNodes.DIRECTORY_DATABASE, ManyNodes.MAIL_DATABASE);
    private static final List<String> HOSTS = List.of("cas1", "cas2", KEEPER, ManyNodes.DIRECTORY,
            ManyNodes.PUBLIC_FOLDERS, ManyNodes.DIRECTORY_DATABASE, ManyNodes.MAIL_DATABASE);
    private static final int ALL = 100;
    private static final int SOME = 20;
    private static final int DELAY_MILLIS = 250;

    enum Kind {
        KILL("kill -9 of"), HOLD("SIGSTOP of"), CUT("nothing reaches or leaves"), DEAF("nothing reaches"),
        MUTE("nothing leaves"), LOSS("a fifth of the packets lost at"),
        DELAY(DELAY_MILLIS + " ms more in each direction at"), FULL("full disk of");

        private final String words;

        Kind(String words) {
            this.words = words;
        }
    }

    /// So many: each kind as often as any other, and each of them at each host before it is there again.
    ///
    /// @param only what their names match
    static List<Fault> some(int count, Pattern only, Random random) {
        var chosen = new ArrayList<Fault>();
        Map<Kind, List<String>> left = new EnumMap<>(Kind.class);
        while (chosen.size() < count) {
            var kinds = new ArrayList<>(List.of(Kind.values()));
            Collections.shuffle(kinds, random);
            for (Kind kind : kinds) {
                List<String> hosts = left.computeIfAbsent(kind, _ -> new ArrayList<>());
                if (hosts.isEmpty()) {
                    HOSTS.stream().filter(host -> only.matcher(new Fault(kind, host).toString()).find())
                            .forEach(hosts::add);
                    Collections.shuffle(hosts, random);
                }
                if (!hosts.isEmpty()) {
                    chosen.add(new Fault(kind, hosts.removeLast()));
                }
            }
        }
        return chosen.subList(0, count);
    }

    /// Sets it right again.
    interface Cure {
        void heal() throws IOException, InterruptedException;
    }

    Cure strike(ManyNodes world) throws IOException, InterruptedException {
        String at = host.equals(KEEPER) ? world.keeper() : host;
        boolean database = DATABASES.contains(at);
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
            case CUT -> lost(world, at, ALL, ALL);
            case DEAF -> lost(world, at, ALL, 0);
            case MUTE -> lost(world, at, 0, ALL);
            case LOSS -> lost(world, at, SOME, 0);
            case DELAY -> world.delay(at, DELAY_MILLIS);
            case FULL -> database ? full(world.database(at)) : full(world.disk(at));
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

    private static Cure lost(ManyNodes world, String host, int percentIn, int percentOut) {
        world.lose(host, percentIn, percentOut);
        return () -> world.lose(host, 0, 0);
    }

    private static Cure full(SmallDisk disk) throws IOException, InterruptedException {
        disk.fill();
        return disk::makeRoom;
    }

    /// A server that could not write its log gives up, and has to be started again.
    private static Cure full(PostgresServer database) throws IOException, InterruptedException {
        database.disk().fill();
        return () -> {
            database.disk().makeRoom();
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
