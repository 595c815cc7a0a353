package org.gatehouse.mapi.nspi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.gatehouse.mapi.property.PropertyTag;
import org.gatehouse.mapi.property.PropertyType;
import org.gatehouse.mapi.property.PropertyValue;
import org.gatehouse.mapi.property.Restriction;
import org.gatehouse.mapi.property.Tags;
import org.gatehouse.mapi.property.Value;
import org.gatehouse.mapi.rfr.RfrGetFqdnFromServerDn;
import org.gatehouse.mapi.rfr.RfrGetNewDsa;
import org.gatehouse.mapi.rfr.RfrRequest;
import org.gatehouse.testing.Golden;
import org.gatehouse.testing.Mutations;
import org.gatehouse.testing.Outside;
import org.gatehouse.wire.Bytes;
import org.gatehouse.wire.MalformedException;
import org.gatehouse.wire.ndr.ContextHandle;
import org.gatehouse.wire.ndr.NdrReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Request stubs made by impacket (`nspi_stubs.py`), and ours read by it.
class NspiGoldenTest {
    private static final ContextHandle HANDLE =
            new ContextHandle(0, UUID.fromString("01234567-89ab-cdef-0123-456789abcdef"));
    private static final Stat STAT = new Stat(0, 0, 0x1001, -2, 3, 22, 1252, 0x409, 0x407);
    private static final Map<String, Bytes> STUBS = stubs();

    private static Map<String, Bytes> stubs() {
        var stubs = new LinkedHashMap<String, Bytes>();
        for (String line : resource("nspi_requests.tsv").lines().toList()) {
            String[] cells = line.split("\t");
            stubs.put(cells[0], Bytes.ofHex(cells[1]));
        }
        return stubs;
    }

    private static String resource(String name) {
        try (InputStream in = NspiGoldenTest.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException failure) {
            throw new java.io.UncheckedIOException(failure);
        }
    }

    private static NspiRequest decode(NspiOperation operation, String stub) {
        return operation.decode(new NdrReader(STUBS.get(stub)));
    }

    private static List<PropertyTag> tags(int... codes) {
        return java.util.stream.IntStream.of(codes).mapToObj(PropertyTag::new).toList();
    }

    @Test
    void readsSessionsAndMovement() {
        assertThat(decode(NspiOperation.BIND, "NspiBind")).isEqualTo(new NspiBind.Request(0, STAT, true));
        assertThat(decode(NspiOperation.UNBIND, "NspiUnbind")).isEqualTo(new NspiUnbind.Request(HANDLE));
        assertThat(decode(NspiOperation.UPDATE_STAT, "NspiUpdateStat"))
                .isEqualTo(new NspiUpdateStat.Request(HANDLE, STAT, true));
        assertThat(decode(NspiOperation.COMPARE_MIDS, "NspiCompareMIds"))
                .isEqualTo(new NspiCompareMIds.Request(HANDLE, STAT, 0x1001, 0x1002));
        assertThat(decode(NspiOperation.RESORT_RESTRICTION, "NspiResortRestriction"))
                .isEqualTo(new NspiResortRestriction.Request(HANDLE, STAT, List.of(0x1003, 0x1001)));
    }

    @Test
    void readsQueries() {
        assertThat(decode(NspiOperation.QUERY_ROWS, "NspiQueryRows")).isEqualTo(new NspiQueryRows.Request(HANDLE, 2,
                STAT, List.of(0x1001, 0x1002, 0x1003), 50, tags(0x0fff0102, 0x3001001f)));
        assertThat(decode(NspiOperation.QUERY_ROWS, "NspiQueryRows.table"))
                .isEqualTo(new NspiQueryRows.Request(HANDLE, 0, STAT, null, 2, null));
        assertThat(decode(NspiOperation.DN_TO_MID, "NspiDNToMId")).isEqualTo(new NspiDNToMId.Request(HANDLE,
                List.of(ascii("/o=Org/ou=Group/cn=Recipients/cn=ann"), ascii("/x"))));
        assertThat(decode(NspiOperation.GET_PROP_LIST, "NspiGetPropList"))
                .isEqualTo(new NspiGetPropList.Request(HANDLE, 1, 0x1001, 1252));
        assertThat(decode(NspiOperation.GET_TEMPLATE_INFO, "NspiGetTemplateInfo"))
                .isEqualTo(new NspiGetTemplateInfo.Request(HANDLE, 1, 0, ascii("/cn=a"), 1252, 0x409));
        assertThat(decode(NspiOperation.QUERY_COLUMNS, "NspiQueryColumns"))
                .isEqualTo(new NspiQueryColumns.Request(HANDLE, NspiQueryColumns.UNICODE_TYPES));
    }

