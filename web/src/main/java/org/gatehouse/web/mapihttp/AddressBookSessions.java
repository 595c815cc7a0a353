package org.gatehouse.web.mapihttp;

import java.util.List;
import java.util.Optional;
import org.gatehouse.mapi.nspi.NspiBind;
import org.gatehouse.mapi.nspi.NspiRequest;
import org.gatehouse.mapi.nspi.NspiResponse;
import org.gatehouse.mapi.property.PropertyTag;

/// The sessions of the address book endpoint, which the room of NSPI keeps. Thread-safe.
public interface AddressBookSessions {
    Reply<Bound> bind(NspiBind.Request request, Visitor visitor);

    /// @param session none unless the response is a success
    record Bound(Optional<AddressBookSession> session, NspiBind.Response response) {}

    /// The columns of a request that names none.
    List<PropertyTag> defaultColumns();

    /// The mailbox endpoint's URL for a server's legacy DN ([MS-OXABREF] 3.1.4.2); none for a DN that is no server's.
    Reply<Optional<String>> mailboxUrl(String serverDn, Visitor visitor);

    /// The address book endpoint's URL for a user ([MS-OXABREF] 3.1.4.1).
    Reply<Optional<String>> addressBookUrl(String userDn, Visitor visitor);

    /// One session.
    interface AddressBookSession extends AutoCloseable {
        Reply<NspiResponse> answer(NspiRequest request);

        @Override
        void close();
    }
}
