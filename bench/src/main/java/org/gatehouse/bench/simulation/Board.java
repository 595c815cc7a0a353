package org.gatehouse.bench.simulation;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.gatehouse.security.throttling.BudgetKey;
import org.gatehouse.security.throttling.UsageBoard;

/// Where members tell each other what they use of budgets, as the directory's database has it.
final class Board implements UsageBoard {
    private final Map<String, Rows> rows = new LinkedHashMap<>();

    private static final class Rows {
        private long round;
        private long begun;
        private long changed;
        private final Map<BudgetKey, Row> byKey = new LinkedHashMap<>();
    }

    private record Row(long round, boolean used, Share share) {}

    @Override
    public Heard exchange(Told mine, Map<String, Long> known) {
        boolean lost = !put(mine);
        mine.dead().forEach((member, round) -> {
            Rows dead = rows.get(member);
            if (dead != null && dead.round == round) {
                rows.remove(member);
            }
        });
        var members = new ArrayList<Member>();
        rows.forEach((name, said) -> {
            if (!name.equals(mine.member())) {
                members.add(member(name, said, known.getOrDefault(name, Long.MIN_VALUE)));
            }
        });
        return new Heard(lost, members);
    }

    void wipe() {
        rows.clear();
    }

    private boolean put(Told mine) {
        Rows own = rows.computeIfAbsent(mine.member(), _ -> new Rows());
        if (!mine.whole() && own.round != mine.round() - 1) {
            rows.remove(mine.member());
            return false;
        }
        if (mine.whole()) {
            own.byKey.clear();
            own.begun = mine.round();
        }
        own.round = mine.round();
        if (mine.whole() || !mine.changed().isEmpty() || !mine.gone().isEmpty()) {
            own.changed = mine.round();
        }
        mine.changed().forEach(share -> own.byKey.put(share.key(), new Row(mine.round(), true, share)));
        mine.gone().forEach(key -> own.byKey.computeIfPresent(key,
                (_, row) -> new Row(mine.round(), false, row.share())));
        return true;
    }

    private static Member member(String name, Rows said, long since) {
        boolean whole = since < said.begun;
        List<Share> changed = new ArrayList<>();
        Set<BudgetKey> gone = new HashSet<>();
        if (whole || said.changed > since) {
            said.byKey.forEach((key, row) -> {
                if (whole || row.round() > since) {
                    if (row.used()) {
                        changed.add(row.share());
                    } else {
                        gone.add(key);
                    }
                }
            });
        }
        return new Member(name, said.round, whole, changed, gone);
    }
}
