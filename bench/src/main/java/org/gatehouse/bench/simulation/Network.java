package org.gatehouse.bench.simulation;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Who reaches whom.
final class Network {
    private final Timeline time;
    private final List<Host> hosts = new ArrayList<>();
    /// How often a pair is cut; few are.
    private final Map<Long, Integer> cuts = new HashMap<>();

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

    void cut(Host one, Host other, int by) {
        cuts.merge(pair(one, other), by, (before, more) -> before + more == 0 ? null : before + more);
        one.cuts += by;
        other.cuts += by;
    }

    boolean isOpen(Host one, Host other) {
        return one.cuts == 0 || other.cuts == 0 || !cuts.containsKey(pair(one, other));
    }

    private static long pair(Host one, Host other) {
        return (long) Math.min(one.index, other.index) << Integer.SIZE | Math.max(one.index, other.index);
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
