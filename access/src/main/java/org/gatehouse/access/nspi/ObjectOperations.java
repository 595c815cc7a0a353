package org.gatehouse.access.nspi;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.gatehouse.mapi.nspi.NspiDNToMId;
import org.gatehouse.mapi.nspi.NspiGetPropList;
import org.gatehouse.mapi.nspi.NspiGetProps;
import org.gatehouse.mapi.nspi.NspiGetSpecialTable;
import org.gatehouse.mapi.nspi.NspiGetTemplateInfo;
import org.gatehouse.mapi.nspi.NspiModLinkAtt;
import org.gatehouse.mapi.nspi.NspiModProps;
import org.gatehouse.mapi.nspi.NspiQueryColumns;
import org.gatehouse.mapi.nspi.NspiResolveNames;
import org.gatehouse.mapi.nspi.NspiResolveNamesW;
import org.gatehouse.mapi.nspi.NspiStatus;
import org.gatehouse.mapi.nspi.PropertyRow;
import org.gatehouse.mapi.nspi.RetrieveFlags;
import org.gatehouse.mapi.nspi.Stat;
import org.gatehouse.mapi.property.PropertyTag;
import org.gatehouse.mapi.property.PropertyType;
import org.gatehouse.mapi.property.Tags;
import org.jspecify.annotations.Nullable;

/// The operations on objects and names: properties, name resolution, special tables ([MS-OXNSPI] 3.1.4.1.3, 5 to 7 and
/// 13 to 18).
final class ObjectOperations {
    private final AddressBook addressBook;
    private final MinimalIds minimalIds;
    private final AddressBookProperties properties;
    private final AddressBookLimits limits;

    ObjectOperations(AddressBook addressBook, MinimalIds minimalIds, AddressBookProperties properties,
            AddressBookLimits limits) {
        this.addressBook = addressBook;
        this.minimalIds = minimalIds;
        this.properties = properties;
        this.limits = limits;
    }

    private Optional<AddressBookEntry> entry(int minimalId) {
        return minimalIds.object(minimalId).flatMap(addressBook.snapshot()::byGuid);
    }

    NspiGetPropList.Response getPropList(NspiGetPropList.Request request) {
        return entry(request.minimalId())
                .map(entry -> new NspiGetPropList.Response(tags(entry, request.flags()), NspiStatus.SUCCESS))
                .orElseGet(() -> new NspiGetPropList.Response(null, NspiStatus.NOT_FOUND));
    }

    private List<PropertyTag> tags(AddressBookEntry entry, int flags) {
        boolean skipObjects = (flags & RetrieveFlags.SKIP_OBJECTS) != 0;
        return properties.tagsOf(entry).stream().filter(tag -> !skipObjects || tag.type() != PropertyType.OBJECT)
                .map(RowBuilder::narrow).toList();
    }

    /// Exchange 2010 SP3 does not look at the container here ([MS-OXNSPI] product note 4).
    NspiGetProps.Response getProps(NspiGetProps.Request request) {
        Stat stat = request.stat();
        Optional<AddressBookEntry> entry = entry(stat.currentRec());
        List<PropertyTag> tags = request.tags();
        if (tags == null) {
            if (entry.isEmpty()) {
                return new NspiGetProps.Response(null, NspiStatus.NOT_FOUND);
            }
            tags = tags(entry.get(), request.flags());
        }
        if (tags.size() > limits.tagsMax()) {
            return new NspiGetProps.Response(null, NspiStatus.TABLE_TOO_BIG);
        }
        Optional<Charset> codePage = codePage(stat, tags);
        if (codePage.isEmpty()) {
            return new NspiGetProps.Response(null, NspiStatus.INVALID_CODEPAGE);
        }
        boolean ephemeral = (request.flags() & RetrieveFlags.EPHEMERAL_IDS) != 0;
        PropertyRow row = new RowBuilder(properties, codePage.get(), ephemeral).row(entry.orElse(null), tags);
        return new NspiGetProps.Response(row,
                RowBuilder.hasErrors(row) ? NspiStatus.ERRORS_RETURNED : NspiStatus.SUCCESS);
    }

