package org.gatehouse.security.throttling;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.gatehouse.security.throttling.UsageBoard.Heard;
import org.gatehouse.security.throttling.UsageBoard.Share;
import org.gatehouse.security.throttling.UsageBoard.Told;
import org.jspecify.annotations.Nullable;

/// One member's side of sharing budgets with the other members of an array. Told are budgets of which it uses a
/// sixteenth or more, and any of which another member says so; what others use of them is charged to the budgets here.
/// An exchange every 0.4 seconds makes an array's budget one within a second.
///
/// For one thread, but for [#lapse].
public final class Sharing {
    /// Shares told in one exchange; the others wait for the next.
    static final int CHANGES_MAX = 1_000;
    /// Budgets that one member tells.
    static final int TOLD_MAX = 20_000;

    /// Ids of accounts that the directory knows are shorter by far; a board may not take any.
    private static final int OWNER_CHARS_MAX = 300;

    private final String member;
    private final Budgets budgets;
    private final Map<BudgetKey, Usage> told = new HashMap<>();
    /// Budgets whose turn to be told has not come yet, in the order of their coming.
    private final Set<BudgetKey> waiting = new LinkedHashSet<>();
    private Map<String, Long> dead = Map.of();
    private long round;
    private boolean whole = true;

    /// @param member told from all others, also from an earlier life of the same one
    Sharing(String member, Budgets budgets) {
        this.member = member;
        this.budgets = budgets;
    }

    /// By member, the round up to which its shares are known.
    public Map<String, Long> known() {
        return budgets.knownOthers();
    }

    /// What is to be said next.
    public Told tell() {
        if (whole) {
            told.clear();
        }
        var changed = new HashMap<BudgetKey, Share>();
        var gone = new HashSet<>(told.keySet());
        budgets.eachShare((share, noticeable) -> {
            Usage earlier = told.get(share.key());
            if (isWorthTelling(share, noticeable, earlier)) {
                gone.remove(share.key());
                if (earlier == null || !share.usage().isLike(earlier)) {
                    changed.put(share.key(), share);
                }
            }
        });
        Set<BudgetKey> takenDown = gone.stream().limit(CHANGES_MAX).collect(Collectors.toSet());
        takenDown.forEach(told::remove);
        round++;
        return new Told(member, round, whole, next(changed), takenDown, dead);
    }

    /// Those that have waited longest come first: where more change each time than are told, all have their turn.
    private List<Share> next(Map<BudgetKey, Share> changed) {
        waiting.retainAll(changed.keySet());
        waiting.addAll(changed.keySet());
        var next = new ArrayList<Share>();
        for (var keys = waiting.iterator(); keys.hasNext() && next.size() < CHANGES_MAX;) {
            Share share = changed.get(keys.next());
            keys.remove();
            if (share != null && (told.containsKey(share.key()) || told.size() < TOLD_MAX)) {
                next.add(share);
                told.put(share.key(), share.usage());
            }
        }
        return next;
    }

    /// What was told stays until none of its times count, so that they are not taken for new ones when it is told
    /// again; and until what was excused of them is told too.
    private boolean isWorthTelling(Share share, boolean noticeable, @Nullable Usage earlier) {
        if (share.key().owner().length() > OWNER_CHARS_MAX) {
            return false;
        }
        boolean used = share.usage().hasConnections() || !share.recent().isNone();
        return noticeable || used && budgets.isToldByOthers(share.key())
                || earlier != null && (!share.recent().isNone() || !share.usage().isLike(earlier));
    }

    /// Takes in what others have said.
    public void hear(Heard heard) {
        whole = heard.lost();
        dead = budgets.hear(heard);
    }

    /// An exchange has failed, and nobody knows how much of it.
    public void failed() {
        whole = true;
    }

    /// Forgets the others when nothing was heard of them for ten seconds.
    ///
    /// @return whether that has just come about
    public boolean lapse() {
        return budgets.lapse();
    }

    /// What is to be said at the end: nothing is used here any more.
    public Told leave() {
        round++;
        return new Told(member, round, true, List.of(), Set.of(), Map.of());
    }
}
