package org.gatehouse.access.emsmdb;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.gatehouse.database.PostgresAddress;
import org.gatehouse.database.PostgresLimits;
import org.gatehouse.mapi.property.PropertyValue;
import org.gatehouse.mapi.property.Tags;
import org.gatehouse.mapi.property.Value;
import org.gatehouse.mapi.id.AddressBookEntryId;
import org.gatehouse.mapi.id.ObjectId;
import org.gatehouse.mapi.rop.RopCreateFolder;
import org.gatehouse.mapi.rop.RopId;
import org.gatehouse.mapi.rop.RopModifyPermissions;
import org.gatehouse.mapi.rop.RopOpenFolder;
import org.gatehouse.mapi.rop.RowModification;
import org.gatehouse.store.DatabaseHost;
import org.gatehouse.store.FolderRights;
import org.gatehouse.store.PostgresDatabaseHost;
import org.gatehouse.store.StoreLimits;
import org.gatehouse.testing.Mutations;
import org.gatehouse.testing.Postgres;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Random operations of several sessions on one mailbox, on one Client Access server and on two, compared with a model
/// after each. A failure names its seed and shows the shortest history found that still fails.
class RandomOperationsTest {
    private static final int STEPS = 300;
    private static final int EACH_KIND = 10;
    private static final int ROUNDS_MAX = 10;
    private static final int SHORTENING_TRIES = 150;

    @TempDir
    private Path folder;
    private int mailboxes;

    @Test
    void sessionsOfOneServerSeeTheModelsMailbox() {
        try (var place = new Workplace(folder)) {
            prove(place, place.service, Mutations.seed());
        }
    }

    /// Of the operations that work, those below are tried elsewhere: states per user of public folders, which this
    /// model has none of; progress, which only operations on many thousand objects have; what is refused.
    @Test
    void aRunSendsEveryOperation() {
        Set<RopId> elsewhere = EnumSet.of(RopId.PROGRESS, RopId.GET_OWNING_SERVERS, RopId.PUBLIC_FOLDER_IS_GHOSTED,
                RopId.GET_PER_USER_LONG_TERM_IDS, RopId.GET_PER_USER_GUID, RopId.READ_PER_USER_INFORMATION,
                RopId.WRITE_PER_USER_INFORMATION, RopId.GET_STORE_STATE, RopId.GET_RULES_TABLE, RopId.MODIFY_RULES,
                RopId.UPDATE_DEFERRED_ACTION_MESSAGES, RopId.SET_LOCAL_REPLICA_MIDSET_DELETED);
        var expected = new ArrayList<>(RopId.available());
        expected.removeAll(elsewhere);
        Set<RopId> sent = EnumSet.noneOf(RopId.class);
        try (var place = new Workplace(folder)) {
            EmsmdbService second = place.service(true, false);
            for (int round = 0; round < ROUNDS_MAX && !sent.containsAll(expected); round++) {
                var random = new Random(round);
                var steps = new ArrayList<ModelRun.Step>();
                for (int i = 0; i < EACH_KIND * ModelSteps.KINDS; i++) {
                    steps.add(new ModelRun.Step(i % ModelSteps.KINDS, random.nextLong()));
                }
                ModelRun run = begin(place, second);
                run.run(steps);
                sent.addAll(run.sent());
            }
        }
        assertThat(sent).containsAll(expected);
    }

    @Test
    void sessionsOfTwoServersSeeTheModelsMailbox() {
        try (var place = new Workplace(folder)) {
            prove(place, place.service(true, false), Mutations.seed() + 1);
        }
    }

    @Test
    void theSameHoldsOnPostgres() {
        try (var place = new Workplace(postgres())) {
            prove(place, place.service(true, false), Mutations.seed() + 2);
        }
    }

    /// Each server with its own connections and its own memory, as processes that share a database have them.
    @Test
    void serversThatShareNothingButTheDatabaseSeeTheModelsMailbox() {
        mailboxes = 1_000;
        try (DatabaseHost other = postgres(); var place = new Workplace(postgres())) {
            other.mount(Workplace.DATABASE, "DB1", DatabaseHost.Kind.MAILBOX, false);
            prove(place, place.service(other, true, false), Mutations.seed() + 3);
        }
    }

