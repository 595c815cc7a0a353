package org.gatehouse.bench.simulation;

import java.util.List;
import org.gatehouse.store.ChangeOrder;

/// A member's reader of the changes of one database, as `store.SharedChanges` is: what it takes of each mailbox comes
/// in its order, and nothing is left out.
final class Reader {
    private static final int ROWS_AT_A_TIME = 500;

    private final World world;
    private final Member member;
    private final Host host;
    private final Database database;
    private final ChangeOrder order = new ChangeOrder();
    /// Up to which of its changes each mailbox was taken.
    private final Numbered<State.ChangeRow> taken = new Numbered<>();
    private boolean begun;
    private boolean reading;
    private int losses;

    Reader(World world, Member member, Database database) {
        this.world = world;
        this.member = member;
        this.host = member.host;
        this.database = database;
        this.losses = database.losses();
    }

    /// Reads what there is, if it does not do so already.
    void read() {
        if (reading) {
            return;
        }
        reading = true;
        if (order.wantsBound()) {
            var bound = new long[1];
            member.gate(database).read(_ -> bound[0] = database.nextTransaction(), new End(() -> {
                order.bound(bound[0]);
                look();
            }));
        } else {
            look();
        }
    }

    private void look() {
        member.gate(database).read(this::see, new End(() -> reading = false));
    }

    private void see(State state) {
        if (losses != database.losses()) { // what was taken may never have been, and its numbers are given anew
            losses = database.losses();
            taken.clear();
            begun = false;
        }
        if (!begun) {
            begun = true;
            order.begin(state.changes.downwards().limit(ChangeOrder.LOOK_BACK).boxed().toList());
            return;
        }
        List<Long> behind = state.changes.above(order.position()).limit(ROWS_AT_A_TIME).boxed().toList();
        List<Long> late = order.missing().stream().filter(state.changes::has).toList();
        ChangeOrder.Taken next = world.cores.take(order, new ChangeOrder.Seen(behind, late,
                database.oldestRunning()));
        for (Long number : next.numbers()) {
            State.ChangeRow row = state.changes.get(number);
            if (row != null) {
                take(row);
            }
        }
    }

    private void take(State.ChangeRow row) {
        State.ChangeRow before = taken.put(row.mailbox(), row);
        if (before != null && (row.place() != before.place() + 1
                || row.replica() == before.replica() && row.number() <= before.number())) {
            throw new Violation("changes of a mailbox are heard in their order and all of them: " + host + " takes "
                    + row + " after " + before);
        }
    }

    /// In the end nothing may be left.
    void checkComplete() {
        if (losses == database.losses()) {
            taken.each((_, row) -> {
                long written = database.state().box(row.mailbox()).changes;
                if (row.place() != written) {
                    throw new Violation("changes of a mailbox are all heard: " + host + " knows " + row + " of "
                            + written + " in database " + database.index);
                }
            });
        }
    }

    private final class End implements Database.Reply {
        private final Runnable then;

        private End(Runnable then) {
            this.then = then;
        }

        @Override
        public void done() {
            then.run();
        }

        @Override
        public void failed(String why, boolean unknown) {
            reading = false;
        }
    }
}
