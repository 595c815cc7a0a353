package org.gatehouse.store;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.gatehouse.mapi.id.ObjectId;
import org.gatehouse.mapi.property.PropertyTag;

/// Something that happened in a mailbox, already on disk ([MS-OXCNOTIF] 2.2.1).
///
/// @param kind what happened
/// @param folder the folder of the message, or the parent of the folder, or for [Kind#TABLE_CHANGED] the table's folder
/// @param object the folder it happened to, or the message
/// @param isMessage whether `object` is a message
/// @param oldFolder where it was, for moves and copies
/// @param oldObject what it was, for moves and copies
/// @param messageClass of new mail, empty otherwise
/// @param messageFlags PidTagMessageFlags of new mail
/// @param changed properties that changed, empty for unknown
/// @param totalCount messages in the folder after a change of a folder
/// @param unreadCount likewise
public record StoreEvent(Kind kind, ObjectId folder, ObjectId object, boolean isMessage, Optional<ObjectId> oldFolder,
        Optional<ObjectId> oldObject, String messageClass, int messageFlags, List<PropertyTag> changed,
        int totalCount, int unreadCount) {
    public StoreEvent {
        changed = List.copyOf(changed);
    }

    /// Instead of events that nobody could keep up with: anything in the folder may have changed.
    static StoreEvent lookAgain(ObjectId folder) {
        return new StoreEvent(Kind.TABLE_CHANGED, folder, folder, false, Optional.empty(), Optional.empty(), "", 0,
                List.of(), -1, -1);
    }

    public enum Kind { NEW_MAIL, CREATED, DELETED, MODIFIED, MOVED, COPIED, SEARCH_COMPLETE, TABLE_CHANGED }

    /// Which events a listener wants.
    ///
    /// @param folder only events in this folder or on it; none for the whole mailbox
    /// @param message only events on this message
    public record Filter(Set<Kind> kinds, Optional<ObjectId> folder, Optional<ObjectId> message) {
        public Filter {
            kinds = Set.copyOf(kinds);
        }

        boolean wants(StoreEvent event) {
            if (!kinds.contains(event.kind)) {
                return false;
            }
            if (message.isPresent()) {
                return event.isMessage && (event.object.equals(message.get())
                        || event.oldObject.equals(message));
            }
            return folder.isEmpty() || event.folder.equals(folder.get()) || event.oldFolder.equals(folder)
                    || !event.isMessage && event.object.equals(folder.get());
        }
    }

    /// Called on a thread of the store: must not block nor call the store.
    @FunctionalInterface
    public interface Listener {
        void on(StoreEvent event);
    }
}
