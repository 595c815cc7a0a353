package org.gatehouse.shell;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// Gets as far as a test lets it.
public final class WorldOutlook implements OutlookTrials {
    public final List<Wanted> asked = new ArrayList<>();
    public boolean broken;

    @Override
    public synchronized void run(Wanted wanted, Duration stepMax, Consumer<Step> told) {
        asked.add(wanted);
        told.accept(new Step("EndpointMapper::RpcClientAccess", broken ? Outcome.FAILURE : Outcome.SUCCESS,
                Duration.ofMillis(3), broken ? "Connection refused" : ""));
        told.accept(new Step("Mailbox::Connect", Outcome.SKIPPED, Duration.ZERO, "a step before it failed"));
    }
}