    private static DatabaseHost postgres() {
        RandomGenerator random = new SecureRandom();
        return new PostgresDatabaseHost(new PostgresAddress(Postgres.url(), Postgres.USER, () -> ""),
                StoreLimits.USUAL, PostgresLimits.USUAL, InstantSource.system(), random);
    }

    private void prove(Workplace place, EmsmdbService second, long seed) {
        for (int round = 0; round < Mutations.rounds(1); round++) {
            var random = new Random(seed + round * 31L);
            var steps = new ArrayList<ModelRun.Step>();
            for (int i = 0; i < STEPS; i++) {
                steps.add(new ModelRun.Step(random.nextInt(ModelSteps.KINDS), random.nextLong()));
            }
            ModelRun run = begin(place, second);
            try {
                run.run(steps);
            } catch (AssertionError wrong) {
                throw shortened(place, second, steps, "seed " + seed + " round " + round, run, wrong);
            }
        }
    }

    /// Drops steps for as long as something still goes wrong without them.
    private AssertionError shortened(Workplace place, EmsmdbService second, List<ModelRun.Step> steps, String seed,
            ModelRun first, AssertionError wrong) {
        List<ModelRun.Step> left = new ArrayList<>(steps);
        ModelRun shortest = first;
        AssertionError reason = wrong;
        int tries = 0;
        for (int chunk = left.size() / 2; chunk > 0 && tries < SHORTENING_TRIES; chunk = chunk / 2) {
            for (int at = 0; at < left.size() && tries < SHORTENING_TRIES; tries++) {
                var fewer = new ArrayList<>(left);
                fewer.subList(at, Math.min(left.size(), at + chunk)).clear();
                ModelRun run = begin(place, second);
                try {
                    run.run(fewer);
                    at += chunk;
                } catch (AssertionError again) {
                    left = fewer;
                    shortest = run;
                    reason = again;
                }
            }
        }
        return new AssertionError(seed + ", " + left.size() + " of " + steps.size() + " steps:\n"
                + String.join("\n", shortest.history) + "\n" + reason.getCause(), reason);
    }

    /// Users and a mailbox of their own for each run, so that one run finds nothing of another's.
    private ModelRun begin(Workplace place, EmsmdbService second) {
        int number = ++mailboxes;
        AccessDirectory.User owner = place.directory.add("owner" + number, Workplace.DATABASE, TestDirectory.SITE);
        AccessDirectory.User other = place.directory.add("other" + number, Workplace.DATABASE, TestDirectory.SITE);
        var owners = new ArrayList<ModelSession>();
        for (EmsmdbService service : List.of(place.service, place.service, second)) {
            owners.add(new ModelSession("session " + owners.size(), service, "owner" + number, owner.legacyDn(), ""));
        }
        ModelSession first = owners.getFirst();
        ObjectId lobby = newFolder(first, "Lobby");
        int handle = first.open(lobby);
        first.rops(List.of(handle), new RopModifyPermissions.Request(0, 0, 0, List.of(new RowModification(
                RowModification.ADD, List.of(new PropertyValue(Tags.ENTRY_ID, new Value.Binary(
                        AddressBookEntryId.ofUser(other.legacyDn()).encode())),
                        new PropertyValue(Tags.MEMBER_RIGHTS, new Value.Int32(FolderRights.VISIBLE)))))));
        first.release(handle);
        var watcher = new ModelSession("watcher", second, "owner" + number, owner.legacyDn(), "");
        var delegate = new ModelSession("delegate", second, "other" + number, other.legacyDn(), owner.legacyDn());
        return new ModelRun(owners, watcher, owner, delegate, other, newFolder(first, "Top"));
    }

    private static ObjectId newFolder(ModelSession session, String name) {
        var reply = session.rops(List.of(session.logon, ModelSession.NONE, ModelSession.NONE),
                new RopOpenFolder.Request(0, 0, 1, session.store.folderIds().get(3), 0),
                new RopCreateFolder.Request(0, 1, 2, 1, false, 0, new Value.Text(name), new Value.Text("")));
        session.release(reply.handles().get(1));
        session.release(reply.handles().get(2));
        return reply.get(1, RopCreateFolder.Response.class).folderId();
    }
}
