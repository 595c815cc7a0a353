package org.gatehouse.bench.simulation;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Set;
import java.util.UUID;
import org.gatehouse.directory.addressbook.Endpoint;
import org.gatehouse.store.MoveCourse;

/// Does to a world what its plan says, and mends it again.
final class Misfortune {
    private static final long PROMOTED_AFTER = 2_000;

    private final World world;
    /// Databases to which something is being done.
    private final Set<Integer> busy = new HashSet<>();
    private long moves;

    Misfortune(World world) {
        this.world = world;
    }

    void plan(Fault fault) {
        world.time.in(fault.at(), () -> {
            world.trace("FAULT", fault.toString());
            begin(fault);
            world.patience.disturbed();
        });
    }

    private void after(Fault fault, Runnable mend) {
        world.time.in(fault.lasts(), () -> {
            world.trace("FAULT", "mended: " + fault.kind() + " " + fault.one() + " " + fault.other());
            mend.run();
            world.patience.disturbed();
        });
    }

    private void begin(Fault fault) {
        switch (fault.kind()) {
            case MEMBER_DIES, MEMBER_VANISHES -> memberDies(fault, world.members.get(fault.one()));
            case MEMBER_STANDS_STILL -> {
                Host host = world.members.get(fault.one()).host;
                host.stillUntil = Math.max(host.stillUntil, world.time.now() + fault.lasts());
                world.databases.forEach(database -> database.silent(host));
                after(fault, () -> { });
            }
            case BALANCER_DIES -> balancerDies(fault, world.balancers.get(fault.one()));
            case DIRECTORY_DIES -> directoryDies(fault);
            case DATABASE_DIES, DATABASE_FAILS_OVER -> databaseDies(fault, world.databases.get(fault.one()));
            case CUT -> cut(fault);
            case CLIENTS_CUT -> cutClients(fault, world.network.hosts().get(fault.one()));
            case CLOCK_SET -> world.network.hosts().get(fault.one()).setClock(fault.other());
            case SLOW_DISK -> {
                world.databases.get(fault.one()).slow += fault.other();
                after(fault, () -> world.databases.get(fault.one()).slow -= fault.other());
            }
            case PROBES_LOST -> {
                BalancerHost balancer = world.balancers.get(fault.one());
                balancer.probesLost = fault.other();
                after(fault, () -> balancer.probesLost = 0);
            }
            case SUSPENDED -> suspend(fault, world.members.get(fault.one()));
            case MOVE -> move(fault);
            case MOVE_SUSPENDED -> {
                wish(fault.one(), new MoveCourse.Wish(true, false, false, 0));
                after(fault, () -> wish(fault.one(), new MoveCourse.Wish(false, false, false, 0)));
            }
            case MOVE_REMOVED -> wish(fault.one(), new MoveCourse.Wish(false, false, true, 0));
            case OWNER_DIES -> world.deadly.put(fault.one(), new World.Deadly(fault.other(),
                    owner -> memberDies(fault, owner)));
            case ENDPOINT -> {
                String dn = fault.other() < world.members.size()
                        ? world.members.get(fault.other()).node.legacyDn()
                        : World.array(fault.other() - world.members.size()).legacyDn();
                world.directory.change(world.time.now(), now -> now.withDatabaseEndpoint(fault.one(), dn));
            }
            case ARRAY_REMOVED -> removeArray(fault, World.array(fault.one()));
        }
    }

    /// What was told of budgets last is lost with it now and then: no disk was waited for.
    private void directoryDies(Fault fault) {
        if (world.directory.host.up) {
            world.directory.host.up = false;
            after(fault, () -> {
                world.directory.host.up = true;
                if (world.chance(50)) {
                    world.forgetUse();
                }
            });
        }
    }

    private void cutClients(Fault fault, Host host) {
        host.cutClients.merge(fault.other(), 1, Integer::sum);
        world.patience.cutClients(host, true);
        after(fault, () -> {
            host.cutClients.computeIfPresent(fault.other(), (_, count) -> count > 1 ? count - 1 : null);
            world.patience.cutClients(host, false);
        });
    }

    private void memberDies(Fault fault, Member member) {
        if (member.host.up) {
            member.die(fault.kind() != Fault.Kind.MEMBER_VANISHES);
            after(fault, () -> {
                member.host.up = true;
                member.start();
            });
        }
    }

    private void balancerDies(Fault fault, BalancerHost balancer) {
        if (balancer.host.up) {
            balancer.die();
            world.takeover(balancer.site).changed();
            after(fault, () -> {
                balancer.host.up = true;
                balancer.start();
                world.takeover(balancer.site).changed();
            });
        }
    }

    private void databaseDies(Fault fault, Database database) {
        if (!busy.add(database.index)) {
            return;
        }
        database.die();
        if (fault.kind() == Fault.Kind.DATABASE_FAILS_OVER) {
            world.time.in(PROMOTED_AFTER, () -> {
                database.failOver(fault.other() > 0);
                world.patience.disturbed();
            });
            world.time.in(PROMOTED_AFTER + fault.lasts(), () -> {
                database.standbyReturns();
                busy.remove(database.index);
                world.patience.disturbed();
            });
        } else {
            after(fault, () -> {
                database.restart();
                busy.remove(database.index);
            });
        }
    }

    private void cut(Fault fault) {
        Host one = world.network.hosts().get(fault.one());
        Host other = world.network.hosts().get(fault.other());
        world.network.cut(one, other, 1);
        world.databases.forEach(database -> database.cut(one, other));
        world.balancers.forEach(balancer -> world.takeover(balancer.site).changed());
        after(fault, () -> {
            world.network.cut(one, other, -1);
            world.balancers.forEach(balancer -> world.takeover(balancer.site).changed());
        });
    }

    private void suspend(Fault fault, Member member) {
        if (member.suspended) {
            return;
        }
        member.suspended = true;
        world.balancersOf(member.site).forEach(balancer -> balancer.drain(member, true));
        member.suspend();
        after(fault, () -> {
            member.resume();
            world.balancersOf(member.site).forEach(balancer -> balancer.drain(member, false));
        });
    }

    private void move(Fault fault) {
        int mailbox = fault.one();
        Directory.Snapshot now = world.directory.current();
        int source = now.homes()[mailbox];
        boolean open = now.requests().stream().anyMatch(request -> request.mailbox() == mailbox && !request.over());
        if (!open && source != fault.other()) {
            long number = ++moves;
            world.checks.moving(mailbox, world.databases.get(fault.other()));
            world.directory.change(world.time.now(), before -> before.withRequest(new Directory.Request(
                    new UUID(3, number), number, mailbox, source, fault.other(),
                    new MoveCourse.Wish(false, false, false, 0), false)));
        }
    }

    private void wish(int mailbox, MoveCourse.Wish wish) {
        for (Directory.Request request : world.directory.current().requests()) {
            if (request.mailbox() == mailbox && !request.over() && !request.wish().removed()) {
                world.directory.change(world.time.now(), now -> now.withRequest(new Directory.Request(request.id(),
                        request.number(), mailbox, request.source(), request.target(), wish, false)));
            }
        }
    }

    private void removeArray(Fault fault, Endpoint array) {
        world.directory.change(world.time.now(), now -> {
            var fewer = new LinkedHashMap<>(now.endpoints());
            fewer.remove(array.legacyDn());
            return now.withEndpoints(fewer);
        });
        after(fault, () -> world.directory.change(world.time.now(), now -> {
            var more = new LinkedHashMap<>(now.endpoints());
            more.put(array.legacyDn(), array);
            return now.withEndpoints(more);
        }));
    }
}