    @Test
    void readsSeeksPropertiesAndSpecialTables() {
        var unicode = new PropertyTag(0x3001001f);
        var narrow = new PropertyTag(0x3001001e);
        assertThat(decode(NspiOperation.SEEK_ENTRIES, "NspiSeekEntries")).isEqualTo(new NspiSeekEntries.Request(HANDLE,
                0, STAT, new PropertyValue(unicode, new Value.Text("b\u00f6b")), List.of(0x1001, 0x1003),
                tags(0x3001001f)));
        assertThat(decode(NspiOperation.SEEK_ENTRIES, "NspiSeekEntries.table")).isEqualTo(new NspiSeekEntries.Request(
                HANDLE, 0, STAT, new PropertyValue(narrow, new Value.Text8(ascii("bob"))), null, null));
        assertThat(decode(NspiOperation.GET_PROPS, "NspiGetProps")).isEqualTo(new NspiGetProps.Request(HANDLE,
                RetrieveFlags.SKIP_OBJECTS | RetrieveFlags.EPHEMERAL_IDS, STAT, tags(0x0fff0102, 0x8006001e)));
        assertThat(decode(NspiOperation.GET_PROPS, "NspiGetProps.all"))
                .isEqualTo(new NspiGetProps.Request(HANDLE, 0, STAT, null));
        assertThat(decode(NspiOperation.GET_SPECIAL_TABLE, "NspiGetSpecialTable")).isEqualTo(
                new NspiGetSpecialTable.Request(HANDLE, NspiGetSpecialTable.UNICODE_STRINGS, STAT, 0x47410001));
    }

    private static Bytes ascii(String text) {
        return Bytes.copyOf(text.getBytes(StandardCharsets.US_ASCII));
    }

    @Test
    void readsNestedRestrictions() {
        var title = new PropertyTag(0x3a17001f);
        var name = new PropertyTag(0x3001001f);
        var type = new PropertyTag(0x39000003);
        Restriction filter = new Restriction.And(List.of(
                new Restriction.Content(Restriction.Content.PREFIX, Restriction.Content.IGNORE_CASE, name,
                        new PropertyValue(name, new Value.Text("an"))),
                new Restriction.Or(List.of(
                        new Restriction.Property(Restriction.Operator.EQUAL, type,
                                new PropertyValue(type, new Value.Int32(0))),
                        new Restriction.Exist(title)))));
        assertThat(decode(NspiOperation.GET_MATCHES, "NspiGetMatches")).isEqualTo(
                new NspiGetMatches.Request(HANDLE, 0, STAT, filter, null, 100, tags(0x3001001e)));
    }

    @Test
    void readsNamesToResolveInBothWidths() {
        assertThat(decode(NspiOperation.RESOLVE_NAMES, "NspiResolveNames")).isEqualTo(new NspiResolveNames.Request(
                HANDLE, 0, STAT, tags(0x3003001e), List.of(ascii("ann"), Bytes.EMPTY)));
        assertThat(decode(NspiOperation.RESOLVE_NAMES_W, "NspiResolveNamesW")).isEqualTo(new NspiResolveNamesW.Request(
                HANDLE, 0, STAT, tags(0x3003001f, 0x3001001f), List.of("Ann", "=SMTP:b\u00f6b@corp.example")));
    }

