package org.gatehouse.access.nspi;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.gatehouse.mapi.id.AddressBookEntryId;
import org.gatehouse.mapi.nspi.*;
import org.gatehouse.mapi.property.PropertyTag;
import org.gatehouse.mapi.property.PropertyType;
import org.gatehouse.mapi.property.Tags;
import org.gatehouse.mapi.property.Value;
import org.gatehouse.wire.ByteWriter;
import org.gatehouse.wire.Bytes;
import org.gatehouse.wire.ndr.ContextHandle;
import org.junit.jupiter.api.Test;

class ObjectOperationsTest {
    private static final ContextHandle HANDLE = ContextHandle.NONE;
    private static final Stat START = new Stat(0, 0, 0, 0, 0, 0, 1252, 0x409, 0x409);

    private final SampleAddressBook book = SampleAddressBook.small();
    private final MinimalIds minimalIds = new MinimalIds(new UUID(1, 2));
    private final ObjectOperations objects = new ObjectOperations(book, minimalIds,
            new AddressBookProperties(minimalIds), AddressBookLimits.DEFAULT);

    private int mid(String account) {
        return minimalIds.of(SampleAddressBook.guid(account));
    }

    private List<Integer> toMinimalIds(String... names) {
        var raw = Stream.of(names).map(name -> Bytes.copyOf(name.getBytes(StandardCharsets.ISO_8859_1))).toList();
        var ids = objects.dnToMId(new NspiDNToMId.Request(HANDLE, raw)).minimalIds();
        assertThat(ids).isNotNull();
        return ids;
    }

    @Test
    void findsAnyObjectByItsNameInAnyCase() {
        assertThat(toMinimalIds(SampleAddressBook.RECIPIENTS.toUpperCase(java.util.Locale.ROOT) + "ANN",
                SampleAddressBook.RECIPIENTS + "zoe", "/o=former/cn=bob", "/o=nobody",
                SampleAddressBook.SERVERS + "outlook.corp.example"))
                .containsExactly(mid("ann"), mid("zoe"), mid("bob"), 0, mid("array"));
    }

    private NspiGetProps.Response props(int flags, int minimalId, PropertyTag... tags) {
        return objects.getProps(new NspiGetProps.Request(HANDLE, flags, START.at(minimalId, 0, 0), List.of(tags)));
    }

    private Value value(String account, PropertyTag tag) {
        return props(0, mid(account), tag).row().values().getFirst().value();
    }

    @Test
    void identityPropertiesFollowTheirSpecification() {
        String dn = SampleAddressBook.RECIPIENTS + "ann";
        var permanent = new Value.Binary(new AddressBookEntryId(0, dn).encode());
        assertThat(value("ann", Tags.ENTRY_ID)).isEqualTo(permanent);
        assertThat(value("ann", Tags.RECORD_KEY)).isEqualTo(permanent);
        assertThat(value("ann", Tags.TEMPLATEID)).isEqualTo(permanent);
        assertThat(value("ann", Tags.INSTANCE_KEY))
                .isEqualTo(new Value.Binary(new ByteWriter(4).i32(mid("ann")).toBytes()));
        assertThat(value("ann", Tags.SEARCH_KEY)).isEqualTo(new Value.Binary(Bytes.copyOf(
                ("EX:" + dn.toUpperCase(java.util.Locale.ROOT) + "\0").getBytes(StandardCharsets.US_ASCII))));
        assertThat(value("ann", Tags.MAPPING_SIGNATURE))
                .isEqualTo(new Value.Binary(Bytes.ofHex("dca740c8c042101ab4b908002b2fe182")));
        assertThat(value("ann", Tags.EMAIL_ADDRESS)).isEqualTo(new Value.Text(dn));
        assertThat(value("ann", Tags.ADDRESS_TYPE)).isEqualTo(new Value.Text("EX"));
        assertThat(value("ann", Tags.OBJECT_TYPE)).isEqualTo(new Value.Int32(6));
        assertThat(value("ann", Tags.SMTP_ADDRESS)).isEqualTo(new Value.Text("ann@corp.example"));
    }

    @Test
    void ephemeralEntryIdsComeWhenAskedFor() {
        assertThat(props(RetrieveFlags.EPHEMERAL_IDS, mid("ann"), Tags.ENTRY_ID).row().values().getFirst().value())
                .isEqualTo(new Value.Binary(new EphemeralEntryId(new UUID(1, 2), 0, mid("ann")).encode()));
    }

