package org.gatehouse.server;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.gatehouse.database.DatabaseException;
import org.gatehouse.security.throttling.BudgetOutput;
import org.gatehouse.security.throttling.Budgets;
import org.gatehouse.security.throttling.Component;
import org.gatehouse.security.throttling.Measure;
import org.gatehouse.security.throttling.Owner;
import org.gatehouse.security.throttling.Policies;
import org.gatehouse.security.throttling.UsageBoard;
import org.junit.jupiter.api.Test;

class BudgetRoundsTest {
    @Test
    void aBoardThatIsAwayIsToldOfOnce() throws Exception {
        var log = TestLog.of(BudgetRounds.class);
        var said = new ListAppender<ILoggingEvent>();
        said.list = new CopyOnWriteArrayList<>(); // others may log while it is read
        said.start();
        log.addAppender(said);
        var asked = new AtomicInteger();
        var fourth = new CountDownLatch(4);
        UsageBoard board = (_, _) -> {
            fourth.countDown();
            if (asked.incrementAndGet() <= 2) {
                throw new DatabaseException("the board of EX1 is away for " + asked + " s");
            }
            return new UsageBoard.Heard(false, List.of());
        };
        try (BudgetRounds _ = BudgetRounds.start(Policies.none(), "EX1", Optional.of(board), new UUID(1, 1))) {
            fourth.await();
        } finally {
            log.detachAppender(said);
        }
        assertThat(said.list).extracting(ILoggingEvent::getFormattedMessage)
                .filteredOn(line -> line.contains("the board of EX1")).singleElement().asString()
                .endsWith("cannot be shared with other servers for now: the board of EX1 is away for 1 s");
    }

    /// The event that Quest's knowledge base quotes (4271252), with other names and numbers of its own.
    @Test
    void theLogHasTheWordsOfExchangesEvent() {
        var overdrawn = new Budgets.Overdrawn(new Owner("guid", "ADS\\ArchiveMGR_ESM"), Component.RCA,
                "DefaultThrottlingPolicy_06b501c2-211e-4c4c-baf2-962a1c6a8af5");
        assertThat(BudgetRounds.event("Microsoft.Exchange.RpcClientAccess.Service.exe", 5396, overdrawn,
                new BudgetOutput.Report(Map.of(Measure.CAS, 634)))).isEqualTo(
                "Process Microsoft.Exchange.RpcClientAccess.Service.exe (PID=5396). User "
                + "'Sid~ADS\\ArchiveMGR_ESM~RCA~false' has gone over budget '634' times for component 'RCA' within a "
                + "one minute period. Info: 'Policy:DefaultThrottlingPolicy_06b501c2-211e-4c4c-baf2-962a1c6a8af5, "
                + "Parts:CAS:634;'. Threshold value: '100'.");
    }
}
