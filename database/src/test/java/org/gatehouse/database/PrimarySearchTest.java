package org.gatehouse.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.SocketTimeoutException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.gatehouse.database.PrimarySearch.Dial;
import org.gatehouse.database.PrimarySearch.Found;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Whom a search asks, whom it takes, and what becomes of the others.
class PrimarySearchTest {
    private static final int A = 0;
    private static final int B = 1;
    private static final int C = 2;
    private static final long AT_ONCE = 1;
    private static final long NEVER = TimeUnit.DAYS.toNanos(1);

    private final ConcurrentLinkedQueue<Integer> asked = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<Connection> made = new ConcurrentLinkedQueue<>();
    private final CountDownLatch end = new CountDownLatch(1);
    private final CountDownLatch silentAreOver = new CountDownLatch(1);

    /// Those that a search did not wait for are closed on the threads that made them.
    @AfterEach
    void nothingIsLeftOpen() throws SQLException {
        end.countDown();
        long limit = System.nanoTime() + TimeUnit.MINUTES.toNanos(5);
        for (Connection connection : made) {
            while (!connection.isClosed()) {
                assertThat(System.nanoTime()).as("a connection is left open").isLessThan(limit);
                Thread.onSpinWait();
            }
        }
    }

    private static PrimarySearch search(long aheadNanos) {
        return new PrimarySearch(List.of("a", "b", "c"), aheadNanos);
    }

    private Found primary(long timeline) throws SQLException {
        Connection connection = DriverManager.getConnection("jdbc:sqlite::memory:");
        made.add(connection);
        return new Found(connection, new Home.Instance("cluster", timeline, "run"));
    }

    private static DatabaseException standby() {
        return new DatabaseException("it is a standby", null, true);
    }

    private static SQLException refused() {
        return new SQLException("Connection refused", "08001");
    }

    /// Answers when the test is over, by a time-out.
    private Found silent() throws SQLException {
        try {
            end.await();
            throw new SQLException("The connection attempt failed.", "08001", new SocketTimeoutException());
        } catch (InterruptedException unexpected) {
            throw new AssertionError(unexpected);
        } finally {
            silentAreOver.countDown();
        }
    }

    private Found open(PrimarySearch search, Dial dial) throws SQLException {
        return open(search, dial, new Home("here"));
    }

    private Found open(PrimarySearch search, Dial dial, Home home) throws SQLException {
        PostgresConnector.Opened opened = search.open(host -> {
            asked.add(host);
            return dial.ask(host);
        }, found -> new PostgresConnector.Opened(found.connection(), home.found(found.server()), found.server()));
        assertThat(opened.connection().isClosed()).isFalse();
        opened.connection().close();
        return new Found(opened.connection(), opened.server());
    }

