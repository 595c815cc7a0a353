package org.gatehouse.edge.dns;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;

/// The records of a zone by name and type. A working copy is changed and then takes the old one's place, so readers
/// always see a whole zone. Not thread-safe while it is changed.
final class ZoneRecords {
    private final TreeMap<Name, Map<Integer, List<Record>>> names = new TreeMap<>();
    /// Names that exist only because something below them does (RFC 4592 2.2.2), and how many do.
    private final Map<Name, Integer> below = new HashMap<>();
    private final Name origin;
    private int count;

    ZoneRecords(Name origin) {
        this.origin = origin;
    }

    ZoneRecords copy() {
        var copy = new ZoneRecords(origin);
        names.values().forEach(types -> types.values().forEach(records -> records.forEach(copy::add)));
        return copy;
    }

    int count() {
        return count;
    }

    /// Whether the name is in the zone, possibly without records of its own.
    boolean exists(Name name) {
        return names.containsKey(name) || below.containsKey(name);
    }

    boolean hasRecords(Name name) {
        return names.containsKey(name);
    }

    List<Record> find(Name name, int type) {
        return names.getOrDefault(name, Map.of()).getOrDefault(type, List.of());
    }

    /// All records of a name, by type.
    Map<Integer, List<Record>> find(Name name) {
        return names.getOrDefault(name, Map.of());
    }

    List<Record> all() {
        return names.values().stream().flatMap(types -> types.values().stream()).flatMap(List::stream).toList();
    }

    /// Adds a record unless it is there, whatever its time to live.
    boolean add(Record added) {
        Map<Integer, List<Record>> types = names.get(added.getName());
        if (types == null) {
            types = new LinkedHashMap<>();
            names.put(added.getName(), types);
            countBelow(added.getName(), 1);
        }
        List<Record> records = types.computeIfAbsent(added.getType(), type -> new ArrayList<>());
        if (records.contains(added)) {
            return false;
        }
        records.add(added);
        count++;
        return true;
    }

    boolean remove(Record removed) {
        List<Record> records = find(removed.getName(), removed.getType());
        if (!records.contains(removed)) {
            return false;
        }
        records.remove(removed);
        count--;
        tidy(removed.getName(), removed.getType());
        return true;
    }

    boolean remove(Name name, int type) {
        List<Record> records = find(name, type);
        if (records.isEmpty()) {
            return false;
        }
        count -= records.size();
        records.clear();
        tidy(name, type);
        return true;
    }

    private void tidy(Name name, int type) {
        Map<Integer, List<Record>> types = names.getOrDefault(name, Map.of());
        if (find(name, type).isEmpty()) {
            types.remove(type);
        }
        if (types.isEmpty()) {
            names.remove(name);
            countBelow(name, -1);
        }
    }

    private void countBelow(Name name, int change) {
        for (int labels = 1; name.labels() - labels >= origin.labels(); labels++) {
            Name parent = new Name(name, labels);
            if (below.merge(parent, change, Integer::sum) == 0) {
                below.remove(parent);
            }
        }
    }
}
