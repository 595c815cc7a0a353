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
/// @param searchFolder the search folder that a message came into, changed in or left; none for the folder it lies in
/// @param oldFolder where it was, for moves and copies
/// @param oldObject what it was, for moves and copies
/// @param messageClass of new mail, empty otherwise
/// @param messageFlags PidTagMessageFlags of a message, as far as it was at hand
/// @param changed properties that changed, or that a new message has; empty for unknown
/// @param totalCount messages in a folder when that number changed, else -1
/// @param unreadCount unread messages in a folder when that number changed, else -1
public record StoreEvent(Kind kind, ObjectId folder, ObjectId object, boolean isMessage,
        Optional<ObjectId> searchFolder, Optional<ObjectId> oldFolder, Optional<ObjectId> oldObject,
        String messageClass, int messageFlags, List<PropertyTag> changed, int totalCount, int unreadCount) {
    /// More properties than this are unknown ones.
    private static final int TAGS_MAX = 256;
    private static final ObjectId ANY = new ObjectId(0, 0);

    public StoreEvent {
        changed = changed.size() > TAGS_MAX ? List.of() : List.copyOf(changed);
    }

    public StoreEvent(Kind kind, ObjectId folder, ObjectId object, boolean isMessage, Optional<ObjectId> oldFolder,
            Optional<ObjectId> oldObject, String messageClass, int messageFlags, List<PropertyTag> changed,
            int totalCount, int unreadCount) {
        this(kind, folder, object, isMessage, Optional.empty(), oldFolder, oldObject, messageClass, messageFlags,
                changed, totalCount, unreadCount);
    }

    static StoreEvent ofFolder(Kind kind, ObjectId parent, ObjectId folder, List<PropertyTag> changed) {
        return new StoreEvent(kind, parent, folder, false, Optional.empty(), Optional.empty(), "", 0, changed, -1, -1);
    }

    /// A move or copy of a folder.
    static StoreEvent ofFolder(Kind kind, ObjectId parent, ObjectId folder, ObjectId oldParent, ObjectId oldFolder) {
        return new StoreEvent(kind, parent, folder, false, Optional.of(oldParent), Optional.of(oldFolder), "", 0,
                List.of(), -1, -1);
    }

    /// A message came into a search folder, changed there, or left it.
    static StoreEvent inSearch(Kind kind, ObjectId searchFolder, ObjectId folder, ObjectId message) {
        return new StoreEvent(kind, folder, message, true, Optional.of(searchFolder), Optional.empty(),
                Optional.empty(), "", 0, List.of(), -1, -1);
    }

    /// Instead of events that nobody could keep up with: anything in the folder may have changed.
    public static StoreEvent lookAgain(ObjectId folder) {
        return ofFolder(Kind.TABLE_CHANGED, folder, folder, List.of());
    }

    /// Instead of events in more folders than can be named.
    public static StoreEvent lookAgainEverywhere() {
        return lookAgain(ANY);
    }

    /// Whether it stands for events in any folder.
    public boolean isAnywhere() {
        return kind == Kind.TABLE_CHANGED && folder.equals(ANY);
    }

    /// Whether the message is one of the folder's associated ones.
    public boolean isAssociated() {
        return (messageFlags & MessageView.ASSOCIATED) != 0;
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
            if (event.isAnywhere()) {
                return true;
            }
            if (message.isPresent()) {
                return event.isMessage && event.searchFolder.isEmpty() && (event.object.equals(message.get())
                        || event.oldObject.equals(message));
            }
            if (folder.isEmpty() || event.searchFolder.isPresent()) {
                return folder.isEmpty() || event.searchFolder.equals(folder);
            }
            return event.folder.equals(folder.get()) || event.oldFolder.equals(folder)
                    || !event.isMessage && (event.object.equals(folder.get()) || event.oldObject.equals(folder));
        }
    }

    /// Called on a thread of the store: must not block nor call the store.
    @FunctionalInterface
    public interface Listener {
        void on(StoreEvent event);
    }
}