    @Test
    void theHomeDatabaseNamesTheEndpointAsAHost() {
        assertThat(value("ann", Tags.ADDRESS_BOOK_HOME_MESSAGE_DATABASE.withType(PropertyType.STRING)))
                .isEqualTo(new Value.Text(SampleAddressBook.SERVERS
                        + "outlook.corp.example/cn=Microsoft Private MDB"));
        assertThat(value("array", Tags.ADDRESS_BOOK_NETWORK_ADDRESS)).isEqualTo(
                new Value.Multiple(PropertyType.STRING, List.of(new Value.Text("ncacn_ip_tcp:outlook.corp.example"))));
    }

    @Test
    void missingPropertiesAreSaidInTheirPlace() {
        var response = props(0, mid("ann"), Tags.TITLE, Tags.DISPLAY_NAME);
        assertThat(response.status()).isEqualTo(NspiStatus.ERRORS_RETURNED);
        assertThat(response.row().values().getFirst()).isEqualTo(RowBuilder.error(Tags.TITLE));
        assertThat(response.row().values().get(1).value()).isEqualTo(new Value.Text("Ann Archer"));
        assertThat(props(0, 0x7777, Tags.DISPLAY_NAME).status()).isEqualTo(NspiStatus.ERRORS_RETURNED);
    }

    @Test
    void listsThePropertiesAnObjectHasAsEightBitStrings() {
        var tags = objects.getPropList(new NspiGetPropList.Request(HANDLE, 0, mid("ann"), 1252)).tags();
        assertThat(tags).contains(Tags.DISPLAY_NAME.withType(PropertyType.STRING8), Tags.ENTRY_ID)
                .noneMatch(tag -> tag.type() == PropertyType.STRING).noneMatch(tag -> tag.id() == Tags.TITLE.id());
        var all = objects.getProps(new NspiGetProps.Request(HANDLE, 0, START.at(mid("ann"), 0, 0), null));
        assertThat(all.status()).isZero();
        assertThat(all.row().values()).extracting(value -> value.tag()).isEqualTo(tags);
    }

    @Test
    void everyObjectHasTheRequiredProperties() {
        // [MS-OXNSPI] 3.1.4.2.
        var required = List.of(Tags.OBJECT_TYPE, new PropertyTag(0x3f080003), Tags.ADDRESS_BOOK_DISPLAY_NAME_PRINTABLE,
                Tags.ADDRESS_BOOK_CONTAINER_ID, Tags.ENTRY_ID, Tags.INSTANCE_KEY, Tags.SEARCH_KEY, Tags.RECORD_KEY,
                Tags.ADDRESS_TYPE, Tags.EMAIL_ADDRESS, Tags.DISPLAY_TYPE, Tags.TEMPLATEID,
                Tags.TRANSMITTABLE_DISPLAY_NAME, Tags.DISPLAY_NAME, Tags.MAPPING_SIGNATURE,
                Tags.ADDRESS_BOOK_OBJECT_DISTINGUISHED_NAME);
        assertThat(List.of("ann", "zoe", "array")).allSatisfy(account ->
                assertThat(props(0, mid(account), required.toArray(PropertyTag[]::new)).status()).isZero());
    }

    private NspiResolveNamesW.Response resolve(String... names) {
        return objects.resolveNamesW(new NspiResolveNamesW.Request(HANDLE, 0, START, List.of(Tags.DISPLAY_NAME),
                List.of(names)));
    }

    @Test
    void resolvesWhatPeopleType() {
        var response = resolve("ann", "Bob", "nobody", "", "bob ost", "Tables Bobby");
        assertThat(response.minimalIds()).containsExactly(Stat.MID_RESOLVED, Stat.MID_AMBIGUOUS, Stat.MID_UNRESOLVED,
                Stat.MID_UNRESOLVED, Stat.MID_RESOLVED, Stat.MID_RESOLVED);
        assertThat(response.rows()).extracting(row -> row.get(Tags.DISPLAY_NAME).orElseThrow()).containsExactly(
                new Value.Text("Ann Archer"), new Value.Text("Bob \u00d6st"), new Value.Text("Bobby Tables"));
    }

