package org.gatehouse.bench.simulation;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.gatehouse.bench.simulation.State.Phase;
import org.gatehouse.store.MailboxMove;
import org.gatehouse.store.MoveCourse;

/// What `server.MoveRounds` does with `store.MailboxMove` on one member: looks for requests, holds the lock of each,
/// and takes the steps that [MoveCourse] decides, against databases that are models.
final class Mover {
    static final String GONE = "the mailbox was deleted, or has moved";
    private static final int ROWS = 4;

    private final World world;
    private final Member member;
    private final Host host;
    /// Up to where copies have to have what was written, of sources and of targets.
    private final Map<Long, Long> leaving = new HashMap<>();
    private final Map<Long, Long> arrived = new HashMap<>();
    private final MoveTurns turns = new MoveTurns();

    Mover(World world, Member member) {
        this.world = world;
        this.member = member;
        this.host = member.host;
    }

    /// Begins what can be begun.
    void look() {
        if (world.network.reaches(host, world.directory.host)) {
            turns.inOrder(member.seen.requests().stream().filter(request -> !request.over()
                    && world.regionOf(request.target()) == world.regionOfSite(member.site))).forEach(this::begin);
        }
    }

    private void begin(Directory.Request request) {
        Database target = world.databases.get(request.target());
        Database source = world.databases.get(request.source());
        State.Departed departed = source.serves(host) ? source.state().box(request.mailbox()).departed : null;
        boolean isLocked = departed != null && !departed.gone();
        if (!target.serves(host)) {
            fail(request.number());
        } else if (turns.has(isLocked) && target.tryHold("move of mailbox " + request.mailbox(), host)) {
            turns.begins(request.number(), isLocked);
            new Run(request.number(), request).claim();
        }
    }

    private void fail(long request) {
        turns.fails(request, host.clock(world.time.now()));
    }

    /// The work on one request until there is nothing to do or something fails.
    private final class Run {
        private final long number;
        private Directory.Request request;
        private final Database source;
        private final Database target;
        private final int mailbox;
        private MoveClaim claim;
        private int left = Integer.MAX_VALUE;
        private int steps;
        private boolean isGone;
        private long lockedAt = -1;
        /// Whether nobody can have had the mailbox in the target since it was locked.
        private boolean isOwnLock;
        private long noted;

        private Run(long number, Directory.Request request) {
            this.number = number;
            this.request = request;
            this.source = world.databases.get(request.source());
            this.target = world.databases.get(request.target());
            this.mailbox = request.mailbox();
            this.claim = owner(0);
        }

        private MoveClaim owner(long epoch) {
            return new MoveClaim(world.cores, mailbox, number, epoch);
        }

        private long later(long before) {
            return before + 1 + world.below(1 << 30);
        }

        /// The lock of its row of `arriving`.
        private int arrival() {
            return Database.MAILBOXES - 1 - mailbox;
        }

        /// The lock of its row of `departing`: who claims it later waits for who did before.
        private int departure() {
            return Database.MAILBOXES - 1 - world.plan.mailboxes() - mailbox;
        }

        /// One write; then what comes next.
        private void write(Database database, List<Integer> locks, Database.Work work, Runnable then) {
            member.gate(database).write(locks, work, new Then(then));
        }

        private final class Then implements Database.Reply {
            private final Runnable then;

            private Then(Runnable then) {
                this.then = then;
            }

            @Override
            public void done() {
                if (world.survives(mailbox, member)) {
                    then.run();
                }
            }

            @Override
            public void failed(String why, boolean unknown) {
                fail(number);
                end();
            }
        }

        private void end() {
            turns.ends(number);
            target.letGo("move of mailbox " + mailbox, host);
        }

        /// Later than the last owner whom the source knows.
        private void claim() {
            if (isOver()) {
                end();
                return;
            }
            member.gate(source).read(state -> {
                State.Departing known = state.box(mailbox).departing;
                noted = known != null && known.move() == number ? known.epoch() : 0;
            }, new Then(this::claimTarget));
        }

