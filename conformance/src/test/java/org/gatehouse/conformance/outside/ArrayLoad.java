package org.gatehouse.conformance.outside;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.gatehouse.testing.HostProcess;

/// The clients of all hosts together ([ArrayClients]).
final class ArrayLoad {
    private static final int CHECK_SECONDS_MAX = 1_200;
    private static final int RECOVERED_SECONDS_MAX = 300;
    private static final long LONG_MILLIS = 10_000;

    private final List<HostProcess> hosts = new ArrayList<>();

    void add(HostProcess clients) {
        hosts.add(clients);
    }

    /// Waits until every client has had a message acknowledged since now.
    void recovered() throws IOException, InterruptedException {
        for (HostProcess each : hosts) {
            assertThat(each.ask("recovered", RECOVERED_SECONDS_MAX)).isEqualTo("recovered");
        }
    }

    /// For how long clients had no message acknowledged, the longest time of each since this was asked last.
    Gaps gaps(String what) throws IOException, InterruptedException {
        var all = new ArrayList<Long>();
        long longest = 0;
        String who = "";
        for (HostProcess each : hosts) {
            String[] said = each.ask("gaps").substring("gaps ".length()).split("\\|", 2);
            List<Long> some = Stream.of(said[0].split(" ")).map(Long::valueOf).toList();
            all.addAll(some);
            if (Collections.max(some) > longest) {
                longest = Collections.max(some);
                who = said[1];
            }
        }
        if (longest > LONG_MILLIS) {
            System.out.println("  longest: " + who);
        }
        return new Gaps(what, all.stream().sorted().toList());
    }

    /// @param millis one of each client, sorted
    record Gaps(String what, List<Long> millis) {
        long max() {
            return millis.getLast();
        }

        /// The one that a part of all are below.
        long at(double part) {
            return millis.get(Math.min(millis.size() - 1, (int) (part * millis.size())));
        }

        @Override
        public String toString() {
            return "%-55s gap p50 %5d ms, p99 %5d ms, max %5d ms (%d clients)".formatted(what, at(0.5), at(0.99), max(),
                    millis.size());
        }
    }

    /// What became of all messages.
    ///
    /// @param acknowledged how many were
    /// @param sessions how many it took
    /// @param wrong each that is missing, there more than once or was read as another
    record Outcome(int acknowledged, int sessions, List<String> wrong) {}

    /// Ends the clients and looks for every message.
    Outcome outcome() throws IOException, InterruptedException {
        for (HostProcess each : hosts) {
            assertThat(each.ask("stop")).isEqualTo("stopped");
        }
        int acknowledged = 0;
        int sessions = 0;
        var wrong = new ArrayList<String>();
        for (HostProcess each : hosts) {
            String[] said = each.ask("check", CHECK_SECONDS_MAX).split(" ", 4);
            acknowledged += Integer.parseInt(said[1]);
            sessions += Integer.parseInt(said[2]);
            if (!said[3].equals("[]")) {
                wrong.add(said[3]);
            }
        }
        return new Outcome(acknowledged, sessions, wrong);
    }

    /// The same, and every message that was acknowledged has to be there once.
    ///
    /// @return how many there are
    int checked() throws IOException, InterruptedException {
        Outcome outcome = outcome();
        assertThat(outcome.wrong()).isEmpty();
        return outcome.acknowledged();
    }
}
