package org.gatehouse.security.throttling;

import java.util.List;
import java.util.Map;
import java.util.Set;

/// Where the members of an array tell each other what they use of budgets; whoever tells hears at the same time.
/// Thread-safe.
public interface UsageBoard {
    /// One exchange: puts up what is told, and reads what others have put up since.
    ///
    /// @param known by member, the round up to which its shares are known already
    Heard exchange(Told mine, Map<String, Long> known);

    /// One budget, as far as one member uses it.
    ///
    /// @param recent the part of its times that still counted when it was told
    record Share(BudgetKey key, Usage usage, Usage.Recent recent) {}

    /// What one member has to say.
    ///
    /// @param round one more than the last time
    /// @param whole whether all it has said before is void
    /// @param changed shares that are new or different
    /// @param gone budgets of which it does not use anything worth telling any more
    /// @param dead members that have said nothing for so long that their shares are to be taken down, with the last
    ///     round that was seen of them
    record Told(String member, long round, boolean whole, List<Share> changed, Set<BudgetKey> gone,
            Map<String, Long> dead) {
        public Told {
            changed = List.copyOf(changed);
            gone = Set.copyOf(gone);
            dead = Map.copyOf(dead);
        }
    }

    /// What others have said.
    ///
    /// @param lost whether the board does not have what this member said last: then it has nothing of it any more, and
    ///     the member has to say all again
    /// @param members everybody who has said anything, but for who asks
    record Heard(boolean lost, List<Member> members) {
        public Heard {
            members = List.copyOf(members);
        }
    }

    /// One member, as another hears it.
    ///
    /// @param whole whether the shares are all it has; else those that have changed since the known round
    record Member(String name, long round, boolean whole, List<Share> changed, Set<BudgetKey> gone) {
        public Member {
            changed = List.copyOf(changed);
            gone = Set.copyOf(gone);
        }
    }
}
