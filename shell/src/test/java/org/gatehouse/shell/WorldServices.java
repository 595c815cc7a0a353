package org.gatehouse.shell;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.gatehouse.directory.organization.ExchangeServer;
import org.gatehouse.directory.organization.ServerRole;

/// Servers whose services work but for those that a test breaks.
public final class WorldServices implements ServiceTrials {
    public final List<String> here = new ArrayList<>();
    /// As `cas1 MSExchangeRPC`.
    public final List<String> broken = new ArrayList<>();

    @Override
    public boolean runs(String server) {
        return here.contains(server);
    }

    @Override
    public List<Trial> of(ExchangeServer server, Duration max) {
        var trials = new ArrayList<Trial>();
        for (ServerRole role : List.of(ServerRole.CLIENT_ACCESS, ServerRole.MAILBOX)) {
            if (server.has(role)) {
                trials.add(new Trial("MSExchangeRPC", role, () -> {
                    if (broken.contains(server.name() + " MSExchangeRPC")) {
                        throw new ShellException("192.0.2.1:59532: Connection refused");
                    }
                }));
            }
        }
        return trials;
    }
}
