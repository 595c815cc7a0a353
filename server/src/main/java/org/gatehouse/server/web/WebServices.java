package org.gatehouse.server.web;

import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.gatehouse.access.emsmdb.SessionDesk;
import org.gatehouse.access.nspi.AddressBookDesk;
import org.gatehouse.access.rfr.Referrals;
import org.gatehouse.dcerpc.association.Endpoint;
import org.gatehouse.directory.organization.VirtualDirectory;
import org.gatehouse.security.SignIns;
import org.gatehouse.security.throttling.Budgets;
import org.gatehouse.server.DirectoryPart;
import org.gatehouse.server.rpc.RpcTunnels;
import org.gatehouse.web.autodiscover.Autodiscover;
import org.gatehouse.web.autodiscover.Discovery;
import org.gatehouse.web.http.Route;
import org.gatehouse.web.mapihttp.AddressBookSessions.AddressBookSession;
import org.gatehouse.web.mapihttp.KeepAlive;
import org.gatehouse.web.mapihttp.MailboxSessions.MailboxSession;
import org.gatehouse.web.mapihttp.MapiHttp;
import org.gatehouse.web.rpcproxy.RpcProxy;

/// What one Client Access server serves over HTTPS, with the threads that it takes.
public final class WebServices implements AutoCloseable {
    private final KeepAlive keepAlive;
    private final MapiHttp<MailboxSession> mailbox;
    private final MapiHttp<AddressBookSession> addressBook;
    private final RpcTunnels tunnels;
    private final OutlookAnywhereGate anywhere;
    private final List<Route> autodiscover;
    private final PathAccess mapiAccess;
    private final WebAddresses addresses;

    /// The server whose services they are, how it is reached, and to what it holds people.
    public record Place(DirectoryPart directory, SignIns signIns, String server, int httpsPort, Budgets budgets) {
        private Discovery discovery() {
            return new DirectoryDiscovery(directory.organization(), directory.addressBook(),
                    addresses(), () -> signIns.offers(SignIns.Mechanism.KERBEROS));
        }

        private WebAddresses addresses() {
            return new WebAddresses(directory.organization(), server, httpsPort);
        }

        private OutlookAnywhereGate anywhere() {
            return new OutlookAnywhereGate(directory.organization(), directory.directory()::configurationCounter,
                    server);
        }

        private PathAccess access(VirtualDirectory.Kind kind) {
            return new PathAccess(directory.organization(), kind, server);
        }
    }

    /// @param tunnels of RPC over HTTP, ended together with everything else here
    /// @param random a cryptographically strong source
    public WebServices(Place place, SessionDesk sessions, AddressBookDesk addressBooks, Referrals referrals,
            RpcTunnels tunnels, InstantSource clock, RandomGenerator random) {
        this.tunnels = tunnels;
        this.anywhere = place.anywhere();
        this.addresses = place.addresses();
        this.keepAlive = new KeepAlive(clock, Thread::startVirtualThread);
        this.mailbox = MapiHttp.mailbox(new MailboxDoor(sessions), MapiHttp.Limits.DEFAULT, keepAlive, clock, random);
        this.addressBook = MapiHttp.addressBook(new AddressBookDoor(addressBooks, referrals,
                place.directory().addressBook()::endpoint, addresses, place.budgets()),
                MapiHttp.Limits.DEFAULT, keepAlive, clock, random);
        PathAccess access = place.access(VirtualDirectory.Kind.AUTODISCOVER);
        this.autodiscover = Autodiscover.routes(place.discovery(), place.server(), clock, access,
                place.budgets()).stream()
                .map(route -> route.servedWhile(access::isServed)).toList();
        this.mapiAccess = place.access(VirtualDirectory.Kind.MAPI);
        Thread.ofVirtual().name("mapi-http-keep-alive").start(keepAlive);
    }

    public List<Route> routes() {
        return Stream.concat(Stream.of(
                Route.at(mailbox.path(), mailbox).signedIn(mapiAccess).servedWhile(mapiAccess::isServed),
                Route.at(addressBook.path(), addressBook).signedIn(mapiAccess).servedWhile(mapiAccess::isServed),
                Route.at(RpcProxy.PATH, new RpcProxy(tunnels)).overHttp11Only().withEndlessBodies()
                        .signedIn(anywhere::access).servedWhile(anywhere::isOpen)), autodiscover.stream()).toList();
    }

    /// Where clients of plain HTTP are sent, by path.
    public Map<String, Supplier<Optional<String>>> redirects() {
        return Map.of("/autodiscover/autodiscover.xml", addresses::autodiscoverForEverybody);
    }

    /// Tells the clients that are here to connect anew; who still comes is served.
    public void drain() {
        tunnels.drain();
        mailbox.drain();
        addressBook.drain();
    }

    /// The same for good: who still comes is refused.
    public void exit() {
        tunnels.refuse();
        mailbox.close();
        addressBook.close();
    }

    /// Takes clients again.
    public void resume() {
        tunnels.resume();
        mailbox.resume();
        addressBook.resume();
    }

    /// Says goodbye to Outlook Anywhere's clients of an endpoint with nothing going on.
    ///
    /// @param withHandles also to those that hold context handles
    public void stopIdle(Endpoint endpoint, boolean withHandles) {
        tunnels.stopIdle(endpoint, withHandles);
    }

    /// Ends without a word to anybody, as a process that dies.
    public void forget() {
        tunnels.kill();
        keepAlive.close();
    }

    @Override
    public void close() {
        tunnels.close();
        keepAlive.close();
        mailbox.close();
        addressBook.close();
    }
}