        private void claimTarget() {
            write(target, List.of(Database.MAILBOXES, arrival()), (transaction, now) -> {
                State.Box box = now.box(mailbox);
                State.Arriving known = box.arriving;
                if (known == null || known.move() != number) {
                    if (box.here || known != null && known.phase() != Phase.ARRIVED) {
                        throw new Database.Refused("here already, or by another move");
                    }
                    claim = owner(later(noted));
                    long epoch = claim.epoch();
                    transaction.effect(there -> there.box(mailbox).comes(number, epoch));
                } else {
                    if (world.cores.asksAtTheEnd()) {
                        MoveClaim.requireNotGoneOn(box, number);
                    }
                    claim = owner(later(Math.max(noted, known.epoch())));
                    long epoch = claim.epoch();
                    transaction.effect(there -> there.box(mailbox).arriving = new State.Arriving(number, epoch,
                            known.phase(), known.position(), known.trail()));
                }
                transaction.claims(number, host);
            }, this::begin);
        }

        private void begin() {
            look((from, to) -> {
                if (to.arriving != null && to.arriving.phase() == Phase.ARRIVED) {
                    step(from, to);
                    return;
                }
                if (claim.isNoted(from)) {
                    write(source, List.of(departure()), (transaction, now) -> {
                        if (!claim.begin(transaction, now)) {
                            throw new Database.Refused("the source came back without knowing of it");
                        }
                    }, this::next);
                } else {
                    // Who dies before the note has to be followed by somebody who begins anew.
                    write(source, List.of(departure()),
                            (transaction, _) -> transaction.effect(there -> there.box(mailbox).watched = true),
                            () -> clear(() -> write(source, List.of(departure()), claim::begin,
                                    () -> unlock(this::next))));
                }
            });
        }

        /// The source may not have noted all that was changed.
        private void startOver() {
            unlock(() -> clear(() -> {
                left = Integer.MAX_VALUE;
                next();
            }));
        }

        private void clear(Runnable then) {
            write(target, List.of(arrival()), (transaction, now) -> {
                long epoch = claim.underWay(now).epoch();
                transaction.effect(there -> there.box(mailbox).comes(number, epoch));
            }, then);
        }

        /// Both sides as they are now.
        private void look(BiConsumer<State.Box, State.Box> look) {
            var boxes = new State.Box[2];
            member.gate(target).read(state -> boxes[1] = state.box(mailbox).copy(), new Then(() -> member.gate(source)
                    .read(state -> boxes[0] = state.box(mailbox).copy(), new Then(() -> look.accept(boxes[0],
                            boxes[1])))));
        }

        private void next() {
            if (steps++ % 16 == 0 && world.network.reaches(host, world.directory.host)) {
                request = world.directory.current().request(number).orElse(request);
                if (isOver()) {
                    leave();
                    return;
                }
            }
            look(this::step);
        }

        /// Whether others have ended it, as far as somebody asks.
        private boolean isOver() {
            return world.cores.asksAtTheEnd() && world.network.reaches(host, world.directory.host)
                    && world.directory.current().request(number).filter(now -> !now.over()).isEmpty();
        }

        /// What a request that was taken away has brought to its target nobody else takes away.
        private void leave() {
            look((_, to) -> {
                if (request.wish().removed() && claim.isUnderWay(to)) {
                    unlock(this::cancel);
                } else {
                    end();
                }
            });
        }

        private void step(State.Box from, State.Box to) {
            State.Arriving arriving = to.arriving;
            if (arriving == null) {
                fail(number);
                end();
                return;
            }
            State.Departed departed = from.departed;
            boolean locked = departed != null && !departed.gone();
            MailboxMove.Stage stage = switch (arriving.phase()) {
                case COPYING -> MailboxMove.Stage.COPYING;
                case FOLLOWING -> locked ? MailboxMove.Stage.LOCKED : MailboxMove.Stage.FOLLOWING;
                case ARRIVED -> MailboxMove.Stage.ARRIVED;
            };
            MoveTurns.Failure failed = turns.failure(number);
            long clock = host.clock(world.time.now());
            boolean pointed = world.network.reaches(host, world.directory.host)
                    && world.directory.current().homes()[mailbox] == request.target();
            MoveCourse.Step next = world.cores.next(request.wish(), new MoveCourse.Known(stage, left, 0, pointed,
                    isKept(stage == MailboxMove.Stage.ARRIVED), departed != null && departed.gone(),
                    departed != null && locked ? Duration.ofMillis(source.clock(host) - departed.since())
                            : Duration.ZERO,
                    failed.count(), Duration.ofMillis(clock - failed.last())));
            world.trace(host.name, "move " + number + " " + stage + " left " + left + " " + next);
            if (next instanceof MoveCourse.Step.Follow || next instanceof MoveCourse.Step.Complete && left > 0) {
                follow(() -> take(next));
            } else {
                take(next);
            }
        }

