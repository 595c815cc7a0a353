package org.gatehouse.store;

import java.util.LinkedHashMap;
import java.util.Map;

/// How much memory the folders' lines of all mailboxes of a database may take: those longest not used are forgotten.
final class LinesRoom {
    /// Some 200 bytes each.
    static final int LINES_MAX = 500_000;

    private final int linesMax;
    private final Map<FolderIndex, Integer> sizes = new LinkedHashMap<>(16, 0.75f, true);
    private long total;

    LinesRoom(int linesMax) {
        this.linesMax = linesMax;
    }

    /// Takes note that an index was used and how many lines it has; 0 for none.
    synchronized void used(FolderIndex index, int lines) {
        Integer before = lines == 0 ? sizes.remove(index) : sizes.put(index, lines);
        total += lines - (before == null ? 0 : before);
        var eldest = sizes.entrySet().iterator();
        while (total > linesMax && eldest.hasNext()) {
            Map.Entry<FolderIndex, Integer> forgotten = eldest.next();
            if (forgotten.getKey() != index) {
                total -= forgotten.getValue();
                forgotten.getKey().forget();
                eldest.remove();
            }
        }
    }

    synchronized long total() {
        return total;
    }
}