    /// The Unicode code page is allowed where no 8-bit string is asked for ([MS-OXNSPI] 3.1.4.1.7 constraint 1).
    private static Optional<Charset> codePage(Stat stat, List<PropertyTag> tags) {
        if (stat.codePage() != Stat.CODE_PAGE_UNICODE) {
            return CodePages.charset(stat.codePage());
        }
        boolean narrow = tags.stream().anyMatch(tag -> tag.type() == PropertyType.STRING8
                || tag.type() == PropertyType.MULTIPLE_STRING8);
        return narrow ? Optional.empty() : Optional.of(StandardCharsets.UTF_16LE);
    }

    NspiDNToMId.Response dnToMId(NspiDNToMId.Request request) {
        if (request.names().size() > limits.namesMax()) {
            return new NspiDNToMId.Response(null, NspiStatus.TABLE_TOO_BIG);
        }
        AddressBookSnapshot book = addressBook.snapshot();
        List<Integer> ids = request.names().stream()
                .map(name -> minimalId(book, new String(name.toArray(), StandardCharsets.ISO_8859_1))).toList();
        return new NspiDNToMId.Response(ids, NspiStatus.SUCCESS);
    }

    /// Of an object or of an address list; 0, which is the Global Address List too, for a DN without either.
    private int minimalId(AddressBookSnapshot book, String dn) {
        return book.byDn(dn).map(entry -> minimalIds.of(entry.guid()))
                .or(() -> AddressList.byDn(dn).map(list -> list.containerId(minimalIds))).orElse(0);
    }

    NspiGetSpecialTable.Response getSpecialTable(NspiGetSpecialTable.Request request) {
        if ((request.flags() & NspiGetSpecialTable.ADDRESS_CREATION_TEMPLATES) != 0) {
            // No templates for any locale: an empty table, never an error ([MS-OXNSPI] 3.1.4.1.3 constraint 11).
            return new NspiGetSpecialTable.Response(request.version(), List.of(), NspiStatus.SUCCESS);
        }
        boolean unicode = (request.flags() & NspiGetSpecialTable.UNICODE_STRINGS) != 0;
        Optional<Charset> codePage = unicode ? Optional.of(StandardCharsets.UTF_16LE)
                : CodePages.charset(request.stat().codePage());
        if (codePage.isEmpty()) {
            return new NspiGetSpecialTable.Response(request.version(), null, NspiStatus.INVALID_CODEPAGE);
        }
        List<PropertyRow> rows = request.version() == HierarchyTable.VERSION ? List.of()
                : HierarchyTable.rows(minimalIds, unicode, codePage.get());
        return new NspiGetSpecialTable.Response(HierarchyTable.VERSION, rows, NspiStatus.SUCCESS);
    }

    /// No template is kept, so none is found for any display type, locale or DN.
    NspiGetTemplateInfo.Response getTemplateInfo(NspiGetTemplateInfo.Request request) {
        boolean known = CodePages.charset(request.codePage()).isPresent();
        return new NspiGetTemplateInfo.Response(null,
                known ? NspiStatus.INVALID_LOCALE : NspiStatus.INVALID_CODEPAGE);
    }

    NspiQueryColumns.Response queryColumns(NspiQueryColumns.Request request) {
        boolean unicode = (request.flags() & NspiQueryColumns.UNICODE_TYPES) != 0;
        List<PropertyTag> tags = properties.tags().stream().map(tag -> unicode ? tag : RowBuilder.narrow(tag)).toList();
        return new NspiQueryColumns.Response(tags, NspiStatus.SUCCESS);
    }

