package org.gatehouse.shell;

import java.time.Duration;
import java.util.List;
import org.gatehouse.directory.organization.ExchangeServer;
import org.gatehouse.directory.organization.ServerRole;

/// Uses the services of servers as clients do, over the network, to find out whether they work.
public interface ServiceTrials {
    /// Whether this process runs the server of that name.
    boolean runs(String server);

    /// What a server of any process should serve by its roles.
    ///
    /// @param max how long each trial may take
    List<Trial> of(ExchangeServer server, Duration max);

    /// A service, and the role that it belongs to.
    ///
    /// @param service as Exchange calls what does the same there
    /// @param works uses it once; throws why it does not work
    record Trial(String service, ServerRole role, Runnable works) {}

    /// Where there is nothing to try.
    ServiceTrials NONE = new ServiceTrials() {
        @Override
        public boolean runs(String server) {
            return false;
        }

        @Override
        public List<Trial> of(ExchangeServer server, Duration max) {
            return List.of();
        }
    };
}
