package org.gatehouse.web.mapihttp;

import java.util.Optional;
import java.util.function.Function;
import org.gatehouse.mapi.http.Failure;
import org.gatehouse.mapi.http.addressbook.AddressBookRequest;
import org.gatehouse.mapi.http.addressbook.AddressBookRequestType;
import org.gatehouse.mapi.http.addressbook.AddressBookResponses;
import org.gatehouse.mapi.nspi.NspiBind;
import org.gatehouse.mapi.nspi.NspiRequest;
import org.gatehouse.mapi.nspi.NspiStatus;
import org.gatehouse.mapi.nspi.NspiUnbind;
import org.gatehouse.web.mapihttp.AddressBookSessions.AddressBookSession;
import org.gatehouse.wire.ByteReader;
import org.gatehouse.wire.Bytes;
import org.gatehouse.wire.MalformedException;

/// The address book endpoint ([MS-OXCMAPIHTTP] 2.2.5).
record AddressBookEndpoint(AddressBookSessions sessions) implements Endpoint<AddressBookSession> {
    /// An explicit table of 100,000 rows, as many columns and a long restriction.
    private static final int BODY_MAX = 2 << 20;

    @Override
    public String path() {
        return "/mapi/nspi";
    }

    @Override
    public int bodyBytesMax() {
        return BODY_MAX;
    }

    @Override
    public Optional<Operation<AddressBookSession>> operation(String type, ByteReader body) {
        Optional<AddressBookRequestType> known = AddressBookRequestType.of(type);
        if (known.isEmpty()) {
            return Optional.empty();
        }
        if (known.get() == AddressBookRequestType.PING) {
            MalformedException.require(!body.hasRemaining(), "PING has no body");
            return Optional.of(new Operation.Ping<>());
        }
        return Optional.of(switch (known.get().decode(body)) {
            case AddressBookRequest.Nspi(NspiRequest request) -> nspi(request);
            case AddressBookRequest.MailboxUrl(String dn) ->
                new Operation.Ask<>(visitor -> body(sessions.mailboxUrl(dn, visitor), AddressBookEndpoint::url));
            case AddressBookRequest.AddressBookUrl(String dn) ->
                new Operation.Ask<>(visitor -> body(sessions.addressBookUrl(dn, visitor),
                        AddressBookEndpoint::url));
        });
    }

    private Operation<AddressBookSession> nspi(NspiRequest request) {
        if (request instanceof NspiBind.Request bind) {
            return new Operation.Begin<>(visitor -> begin(bind, visitor));
        }
        if (request instanceof NspiUnbind.Request) {
            return new Operation.End<>(encoded(request, new NspiUnbind.Response(NspiStatus.UNBIND_SUCCESS)));
        }
        return new Operation.Run<>(session -> Optional.of(body(session.answer(request),
                response -> encoded(request, response))), false);
    }

    private Operation.Begun<AddressBookSession> begin(NspiBind.Request bind, Visitor visitor) {
        return switch (sessions.bind(bind, visitor)) {
            case Reply.Done<AddressBookSessions.Bound>(AddressBookSessions.Bound bound) ->
                new Operation.Begun<>(bound.session(), encoded(bind, bound.response()));
            case Reply.Failed<AddressBookSessions.Bound>(Failure failure) ->
                new Operation.Begun<>(Optional.empty(), failure.write());
        };
    }

    /// The failure body is the same for every type ([MS-OXCMAPIHTTP] 2.2.5.1.3 and its like).
    private static <T> Bytes body(Reply<T> reply, Function<T, Bytes> encoding) {
        return switch (reply) {
            case Reply.Done<T>(T result) -> encoding.apply(result);
            case Reply.Failed<T>(Failure failure) -> failure.write();
        };
    }

    private Bytes encoded(NspiRequest request, org.gatehouse.mapi.nspi.NspiResponse response) {
        return AddressBookResponses.encode(request, response, sessions.defaultColumns());
    }

    /// [MS-OXABREF] 3.1.4.1, 3.1.4.2: a name that is unknown is not found.
    private static Bytes url(Optional<String> found) {
        return AddressBookResponses.encodeUrl(found.isPresent() ? NspiStatus.SUCCESS : NspiStatus.NOT_FOUND,
                found.orElse(""));
    }
}