        /// Whether copies have what was written, as far as somebody has asked for.
        private boolean isKept(boolean hasArrived) {
            Database keeper = hasArrived ? target : source;
            return !world.cores.waitsForCopies() || keeper.isKept((hasArrived ? arrived : leaving)
                    .computeIfAbsent(number, _ -> keeper.mark()));
        }

        private void goOn() {
            turns.goesOn(number);
            next();
        }

        private void take(MoveCourse.Step step) {
            if (!world.survives(mailbox, member)) {
                return;
            }
            switch (step) {
                case MoveCourse.Step.Copy() -> unlock(this::copy);
                case MoveCourse.Step.Follow() -> goOn();
                case MoveCourse.Step.Complete() -> {
                    if (left <= MoveCourse.LEFT_AT_LOCK_MAX) {
                        lock();
                    } else {
                        goOn();
                    }
                }
                case MoveCourse.Step.Unlock() -> unlock(this::goOn);
                case MoveCourse.Step.Point() -> point();
                case MoveCourse.Step.Finish() when !world.cores.asksAtTheEnd() -> gone();
                case MoveCourse.Step.Finish() -> finish();
                case MoveCourse.Step.Cancel() -> unlock(this::cancel);
                case MoveCourse.Step.Rest _ -> end();
                case MoveCourse.Step.End _ -> over();
            }
        }

        private void copy() {
            look((from, to) -> {
                State.Arriving standing = to.arriving;
                if (standing == null) {
                    end();
                    return;
                }
                var rows = new Rows<Long>();
                from.messages.above(standing.position()).limit(ROWS)
                        .forEach(id -> rows.put(id, from.messages.require(id)));
                write(target, List.of(arrival()), (transaction, now) -> {
                    State.Arriving was = claim.at(now, standing);
                    transaction.effect(there -> {
                        there.box(mailbox).messages.putAll(rows);
                        there.box(mailbox).arriving = new State.Arriving(number, was.epoch(),
                                rows.isEmpty() ? Phase.FOLLOWING : Phase.COPYING,
                                rows.isEmpty() ? 0 : rows.last(), was.trail());
                    });
                    world.checks.movedBy(number, host);
                }, this::goOn);
            });
        }

        /// Copies what was changed, some of it.
        private void follow(Runnable then) {
            look((from, to) -> {
                State.Arriving standing = to.arriving;
                long[] entries = standing == null ? new long[0] : from.trail.above(standing.trail()).limit(ROWS)
                        .toArray();
                if (standing != null && standing.trail() > 0 && !from.trail.has(standing.trail())) {
                    startOver();
                    return;
                }
                left = entries.length < ROWS ? entries.length : Integer.MAX_VALUE;
                if (standing == null || entries.length == 0) {
                    then.run();
                    return;
                }
                long last = entries[entries.length - 1];
                write(target, List.of(arrival()), (transaction, now) -> {
                    State.Arriving was = claim.whole(now, standing);
                    transaction.effect(there -> {
                        State.Box box = there.box(mailbox);
                        for (long entry : entries) {
                            long id = from.trail.require(entry);
                            Long token = from.messages.get(id);
                            if (token == null) {
                                box.messages.remove(id);
                            } else {
                                box.messages.put(id, token);
                            }
                        }
                        box.arriving = new State.Arriving(number, was.epoch(), Phase.FOLLOWING, 0, last);
                    });
                    world.checks.movedBy(number, host);
                }, then);
            });
        }

