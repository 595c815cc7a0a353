package org.gatehouse.bench.simulation;

import java.util.ArrayList;
import java.util.List;

/// Who reaches whom.
final class Network {
    private final Timeline time;
    private final List<Host> hosts = new ArrayList<>();
    private int[][] cuts = new int[0][0];

    Network(Timeline time) {
        this.time = time;
    }

    Host host(String name, long skewMillis, double drift) {
        var host = new Host(hosts.size(), name, skewMillis, drift);
        hosts.add(host);
        return host;
    }

    List<Host> hosts() {
        return hosts;
    }

    /// All hosts are there.
    void ready() {
        cuts = new int[hosts.size()][hosts.size()];
    }

    void cut(Host one, Host other, int by) {
        cuts[one.index][other.index] += by;
        cuts[other.index][one.index] += by;
    }

    boolean isOpen(Host one, Host other) {
        return cuts[one.index][other.index] == 0;
    }

    /// Whether one gets an answer of the other.
    boolean reaches(Host from, Host to) {
        return runs(to) && isOpen(from, to);
    }

    /// Whether its process does anything.
    boolean runs(Host host) {
        return host.up && host.stillUntil <= time.now();
    }

    /// Something on its way: it is lost when the way is cut at its end, or when the process died meanwhile.
    void send(Host from, Host to, long millis, Runnable arrive) {
        int life = to.life;
        time.in(millis, () -> {
            if (isOpen(from, to)) {
                act(to, life, arrive);
            }
        });
    }

    private void act(Host host, int life, Runnable action) {
        if (host.up && host.life == life) {
            if (host.stillUntil > time.now()) {
                time.in(host.stillUntil - time.now(), () -> act(host, life, action));
            } else {
                action.run();
            }
        }
    }

    /// Something that a process does later, if it lives.
    void later(Host host, long millis, Runnable action) {
        int life = host.life;
        time.in(millis, () -> act(host, life, action));
    }
}
