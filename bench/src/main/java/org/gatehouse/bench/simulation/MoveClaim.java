package org.gatehouse.bench.simulation;

import org.gatehouse.bench.simulation.State.Phase;
import org.jspecify.annotations.Nullable;

/// What databases ask somebody for who has claimed a move, as `store.MoveSource` and `store.MoveTarget` ask.
///
/// @param number of the move
record MoveClaim(Cores cores, int mailbox, long number, long epoch) {
    private static Database.Refused overtaken() {
        return new Database.Refused("another process has taken over");
    }

    void owns(State.@Nullable Departing known) {
        if (cores.asksForOwner() && (known == null || known.move() != number || known.epoch() != epoch)) {
            throw overtaken();
        }
    }

    State.Arriving arrival(State target) {
        State.Arriving known = target.box(mailbox).arriving;
        if (known == null || known.move() != number || cores.asksForOwner() && known.epoch() != epoch) {
            throw overtaken();
        }
        return known;
    }

    State.Arriving underWay(State target) {
        State.Arriving known = arrival(target);
        if (known.phase() == Phase.ARRIVED) {
            throw new Database.Refused("it has arrived");
        }
        return known;
    }

    boolean isUnderWay(State.Box target) {
        return target.arriving != null && target.arriving.move() == number
                && target.arriving.phase() != Phase.ARRIVED;
    }

    /// It is as far as when the source was read for it: no standby that lacked some has taken over since.
    State.Arriving at(State target, State.Arriving from) {
        State.Arriving known = arrival(target);
        if (known.phase() != from.phase() || known.position() != from.position() || known.trail() != from.trail()) {
            throw new Database.Refused("the target came back without the end of what it had");
        }
        return known;
    }

    State.Arriving whole(State target, State.Arriving from) {
        State.Arriving known = at(target, from);
        if (known.phase() != Phase.FOLLOWING) {
            throw new Database.Refused("it has not been copied whole");
        }
        return known;
    }

    /// It has arrived, and no later move has taken it on.
    void here(State target) {
        if (arrival(target).phase() != Phase.ARRIVED) {
            throw new Database.Refused("it has not arrived");
        }
        requireNotGoneOn(target.box(mailbox), number);
    }

    static void requireNotGoneOn(State.Box box, long number) {
        if (!box.here && box.departed != null && box.departed.move() != number) {
            throw new Database.Refused("it has come and gone on by another move");
        }
    }

    boolean isNoted(State.Box source) {
        return source.departing != null && source.departing.move() == number;
    }

    /// The same as [#note] while the trail has what is changed: a source may have come back without it.
    boolean begin(Database.Transaction transaction, State source) {
        if (!source.box(mailbox).watched) {
            throw new Database.Refused("nobody notes what is changed");
        }
        return note(transaction, source);
    }

    /// Notes the owner in the source, before anything is copied or where the mailbox has arrived.
    ///
    /// @return whether the move was known there
    boolean note(Database.Transaction transaction, State source) {
        State.Departing known = source.box(mailbox).departing;
        boolean isKnown = isNoted(source.box(mailbox));
        if (known == null || known.move() != number || known.epoch() < epoch) {
            transaction.effect(there -> there.box(mailbox).departing = new State.Departing(number, epoch));
        } else {
            owns(known);
        }
        return isKnown;
    }

    /// Whether the source has taken note that it is gone; what a later move has brought there has other rows.
    boolean isGone(State source) {
        State.Box box = source.box(mailbox);
        return box.departed != null && box.departed.move() == number && box.departed.gone() || isBack(box);
    }

    private boolean isBack(State.Box box) {
        return box.arriving != null && box.arriving.move() > number && box.arriving.phase() == Phase.ARRIVED;
    }

    /// What is in the source is gone for good.
    void gone(Database.Transaction transaction, State source) {
        if (cores.asksAtTheEnd()) {
            if (isBack(source.box(mailbox))) {
                throw overtaken();
            }
            owns(source.box(mailbox).departing);
        }
        transaction.effect(there -> {
            State.Box box = there.box(mailbox);
            if (box.here) {
                box.departed = new State.Departed(number, true, 0, box.counter, box.replica);
                box.here = false;
            } else if (box.departed != null && box.departed.move() == number) {
                box.departed = new State.Departed(number, true, 0, box.departed.counter(), box.departed.replica());
            }
            forget(box);
        });
    }

    /// The mailbox stays where it is.
    void stay(Database.Transaction transaction, State source) {
        State.Departing known = source.box(mailbox).departing;
        if (known != null && known.move() == number) {
            transaction.effect(there -> forget(there.box(mailbox)));
        }
    }

    private static void forget(State.Box box) {
        box.departing = null;
        box.watched = false;
        box.trail.clear();
    }
}