    @Test
    void readsChanges() {
        assertThat(decode(NspiOperation.MOD_LINK_ATT, "NspiModLinkAtt")).isEqualTo(new NspiModLinkAtt.Request(HANDLE,
                NspiModLinkAtt.DELETE, new PropertyTag(0x8015000d), 0x1001,
                List.of(Bytes.ofHex("87000000"), Bytes.ofHex("00"))));
        assertThat(decode(NspiOperation.MOD_PROPS, "NspiModProps")).isEqualTo(new NspiModProps.Request(HANDLE, STAT,
                tags(0x3a701102), new PropertyRow(List.of(
                        new PropertyValue(new PropertyTag(0x3001001f), new Value.Text("Ann")),
                        new PropertyValue(new PropertyTag(0x39000003), new Value.Int32(6)),
                        new PropertyValue(new PropertyTag(0x3a40000b), new Value.Bool(true)),
                        new PropertyValue(new PropertyTag(0x3001001e), new Value.Text8(ascii("Ann")))))));
    }

    @Test
    void readsReferrals() {
        assertThat(RfrRequest.decode(0, new NdrReader(STUBS.get("RfrGetNewDSA"))))
                .isEqualTo(new RfrGetNewDsa.Request("/o=Org/cn=ann", false, true));
        assertThat(RfrRequest.decode(1, new NdrReader(STUBS.get("RfrGetFQDNFromServerDN"))))
                .isEqualTo(new RfrGetFqdnFromServerDn.Request("/o=Org/cn=server"));
    }

    @Test
    void refusesServerNamesOutsideTheRange() {
        var tooShort = new org.gatehouse.wire.ndr.NdrWriter().i32(0).i32(3)
                .stringBytes(ascii("/o")).toBytes();
        assertThatThrownBy(() -> RfrRequest.decode(1, new NdrReader(tooShort))).isInstanceOf(MalformedException.class);
        var tooLong = new org.gatehouse.wire.ndr.NdrWriter().i32(0).i32(1025)
                .stringBytes(ascii("x".repeat(1024))).toBytes();
        assertThatThrownBy(() -> RfrRequest.decode(1, new NdrReader(tooLong))).isInstanceOf(MalformedException.class);
    }

    @Test
    void survivesMutationOfEveryRequest() {
        for (var golden : STUBS.entrySet()) {
            byte[] stub = golden.getValue().toArray();
            String name = golden.getKey().replaceFirst("\\..*", "");
            int operation = name.startsWith("Rfr") ? (name.equals("RfrGetNewDSA") ? 0 : 1) : -1;
            Mutations.survive(stub, 1_000, MalformedException.class, bytes -> {
                var in = new NdrReader(Bytes.copyOf(bytes));
                if (operation >= 0) {
                    RfrRequest.decode(operation, in);
                } else {
                    operationNamed(name).decode(in);
                }
            });
        }
    }

    private static NspiOperation operationNamed(String name) {
        return java.util.stream.Stream.of(NspiOperation.values())
                .filter(operation -> name.equalsIgnoreCase("Nspi" + operation.name().replace("_", "")))
                .findFirst().orElseThrow();
    }

    @Test
    void refusesARestrictionThatNestsWithoutEnd() {
        var out = new org.gatehouse.wire.ndr.NdrWriter();
        for (int i = 0; i < 100_000; i++) {
            out.i32(2).i32(2).pointer(true);
        }
        assertThatThrownBy(() -> Restrictions.read(new NdrReader(out.toBytes())))
                .isInstanceOf(MalformedException.class).hasMessageContaining("nests");
    }

    @Test
    void writesARowAsTheSpecificationLaysItOut() {
        var row = new PropertyRow(List.of(
                new PropertyValue(Tags.DISPLAY_TYPE, new Value.Int32(6)),
                new PropertyValue(Tags.DISPLAY_NAME, new Value.Text("A")),
                new PropertyValue(Tags.SEND_RICH_INFO, new Value.Bool(true)),
                new PropertyValue(Tags.ENTRY_ID, new Value.Binary(Bytes.ofHex("87")))));
        assertThat(new NspiGetProps.Response(row, 0).encode()).isEqualTo(Bytes.wrap(Golden.bytes("""
                00 00 02 00  | ppRows
                00 00 00 00  | Reserved
                04 00 00 00  | cValues
                04 00 02 00  | lpProps
                04 00 00 00  | maximum count
                03 00 00 39 00 00 00 00 03 00 00 00 06 00 00 00  | PidTagDisplayType, ulReserved, discriminant, l
                1f 00 01 30 00 00 00 00 1f 00 00 00 08 00 02 00  | PidTagDisplayName, lpszW
                0b 00 40 3a 00 00 00 00 0b 00 00 00 01 00 00 00  | PidTagSendRichInfo, b, padding
                02 01 ff 0f 00 00 00 00 02 01 00 00 01 00 00 00 0c 00 02 00  | PidTagEntryId, cb, lpb
                02 00 00 00 00 00 00 00 02 00 00 00 41 00 00 00  | lpszW: counts, "A", zero
                01 00 00 00 87 00 00 00  | lpb: count, byte, padding
                00 00 00 00  | Success
                """)));
    }

