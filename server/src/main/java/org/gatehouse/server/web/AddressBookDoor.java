package org.gatehouse.server.web;

import java.util.List;
import java.util.Optional;
import org.gatehouse.access.nspi.AddressBookDesk;
import org.gatehouse.access.nspi.NspiSession;
import org.gatehouse.access.rfr.Referrals;
import org.gatehouse.mapi.nspi.NspiBind;
import org.gatehouse.mapi.nspi.NspiRequest;
import org.gatehouse.mapi.nspi.NspiResponse;
import org.gatehouse.mapi.property.PropertyTag;
import org.gatehouse.web.mapihttp.AddressBookSessions;
import org.gatehouse.web.mapihttp.Visitor;

/// Sessions of the address book endpoint as those of NSPI, and its referrals as those of RFR: over HTTP every server of
/// the organisation is reached by the name that the client came by.
record AddressBookDoor(AddressBookDesk desk, Referrals referrals) implements AddressBookSessions {
    @Override
    public Bound bind(NspiBind.Request request, Visitor visitor) {
        AddressBookDesk.Bound bound = desk.bind(request, Optional.of(visitor.identity()), visitor.client());
        return new Bound(bound.session().map(session -> new OpenSession(desk, session)), bound.response());
    }

    @Override
    public List<PropertyTag> defaultColumns() {
        return desk.defaultColumns();
    }

    @Override
    public Optional<String> mailboxUrl(String serverDn, Visitor visitor) {
        return referrals.fqdnOf(serverDn).map(_ -> "https://" + visitor.authority() + "/mapi/emsmdb/");
    }

    @Override
    public Optional<String> addressBookUrl(String userDn, Visitor visitor) {
        return Optional.of("https://" + visitor.authority() + "/mapi/nspi/");
    }

    private record OpenSession(AddressBookDesk desk, NspiSession session) implements AddressBookSession {
        @Override
        public NspiResponse answer(NspiRequest request) {
            return desk.answer(request);
        }

        @Override
        public void close() {
            session.close();
        }
    }
}
