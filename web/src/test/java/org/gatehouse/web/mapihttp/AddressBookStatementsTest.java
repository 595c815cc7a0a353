package org.gatehouse.web.mapihttp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.SoftAssertions;
import org.gatehouse.mapi.http.addressbook.AddressBookRequestType;
import org.gatehouse.mapi.nspi.NspiCompareMIds;
import org.gatehouse.mapi.nspi.NspiDNToMId;
import org.gatehouse.mapi.nspi.NspiGetMatches;
import org.gatehouse.mapi.nspi.NspiGetPropList;
import org.gatehouse.mapi.nspi.NspiGetProps;
import org.gatehouse.mapi.nspi.NspiGetSpecialTable;
import org.gatehouse.mapi.nspi.NspiGetTemplateInfo;
import org.gatehouse.mapi.nspi.NspiModLinkAtt;
import org.gatehouse.mapi.nspi.NspiModProps;
import org.gatehouse.mapi.nspi.NspiQueryColumns;
import org.gatehouse.mapi.nspi.NspiQueryRows;
import org.gatehouse.mapi.nspi.NspiRequest;
import org.gatehouse.mapi.nspi.NspiResolveNamesW;
import org.gatehouse.mapi.nspi.NspiResortRestriction;
import org.gatehouse.mapi.nspi.NspiResponse;
import org.gatehouse.mapi.nspi.NspiSeekEntries;
import org.gatehouse.mapi.nspi.NspiUpdateStat;
import org.gatehouse.mapi.nspi.PropertyRow;
import org.gatehouse.mapi.nspi.Stat;
import org.gatehouse.mapi.property.PropertyTag;
import org.gatehouse.mapi.property.PropertyValue;
import org.gatehouse.mapi.property.Value;
import org.gatehouse.testing.Golden;
import org.gatehouse.web.mapihttp.AddressBookExamples.Column;
import org.gatehouse.web.mapihttp.AddressBookExamples.Example;
import org.gatehouse.wire.Bytes;
import org.gatehouse.wire.MalformedException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What the address book endpoint answers, by the ids of the statements of [MS-OXCMAPIHTTP] 2.2.5 and 3.2.5. The bodies
/// are in `address-book.golden`, field by field.
class AddressBookStatementsTest {
    private static final String STATE = AddressBookExamples.STATE;
    private static final int DENIED = 0x80070005;
    private static final PropertyTag NAME = new PropertyTag(0x3001001f);
    private static final Stat STAT = new Stat(0, 0, 2, -1, 5, 9, 1252, 0x409, 0x407);
    private static final List<Integer> IDS = List.of(16, 17);
    private static final PropertyRow ROW = new PropertyRow(List.of(new PropertyValue(NAME, new Value.Text("A"))));

    private final AddressBookStage stage = new AddressBookStage();
    private final SoftAssertions all = new SoftAssertions();

    @AfterEach
    void report() {
        all.assertAll();
    }

    private static NspiResponse success(NspiRequest request) {
        List<PropertyRow> rows = List.of(ROW);
        return switch (request) {
            case NspiCompareMIds.Request _ -> new NspiCompareMIds.Response(-1, 0);
            case NspiDNToMId.Request _ -> new NspiDNToMId.Response(IDS, 0);
            case NspiGetMatches.Request _ -> new NspiGetMatches.Response(STAT, IDS, rows, 0);
            case NspiGetPropList.Request _ -> new NspiGetPropList.Response(List.of(NAME), 0);
            case NspiGetProps.Request _ -> new NspiGetProps.Response(ROW, 0);
            case NspiGetSpecialTable.Request _ -> new NspiGetSpecialTable.Response(7, rows, 0);
            case NspiGetTemplateInfo.Request _ -> new NspiGetTemplateInfo.Response(ROW, 0);
            case NspiModLinkAtt.Request _ -> new NspiModLinkAtt.Response(0);
            case NspiModProps.Request _ -> new NspiModProps.Response(0);
            case NspiQueryRows.Request _ -> new NspiQueryRows.Response(STAT, rows, 0);
            case NspiQueryColumns.Request _ -> new NspiQueryColumns.Response(List.of(NAME), 0);
            case NspiResolveNamesW.Request _ -> new NspiResolveNamesW.Response(IDS, rows, 0);
            case NspiResortRestriction.Request _ -> new NspiResortRestriction.Response(STAT, IDS, 0);
            case NspiSeekEntries.Request _ -> new NspiSeekEntries.Response(STAT, rows, 0);
            case NspiUpdateStat.Request _ -> new NspiUpdateStat.Response(STAT, -2, 0);
            default -> throw new AssertionError(request);
        };
    }

