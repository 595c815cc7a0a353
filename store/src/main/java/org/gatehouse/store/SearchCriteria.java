package org.gatehouse.store;

import java.util.List;
import java.util.Optional;
import org.gatehouse.mapi.id.ObjectId;
import org.gatehouse.mapi.property.Restriction;

/// What a search folder finds and where, and how the search stands ([MS-OXCFOLD] 2.2.1.5.2).
///
/// @param restriction none before the first search; its texts are Unicode
/// @param folders the folders that are searched
/// @param state bits of [#RUNNING] and the others
public record SearchCriteria(Optional<Restriction> restriction, List<ObjectId> folders, int state) {
    public static final int RUNNING = 0x0000_0001;
    public static final int REBUILD = 0x0000_0002;
    public static final int RECURSIVE = 0x0000_0004;
    public static final int COMPLETE = 0x0000_1000;
    public static final int PARTIAL = 0x0000_2000;
    public static final int STATIC = 0x0001_0000;
    /// The search uses no content index: there is none.
    public static final int NOT_INDEXED = 0x0800_0000;

    public SearchCriteria {
        folders = List.copyOf(folders);
    }

    /// A search to be set up ([MS-OXCFOLD] 2.2.1.4.1).
    ///
    /// @param restriction none to keep that of the last search
    /// @param folders empty to keep those of the last search
    /// @param flags bits of [#STOP] and the others
    public record Order(Optional<Restriction> restriction, List<ObjectId> folders, int flags) {
        public static final int STOP = 0x0000_0001;
        public static final int RESTART = 0x0000_0002;
        public static final int RECURSIVE = 0x0000_0004;
        public static final int SHALLOW = 0x0000_0008;
        /// Clients that cannot wait ask for it; all searches run as fast as they can.
        public static final int FOREGROUND = 0x0000_0010;
        public static final int BACKGROUND = 0x0000_0020;
        public static final int INDEXED = 0x0001_0000;
        public static final int NOT_INDEXED = 0x0002_0000;
        public static final int STATIC = 0x0004_0000;
        private static final int VALID = 0x3f | INDEXED | NOT_INDEXED | STATIC;

        public Order {
            folders = List.copyOf(folders);
        }

        boolean has(int flag) {
            return (flags & flag) != 0;
        }

        /// No unknown bits, and none of two that exclude each other.
        boolean isValid() {
            return (flags & ~VALID) == 0 && !(has(STOP) && has(RESTART)) && !(has(RECURSIVE) && has(SHALLOW))
                    && !(has(FOREGROUND) && has(BACKGROUND)) && !(has(INDEXED) && has(NOT_INDEXED));
        }
    }
}