    /// A first search that finds one, of which nothing is under way any more.
    private void settleOn(PrimarySearch search, int primary) throws SQLException {
        var others = new CountDownLatch(2);
        open(search, host -> {
            if (host == primary) {
                await(others);
                return primary(1);
            }
            others.countDown();
            throw standby();
        });
        asked.clear();
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(5, TimeUnit.MINUTES)).isTrue();
        } catch (InterruptedException unexpected) {
            throw new AssertionError(unexpected);
        }
    }

    @Test
    void thePrimaryIsFoundAmongOneThatIsSilentAndOneThatRefuses() throws Exception {
        PrimarySearch search = search(AT_ONCE);
        settleOn(search, A);
        open(search, host -> switch (host) {
            case A -> silent();
            case B -> primary(2);
            default -> throw refused();
        });
        assertThat(asked).contains(A, B);
        end.countDown();
        await(silentAreOver);
    }

    @Test
    void whoWasPrimaryLastIsTheOnlyOneAskedWhileItAnswers() throws Exception {
        PrimarySearch search = search(NEVER);
        Dial dial = host -> {
            if (host != B) {
                throw standby();
            }
            return primary(1);
        };
        settleOn(search, B);
        open(search, dial);
        assertThat(asked).containsExactly(B);
    }

    @Test
    void othersAreAskedAtOnceWhenItRefuses() throws Exception {
        PrimarySearch search = search(NEVER);
        settleOn(search, A);
        open(search, host -> {
            if (host != C) {
                throw host == A ? refused() : new SQLException("starting up", "57P03");
            }
            return primary(2);
        });
        assertThat(asked).startsWith(A).contains(B, C);
    }

    @Test
    void whoDidNotAnswerLastTimeIsNotWaitedForAgain() throws Exception {
        PrimarySearch search = search(NEVER);
        settleOn(search, A);
        assertThatThrownBy(() -> open(search, host -> {
            throw refused();
        })).isInstanceOf(SQLException.class);
        open(search, host -> {
            if (host == A) {
                return silent();
            }
            if (host == B) {
                return primary(2);
            }
            throw standby();
        });
        end.countDown();
        await(silentAreOver);
    }

    @Test
    void aStandbyThatIsPromotedWhileAnotherHostHasItsTimeIsTaken() throws Exception {
        PrimarySearch search = search(AT_ONCE);
        settleOn(search, A);
        var times = new AtomicInteger();
        open(search, host -> switch (host) {
            case A -> silent();
            case B -> {
                if (times.incrementAndGet() < 3) {
                    throw standby();
                }
                yield primary(2);
            }
            default -> throw standby();
        });
        assertThat(times).hasValue(3);
        end.countDown();
        await(silentAreOver);
    }

    @Test
    void atFirstTheOrderOfTheAddressCounts() throws Exception {
        var secondIsThere = new CountDownLatch(1);
        var timelines = new ConcurrentLinkedQueue<Long>();
        PrimarySearch search = search(AT_ONCE);
        Found first = open(search, host -> {
            if (host == A) {
                await(secondIsThere);
            }
            Found found = primary(host + 1);
            timelines.add(found.server().timeline());
            if (host == B) {
                secondIsThere.countDown();
            }
            return found;
        });
        assertThat(timelines).contains(1L, 2L);
        assertThat(first.server().timeline()).isEqualTo(1);
    }

    @Test
    void anOldPrimaryIsPassedOver() throws Exception {
        var home = new Home("here");
        home.found(new Home.Instance("cluster", 2, "run"));
        Found found = open(search(AT_ONCE), host -> switch (host) {
            case A -> primary(1);
            case B -> primary(3);
            default -> throw standby();
        }, home);
        assertThat(found.server().timeline()).isEqualTo(3);
    }

    @Test
    void whatComesTooLateIsClosed() throws Exception {
        PrimarySearch search = search(AT_ONCE);
        settleOn(search, A);
        var late = new CountDownLatch(1);
        open(search, host -> {
            if (host == A) {
                await(end);
                Found found = primary(1);
                late.countDown();
                return found;
            }
            return primary(2);
        });
        end.countDown();
        await(late);
    }

    @Test
    void whenNobodyIsItEachHostsCauseIsTold() {
        PrimarySearch search = search(AT_ONCE);
        assertThatThrownBy(() -> open(search, host -> {
            switch (host) {
                case A -> throw standby();
                case B -> throw refused();
                default -> throw new SQLException("no entry in pg_hba.conf", "28000");
            }
        })).isInstanceOfSatisfying(SQLException.class, failure -> {
            assertThat(PostgresFailure.of(failure)).isEqualTo(PostgresFailure.CONNECTION);
            assertThat(failure.getCause()).hasMessage("Connection refused");
        }).hasMessageContaining("a: it is a standby; b: Connection refused; c: no entry in pg_hba.conf");
        assertThatThrownBy(() -> open(search, host -> {
            if (host == C) {
                throw new SQLException("too many clients", "53300");
            }
            throw standby();
        })).isInstanceOfSatisfying(SQLException.class, failure ->
                assertThat(PostgresFailure.of(failure)).isEqualTo(PostgresFailure.CROWDED));
        assertThatThrownBy(() -> open(search, host -> {
            throw host == B ? new DatabaseException("fsync is off") : standby();
        })).isInstanceOf(DatabaseException.class).hasMessage("fsync is off");
    }

    @Test
    void whatAnotherSearchFindsIsAskedWithoutWaiting() throws Exception {
        PrimarySearch search = search(NEVER);
        settleOn(search, A);
        var waits = new CountDownLatch(1);
        var searching = new FutureTask<>(() -> open(search, host -> {
            if (host == A) {
                waits.countDown();
                return silent();
            }
            return primary(2);
        }));
        Thread.ofVirtual().start(searching);
        await(waits);
        open(search, host -> {
            if (host == A) {
                throw refused();
            }
            return host == B ? primary(2) : silent();
        });
        assertThat(searching.get().server().timeline()).isEqualTo(2);
        end.countDown();
        await(silentAreOver);
    }

    @Test
    void anInterruptEndsTheSearch() throws Exception {
        PrimarySearch search = search(AT_ONCE);
        var waits = new CountDownLatch(3);
        var searching = new FutureTask<>(() -> {
            assertThatThrownBy(() -> open(search, host -> {
                waits.countDown();
                return silent();
            })).isInstanceOf(SQLException.class).hasMessage("interrupted while connecting");
            return Thread.currentThread().isInterrupted();
        });
        Thread thread = Thread.ofVirtual().start(searching);
        await(waits);
        thread.interrupt();
        assertThat(searching.get()).isTrue();
        end.countDown();
    }
}
