package org.gatehouse.server.web;

import java.time.InstantSource;
import java.util.List;
import java.util.random.RandomGenerator;
import org.gatehouse.access.emsmdb.SessionDesk;
import org.gatehouse.access.nspi.AddressBookDesk;
import org.gatehouse.access.rfr.Referrals;
import org.gatehouse.web.http.Access;
import org.gatehouse.web.http.Route;
import org.gatehouse.web.http.Scheme;
import org.gatehouse.web.mapihttp.AddressBookSessions.AddressBookSession;
import org.gatehouse.web.mapihttp.KeepAlive;
import org.gatehouse.web.mapihttp.MailboxSessions.MailboxSession;
import org.gatehouse.web.mapihttp.MapiHttp;

/// What one Client Access server serves over HTTPS, with the threads that it takes.
public final class WebServices implements AutoCloseable {
    private static final Access EVERY_SCHEME = Access.of(Scheme.values());

    private final KeepAlive keepAlive;
    private final MapiHttp<MailboxSession> mailbox;
    private final MapiHttp<AddressBookSession> addressBook;

    /// @param random a cryptographically strong source
    public WebServices(SessionDesk sessions, AddressBookDesk addressBooks, Referrals referrals, InstantSource clock,
            RandomGenerator random) {
        this.keepAlive = new KeepAlive(clock, Thread::startVirtualThread);
        this.mailbox = MapiHttp.mailbox(new MailboxDoor(sessions), MapiHttp.Limits.DEFAULT, keepAlive, clock, random);
        this.addressBook = MapiHttp.addressBook(new AddressBookDoor(addressBooks, referrals), MapiHttp.Limits.DEFAULT,
                keepAlive, clock, random);
        Thread.ofVirtual().name("mapi-http-keep-alive").start(keepAlive);
    }

    public List<Route> routes() {
        return List.of(Route.at(mailbox.path(), mailbox).signedIn(() -> EVERY_SCHEME),
                Route.at(addressBook.path(), addressBook).signedIn(() -> EVERY_SCHEME));
    }

    /// From now on clients are told to connect anew.
    public void drain() {
        mailbox.drain();
        addressBook.drain();
    }

    /// Ends without a word to anybody, as a process that dies.
    public void forget() {
        keepAlive.close();
    }

    @Override
    public void close() {
        keepAlive.close();
        mailbox.close();
        addressBook.close();
    }
}
