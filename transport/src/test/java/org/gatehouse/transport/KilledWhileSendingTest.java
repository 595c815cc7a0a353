package org.gatehouse.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.gatehouse.transport.Town.to;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.UUID;
import org.gatehouse.mapi.property.PropertyValue;
import org.gatehouse.mapi.property.Tags;
import org.gatehouse.mapi.property.Value;
import org.gatehouse.store.DatabaseHost;
import org.gatehouse.store.MailboxDatabase;
import org.gatehouse.store.OutgoingQueue;
import org.gatehouse.store.Posting;
import org.gatehouse.store.SendingRates;
import org.gatehouse.store.SpecialFolder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The process dies before and after each of the writes that sending one message takes. After the next start everybody
/// has the message once, the sender one report and one copy.
class KilledWhileSendingTest {
    /// Take, two deliveries, two reports, finish.
    private static final int WRITES = 6;
    private static final Set<String> WRITING = Set.of("take", "deliver", "finish", "putBack");

    @TempDir
    private Path folder;

    /// Not caught by anybody, as a death is not.
    private static final class Killed extends Error {
        private static final long serialVersionUID = 1;
    }

    /// Databases that die at one of their writes.
    private static final class Dying implements DatabaseHost {
        private final DatabaseHost host;
        private final int last;
        private final boolean afterwards;
        private int writes;

        Dying(DatabaseHost host, int last, boolean afterwards) {
            this.host = host;
            this.last = last;
            this.afterwards = afterwards;
        }

        @Override
        public void mount(UUID guid, String name, Kind kind, boolean create) {
            host.mount(guid, name, kind, create);
        }

        @Override
        public void dismount(UUID guid) {
            host.dismount(guid);
        }

        @Override
        public Optional<MailboxDatabase> mounted(UUID guid) {
            return host.mounted(guid).map(database -> dying(MailboxDatabase.class, database));
        }

        @Override
        public List<MailboxDatabase> mounted() {
            return host.mounted().stream().map(database -> dying(MailboxDatabase.class, database)).toList();
        }

        @Override
        public void close() {
            host.close();
        }

        private <T> T dying(Class<T> face, T real) {
            return face.cast(Proxy.newProxyInstance(face.getClassLoader(), new Class<?>[] {face},
                    (_, method, given) -> {
                boolean now = WRITING.contains(method.getName()) && ++writes == last;
                if (now && !afterwards) {
                    throw new Killed();
                }
                Object result;
                try {
                    result = method.invoke(real, given);
                } catch (InvocationTargetException thrown) {
                    throw thrown.getCause();
                }
                if (now) {
                    throw new Killed();
                }
                return result instanceof OutgoingQueue queue ? dying(OutgoingQueue.class, queue) : result;
            }));
        }
    }

    @Test
    void everybodyGetsItOnceWhereverTheProcessDied() {
        try (var town = new Town(folder)) {
            int deaths = 0;
            for (int write = 1; write <= WRITES; write++) {
                for (boolean afterwards : List.of(false, true)) {
                    deaths++;
                    dieAt(town, write, afterwards, deaths);
                }
            }
        }
    }

    /// By then it has been counted, or it never was.
    @Test
    void itIsCountedOnceWhereverTheProcessDied() {
        try (var town = new Town(folder)) {
            int deaths = 2 * WRITES;
            town.rates = new SendingRates(OptionalInt.of(deaths), OptionalInt.of(3 * deaths));
            int died = 0;
            for (int write = 1; write <= WRITES; write++) {
                for (boolean afterwards : List.of(false, true)) {
                    dieAt(town, write, afterwards, ++died);
                }
            }
            town.send(to("bob"));
            assertThat(town.inbox("bob")).as("nothing is left").hasSize(deaths);
            assertThat(town.texts("ann", SpecialFolder.OUTBOX, Tags.SUBJECT)).hasSize(1);
            town.rates = new SendingRates(OptionalInt.empty(), OptionalInt.of(3 * deaths));
            town.send(to("bob"));
            assertThat(town.inbox("bob")).hasSize(deaths);
            assertThat(town.inbox("ann")).as("and refused").hasSize(2 * deaths + 1);
        }
    }

    private static void dieAt(Town town, int write, boolean afterwards, int deaths) {
        String where = "write " + write + (afterwards ? ", done" : ", not done");
        town.post(new Posting(town.clock.instant(), false), to("bob", "cid", "nobody"),
                new PropertyValue(Tags.ORIGINATOR_DELIVERY_REPORT_REQUESTED, new Value.Bool(true)));
        assertThatThrownBy(() -> town.mailroom(new Dying(town.databases, write, afterwards)).run())
                .as(where).isInstanceOf(Killed.class);
        town.mountAgain(); // what was taken is free at once
        town.mailroom.run();
        town.mailroom.run();
        assertThat(town.inbox("bob")).as(where).hasSize(deaths);
        assertThat(town.inbox("cid")).as(where).hasSize(deaths);
        assertThat(town.inbox("ann")).as(where).filteredOn("Undeliverable: Plans"::equals).hasSize(deaths);
        assertThat(town.inbox("ann")).as(where).filteredOn("Delivered: Plans"::equals).hasSize(deaths);
        assertThat(town.texts("ann", SpecialFolder.SENT_ITEMS, Tags.SUBJECT)).as(where).hasSize(deaths);
        assertThat(town.texts("ann", SpecialFolder.OUTBOX, Tags.SUBJECT)).as(where).isEmpty();
        assertThat(town.databases.mounted(Town.FIRST).orElseThrow().outgoing().due(10)).as(where).isEmpty();
    }
}
