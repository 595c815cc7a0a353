package org.gatehouse.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.gatehouse.security.throttling.BudgetOutput;
import org.gatehouse.security.throttling.Budgets;
import org.gatehouse.security.throttling.Component;
import org.gatehouse.security.throttling.Measure;
import org.gatehouse.security.throttling.Owner;
import org.junit.jupiter.api.Test;

class BudgetRoundsTest {
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
