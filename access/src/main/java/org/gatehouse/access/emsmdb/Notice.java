package org.gatehouse.access.emsmdb;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.gatehouse.mapi.id.ObjectId;
import org.gatehouse.mapi.property.PropertyTag;
import org.gatehouse.mapi.rop.RopNotify;
import org.gatehouse.store.RowChange.Touched;
import org.gatehouse.store.RowChange.Touched.How;
import org.gatehouse.store.StoreEvent;

/// Something on its way to the client ([MS-OXCNOTIF] 2.2.1.4). Immutable.
sealed interface Notice {
    /// The subscription's or the table's server object handle.
    int handle();

    int logonId();

    /// An event that a subscription asked for.
    record OfObject(int handle, int logonId, StoreEvent event) implements Notice {
        /// Changes of one object are told together, whatever lies between them; nothing else is.
        Optional<Object> key() {
            return event.kind() == StoreEvent.Kind.MODIFIED || event.kind() == StoreEvent.Kind.TABLE_CHANGED
                    ? Optional.of(new Key(handle, event.kind(), event.object(), event.searchFolder()))
                    : Optional.empty();
        }

        private record Key(int handle, StoreEvent.Kind kind, ObjectId object, Optional<ObjectId> searchFolder) {}

        /// The later one with what both tell. Properties are unknown when one does not know them.
        OfObject after(OfObject earlier) {
            StoreEvent old = earlier.event;
            var tags = new LinkedHashSet<PropertyTag>();
            if (!old.changed().isEmpty() && !event.changed().isEmpty()) {
                tags.addAll(old.changed());
                tags.addAll(event.changed());
            }
            return new OfObject(handle, logonId, new StoreEvent(event.kind(), event.folder(), event.object(),
                    event.isMessage(), event.searchFolder(), event.oldFolder(), event.oldObject(),
                    event.messageClass(), event.messageFlags(), List.copyOf(tags),
                    event.totalCount() >= 0 ? event.totalCount() : old.totalCount(),
                    event.unreadCount() >= 0 ? event.unreadCount() : old.unreadCount()));
        }
    }

    /// Rows of an open table changed. Which ones and how they look is found out when the client fetches it.
    ///
    /// @param touched by object; empty when there were too many, or it is not known which
    record OfTable(int handle, int logonId, Map<ObjectId, Touched> touched) implements Notice {
        private static final int TOUCHED_MAX = 32;

        public OfTable {
            touched = java.util.Collections.unmodifiableMap(touched);
        }

        static OfTable of(int handle, int logonId, List<Touched> touched) {
            var map = new LinkedHashMap<ObjectId, Touched>();
            touched.forEach(each -> map.put(each.object(), each));
            return new OfTable(handle, logonId, map);
        }

        /// Whether nothing is to be told but that the table changed.
        boolean isBasic() {
            return touched.isEmpty();
        }

        OfTable asBasic() {
            return new OfTable(handle, logonId, Map.of());
        }

        OfTable after(OfTable earlier) {
            if (isBasic() || earlier.isBasic()) {
                return asBasic();
            }
            var all = new LinkedHashMap<>(earlier.touched);
            touched.forEach((id, each) -> all.merge(id, each, OfTable::merged));
            return all.size() > TOUCHED_MAX ? asBasic() : new OfTable(handle, logonId, all);
        }

        /// What came and changed came; what came and went is told as gone, in case the client has read it meanwhile.
        private static Touched merged(Touched old, Touched next) {
            How how = old.how() == How.CAME && next.how() == How.CHANGED ? How.CAME : next.how();
            return new Touched(next.folder(), next.object(), how);
        }
    }

    /// Notifications ready to be sent that did not fit.
    record Ready(int handle, int logonId, List<RopNotify.Response> responses) implements Notice {
        public Ready {
            responses = List.copyOf(new ArrayList<>(responses));
        }
    }
}