    private static NspiResponse absent(NspiRequest request) {
        return switch (request) {
            case NspiDNToMId.Request _ -> new NspiDNToMId.Response(null, DENIED);
            case NspiGetMatches.Request _ -> new NspiGetMatches.Response(STAT, null, null, DENIED);
            case NspiGetPropList.Request _ -> new NspiGetPropList.Response(null, DENIED);
            case NspiGetProps.Request _ -> new NspiGetProps.Response(null, DENIED);
            case NspiGetSpecialTable.Request _ -> new NspiGetSpecialTable.Response(7, null, DENIED);
            case NspiGetTemplateInfo.Request _ -> new NspiGetTemplateInfo.Response(null, DENIED);
            case NspiQueryRows.Request _ -> new NspiQueryRows.Response(STAT, null, DENIED);
            case NspiQueryColumns.Request _ -> new NspiQueryColumns.Response(null, DENIED);
            case NspiResolveNamesW.Request _ -> new NspiResolveNamesW.Response(null, null, DENIED);
            case NspiResortRestriction.Request _ -> new NspiResortRestriction.Response(STAT, null, DENIED);
            case NspiSeekEntries.Request _ -> new NspiSeekEntries.Response(STAT, null, DENIED);
            case NspiUpdateStat.Request _ -> new NspiUpdateStat.Response(STAT, null, DENIED);
            default -> throw new AssertionError(request);
        };
    }

    private FakeVisit bound() throws IOException {
        FakeVisit bound = stage.bind();
        stage.asked.clear();
        return bound;
    }

    private FakeVisit ask(String type, Bytes body) throws IOException {
        return stage.send(bound().next(type, body));
    }

    private void columns(String what, List<Column> expected, FakeVisit answered) {
        Bytes body = answered.result();
        int at = 0;
        for (Column column : expected) {
            int end = Math.min(at + column.bytes().length(), body.length());
            all.assertThat(body.slice(at, end)).as("MS-OXCMAPIHTTP %s, %s", what, column.meaning())
                    .isEqualTo(column.bytes());
            at = end;
        }
        all.assertThat(body.length()).as("%s: nothing follows", what).isEqualTo(at);
        all.assertThat(answered.code()).as("%s: X-ResponseCode (R136, R55)", what).isZero();
    }

    /// 2.2.5.1 to 2.2.5.19: every field of every answer.
    @Test
    void everyTypeAnswersByItsLayout() throws IOException {
        List<Example> examples = AddressBookExamples.read();
        assertThat(examples).extracting(Example::type).containsExactlyInAnyOrderElementsOf(
                List.of(AddressBookRequestType.values()).stream().filter(type -> type != AddressBookRequestType.PING)
                        .map(AddressBookRequestType::text).toList());
        for (Example example : examples) {
            Bytes request = example.request().bytes();
            for (Map.Entry<String, List<Column>> answer : example.answers().entrySet()) {
                stage.busy = answer.getKey().equals("failure");
                stage.answers = answer.getKey().equals("absent") ? AddressBookStatementsTest::absent
                        : AddressBookStatementsTest::success;
                columns(example.type() + ", " + answer.getKey(), answer.getValue(), ask(example.type(), request));
                stage.busy = false;
                stage.endpoint.drain();
                stage.endpoint.resume();
            }
        }
    }

    /// 2.2.5.N.1: what stands in a reserved field changes nothing of what is asked.
    @Test
    void reservedFieldsAreIgnored() throws IOException {
        stage.answers = AddressBookStatementsTest::success;
        int ignoring = 0;
        for (Example example : AddressBookExamples.read()) {
            if (example.request().meaning().contains("ignored")) {
                byte[] bytes = example.request().bytes().toArray();
                FakeVisit plain = ask(example.type(), Bytes.wrap(bytes));
                List<NspiRequest> asked = List.copyOf(stage.asked);
                bytes[0] = (byte) 0xde;
                bytes[3] = (byte) 0xad;
                FakeVisit odd = ask(example.type(), Bytes.wrap(bytes));
                all.assertThat(stage.asked).as("MS-OXCMAPIHTTP %s", example.request().meaning()).isEqualTo(asked);
                all.assertThat(odd.result()).as("MS-OXCMAPIHTTP %s", example.request().meaning())
                        .isEqualTo(plain.result());
                code(example.request().meaning(), odd, 0);
                stage.endpoint.drain();
                stage.endpoint.resume();
                ignoring++;
            }
        }
        assertThat(ignoring).isEqualTo(12);
    }

    private void code(String statements, FakeVisit answered, int code) {
        all.assertThat(answered.code()).as("MS-OXCMAPIHTTP_%s: X-ResponseCode", statements).isEqualTo(code);
    }

