package org.gatehouse.edge.dns;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.Type;
import org.xbill.DNS.Update;

/// Publishes in the zones of another server by dynamic update (RFC 2136), signed by a shared key (RFC 8945), over
/// TCP.
public final class Rfc2136Publisher implements RecordPublisher {
    private final Settings settings;
    private final InstantSource clock;

    /// @param server the primary server's address and port
    /// @param zones those that it lets the key change
    /// @param timeToLive of what is published
    /// @param timeMax how long the server may take to answer
    public record Settings(InetSocketAddress server, List<String> zones, TsigKey key, Duration timeToLive,
            Duration timeMax) {
        public Settings {
            zones = List.copyOf(zones);
        }
    }

    public Rfc2136Publisher(Settings settings, InstantSource clock) {
        this.settings = settings;
        this.clock = clock;
    }

    @Override
    public void publish(String fqdn, List<InetAddress> addresses) throws IOException {
        Name name = Names.absolute(fqdn);
        var update = new Update(zoneOf(name));
        update.delete(name, Type.A);
        update.delete(name, Type.AAAA);
        long ttl = settings.timeToLive.toSeconds();
        for (InetAddress address : addresses) {
            update.add(address instanceof Inet4Address ? new ARecord(name, DClass.IN, ttl, address)
                    : new AAAARecord(name, DClass.IN, ttl, address));
        }
        int rcode = send(update).getRcode();
        if (rcode != Rcode.NOERROR) {
            throw new IOException("the DNS server " + settings.server + " does not publish " + fqdn + ": "
                    + Rcode.string(rcode) + remedy(rcode));
        }
    }

    @Override
    public List<InetAddress> published(String fqdn) throws IOException {
        Name name = Names.absolute(fqdn);
        var addresses = new ArrayList<InetAddress>();
        for (int type : new int[] {Type.A, Type.AAAA}) {
            Message answer = send(Message.newQuery(Record.newRecord(name, type, DClass.IN)));
            int rcode = answer.getRcode();
            if (rcode != Rcode.NOERROR && rcode != Rcode.NXDOMAIN) {
                throw new IOException("the DNS server " + settings.server + " does not tell " + fqdn + ": "
                        + Rcode.string(rcode));
            }
            for (Record found : answer.getSection(Section.ANSWER)) {
                if (found instanceof ARecord four) {
                    addresses.add(four.getAddress());
                } else if (found instanceof AAAARecord six) {
                    addresses.add(six.getAddress());
                }
            }
        }
        return List.copyOf(addresses);
    }

    @Override
    public List<String> zones() {
        return settings.zones;
    }

    private static String remedy(int rcode) {
        return switch (rcode) {
            case Rcode.NOTAUTH -> " (is it the primary server of the zone, and is the key's name and secret the same?)";
            case Rcode.REFUSED -> " (does the zone allow updates by this key?)";
            default -> "";
        };
    }

    /// The longest zone that holds the name.
    private Name zoneOf(Name name) {
        Optional<Name> zone = settings.zones.stream().map(Names::absolute).filter(name::subdomain)
                .max(java.util.Comparator.comparingInt(Name::labels));
        return zone.orElseThrow(() -> new IllegalArgumentException(Names.text(name) + " is in none of the zones "
                + settings.zones));
    }

    private Message send(Message message) throws IOException {
        var resolver = new SimpleResolver(settings.server);
        resolver.setTCP(true);
        resolver.setTimeout(settings.timeMax);
        resolver.setTSIGKey(settings.key.signer(clock));
        try {
            return resolver.send(message);
        } catch (IOException failure) {
            throw new IOException("the DNS server " + settings.server + " cannot be asked: " + failure.getMessage(),
                    failure);
        }
    }
}