        private void lock() {
            long since = source.clock(host);
            write(source, List.of(Database.MAILBOXES, mailbox), (transaction, now) -> {
                State.Box box = now.box(mailbox);
                claim.owns(box.departing);
                State.Departed found = box.departed;
                if (box.here) {
                    transaction.places(mailbox);
                    transaction.effect(there -> there.box(mailbox).depart(number, since));
                } else if (!isOwnLock && found != null && world.cores.renewsReplicas()) {
                    State.Departed renewed = found.of(world.freshReplica());
                    transaction.effect(there -> there.box(mailbox).departed = renewed);
                }
            }, () -> {
                lockedAt = isOwnLock ? lockedAt : -1;
                isOwnLock = true;
                followAll();
            });
        }

        private void followAll() {
            follow(() -> {
                if (left > 0) {
                    followAll();
                } else {
                    lockedAt = lockedAt < 0 ? source.mark() : lockedAt;
                    if (world.cores.waitsForCopies() && !source.isKept(lockedAt)) {
                        goOn();
                    } else {
                        look(this::arrive);
                    }
                }
            });
        }

        private void arrive(State.Box from, State.Box to) {
            State.Departed identity = from.departed;
            State.Arriving standing = to.arriving;
            if (identity == null || standing == null || from.trail.above(standing.trail()).findAny().isPresent()) {
                fail(number);
                end();
                return;
            }
            isOwnLock = false;
            write(target, List.of(Database.MAILBOXES, arrival()), (transaction, now) -> {
                State.Arriving was = claim.whole(now, standing);
                transaction.places(mailbox);
                transaction.effect(there -> {
                    State.Box box = there.box(mailbox);
                    box.here = true;
                    box.counter = identity.counter();
                    box.replica = identity.replica();
                    box.departed = null;
                    box.arriving = new State.Arriving(number, was.epoch(), Phase.ARRIVED, 0, was.trail());
                });
                world.checks.movedBy(number, host);
            }, this::goOn);
        }

        private void unlock(Runnable then) {
            lockedAt = -1;
            boolean isRenewed = !isOwnLock && world.cores.renewsReplicas();
            isOwnLock = false;
            write(source, List.of(Database.MAILBOXES), (transaction, now) -> {
                State.Box box = now.box(mailbox);
                State.Departed locked = box.departed;
                if (locked != null && !locked.gone()) {
                    claim.owns(box.departing);
                    transaction.places(mailbox);
                    int replica = isRenewed ? world.freshReplica() : locked.replica();
                    transaction.effect(there -> there.box(mailbox).stay(replica));
                }
            }, then);
        }

        private void point() {
            if (!world.network.reaches(host, world.directory.host) || isOver()) {
                fail(number);
                end();
                return;
            }
            world.directory.change(world.time.now(), now -> now.withHome(mailbox, request.target()));
            goOn();
        }

        /// Who owns the target notes himself in the source, and has to own it still.
        private void finish() {
            here(() -> write(source, List.of(Database.MAILBOXES, departure()), (transaction, now) -> {
                isGone = claim.isGone(now);
                if (!isGone) {
                    claim.note(transaction, now);
                }
            }, () -> {
                if (isGone) {
                    goOn();
                } else {
                    here(this::gone);
                }
            }));
        }

        private void here(Runnable then) {
            write(target, List.of(arrival()), (_, now) -> claim.here(now), then);
        }

        private void gone() {
            write(source, List.of(Database.MAILBOXES, departure()), claim::gone, this::goOn);
        }

        private void cancel() {
            write(source, List.of(departure()), claim::stay, () -> write(target, List.of(arrival()),
                    (transaction, now) -> {
                        claim.underWay(now);
                        transaction.effect(there -> {
                            there.box(mailbox).messages.clear();
                            there.box(mailbox).arriving = null;
                        });
                    }, this::over));
        }

        private void over() {
            world.directory.change(world.time.now(), now -> now.withRequest(new Directory.Request(request.id(), number,
                    mailbox, request.source(), request.target(), request.wish(), true)));
            turns.goesOn(number);
            leaving.remove(number);
            arrived.remove(number);
            end();
        }
    }
}
