package org.gatehouse.access.emsmdb;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.gatehouse.mapi.id.ObjectId;
import org.gatehouse.mapi.property.PropertyTag;
import org.gatehouse.mapi.property.Tags;
import org.gatehouse.store.RowChange.Touched;
import org.gatehouse.store.RowChange.Touched.How;
import org.gatehouse.store.StoreEvent;
import org.gatehouse.store.StoreEvent.Kind;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// What becomes of notifications that a client does not fetch.
class BacklogTest {
    private static final ObjectId FOLDER = new ObjectId(1, 7);
    private static final int MAX = 8;

    private final Backlog backlog = new Backlog(InstantSource.system(), MAX);

    private static ObjectId id(long counter) {
        return new ObjectId(1, counter);
    }

    private static StoreEvent message(Kind kind, ObjectId folder, long counter) {
        return new StoreEvent(kind, folder, id(counter), true, Optional.empty(), Optional.empty(), "", 0, List.of(),
                -1, -1);
    }

    private static Notice.OfObject counted(int total, int unread, PropertyTag tag) {
        return new Notice.OfObject(1, 0, new StoreEvent(Kind.MODIFIED, id(1), FOLDER, false, Optional.empty(),
                Optional.empty(), "", 0, List.of(tag), total, unread));
    }

    private static Notice.OfTable touched(int handle, long counter, How how) {
        return Notice.OfTable.of(handle, 0, List.of(new Touched(FOLDER, id(counter), how)));
    }

    private List<Notice> all() {
        var all = new ArrayList<Notice>();
        for (Optional<Notice> next = backlog.take(); next.isPresent(); next = backlog.take()) {
            all.add(next.get());
        }
        return all;
    }

    @Test
    void countsOfAFolderAreToldOnceWithTheNewest() {
        backlog.add(counted(1, -1, Tags.CONTENT_COUNT));
        backlog.add(new Notice.OfObject(1, 0, message(Kind.CREATED, FOLDER, 9)));
        backlog.add(counted(2, 5, Tags.CONTENT_UNREAD_COUNT));

        assertThat(all()).satisfiesExactly(
                notice -> assertThat(notice).isInstanceOfSatisfying(Notice.OfObject.class, object -> {
                    assertThat(object.event().totalCount()).isEqualTo(2);
                    assertThat(object.event().unreadCount()).isEqualTo(5);
                    assertThat(object.event().changed()).containsExactly(Tags.CONTENT_COUNT,
                            Tags.CONTENT_UNREAD_COUNT);
                }),
                notice -> assertThat(notice).isInstanceOfSatisfying(Notice.OfObject.class,
                        object -> assertThat(object.event().kind()).isEqualTo(Kind.CREATED)));
    }

    @Test
    void aTableHasOneNoticeThatNamesItsRowsUntilTheyAreTooMany() {
        backlog.add(touched(3, 1, How.CAME));
        backlog.add(touched(3, 1, How.CHANGED));
        backlog.add(touched(3, 2, How.CHANGED));
        backlog.add(touched(3, 2, How.WENT));
        assertThat(all()).singleElement().isInstanceOfSatisfying(Notice.OfTable.class, table ->
                assertThat(table.touched().values()).extracting(Touched::how).containsExactly(How.CAME, How.WENT));

        for (int i = 0; i < 100; i++) {
            backlog.add(touched(3, i, How.CAME));
        }
        assertThat(all()).singleElement().isInstanceOfSatisfying(Notice.OfTable.class, table ->
                assertThat(table.isBasic()).isTrue());
    }

    @Test
    void whatIsNotFetchedShrinksToLookAgain() {
        backlog.add(touched(3, 1, How.CAME));
        for (int i = 0; i < 1_000; i++) {
            backlog.add(new Notice.OfObject(1, 0, message(Kind.CREATED, FOLDER, i)));
            backlog.add(new Notice.OfObject(2, 0, message(Kind.CREATED, id(100 + i), i)));
            assertThat(backlog.size()).isLessThanOrEqualTo(MAX + 1);
        }

        List<Notice> left = all();
        assertThat(left).filteredOn(notice -> notice.handle() == 3).singleElement()
                .isInstanceOfSatisfying(Notice.OfTable.class, table -> assertThat(table.isBasic()).isTrue());
        assertThat(left).filteredOn(notice -> notice.handle() == 1).first().isInstanceOfSatisfying(
                Notice.OfObject.class, missed -> assertThat(missed.event()).isEqualTo(StoreEvent.lookAgain(FOLDER)));
        assertThat(left).filteredOn(notice -> notice.handle() == 2).first().isInstanceOfSatisfying(
                Notice.OfObject.class, missed -> assertThat(missed.event().isAnywhere()).isTrue());
    }

    @Test
    void aWaitRunsFromTheLastCall() throws Exception { // MS-OXCRPC_R1229, MS-OXCRPC_R1230
        var ahead = new AtomicReference<>(Duration.ZERO);
        var waiter = new Backlog(() -> Instant.now().plus(ahead.get()), MAX);
        waiter.touch();
        ahead.set(Duration.ofMinutes(5).minusMillis(50));
        assertThat(ended(waiter, new CompletableFuture<>())).as("five minutes after the call")
                .isEqualTo(Backlog.Outcome.TIMED_OUT);
        var cancelled = new CompletableFuture<@Nullable Void>();
        var again = CompletableFuture.supplyAsync(() -> waiter.await(Duration.ofMinutes(5), cancelled));
        cancelled.complete(null);
        assertThat(again.get(1, TimeUnit.MINUTES)).as("and the next wait has its own five minutes")
                .isEqualTo(Backlog.Outcome.CANCELLED);
    }

    private static Backlog.Outcome ended(Backlog backlog, CompletableFuture<?> cancelled) throws Exception {
        return CompletableFuture.supplyAsync(() -> backlog.await(Duration.ofMinutes(5), cancelled))
                .get(1, TimeUnit.MINUTES);
    }

    @Test
    void aReleasedHandleIsForgottenAndAnEndedSessionTakesNothing() {
        backlog.add(touched(3, 1, How.CAME));
        backlog.putBack(new Notice.Ready(3, 0, List.of()));
        backlog.forget(3);
        assertThat(backlog.isEmpty()).isTrue();
        backlog.end();
        backlog.add(touched(3, 1, How.CAME));
        assertThat(backlog.isEmpty()).isTrue();
    }
}
