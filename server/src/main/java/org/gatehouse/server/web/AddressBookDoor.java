package org.gatehouse.server.web;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.gatehouse.access.Throttled;
import org.gatehouse.access.nspi.AddressBookDesk;
import org.gatehouse.access.nspi.NspiSession;
import org.gatehouse.access.rfr.ChargedReferrals;
import org.gatehouse.access.rfr.Referrals;
import org.gatehouse.dcerpc.RpcStatus;
import org.gatehouse.directory.addressbook.Endpoint;
import org.gatehouse.mapi.http.Failure;
import org.gatehouse.mapi.nspi.NspiBind;
import org.gatehouse.mapi.nspi.NspiRequest;
import org.gatehouse.mapi.nspi.NspiResponse;
import org.gatehouse.mapi.property.PropertyTag;
import org.gatehouse.security.throttling.Budgets;
import org.gatehouse.security.throttling.Component;
import org.gatehouse.security.throttling.Paid;
import org.gatehouse.security.throttling.Refusal;
import org.gatehouse.security.throttling.Work;
import org.gatehouse.web.mapihttp.AddressBookSessions;
import org.gatehouse.web.mapihttp.Reply;
import org.gatehouse.web.mapihttp.Visitor;

/// Sessions of the address book endpoint as those of NSPI, and its referrals as those of RFR: over HTTP every server of
/// the same site is reached by the name that the client came by.
///
/// @param endpoints arrays and servers by their legacy DNs
record AddressBookDoor(AddressBookDesk desk, Referrals referrals, Function<String, Optional<Endpoint>> endpoints,
        WebAddresses addresses, Budgets budgets) implements AddressBookSessions {
    @Override
    public Reply<Bound> bind(NspiBind.Request request, Visitor visitor) {
        return switch (desk.bind(request, Optional.of(visitor.identity()), visitor.client())) {
            case AddressBookDesk.Bound.Open(NspiSession session, NspiBind.Response response) ->
                new Reply.Done<>(new Bound(Optional.of(new OpenSession(desk, session)), response));
            case AddressBookDesk.Bound.Refused(NspiBind.Response response) ->
                new Reply.Done<>(new Bound(Optional.empty(), response));
            case AddressBookDesk.Bound.Busy(Refusal why) -> busy(why);
        };
    }

    /// [MS-OXCROPS] 3.2.4.2.
    private static <T> Reply<T> busy(Refusal why) {
        return new Reply.Failed<>(new Failure(RpcStatus.SERVICE_TOO_BUSY, Throttled.auxiliary(why)));
    }

    private static <T> Reply<T> reply(Paid<T> paid) {
        return switch (paid) {
            case Paid.Done<T>(T result) -> new Reply.Done<>(result);
            case Paid.Refused<T>(Refusal why) -> busy(why);
        };
    }

    @Override
    public List<PropertyTag> defaultColumns() {
        return desk.defaultColumns();
    }

    @Override
    public Reply<Optional<String>> mailboxUrl(String serverDn, Visitor visitor) {
        return reply(budgets.of(visitor.identity(), Component.RCA).pay(() -> new ChargedReferrals(referrals)
                .fqdnOf(serverDn).map(_ -> elsewhere(serverDn, visitor).orElse("https://" + visitor.authority()
                        + "/mapi") + "/emsmdb/")));
    }

    /// Who has been told that another site's server is the right one ([MS-OXCSTOR] 3.1.5.1) is led there.
    private Optional<String> elsewhere(String serverDn, Visitor visitor) {
        return Work.inDirectory(() -> endpoints.apply(serverDn).map(Endpoint::site)
                .flatMap(site -> addresses.mapiElsewhere(site, visitor.authority())));
    }

    @Override
    public Reply<Optional<String>> addressBookUrl(String userDn, Visitor visitor) {
        return reply(budgets.of(visitor.identity(), Component.RCA).pay(() ->
                Optional.of("https://" + visitor.authority() + "/mapi/nspi/")));
    }

    private record OpenSession(AddressBookDesk desk, NspiSession session) implements AddressBookSession {
        @Override
        public Reply<NspiResponse> answer(NspiRequest request) {
            return reply(desk.answer(session, request));
        }

        @Override
        public void close() {
            session.close();
        }
    }
}
