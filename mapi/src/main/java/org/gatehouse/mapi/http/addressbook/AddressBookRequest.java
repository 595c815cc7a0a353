package org.gatehouse.mapi.http.addressbook;

import org.gatehouse.mapi.nspi.NspiRequest;

/// What a client asks the address book endpoint for ([MS-OXCMAPIHTTP] 2.2.5).
public sealed interface AddressBookRequest {
    /// An operation of NSPI, whose context handle is the session context's cookie and so not in the body.
    record Nspi(NspiRequest request) implements AddressBookRequest {}

    /// @param serverDn the legacy DN of the server whose mailbox endpoint is wanted
    record MailboxUrl(String serverDn) implements AddressBookRequest {}

    /// @param userDn the legacy DN of the user whose address book endpoint is wanted
    record AddressBookUrl(String userDn) implements AddressBookRequest {}
}
