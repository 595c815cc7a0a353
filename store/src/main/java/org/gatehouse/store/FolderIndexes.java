package org.gatehouse.store;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Which folders of a mailbox have their lines in memory. A folder gets there when it is searched or sorted a second
/// time, and stays while there is room.
final class FolderIndexes {
    /// Lines of one folder; a longer one is read anew each time.
    static final int LINES_MAX = 250_000;
    private static final int INDEXES_MAX = 64;
    private static final int SEARCHED_MAX = 256;
    /// Existing and deleted messages, associated ones or not ([ContentsScope#place]).
    private static final int PLACES = 4;

    private final Mailbox mailbox;
    private final LinesRoom room;
    private final Map<Key, FolderIndex> indexes = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, FolderIndex> eldest) {
            if (size() <= INDEXES_MAX) {
                return false;
            }
            room.used(eldest.getValue(), 0);
            return true;
        }
    };
    private final Map<Key, Boolean> searched = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, Boolean> eldest) {
            return size() > SEARCHED_MAX;
        }
    };

    /// @param room shared by the mailboxes of a database
    FolderIndexes(Mailbox mailbox, LinesRoom room) {
        this.mailbox = mailbox;
        this.room = room;
    }

    private record Key(long fid, int place) {}

    /// Anything may have changed.
    synchronized void clear() {
        indexes.values().forEach(index -> room.used(index, 0));
        indexes.clear();
    }

    /// The folder's lines when they are in memory, or when this is not the first search: a single one is cheaper
    /// without.
    Optional<FolderIndex.Lines> forSearch(long fid, ContentsScope scope) {
        var key = new Key(fid, scope.place());
        synchronized (this) {
            if (!indexes.containsKey(key) && searched.put(key, true) == null) {
                return Optional.empty();
            }
        }
        return forSort(fid, scope);
    }

    /// The folder's lines; none when there are too many.
    Optional<FolderIndex.Lines> forSort(long fid, ContentsScope scope) {
        var key = new Key(fid, scope.place());
        FolderIndex index;
        synchronized (this) {
            index = indexes.computeIfAbsent(key, each -> new FolderIndex(mailbox, each.fid, each.place));
        }
        Optional<FolderIndex.Lines> lines = index.lines(LINES_MAX);
        room.used(index, lines.map(each -> each.natural().length).orElse(0));
        if (lines.isEmpty()) {
            synchronized (this) {
                indexes.remove(key, index);
            }
        }
        return lines;
    }

    /// Hears of everything that happened, once it is on disk and before anybody else.
    synchronized void changed(List<StoreEvent> events) {
        if (indexes.isEmpty()) {
            return;
        }
        for (StoreEvent event : events) {
            if (event.isAnywhere()) {
                clear();
            } else if (event.searchFolder().isPresent()) {
                forget(event.searchFolder().get().counter());
            } else if (event.isMessage()) {
                changed(event.folder().counter(), event.object().counter());
                event.oldFolder().ifPresent(folder -> event.oldObject().ifPresent(message ->
                        changed(folder.counter(), message.counter())));
            } else if (event.kind() == StoreEvent.Kind.TABLE_CHANGED) {
                forget(event.object().counter());
            } else if (event.kind() == StoreEvent.Kind.DELETED) {
                forget(event.object().counter());
            }
        }
    }

    private void changed(long fid, long mid) {
        for (int place = 0; place < PLACES; place++) {
            FolderIndex index = indexes.get(new Key(fid, place));
            if (index != null) {
                index.changed(mid);
            }
        }
    }

    private void forget(long fid) {
        for (int place = 0; place < PLACES; place++) {
            FolderIndex gone = indexes.remove(new Key(fid, place));
            if (gone != null) {
                room.used(gone, 0);
            }
        }
    }
}
