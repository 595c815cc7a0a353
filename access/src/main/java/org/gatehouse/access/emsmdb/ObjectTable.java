package org.gatehouse.access.emsmdb;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.gatehouse.database.DatabaseException;
import org.gatehouse.store.MailboxException;
import org.gatehouse.store.StoreException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The logon map and the server object map of a session ([MS-OXCROPS] 3.2.1). Used under the session's turn.
///
/// Handles count up and are not reused while the session lasts, so that a released one is told from one never given.
final class ObjectTable {
    /// Marks an unused entry of a handle table; never assigned ([MS-OXCROPS] 3.2.5.1).
    static final int UNUSED = 0xffff_ffff;

    private static final Logger LOG = LoggerFactory.getLogger(ObjectTable.class);

    private final int logonsMax;
    private final int objectsMax;
    private final Map<Integer, Entry> objects = new HashMap<>();
    private final Map<Integer, Integer> logons = new HashMap<>();
    /// Those of `logons`, for whoever looks without the session's turn.
    private volatile List<ServerObject.Logon> openLogons = List.of();
    private int lastHandle;

    ObjectTable(int logonsMax, int objectsMax) {
        this.logonsMax = logonsMax;
        this.objectsMax = objectsMax;
    }

    private record Entry(int logonId, ServerObject object) {}

    /// What a handle stands for.
    sealed interface Lookup {
        record Found(ServerObject object) implements Lookup {}

        /// Never assigned, or the unused mark.
        record Unknown() implements Lookup {}

        record Released() implements Lookup {}

        /// Of another logon.
        record Foreign() implements Lookup {}
    }

    Lookup find(int handle, int logonId) {
        Entry entry = objects.get(handle);
        if (entry != null) {
            return entry.logonId == logonId ? new Lookup.Found(entry.object) : new Lookup.Foreign();
        }
        return handle > 0 && handle <= lastHandle ? new Lookup.Released() : new Lookup.Unknown();
    }

    /// The object of a handle, of whichever logon.
    Optional<ServerObject> find(int handle) {
        return Optional.ofNullable(objects.get(handle)).map(Entry::object);
    }

    boolean hasRoom() {
        return objects.size() < objectsMax && lastHandle < Integer.MAX_VALUE;
    }

    boolean hasRoomForLogon(int logonId) {
        return logons.containsKey(logonId) || logons.size() < logonsMax;
    }

    /// Assigns a handle; the caller has checked [#hasRoom()].
    int add(int logonId, ServerObject object) {
        if (!hasRoom()) {
            throw new IllegalStateException("no room for another object");
        }
        objects.put(++lastHandle, new Entry(logonId, object));
        return lastHandle;
    }

    /// Puts a logon in the map; one that used the id before is released with its objects.
    int addLogon(int logonId, ServerObject.Logon logon) {
        Integer before = logons.remove(logonId);
        if (before != null) {
            release(before, logonId);
        }
        int handle = add(logonId, logon);
        logons.put(logonId, handle);
        show();
        return handle;
    }

    Optional<ServerObject.Logon> logon(int logonId) {
        Integer handle = logons.get(logonId);
        Entry entry = handle == null ? null : objects.get(handle);
        return entry != null && entry.object instanceof ServerObject.Logon logon ? Optional.of(logon)
                : Optional.empty();
    }

    /// The logon to a mailbox that was made first.
    Optional<ServerObject.Logon> firstPrivateLogon() {
        return logons.values().stream().sorted().map(objects::get).flatMap(entry -> entry != null
                && entry.object instanceof ServerObject.Logon logon && logon.isPrivate() ? Stream.of(logon)
                : Stream.empty()).findFirst();
    }

    /// Whether a logon id stands for public folders.
    boolean isPublic(int logonId) {
        return logon(logonId).map(logon -> !logon.isPrivate()).orElse(false);
    }

    /// Releases an object, and with a logon all that was opened from it ([MS-OXCROPS] 3.2.5.3). Unknown: nothing.
    void release(int handle, int logonId) {
        Entry entry = objects.get(handle);
        if (entry == null || entry.logonId != logonId) {
            return;
        }
        objects.remove(handle);
        if (entry.object instanceof ServerObject.Logon) {
            logons.remove(logonId, handle);
            show();
            for (var each : new ArrayList<>(objects.entrySet())) {
                if (each.getValue().logonId == logonId) {
                    objects.remove(each.getKey());
                    release(each.getValue().object);
                }
            }
        }
        release(entry.object);
    }

    /// Errors of a release are nobody's to hear ([MS-OXCROPS] 3.2.5.3).
    private static void release(ServerObject object) {
        end(object, object::release);
    }

    private static void end(ServerObject object, Runnable way) {
        try {
            way.run();
        } catch (MailboxException | StoreException | DatabaseException trouble) {
            LOG.debug("release of a {}: {}", object.kindName(), trouble.getMessage());
        }
    }

    /// The session has ended.
    void releaseAll() {
        for (Entry entry : new ArrayList<>(objects.values())) {
            if (!(entry.object instanceof ServerObject.Logon)) {
                end(entry.object, entry.object::abandon);
            }
        }
        for (Entry entry : objects.values()) {
            if (entry.object instanceof ServerObject.Logon) {
                end(entry.object, entry.object::abandon);
            }
        }
        objects.clear();
        logons.clear();
        show();
    }

    private void show() {
        openLogons = logons.keySet().stream().sorted().flatMap(id -> logon(id).stream()).toList();
    }

    /// As they were a moment ago; anybody may ask.
    List<ServerObject.Logon> openLogons() {
        return openLogons;
    }

    /// How many objects of a kind are open.
    long count(Class<? extends ServerObject> kind) {
        return objects.values().stream().filter(entry -> kind.isInstance(entry.object)).count();
    }

    int size() {
        return objects.size();
    }
}