    /// Certificates are all that clients may change, and Exchange 2010 SP3 does not keep new ones either ([MS-OXNSPI]
    /// product note 5); here nothing changes and the client is told so.
    NspiModProps.Response modProps(NspiModProps.Request request) {
        if (CodePages.charset(request.stat().codePage()).isEmpty()) {
            return new NspiModProps.Response(NspiStatus.INVALID_CODEPAGE);
        }
        Optional<AddressBookEntry> entry = entry(request.stat().currentRec());
        if (request.tags() == null || entry.isEmpty()) {
            return new NspiModProps.Response(NspiStatus.INVALID_PARAMETER);
        }
        boolean person = switch (entry.get().kind()) {
            case MAILBOX, ROOM, EQUIPMENT, MAIL_USER, CONTACT -> true;
            case GROUP, SECURITY_GROUP, PUBLIC_FOLDER, SERVER -> false;
        };
        return new NspiModProps.Response(person ? NspiStatus.ACCESS_DENIED : NspiStatus.INVALID_OBJECT);
    }

    /// Memberships and delegates are changed by administrators only.
    NspiModLinkAtt.Response modLinkAtt(NspiModLinkAtt.Request request) {
        int property = request.tag().id();
        if (property != Tags.ADDRESS_BOOK_MEMBER.id() && property != Tags.ADDRESS_BOOK_PUBLIC_DELEGATES.id()) {
            return new NspiModLinkAtt.Response(NspiStatus.NOT_FOUND);
        }
        boolean found = entry(request.minimalId()).isPresent();
        return new NspiModLinkAtt.Response(found ? NspiStatus.ACCESS_DENIED : NspiStatus.INVALID_PARAMETER);
    }

    NspiResolveNames.Response resolveNames(NspiResolveNames.Request request) {
        Optional<Charset> codePage = CodePages.charset(request.stat().codePage());
        if (codePage.isEmpty()) {
            return new NspiResolveNames.Response(null, null, NspiStatus.INVALID_CODEPAGE);
        }
        List<String> names = request.names().stream()
                .map(name -> new String(name.toArray(), codePage.get())).toList();
        Resolved resolved = resolve(request.stat(), request.reserved(), request.tags(), names);
        return new NspiResolveNames.Response(resolved.ids(), resolved.rows(), resolved.status());
    }

    NspiResolveNamesW.Response resolveNamesW(NspiResolveNamesW.Request request) {
        Resolved resolved = resolve(request.stat(), request.reserved(), request.tags(), request.names());
        return new NspiResolveNamesW.Response(resolved.ids(), resolved.rows(), resolved.status());
    }

    private record Resolved(@Nullable List<Integer> ids, @Nullable List<PropertyRow> rows, int status) {
        static Resolved failed(int status) {
            return new Resolved(null, null, status);
        }
    }

    private Resolved resolve(Stat stat, int reserved, @Nullable List<PropertyTag> asked, List<String> names) {
        Optional<Charset> codePage = CodePages.charset(stat.codePage());
        if (codePage.isEmpty()) {
            return Resolved.failed(NspiStatus.INVALID_CODEPAGE);
        }
        if (reserved != 0) {
            return Resolved.failed(NspiStatus.INVALID_PARAMETER);
        }
        Optional<AddressList> list = AddressList.byContainerId(stat.containerId(), minimalIds);
        if (list.isEmpty()) {
            return Resolved.failed(NspiStatus.INVALID_BOOKMARK);
        }
        List<PropertyTag> tags = asked == null ? RowBuilder.DEFAULT_COLUMNS : asked;
        if (names.size() > limits.namesMax() || tags.size() > limits.tagsMax()
                || (long) names.size() * tags.size() > limits.cellsMax()) {
            return Resolved.failed(NspiStatus.TABLE_TOO_BIG);
        }
        var rows = new RowBuilder(properties, codePage.get(), false);
        AddressBookSnapshot book = addressBook.snapshot();
        var ids = new ArrayList<Integer>(names.size());
        var found = new ArrayList<PropertyRow>();
        for (String name : names) {
            List<AddressBookEntry> matches = NameResolution.resolve(book, name, list.get());
            switch (matches.size()) {
                case 0 -> ids.add(Stat.MID_UNRESOLVED);
                case 1 -> {
                    ids.add(Stat.MID_RESOLVED);
                    found.add(rows.row(matches.getFirst(), tags));
                }
                default -> ids.add(Stat.MID_AMBIGUOUS);
            }
        }
        return new Resolved(ids, found, NspiStatus.SUCCESS);
    }
}
