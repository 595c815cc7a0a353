package org.gatehouse.bench.simulation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What clients were told, and whether it is true: kept beside the databases, looked at whenever something could be
/// lost.
final class Checks {
    private final World world;
    private final Numbered<Told> told = new Numbered<>();
    /// What an asynchronous standby did not have when it took over: its databases' owners chose that.
    private final Set<Long> excused = new HashSet<>();
    /// The last number of each replica, which belongs to one mailbox.
    private long[] published = {};
    /// Who claimed each move last.
    private final Map<Long, Host> owners = new HashMap<>();

    private static final class Told {
        private final Tokens written = new Tokens();
        private final Tokens deleted = new Tokens();
    }

    /// Where mailboxes may be beside where they were at first.
    private final Map<Integer, Set<Database>> moved = new HashMap<>();

    Checks(World world) {
        this.world = world;
    }

    private Told told(int mailbox) {
        return told.getOrMake(mailbox, _ -> new Told());
    }

    /// A client was told that its message is there.
    void written(int mailbox, long token) {
        if (!excused.contains(token)) {
            told(mailbox).written.add(token);
        }
    }

    /// A client has asked to delete a message.
    void deleting(int mailbox, long token) {
        told(mailbox).written.remove(token);
    }

    void deleted(int mailbox, long token) {
        if (!excused.contains(-token)) {
            told(mailbox).deleted.add(token);
        }
    }

    /// Somebody looks into a mailbox.
    void read(int mailbox, State.Box box, Database database) {
        Told expected = told.get(mailbox);
        if (expected == null || expected.written.isEmpty() && expected.deleted.isEmpty()) {
            return;
        }
        long[] there = box.messages.numbers().map(box.messages::require).sorted().toArray();
        for (int i = 0; i < expected.written.size(); i++) {
            long token = expected.written.get(i);
            if (Arrays.binarySearch(there, token) < 0) {
                throw new Violation("no acknowledged write is lost: message " + name(token) + " is not in mailbox "
                        + mailbox + " in database " + database.index);
            }
        }
        for (int i = 0; i < expected.deleted.size(); i++) {
            long token = expected.deleted.get(i);
            if (Arrays.binarySearch(there, token) >= 0) {
                throw new Violation("no acknowledged deletion is lost: message " + name(token) + " is in mailbox "
                        + mailbox + " in database " + database.index);
            }
        }
        if (Arrays.stream(there).distinct().count() < there.length) {
            throw new Violation("nothing is written twice: mailbox " + mailbox + " in database " + database.index);
        }
    }

    private static String name(long token) {
        return (token & 0xffffff) + " of client " + author(token);
    }

    private static long author(long token) {
        return (Math.abs(token) >> 24) - 1;
    }

    /// A change of a mailbox can be seen by everybody.
    void published(State.ChangeRow change) {
        if (change.replica() >= published.length) {
            published = Arrays.copyOf(published, Math.max(world.plan.mailboxes() + 1, 2 * change.replica()));
        }
        long before = published[change.replica()];
        published[change.replica()] = change.number();
        if (before >= change.number()) {
            throw new Violation("no change number appears behind a published one: " + change.number() + " of replica "
                    + change.replica() + " of mailbox " + change.mailbox() + " after " + before);
        }
    }

    /// A mailbox is to be moved.
    void moving(int mailbox, Database target) {
        moved.computeIfAbsent(mailbox, _ -> new LinkedHashSet<>()).add(target);
    }

    private List<Database> whereabouts(int mailbox) {
        var all = new ArrayList<>(moved.getOrDefault(mailbox, Set.of()));
        Database first = world.databases.get(mailbox % world.databases.size());
        if (!all.contains(first)) {
            all.add(first);
        }
        return all;
    }

    /// A database says where a mailbox is from now on.
    void placed(int mailbox) {
        int places = 0;
        for (Database database : whereabouts(mailbox)) {
            State.Box box = database.state().known(mailbox);
            if (box != null && box.here) {
                places++;
                read(mailbox, box, database);
            }
        }
        if (places > 1) {
            throw new Violation("a mailbox is in one place: " + mailbox + " is in " + places);
        }
    }

    /// A database came back with what was on its disk.
    void restarted(Database database) {
        database.state().boxes.each((number, box) -> {
            int mailbox = number.intValue();
            if (box.here || box.departed != null && !box.departed.gone() && !arrivedElsewhere(mailbox)) {
                read(mailbox, box, database);
            }
        });
    }

    private boolean arrivedElsewhere(int mailbox) {
        return whereabouts(mailbox).stream().anyMatch(database -> {
            State.Box box = database.state().known(mailbox);
            return box != null && box.here;
        });
    }

    /// A standby took over.
    ///
    /// @param lost what it did not have
    void failedOver(Database database, List<Database.Transaction> lost) {
        lost.forEach(transaction -> transaction.tokens.forEach(token -> {
            excused.add(token);
            Told known = told((int) (author(token) % world.plan.mailboxes()));
            if (token < 0) {
                known.deleted.remove(-token);
            } else {
                known.written.remove(token);
            }
        }));
        restarted(database);
    }

    /// A process has become the owner of a move.
    void claimed(long move, Host by) {
        owners.put(move, by);
    }

    /// A process writes for a move.
    void movedBy(long move, Host by) {
        if (owners.get(move) != by) {
            throw new Violation("a move has one owner: " + by + " writes for the move " + move + " of "
                    + owners.get(move));
        }
    }

    /// A member serves a mailbox as its own site's.
    void servedHere(Member member, Client client) {
        boolean belongs = member.seen.endpointOf(client.mailbox).filter(endpoint -> endpoint.site()
                .equals(member.node.site())).isPresent();
        if (!belongs) {
            throw new Violation("clients are served where they belong: " + client + " at " + member);
        }
    }

    /// In the end every mailbox is somewhere, with all that is in it.
    void checkAll() {
        for (int mailbox = 0; mailbox < world.plan.mailboxes(); mailbox++) {
            placed(mailbox);
            boolean somewhere = false;
            for (Database database : whereabouts(mailbox)) {
                State.Box box = database.state().known(mailbox);
                somewhere |= box != null && (box.here || box.departed != null && !box.departed.gone());
            }
            if (!somewhere) {
                throw new Violation("a mailbox is somewhere: " + mailbox + " is nowhere");
            }
        }
    }
}