    @Test
    void completeAddressesAndExactNamesResolveByThemselves() {
        assertThat(resolve("=SMTP:bob@corp.example", "bob@corp.example", "=bob", "smtp:BOB.OLD@corp.example",
                SampleAddressBook.RECIPIENTS + "bob", "EX:" + SampleAddressBook.RECIPIENTS + "bob").minimalIds())
                .containsOnly(Stat.MID_RESOLVED);
        assertThat(resolve("=bo", "=SMTP:bob", "zoe", "zoe@corp.example").minimalIds())
                .containsOnly(Stat.MID_UNRESOLVED);
    }

    @Test
    void hiddenUsersResolveByTheirDistinguishedNameOnly() {
        assertThat(resolve(SampleAddressBook.RECIPIENTS + "zoe").minimalIds()).containsExactly(Stat.MID_RESOLVED);
    }

    @Test
    void eightBitNamesAreReadInTheClientsCodePage() {
        var raw = Bytes.ofHex("d67374"); // "Öst" in windows-1252
        var response = objects.resolveNames(new NspiResolveNames.Request(HANDLE, 0, START, null, List.of(raw)));
        assertThat(response.minimalIds()).containsExactly(Stat.MID_RESOLVED);
        assertThat(response.rows().getFirst().values()).hasSize(7);
    }

    /// MS-OXNSPI_R757, R758, R741.
    @Test
    void thereAreNoTemplatesForNewAddresses() {
        var templates = new NspiGetSpecialTable.Request(HANDLE, NspiGetSpecialTable.ADDRESS_CREATION_TEMPLATES
                | NspiGetSpecialTable.UNICODE_STRINGS, START, 0);
        assertThat(objects.getSpecialTable(templates))
                .isEqualTo(new NspiGetSpecialTable.Response(0, List.of(), NspiStatus.SUCCESS));
    }

    @Test
    void changesAreRefusedWithTheRightCodes() {
        var delegates = Tags.ADDRESS_BOOK_PUBLIC_DELEGATES;
        assertThat(link(delegates, mid("ann"))).isEqualTo(NspiStatus.ACCESS_DENIED);
        assertThat(link(delegates, 0x7777)).isEqualTo(NspiStatus.INVALID_PARAMETER);
        assertThat(link(Tags.TITLE, mid("ann"))).isEqualTo(NspiStatus.NOT_FOUND);
        var row = new PropertyRow(List.of());
        Stat ann = START.at(mid("ann"), 0, 0);
        assertThat(objects.modProps(new NspiModProps.Request(HANDLE, ann, null, row)).status())
                .isEqualTo(NspiStatus.INVALID_PARAMETER);
        assertThat(objects.modProps(new NspiModProps.Request(HANDLE, ann, List.of(), row)).status())
                .isEqualTo(NspiStatus.ACCESS_DENIED);
    }

    private int link(PropertyTag tag, int minimalId) {
        return objects.modLinkAtt(new NspiModLinkAtt.Request(HANDLE, 0, tag, minimalId, List.of())).status();
    }

    @Test
    void templatesAndColumns() {
        assertThat(objects.getTemplateInfo(new NspiGetTemplateInfo.Request(HANDLE, 1, 0, null, 1252, 0x409)).status())
                .isEqualTo(NspiStatus.INVALID_LOCALE);
        assertThat(objects.getTemplateInfo(new NspiGetTemplateInfo.Request(HANDLE, 1, 0, null, 1200, 0x409)).status())
                .isEqualTo(NspiStatus.INVALID_CODEPAGE);
        assertThat(objects.queryColumns(new NspiQueryColumns.Request(HANDLE, NspiQueryColumns.UNICODE_TYPES)).tags())
                .contains(Tags.DISPLAY_NAME);
        assertThat(objects.queryColumns(new NspiQueryColumns.Request(HANDLE, 0)).tags())
                .noneMatch(tag -> tag.type() == PropertyType.STRING);
    }

    @Test
    void anObjectKeepsItsNumberAndADeletedOneHasNoValues() {
        int ann = mid("ann");
        assertThat(mid("ann")).isEqualTo(ann);
        book.remove("ann");
        assertThat(props(0, ann, Tags.DISPLAY_NAME).status()).isEqualTo(NspiStatus.ERRORS_RETURNED);
    }
}
