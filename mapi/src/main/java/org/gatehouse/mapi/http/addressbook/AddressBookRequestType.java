package org.gatehouse.mapi.http.addressbook;

import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.gatehouse.mapi.nspi.NspiRequest;
import org.gatehouse.wire.ByteReader;
import org.jspecify.annotations.Nullable;

/// Values of the X-RequestType header at the address book endpoint ([MS-OXCMAPIHTTP] 2.2.3.3.1), one line each.
public enum AddressBookRequestType {
    BIND("Bind", nspi(Bind::decode)),
    UNBIND("Unbind", nspi(Unbind::decode)),
    COMPARE_MIN_IDS("CompareMIds", nspi(CompareMinIds::decode)),
    DN_TO_MIN_ID("DNToMId", nspi(DnToMinId::decode)),
    GET_MATCHES("GetMatches", nspi(GetMatches::decode)),
    GET_PROP_LIST("GetPropList", nspi(GetPropList::decode)),
    GET_PROPS("GetProps", nspi(GetProps::decode)),
    GET_SPECIAL_TABLE("GetSpecialTable", nspi(GetSpecialTable::decode)),
    GET_TEMPLATE_INFO("GetTemplateInfo", nspi(GetTemplateInfo::decode)),
    MOD_LINK_ATT("ModLinkAtt", nspi(ModLinkAtt::decode)),
    MOD_PROPS("ModProps", nspi(ModProps::decode)),
    QUERY_COLUMNS("QueryColumns", nspi(QueryColumns::decode)),
    QUERY_ROWS("QueryRows", nspi(QueryRows::decode)),
    RESOLVE_NAMES("ResolveNames", nspi(ResolveNames::decode)),
    RESORT_RESTRICTION("ResortRestriction", nspi(ResortRestriction::decode)),
    SEEK_ENTRIES("SeekEntries", nspi(SeekEntries::decode)),
    UPDATE_STAT("UpdateStat", nspi(UpdateStat::decode)),
    GET_MAILBOX_URL("GetMailboxUrl", GetUrl::decodeMailbox),
    GET_ADDRESS_BOOK_URL("GetAddressBookUrl", GetUrl::decodeAddressBook),
    /// Has no body (2.2.6).
    PING("PING", null);

    private final String text;
    private final @Nullable Function<AddressBookReader, AddressBookRequest> decoder;

    AddressBookRequestType(String text, @Nullable Function<AddressBookReader, AddressBookRequest> decoder) {
        this.text = text;
        this.decoder = decoder;
    }

    private static Function<AddressBookReader, AddressBookRequest> nspi(
            Function<AddressBookReader, NspiRequest> decoder) {
        return in -> new AddressBookRequest.Nspi(decoder.apply(in));
    }

    public String text() {
        return text;
    }

    public static Optional<AddressBookRequestType> of(String text) {
        return Stream.of(values()).filter(type -> type.text.equalsIgnoreCase(text)).findFirst();
    }

    /// Reads a request's body.
    ///
    /// @throws org.gatehouse.wire.MalformedException when it is not of this type (response code 12)
    public AddressBookRequest decode(ByteReader body) {
        if (decoder == null) {
            throw new IllegalStateException(text + " has no body");
        }
        return decoder.apply(new AddressBookReader(body));
    }
}
