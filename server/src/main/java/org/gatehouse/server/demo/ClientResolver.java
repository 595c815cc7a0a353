package org.gatehouse.server.demo;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.Type;

/// How the tour's client finds an address: it asks the organisation's DNS server, as a client's resolver would.
final class ClientResolver {
    private static final Duration TIMEOUT = Duration.ofSeconds(20);
    private final SimpleResolver resolver;

    ClientResolver(InetSocketAddress server) {
        this.resolver = new SimpleResolver(server);
        this.resolver.setTimeout(TIMEOUT);
    }

    /// The first address of a host.
    ///
    /// @throws IOException when there is none
    InetAddress address(String fqdn) throws IOException {
        Record question = Record.newRecord(Name.fromString(fqdn + "."), Type.A, DClass.IN);
        for (Record answer : resolver.send(Message.newQuery(question)).getSection(Section.ANSWER)) {
            if (answer instanceof ARecord host) {
                return host.getAddress();
            }
        }
        throw new IOException("DNS has no address for " + fqdn);
    }
}
