package org.gatehouse.mapi.http.addressbook;

import org.gatehouse.wire.Bytes;

/// GetMailboxUrl and GetAddressBookUrl, which have one layout ([MS-OXCMAPIHTTP] 2.2.5.18, 2.2.5.19).
final class GetUrl {
    private GetUrl() {}

    /// `Flags (4), ignored | ServerDn or UserDn, UTF-16 | auxiliary buffer` (2.2.5.18.1, 2.2.5.19.1)
    static AddressBookRequest.MailboxUrl decodeMailbox(AddressBookReader in) {
        return new AddressBookRequest.MailboxUrl(decode(in));
    }

    static AddressBookRequest.AddressBookUrl decodeAddressBook(AddressBookReader in) {
        return new AddressBookRequest.AddressBookUrl(decode(in));
    }

    private static String decode(AddressBookReader in) {
        in.i32();
        String dn = in.wideString();
        in.end();
        return dn;
    }

    /// `StatusCode (4) | ErrorCode (4) | ServerUrl, UTF-16 | auxiliary buffer` (2.2.5.18.2, 2.2.5.19.2)
    static Bytes encode(int error, String url) {
        return new AddressBookWriter(error).wideString(url).end();
    }
}
