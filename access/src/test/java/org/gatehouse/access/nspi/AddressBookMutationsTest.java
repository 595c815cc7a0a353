package org.gatehouse.access.nspi;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.gatehouse.mapi.http.addressbook.AddressBookRequest;
import org.gatehouse.mapi.http.addressbook.AddressBookRequestType;
import org.gatehouse.mapi.http.addressbook.AddressBookResponses;
import org.gatehouse.mapi.nspi.NspiBind;
import org.gatehouse.mapi.nspi.NspiRequest;
import org.gatehouse.mapi.nspi.NspiResponse;
import org.gatehouse.mapi.nspi.NspiUnbind;
import org.gatehouse.mapi.nspi.Stat;
import org.gatehouse.security.Identity;
import org.gatehouse.security.throttling.Budgets;
import org.gatehouse.security.throttling.Paid;
import org.gatehouse.testing.Mutations;
import org.gatehouse.wire.ByteReader;
import org.gatehouse.wire.MalformedException;
import org.junit.jupiter.api.Test;

/// Mutated requests of [MS-OXCMAPIHTTP] 2.2.5, asked of a real address book: each has an answer that can be laid out,
/// or is malformed.
class AddressBookMutationsTest {
    private static final String STATE = "ff 00000000 00000000 00000000 00000000 00000000 00000000 e4040000 09040000 "
            + "09040000";
    private static final String COLUMNS = "ff 02000000 1f000130 0201ff0f";
    private static final Map<AddressBookRequestType, String> REQUESTS = new LinkedHashMap<>();
    private static final Identity ANN = new Identity("CORP", "ann", "NTLM");
    private static final InetSocketAddress CLIENT = new InetSocketAddress("127.0.0.1", 1);

    static {
        REQUESTS.put(AddressBookRequestType.COMPARE_MIN_IDS, "00000000" + STATE + "00000000 02000000");
        REQUESTS.put(AddressBookRequestType.DN_TO_MIN_ID, "00000000 ff 01000000 2f6f3d00");
        REQUESTS.put(AddressBookRequestType.GET_MATCHES, "00000000" + STATE + "00 00000000 ff 00 02000000 "
                + "04 04 1f00fe3f 1f00fe3f ff 41006e000000 08 1f000130 00 0a000000" + COLUMNS);
        REQUESTS.put(AddressBookRequestType.GET_PROP_LIST, "01000000 10000000 e4040000");
        REQUESTS.put(AddressBookRequestType.GET_PROPS, "02000000" + STATE + COLUMNS);
        REQUESTS.put(AddressBookRequestType.GET_SPECIAL_TABLE, "04000000" + STATE + "ff 07000000");
        REQUESTS.put(AddressBookRequestType.GET_TEMPLATE_INFO, "01000000 00000000 ff 2f6f3d00 e4040000 09040000");
        REQUESTS.put(AddressBookRequestType.MOD_LINK_ATT, "01000000 0d000980 10000000 ff 01000000 02000000 aabb");
        REQUESTS.put(AddressBookRequestType.MOD_PROPS, "00000000" + STATE + "00 ff 01000000 1f000130 ff 41000000");
        REQUESTS.put(AddressBookRequestType.QUERY_ROWS, "00000000" + STATE + "01000000 10000000 32000000" + COLUMNS);
        REQUESTS.put(AddressBookRequestType.QUERY_COLUMNS, "00000000 00000080");
        REQUESTS.put(AddressBookRequestType.RESOLVE_NAMES, "00000000" + STATE + COLUMNS
                + "ff 02000000 41006e000000 42006f0062000000");
        REQUESTS.put(AddressBookRequestType.RESORT_RESTRICTION, "00000000" + STATE + "ff 02000000 10000000 11000000");
        REQUESTS.put(AddressBookRequestType.SEEK_ENTRIES, "00000000" + STATE + "ff 1f000130 ff 42000000 00" + COLUMNS);
        REQUESTS.put(AddressBookRequestType.UPDATE_STAT, "00000000" + STATE + "01");
    }

    private final AddressBookDesk desk = new AddressBookDesk(SampleAddressBook.small(), new UUID(3, 4),
            new AddressBookLimits(3, 2, 100, 1_000, 100, 100, 100, 10), Budgets.unlimited());

    private NspiSession session() {
        var bind = new NspiBind.Request(0, new Stat(0, 0, 0, 0, 0, 0, 1252, 0x409, 0x409), true);
        if (desk.bind(bind, Optional.of(ANN), CLIENT) instanceof AddressBookDesk.Bound.Open(var opened, _)) {
            return opened;
        }
        throw new AssertionError("refused");
    }

    private static byte[] body(String request) {
        return HexFormat.of().parseHex((request + "00000000").replace(" ", ""));
    }

    private void ask(NspiSession session, AddressBookRequestType type, byte[] body) {
        if (type.decode(new ByteReader(body)) instanceof AddressBookRequest.Nspi(NspiRequest request)
                && !(request instanceof NspiBind.Request) && !(request instanceof NspiUnbind.Request)) {
            Paid<NspiResponse> paid = desk.answer(session, request);
            assertThat(paid).isInstanceOfSatisfying(Paid.Done.class, done -> assertThat(AddressBookResponses
                    .encode(request, (NspiResponse) done.result(), desk.defaultColumns()).length()).isPositive());
        }
    }

    @Test
    void everyMutationIsAnsweredOrMalformed() throws Exception {
        try (NspiSession session = session()) {
            REQUESTS.forEach((type, request) -> {
                ask(session, type, body(request));
                Mutations.survive(body(request), 400, MalformedException.class, bytes -> ask(session, type, bytes));
            });
        }
    }
}
