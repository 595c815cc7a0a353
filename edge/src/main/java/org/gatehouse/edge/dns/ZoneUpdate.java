package org.gatehouse.edge.dns;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/// One UPDATE message applied to the zone, all of it or nothing (RFC 2136 3). The sender has been verified already.
final class ZoneUpdate {
    /// What peers may add; SOA and NS of the apex are the server's own.
    private static final Set<Integer> TYPES = Set.of(Type.A, Type.AAAA, Type.CNAME, Type.MX, Type.PTR, Type.SRV,
            Type.TXT);
    private static final int RECORDS_PER_NAME_AND_TYPE_MAX = 64;

    private final OwnZone zone;
    private final Message message;
    private int rcode = Rcode.NOERROR;

    ZoneUpdate(OwnZone zone, Message message) {
        this.zone = zone;
        this.message = message;
    }

    /// @return the answer's code
    int apply() throws IOException {
        List<Record> zones = message.getSection(Section.ZONE);
        if (zones.size() != 1 || zones.getFirst().getType() != Type.SOA) {
            return Rcode.FORMERR;
        }
        if (!zones.getFirst().getName().equals(zone.origin()) || zones.getFirst().getDClass() != DClass.IN) {
            return Rcode.NOTAUTH;
        }
        zone.change(records -> {
            rcode = check(records);
            return rcode == Rcode.NOERROR && update(records);
        });
        return rcode;
    }

    private int check(ZoneRecords records) {
        int prerequisites = prerequisites(records);
        if (prerequisites != Rcode.NOERROR) {
            return prerequisites;
        }
        for (Record change : message.getSection(Section.UPDATE)) {
            int scanned = prescan(change);
            if (scanned != Rcode.NOERROR) {
                return scanned;
            }
        }
        return Rcode.NOERROR;
    }

    /// RFC 2136 3.2.
    private int prerequisites(ZoneRecords records) {
        Map<Name, Map<Integer, Set<Record>>> exact = new HashMap<>();
        for (Record wanted : message.getSection(Section.PREREQ)) {
            Name name = wanted.getName();
            int type = wanted.getType();
            if (wanted.getTTL() != 0) {
                return Rcode.FORMERR;
            }
            if (!name.subdomain(zone.origin())) {
                return Rcode.NOTZONE;
            }
            boolean apex = name.equals(zone.origin());
            boolean exists = type == Type.ANY ? apex || records.hasRecords(name)
                    : apex && type == Type.SOA || !records.find(name, type).isEmpty();
            switch (wanted.getDClass()) {
                case DClass.ANY -> {
                    if (!exists) {
                        return type == Type.ANY ? Rcode.NXDOMAIN : Rcode.NXRRSET;
                    }
                }
                case DClass.NONE -> {
                    if (exists) {
                        return type == Type.ANY ? Rcode.YXDOMAIN : Rcode.YXRRSET;
                    }
                }
                case DClass.IN -> exact.computeIfAbsent(name, key -> new HashMap<>())
                        .computeIfAbsent(type, key -> new HashSet<>()).add(wanted);
                default -> {
                    return Rcode.FORMERR;
                }
            }
        }
        boolean same = exact.entrySet().stream().allMatch(named -> named.getValue().entrySet().stream()
                .allMatch(typed -> new HashSet<>(records.find(named.getKey(), typed.getKey()))
                        .equals(typed.getValue())));
        return same ? Rcode.NOERROR : Rcode.NXRRSET;
    }

    /// RFC 2136 3.4.1.
    private int prescan(Record change) {
        if (!change.getName().subdomain(zone.origin())) {
            return Rcode.NOTZONE;
        }
        int type = change.getType();
        return switch (change.getDClass()) {
            case DClass.IN -> TYPES.contains(type) ? Rcode.NOERROR : Rcode.REFUSED;
            case DClass.ANY -> change.getTTL() == 0 && (type == Type.ANY || !metaType(type)) ? Rcode.NOERROR
                    : Rcode.FORMERR;
            case DClass.NONE -> change.getTTL() == 0 && type != Type.ANY && !metaType(type) ? Rcode.NOERROR
                    : Rcode.FORMERR;
            default -> Rcode.FORMERR;
        };
    }

    private static boolean metaType(int type) {
        return type == Type.ANY || type == Type.AXFR || type == Type.IXFR || type == Type.MAILA || type == Type.MAILB;
    }

    /// RFC 2136 3.4.2.
    private boolean update(ZoneRecords records) {
        boolean changed = false;
        for (Record change : message.getSection(Section.UPDATE)) {
            Name name = change.getName();
            int type = change.getType();
            changed |= switch (change.getDClass()) {
                case DClass.IN -> add(records, change);
                case DClass.ANY -> type == Type.ANY ? removeAll(records, name)
                        : !ownRecords(name, type) && records.remove(name, type);
                default -> !ownRecords(name, type)
                        && records.remove(Record.newRecord(name, type, DClass.IN, 0, change.rdataToWireCanonical()));
            };
        }
        return changed;
    }

    /// A name with an alias has nothing else, and the other way round (RFC 2136 3.4.2.2).
    private boolean add(ZoneRecords records, Record added) {
        Name name = added.getName();
        boolean alias = added.getType() == Type.CNAME;
        boolean others = name.equals(zone.origin())
                || records.find(name).keySet().stream().anyMatch(type -> type != Type.CNAME);
        boolean clash = alias ? others : !records.find(name, Type.CNAME).isEmpty();
        if (clash || records.find(name, added.getType()).size() >= RECORDS_PER_NAME_AND_TYPE_MAX) {
            return false;
        }
        if (alias && !records.find(name, Type.CNAME).contains(added)) {
            records.remove(name, Type.CNAME);
        }
        return records.add(added);
    }

    private boolean removeAll(ZoneRecords records, Name name) {
        boolean changed = false;
        for (int type : new ArrayList<>(records.find(name).keySet())) {
            changed |= !ownRecords(name, type) && records.remove(name, type);
        }
        return changed;
    }

    private boolean ownRecords(Name name, int type) {
        return name.equals(zone.origin()) && (type == Type.NS || type == Type.SOA);
    }
}
