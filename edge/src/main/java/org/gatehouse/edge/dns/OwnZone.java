package org.gatehouse.edge.dns;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.NSRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.SRVRecord;
import org.xbill.DNS.Type;

/// The organisation's zone as this server holds it: published hosts and services, saved before anybody sees them.
/// Thread-safe.
public final class OwnZone implements RecordPublisher {
    private static final int REFRESH_SECONDS = 3600;
    private static final int RETRY_SECONDS = 600;
    private static final int EXPIRE_SECONDS = 86_400;
    private static final long SERIAL_MODULUS = 1L << 32;

    private final ZoneSettings settings;
    private final ZoneStore store;
    private final Name origin;
    private volatile State state;

    private record State(long serial, ZoneRecords records) {}

    /// Opens the zone with what was saved.
    ///
    /// @throws IOException when the store fails or holds a line that is no record; the message shows it
    public OwnZone(ZoneSettings settings, ZoneStore store) throws IOException {
        this.settings = settings;
        this.store = store;
        this.origin = Names.absolute(settings.origin());
        this.state = loaded();
    }

    /// Takes what the store holds now, which somebody else may have changed.
    ///
    /// @throws IOException when the store fails; the zone stays as it was
    public synchronized void reload() throws IOException {
        state = loaded();
    }

    private State loaded() throws IOException {
        var records = new ZoneRecords(origin);
        long serial = 1;
        var saved = store.load();
        if (saved.isPresent()) {
            serial = saved.get().serial();
            for (String line : saved.get().records()) {
                records.add(parse(line));
            }
        }
        records.add(new NSRecord(origin, DClass.IN, timeToLive(), Names.absolute(settings.nameServer())));
        return new State(serial, records);
    }

    @Override
    public void publish(String fqdn, List<InetAddress> addresses) throws IOException {
        Name name = inZone(fqdn);
        change(records -> {
            List<Record> before = new ArrayList<>(records.find(name, Type.A));
            before.addAll(records.find(name, Type.AAAA));
            List<Record> after = addresses.stream().map(address -> host(name, address)).distinct().toList();
            if (before.size() == after.size() && before.containsAll(after)) {
                return false;
            }
            records.remove(name, Type.A);
            records.remove(name, Type.AAAA);
            after.forEach(records::add);
            return true;
        });
    }

    /// Replaces the service's SRV record (RFC 2782), such as `_autodiscover._tcp.contoso.example`.
    public void publishService(String fqdn, int port, String target) throws IOException {
        Name name = inZone(fqdn);
        var service = new SRVRecord(name, DClass.IN, timeToLive(), 0, 0, port, Names.absolute(target));
        change(records -> {
            if (records.find(name, Type.SRV).equals(List.of(service))) {
                return false;
            }
            records.remove(name, Type.SRV);
            return records.add(service);
        });
    }

    /// The host that the service's SRV record names, if there is one.
    public Optional<String> service(String fqdn) {
        return records().find(inZone(fqdn), Type.SRV).stream().findFirst()
                .map(found -> Names.text(((SRVRecord) found).getTarget()));
    }

    @Override
    public List<InetAddress> published(String fqdn) {
        Name name = inZone(fqdn);
        var addresses = new ArrayList<InetAddress>();
        records().find(name, Type.A).forEach(found -> addresses.add(((ARecord) found).getAddress()));
        records().find(name, Type.AAAA).forEach(found -> addresses.add(((AAAARecord) found).getAddress()));
        return List.copyOf(addresses);
    }

    @Override
    public List<String> zones() {
        return List.of(Names.text(origin));
    }

    public long serial() {
        return state.serial;
    }

    Name origin() {
        return origin;
    }

    long timeToLive() {
        return settings.timeToLive().toSeconds();
    }

    ZoneRecords records() {
        return state.records;
    }

    SOARecord soa() {
        String[] mailbox = settings.mailbox().split("@", 2);
        Name responsible = Names.absolute(mailbox[0].replace(".", "\\.") + "." + mailbox[mailbox.length - 1]);
        return new SOARecord(origin, DClass.IN, timeToLive(), Names.absolute(settings.nameServer()), responsible,
                state.serial, REFRESH_SECONDS, RETRY_SECONDS, EXPIRE_SECONDS, timeToLive());
    }

    /// Changes a copy, saves it and shows it, or changes nothing.
    ///
    /// @param change tells whether anything became different
    synchronized void change(Predicate<ZoneRecords> change) throws IOException {
        if (store.isShared()) {
            reload();
        }
        ZoneRecords copy = state.records.copy();
        if (!change.test(copy)) {
            return;
        }
        if (copy.count() > settings.recordsMax()) {
            throw new IOException("the zone " + settings.origin() + " would have " + copy.count()
                    + " records, more than its limit of " + settings.recordsMax());
        }
        long serial = (state.serial + 1) % SERIAL_MODULUS;
        List<String> lines = copy.all().stream()
                .filter(kept -> !(kept.getType() == Type.NS && kept.getName().equals(origin))).map(Record::toString)
                .toList();
        store.save(new ZoneStore.Saved(serial, lines));
        state = new State(serial, copy);
    }

    private Record host(Name name, InetAddress address) {
        return address instanceof Inet4Address ? new ARecord(name, DClass.IN, timeToLive(), address)
                : new AAAARecord(name, DClass.IN, timeToLive(), address);
    }

    private Name inZone(String fqdn) {
        Name name = Names.absolute(fqdn);
        if (!name.subdomain(origin)) {
            throw new IllegalArgumentException(fqdn + " is not in the zone " + settings.origin());
        }
        return name;
    }

    private static Record parse(String line) throws IOException {
        try (var master = new org.xbill.DNS.Master(new java.io.ByteArrayInputStream(
                line.getBytes(java.nio.charset.StandardCharsets.US_ASCII)), Name.root)) {
            master.disableIncludes();
            master.expandGenerate(false);
            Record parsed = master.nextRecord();
            if (parsed == null) {
                throw new IOException("empty line");
            }
            return parsed;
        } catch (IOException bad) {
            throw new IOException("saved zone line \"" + line + "\" is no record: " + bad.getMessage(), bad);
        }
    }
}