    @Test
    void readsBackEveryTypeOfValueItWrites() {
        var row = new PropertyRow(List.of(
                value(PropertyType.INTEGER16, new Value.Int16((short) -2)),
                value(PropertyType.TIME, new Value.Time(0x1122_3344_5566_7788L)),
                value(PropertyType.GUID, new Value.Guid(HANDLE.uuid())),
                value(PropertyType.ERROR_CODE, new Value.ErrorValue(NspiStatus.NOT_FOUND)),
                value(PropertyType.OBJECT, new Value.ObjectValue(Bytes.EMPTY)),
                multiple(PropertyType.INTEGER16, new Value.Int16((short) 1), new Value.Int16((short) 2),
                        new Value.Int16((short) 3)),
                multiple(PropertyType.INTEGER32, new Value.Int32(4)),
                multiple(PropertyType.STRING, new Value.Text("a"), new Value.Text("")),
                multiple(PropertyType.STRING8, new Value.Text8(ascii("b"))),
                multiple(PropertyType.BINARY, new Value.Binary(Bytes.ofHex("01")), new Value.Binary(Bytes.EMPTY)),
                multiple(PropertyType.GUID, new Value.Guid(HANDLE.uuid())),
                multiple(PropertyType.TIME, new Value.Time(5), new Value.Time(6))));
        byte[] stub = new NspiGetProps.Response(row, 0).encode().toArray();
        assertThat(readRow(stub)).isEqualTo(row);
        Mutations.survive(stub, 2_000, MalformedException.class, NspiGoldenTest::readRow);
    }

    private static PropertyRow readRow(byte[] stub) {
        var in = new NdrReader(Bytes.copyOf(stub));
        in.pointer();
        return PropertyRow.read(in);
    }

    private static PropertyValue value(PropertyType type, Value value) {
        return new PropertyValue(PropertyTag.of(0x6700, type), value);
    }

    private static PropertyValue multiple(PropertyType type, Value... values) {
        var multiple = new Value.Multiple(type, List.of(values));
        return value(multiple.type(), multiple);
    }

    @Test
    void ephemeralEntryIdsHaveTheirPublishedLayout() {
        Bytes encoded = Bytes.wrap(Golden.bytes("""
                87 00 00 00  | ID Type, R1 to R3
                67 45 23 01 ab 89 ef cd 01 23 45 67 89 ab cd ef  | ProviderUID
                01 00 00 00  | R4
                06 00 00 00  | Display Type
                01 10 00 00  | MId
                """));
        var id = new EphemeralEntryId(HANDLE.uuid(), 6, 0x1001);
        assertThat(id.encode()).isEqualTo(encoded);
        assertThat(EphemeralEntryId.of(encoded)).isEqualTo(id);
        assertThat(EphemeralEntryId.isEphemeral(encoded)).isTrue();
        Mutations.survive(encoded.toArray(), 1_000, MalformedException.class,
                bytes -> EphemeralEntryId.of(Bytes.copyOf(bytes)));
    }

    @Test
    void operationsThatAreNotOnTheWireAreNotKnown() {
        assertThat(List.of(15, 17, 18, 21)).allSatisfy(number -> assertThat(NspiOperation.of(number)).isEmpty());
        assertThat(NspiOperation.values()).hasSize(18);
    }

    @Test
    void impacketMakesTheSameRequestsToday(@TempDir Path folder) throws Exception {
        assertThat(impacket(folder, "requests", "")).isEqualTo(resource("nspi_requests.tsv"));
    }