    private void cookies(String statements, FakeVisit answered, boolean there) {
        all.assertThat(answered.fields.getOrDefault("Set-Cookie", List.of()))
                .as("MS-OXCMAPIHTTP_%s: cookies", statements).hasSize(there ? 2 : 0)
                .allMatch(cookie -> cookie.contains("; Path=/mapi/nspi;"));
    }

    /// 3.2.5.1, 3.2.5.4, 3.2.5.6: contexts from Bind to Unbind.
    @Test
    void contextsLiveFromBindToUnbind() throws IOException {
        stage.answers = AddressBookStatementsTest::success;
        FakeVisit bound = bound();
        code("R1446, R1441", bound, 0);
        cookies("R1219, R1221", bound, true);
        Bytes compare = Bytes.wrap(Golden.bytes("00000000 ff " + STATE + "10000000 11000000 00000000"));
        FakeVisit compared = stage.send(bound.next("CompareMIds", compare));
        code("R136", compared, 0);
        cookies("R1236", compared, true);
        all.assertThat(compared.streamed).as("MS-OXCMAPIHTTP_R1235, R460: known at once").isFalse();
        FakeVisit thief = compared.next("CompareMIds", compare);
        thief.signedIn("eve");
        code("R1223, R1224, R1225", stage.send(thief), 10);
        cookies("R1225", thief, false);
        code("R1227, R1228", stage.send(bound.next("CompareMIds", compare)), 15);
        code("R1247", stage.send(compared.next("PING", Bytes.EMPTY)), 0);
        FakeVisit anew = compared.next("Bind", Bytes.wrap(Golden.bytes("00000000 00 00000000")));
        anew.cookies.put("MapiSequence", "77");
        code("R1276, R1279", stage.send(anew), 0);
        all.assertThat(stage.sessions.getFirst().closed).as("MS-OXCMAPIHTTP_R1277").isEqualTo(1);
        cookies("R1278, R1280", anew, true);
        code("R1283", stage.send(compared.next("CompareMIds", compare)), 10);
        FakeVisit unbound = stage.send(anew.next("Unbind", Bytes.wrap(new byte[8])));
        code("R1250, R1438", unbound, 0);
        cookies("R1255", unbound, true);
        all.assertThat(stage.sessions.getLast().closed).as("MS-OXCMAPIHTTP_R2233").isEqualTo(1);
        code("R2236, R1253", stage.send(unbound.next("CompareMIds", compare)), 10);
        stage.busy = true;
        FakeVisit refused = stage.send(new FakeVisit(AddressBookStage.PATH, "Bind",
                Bytes.wrap(Golden.bytes("00000000 00 00000000"))));
        code("R2225", refused, 0);
        cookies("R2225", refused, false);
    }

    /// 2.2.2.2: an exceptional failure is a 500, whose header says all the same whose request it was. It ends the
    /// session. A body that only the operation finds to be wrong is as wrong as any other.
    @Test
    void aBugOfOursEndsTheSessionAndIsTold() throws IOException {
        FakeVisit bound = bound();
        stage.answers = _ -> {
            throw new MalformedException("no entry id");
        };
        FakeVisit malformed = stage.send(bound.next("QueryColumns", Bytes.wrap(new byte[12])));
        code("R148", malformed, 12);
        all.assertThat(malformed.status).as("MS-OXCMAPIHTTP_R47, R49").isEqualTo(200);
        stage.answers = _ -> {
            throw new IllegalStateException("a bug");
        };
        FakeVisit broken = stage.send(malformed.next("QueryColumns", Bytes.wrap(new byte[12])));
        all.assertThat(broken.status).as("MS-OXCMAPIHTTP_R51, R1304").isEqualTo(500);
        code("R137, R54", broken, 1);
        all.assertThat(broken.field("X-RequestType")).as("MS-OXCMAPIHTTP_R44").isEqualTo("QueryColumns");
        all.assertThat(broken.field("X-RequestId")).as("MS-OXCMAPIHTTP_R44")
                .isEqualTo("{E2EA6C1C-E61B-49E9-9CFB-38184F907552}:1");
        all.assertThat(broken.field("X-ClientInfo")).as("MS-OXCMAPIHTTP_R156").isNotEmpty();
        all.assertThat(broken.field("X-ServerApplication")).as("MS-OXCMAPIHTTP_R164").startsWith("Exchange/15.");
        all.assertThat(broken.field("Content-Type")).as("MS-OXCMAPIHTTP_R2038").startsWith("text/html");
        all.assertThat(broken.text()).as("MS-OXCMAPIHTTP_R56").contains("unknown failure");
        all.assertThat(stage.sessions.getLast().closed).as("the session has ended").isEqualTo(1);
        code("R146", stage.send(broken.next("QueryColumns", Bytes.wrap(new byte[12]))), 10);
    }
}
