package org.gatehouse.store;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.TreeMap;

/// In which order one reader of numbered changes takes them, and which missing numbers it still looks for: decided
/// without threads, clock or database.
///
/// Changes of one mailbox become visible in the order of their numbers. Those of different mailboxes do not: a number
/// below the highest seen may still come. Whoever was given it has a transaction already, so it is looked for until
/// every transaction has ended that is older than one which began after it was missed.
public final class ChangeOrder {
    /// So many numbers, the highest one among them, are of interest where the reader begins.
    public static final int LOOK_BACK = 1_000;
    /// More numbers missing than this is no gap but a long absence.
    static final int GAPS_MAX = 20_000;

    /// Missing numbers, each with a transaction that began after it was missed; 0 while there is none.
    private final TreeMap<Long, Long> gaps = new TreeMap<>();
    private long position;

    /// What a snapshot of the database holds.
    ///
    /// @param behind numbers behind the position, in order, the first of them
    /// @param late those of [#missing] that are there now
    /// @param oldestRunning the oldest transaction that has not ended in the snapshot; 0 where nothing is missing
    public record Seen(List<Long> behind, List<Long> late, long oldestRunning) {}

    /// What to take.
    ///
    /// @param numbers in this order
    /// @param lookAgain whether so much is missing that everything kept in memory has to be read again first
    public record Taken(List<Long> numbers, boolean lookAgain) {}

    /// Begins behind the last change there is; of those before it, only missing ones are of interest.
    ///
    /// @param last the highest numbers there are, at most [#LOOK_BACK], the highest first
    public void begin(List<Long> last) {
        gaps.clear();
        position = last.isEmpty() ? 0 : last.getFirst();
        var known = new HashSet<>(last);
        for (long missing = Math.max(1, position - LOOK_BACK + 1); missing < position; missing++) {
            if (!known.contains(missing)) {
                gaps.put(missing, 0L);
            }
        }
    }

    /// The highest number that was seen.
    public long position() {
        return position;
    }

    /// Numbers to look for.
    public List<Long> missing() {
        return List.copyOf(gaps.keySet());
    }

    /// Whether a transaction has to be begun, for [#bound], before the next snapshot is taken.
    public boolean wantsBound() {
        return gaps.containsValue(0L);
    }

    /// @param transaction one that began after everything that is missing was missed
    public void bound(long transaction) {
        gaps.replaceAll((_, bound) -> bound == 0 ? transaction : bound);
    }

    /// Takes note of what a snapshot holds.
    public Taken take(Seen seen) {
        var taken = new ArrayList<>(seen.late());
        gaps.keySet().removeAll(seen.late());
        // Every transaction that could have filled these has ended, and the snapshot has none of them.
        gaps.values().removeIf(later -> later != 0 && later < seen.oldestRunning());
        boolean lookAgain = false;
        for (long number : seen.behind()) {
            if (number - position > GAPS_MAX) {
                lookAgain = true;
            } else {
                for (long missing = position + 1; missing < number; missing++) {
                    gaps.put(missing, 0L);
                }
            }
            position = number;
            taken.add(number);
        }
        return new Taken(taken, lookAgain);
    }
}