    @Test
    void impacketReadsOurResponses(@TempDir Path folder) throws Exception {
        var rows = List.of(new PropertyRow(List.of(
                new PropertyValue(Tags.DISPLAY_NAME, new Value.Text("Ann \u00d6")),
                new PropertyValue(Tags.EMAIL_ADDRESS.withType(PropertyType.STRING8), new Value.Text8(ascii("/o=O"))),
                new PropertyValue(Tags.ENTRY_ID, new Value.Binary(new EphemeralEntryId(HANDLE.uuid(), 6, 7).encode())),
                new PropertyValue(Tags.ADDRESS_BOOK_PROXY_ADDRESSES, new Value.Multiple(PropertyType.STRING,
                        List.of(new Value.Text("SMTP:a@b"), new Value.Text("X500:/o=c")))))),
                new PropertyRow(List.of(new PropertyValue(Tags.DISPLAY_TYPE, new Value.Int32(1)))));
        String lines = "NspiBind\t" + new NspiBind.Response(HANDLE.uuid(), HANDLE, 0).encode().hex() + "\n"
                + "NspiUpdateStat\t" + new NspiUpdateStat.Response(STAT, -2, 0).encode().hex() + "\n"
                + "NspiQueryRows\t" + new NspiQueryRows.Response(STAT, rows, 0).encode().hex() + "\n"
                + "NspiGetMatches\t" + new NspiGetMatches.Response(STAT, List.of(1, 2), rows, 0).encode().hex() + "\n"
                + "NspiDNToMId\t" + new NspiDNToMId.Response(List.of(0x1001, 0), 0).encode().hex() + "\n"
                + "NspiGetProps\t" + new NspiGetProps.Response(rows.get(1), 0x40380).encode().hex() + "\n"
                + "NspiResolveNamesW\t" + new NspiResolveNamesW.Response(List.of(2, 1), rows, 0).encode().hex() + "\n"
                + "NspiSeekEntries\t" + new NspiSeekEntries.Response(STAT, rows, 0).encode().hex() + "\n"
                + "NspiGetSpecialTable\t" + new NspiGetSpecialTable.Response(7, rows, 0).encode().hex() + "\n"
                + "RfrGetFQDNFromServerDN\t" + new RfrGetFqdnFromServerDn.Response("a.b", 0).encode().hex() + "\n";
        String ann = "0fff0102=ephemeral:6:7;3001001f=Ann \u00d6;3003001e=/o=O;800f101f=['SMTP:a@b', 'X500:/o=c']";
        assertThat(impacket(folder, "responses", lines)).isEqualTo(
                "NspiBind\tattributes=0 status=0\n"
                + "NspiUpdateStat\tcurrent=1001 delta=-2 status=0\n"
                + "NspiQueryRows\t" + ann + "|39000003=1 status=0\n"
                + "NspiGetMatches\t1,2 " + ann + "|39000003=1 status=0\n"
                + "NspiDNToMId\t1001,0 status=0\n"
                + "NspiGetProps\t39000003=1 status=40380\n"
                + "NspiResolveNamesW\t2,1 " + ann + "|39000003=1 status=0\n"
                + "NspiSeekEntries\tcurrent=1001 at=3 of=22 " + ann + "|39000003=1 status=0\n"
                + "NspiGetSpecialTable\t7 " + ann + "|39000003=1 status=0\n"
                + "RfrGetFQDNFromServerDN\ta.b status=0\n");
    }

    private static String impacket(Path folder, String mode, String input) throws Exception {
        Path python = Outside.python("impacket", "python3-impacket");
        Path script = Files.writeString(folder.resolve("nspi_stubs.py"), resource("nspi_stubs.py"));
        var builder = new ProcessBuilder(python.toString(), script.toString(), mode);
        builder.environment().put("PYTHONIOENCODING", "utf-8");
        Process process = builder.redirectError(ProcessBuilder.Redirect.INHERIT).start();
        try (var out = process.getOutputStream()) {
            out.write(input.getBytes(StandardCharsets.UTF_8));
        }
        String answer = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).isZero();
        return answer;
    }
}
