package org.gatehouse.access.nspi;

import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import org.gatehouse.mapi.nspi.NspiCompareMIds;
import org.gatehouse.mapi.nspi.NspiGetMatches;
import org.gatehouse.mapi.nspi.NspiQueryRows;
import org.gatehouse.mapi.nspi.NspiResortRestriction;
import org.gatehouse.mapi.nspi.NspiSeekEntries;
import org.gatehouse.mapi.nspi.NspiStatus;
import org.gatehouse.mapi.nspi.NspiUpdateStat;
import org.gatehouse.mapi.nspi.PropertyRow;
import org.gatehouse.mapi.nspi.RetrieveFlags;
import org.gatehouse.mapi.nspi.Stat;
import org.gatehouse.mapi.property.PropertyTag;
import org.gatehouse.mapi.property.Restriction;
import org.gatehouse.mapi.property.Tags;
import org.gatehouse.mapi.property.Value;
import org.jspecify.annotations.Nullable;

/// The operations on tables: moving, reading rows, seeking, restricting ([MS-OXNSPI] 3.1.4.1.4 and 8 to 12).
///
/// A code page of Unicode, which leaves 8-bit strings without a meaning, gets InvalidCodepage: the specification leaves
/// the code open.
final class TableOperations {
    /// Rows that a seek with columns returns; the specification leaves the number to the server.
    private static final int SEEK_ROWS = 50;

    private final AddressBook addressBook;
    private final MinimalIds minimalIds;
    private final AddressBookProperties properties;
    private final AddressBookLimits limits;

    TableOperations(AddressBook addressBook, MinimalIds minimalIds, AddressBookProperties properties,
            AddressBookLimits limits) {
        this.addressBook = addressBook;
        this.minimalIds = minimalIds;
        this.properties = properties;
        this.limits = limits;
    }

    NspiUpdateStat.Response updateStat(NspiUpdateStat.Request request) {
        Stat stat = request.stat();
        Optional<Charset> codePage = CodePages.charset(stat.codePage());
        if (codePage.isEmpty()) {
            return failedUpdate(request, NspiStatus.INVALID_CODEPAGE);
        }
        Optional<AddressTable> table = table(stat, addressBook.snapshot());
        if (table.isEmpty()) {
            return failedUpdate(request, NspiStatus.INVALID_BOOKMARK);
        }
        Optional<TablePosition> found = TablePosition.of(stat, table.get(), minimalIds);
        if (found.isEmpty()) {
            return failedUpdate(request, NspiStatus.NOT_FOUND);
        }
        TablePosition position = found.get();
        Integer delta = request.wantsDelta() ? Integer.valueOf(position.current() - position.initial()) : null;
        return new NspiUpdateStat.Response(position.update(stat, table.get(), minimalIds), delta, NspiStatus.SUCCESS);
    }

    private static NspiUpdateStat.Response failedUpdate(NspiUpdateStat.Request request, int status) {
        return new NspiUpdateStat.Response(request.stat(), request.wantsDelta() ? Integer.valueOf(0) : null, status);
    }

    /// The address list that a STAT names, empty when it names none.
    private Optional<AddressTable> table(Stat stat, AddressBookSnapshot book) {
        return AddressList.byContainerId(stat.containerId(), minimalIds).map(book::table);
    }

    NspiQueryRows.Response queryRows(NspiQueryRows.Request request) {
        Stat stat = request.stat();
        Optional<Charset> codePage = CodePages.charset(stat.codePage());
        List<PropertyTag> tags = Objects.requireNonNullElse(request.tags(), RowBuilder.DEFAULT_COLUMNS);
        if (codePage.isEmpty()) {
            return new NspiQueryRows.Response(stat, null, NspiStatus.INVALID_CODEPAGE);
        }
        List<Integer> explicit = request.explicitTable();
        if (request.count() == 0 && explicit == null) {
            return new NspiQueryRows.Response(stat, null, NspiStatus.INVALID_PARAMETER);
        }
        if (tags.size() > limits.tagsMax()) {
            return new NspiQueryRows.Response(stat, null, NspiStatus.TABLE_TOO_BIG);
        }
        boolean ephemeral = (request.flags() & RetrieveFlags.EPHEMERAL_IDS) != 0;
        var rows = new RowBuilder(properties, codePage.get(), ephemeral);
        int count = (int) Math.min(Integer.toUnsignedLong(request.count()), rowsMax(tags));
        AddressBookSnapshot book = addressBook.snapshot();
        if (explicit != null) {
            return new NspiQueryRows.Response(stat, explicit.isEmpty() ? emptyRows(tags, count)
                    : rows(book, rows, explicit, tags, count), NspiStatus.SUCCESS);
        }
        Optional<AddressTable> table = table(stat, book);
        if (table.isEmpty()) {
            return new NspiQueryRows.Response(stat, null, NspiStatus.INVALID_BOOKMARK);
        }
        Optional<TablePosition> found = TablePosition.of(stat, table.get(), minimalIds);
        if (found.isEmpty()) {
            return new NspiQueryRows.Response(stat, null, NspiStatus.NOT_FOUND);
        }
        TablePosition start = found.get();
        TablePosition end = start.moved(count);
        List<PropertyRow> read = rows(table.get(), rows, start.current(), end.current(), tags);
        return new NspiQueryRows.Response(end.update(stat, table.get(), minimalIds),
                read.isEmpty() ? emptyRows(tags, count) : read, NspiStatus.SUCCESS);
    }

    private int rowsMax(List<PropertyTag> tags) {
        return Math.max(1, limits.cellsMax() / Math.max(1, tags.size()));
    }

    /// Where nothing is left to read, as many rows of errors as were asked for ([MS-OXNSPI] 3.1.4.1.8 constraint 15).
    private static List<PropertyRow> emptyRows(List<PropertyTag> tags, int count) {
        var row = new PropertyRow(tags.stream().map(RowBuilder::error).toList());
        return java.util.Collections.nCopies(count, row);
    }

    private List<PropertyRow> rows(AddressBookSnapshot book, RowBuilder builder, List<Integer> table,
            List<PropertyTag> tags, int count) {
        return table.stream().limit(count).map(minimalId -> builder.row(entry(book, minimalId), tags)).toList();
    }

    private static List<PropertyRow> rows(AddressTable table, RowBuilder builder, int from, int to,
            List<PropertyTag> tags) {
        return table.entries().subList(from, to).stream().map(entry -> builder.row(entry, tags)).toList();
    }

    private @Nullable AddressBookEntry entry(AddressBookSnapshot book, int minimalId) {
        return minimalIds.object(minimalId).flatMap(book::byGuid).orElse(null);
    }

    NspiSeekEntries.Response seekEntries(NspiSeekEntries.Request request) {
        Stat stat = request.stat();
        Optional<Charset> codePage = CodePages.charset(stat.codePage());
        if (codePage.isEmpty()) {
            return new NspiSeekEntries.Response(stat, null, NspiStatus.INVALID_CODEPAGE);
        }
        AddressBookSnapshot book = addressBook.snapshot();
        Optional<AddressTable> table = table(stat, book);
        if (table.isEmpty()) {
            return new NspiSeekEntries.Response(stat, null, NspiStatus.INVALID_BOOKMARK);
        }
        String target = switch (request.target().value()) {
            case Value.Text(String text) -> text;
            case Value.Text8 text -> text.text(codePage.get());
            default -> null;
        };
        // Exchange 2010 SP3 has no phonetic order ([MS-OXNSPI] product note 2).
        if (stat.sortType() != Stat.SORT_DISPLAY_NAME || request.reserved() != 0 || target == null
                || request.target().tag().id() != Tags.DISPLAY_NAME.id()) {
            return new NspiSeekEntries.Response(stat, null, NspiStatus.GENERAL_FAILURE);
        }
        List<PropertyTag> tags = request.tags();
        if (tags != null && tags.size() > limits.tagsMax()) {
            return new NspiSeekEntries.Response(stat, null, NspiStatus.TABLE_TOO_BIG);
        }
        var rows = new RowBuilder(properties, codePage.get(), true);
        List<Integer> explicit = request.explicitTable();
        return explicit == null ? seekList(stat, table.get(), target, tags, rows)
                : seekExplicit(stat, book, target, explicit, tags, rows);
    }

    /// The rows are those that NspiQueryRows would read from the place found, its Delta, which stays, included
    /// ([MS-OXNSPI] 3.1.4.1.9 constraints 12 and 13).
    private NspiSeekEntries.Response seekList(Stat stat, AddressTable table, String target,
            @Nullable List<PropertyTag> tags, RowBuilder rows) {
        int at = table.positionAtOrAfter(target);
        int size = table.size();
        if (at == size) {
            return new NspiSeekEntries.Response(stat, null, NspiStatus.NOT_FOUND);
        }
        List<PropertyRow> read = null;
        if (tags != null) {
            int count = Math.min(SEEK_ROWS, rowsMax(tags));
            TablePosition from = new TablePosition(at, at, size).moved(stat.delta());
            read = rows(table, rows, from.current(), from.moved(count).current(), tags);
            read = read.isEmpty() ? emptyRows(tags, count) : read;
        }
        return new NspiSeekEntries.Response(stat.at(minimalIds.of(table.entries().get(at).guid()), at, size), read,
                NspiStatus.SUCCESS);
    }

    /// The explicit table is sorted, as the client has to see to ([MS-OXNSPI] 3.1.4.1.9 constraint 2).
    private NspiSeekEntries.Response seekExplicit(Stat stat, AddressBookSnapshot book, String target,
            List<Integer> table, @Nullable List<PropertyTag> tags, RowBuilder rows) {
        String key = DisplayOrder.key(target);
        for (int at = 0; at < table.size(); at++) {
            AddressBookEntry entry = entry(book, table.get(at));
            if (entry != null && DisplayOrder.key(entry.displayName()).compareTo(key) >= 0) {
                List<Integer> rest = table.subList(at, table.size());
                return new NspiSeekEntries.Response(stat.at(table.get(at), at, table.size()),
                        tags == null ? null : rows(book, rows, rest, tags, rowsMax(tags)), NspiStatus.SUCCESS);
            }
        }
        return new NspiSeekEntries.Response(stat, null, NspiStatus.NOT_FOUND);
    }

    NspiGetMatches.Response getMatches(NspiGetMatches.Request request) {
        Stat stat = request.stat();
        Optional<Charset> codePage = CodePages.charset(stat.codePage());
        if (codePage.isEmpty()) {
            return failedMatch(stat, NspiStatus.INVALID_CODEPAGE);
        }
        Restriction filter = request.filter();
        boolean isList = stat.sortType() == Stat.SORT_DISPLAY_NAME
                || stat.sortType() == Stat.SORT_PHONETIC_DISPLAY_NAME;
        if (request.reserved() != 0 || filter != null && !isList) {
            return failedMatch(stat, NspiStatus.GENERAL_FAILURE);
        }
        AddressBookSnapshot book = addressBook.snapshot();
        Optional<AddressTable> table = table(stat, book);
        if (isList && table.isEmpty()) {
            return failedMatch(stat, NspiStatus.INVALID_BOOKMARK);
        }
        if (filter == null || table.isEmpty()) {
            return linked(request, book, codePage.get());
        }
        if (Matching.nodes(filter) > limits.restrictionNodesMax()
                || Matching.depth(filter) > limits.restrictionDepthMax()) {
            return failedMatch(stat, NspiStatus.TOO_COMPLEX);
        }
        try {
            return matched(request, new Matching(book, table.get(), properties, codePage.get())
                    .find(filter, (int) matchesMax(request) + 1), codePage.get());
        } catch (Matching.TooComplexException tooComplex) {
            return failedMatch(stat, NspiStatus.TOO_COMPLEX);
        }
    }

    /// The objects that a property of one object refers to ([MS-OXNSPI] 3.1.4.1.10 constraints 9 to 14).
    private NspiGetMatches.Response linked(NspiGetMatches.Request request, AddressBookSnapshot book,
            Charset codePage) {
        Stat stat = request.stat();
        AddressBookEntry entry = entry(book, stat.currentRec());
        if (entry == null) {
            return failedMatch(stat, NspiStatus.GENERAL_FAILURE);
        }
        int property = property(Objects.requireNonNullElse(request.propertyNameId(), stat.containerId()));
        // Nothing can be changed through a table that was opened for it.
        if (stat.sortType() == Stat.SORT_DISPLAY_NAME_W || !properties.isLink(property)) {
            return failedMatch(stat, NspiStatus.NOT_SUPPORTED);
        }
        List<AddressBookEntry> targets = properties.targets(entry, property).stream().map(book::byDn)
                .flatMap(Optional::stream).toList();
        return matched(request, book.inDisplayOrder(targets), codePage);
    }

    /// Of a tag; of a bare property id, as some clients put into lpPropName.
    private static int property(int tagOrId) {
        return tagOrId >>> 16 == 0 ? tagOrId : new PropertyTag(tagOrId).id();
    }

    private long matchesMax(NspiGetMatches.Request request) {
        List<PropertyTag> tags = request.tags();
        return Math.min(Integer.toUnsignedLong(request.requested()), Math.min(limits.matchesMax(),
                limits.cellsMax() / Math.max(1, tags == null ? 1 : tags.size())));
    }

    private NspiGetMatches.Response matched(NspiGetMatches.Request request, List<AddressBookEntry> found,
            Charset codePage) {
        Stat stat = request.stat();
        List<PropertyTag> tags = request.tags();
        if (found.size() > matchesMax(request) || tags != null && tags.size() > limits.tagsMax()) {
            return failedMatch(stat, NspiStatus.TABLE_TOO_BIG);
        }
        var builder = new RowBuilder(properties, codePage, true);
        List<PropertyRow> rows = tags == null ? null
                : found.stream().map(entry -> builder.row(entry, tags)).toList();
        List<Integer> ids = found.stream().map(entry -> minimalIds.of(entry.guid())).toList();
        return new NspiGetMatches.Response(stat.withContainerId(stat.currentRec()), ids, rows, NspiStatus.SUCCESS);
    }

    private static NspiGetMatches.Response failedMatch(Stat stat, int status) {
        return new NspiGetMatches.Response(stat, null, null, status);
    }

    NspiResortRestriction.Response resortRestriction(NspiResortRestriction.Request request) {
        Stat stat = request.stat();
        if (CodePages.charset(stat.codePage()).isEmpty()) {
            return new NspiResortRestriction.Response(stat, null, NspiStatus.INVALID_CODEPAGE);
        }
        if (stat.sortType() != Stat.SORT_DISPLAY_NAME) {
            return new NspiResortRestriction.Response(stat, null, NspiStatus.GENERAL_FAILURE);
        }
        AddressBookSnapshot book = addressBook.snapshot();
        var entries = new ArrayList<AddressBookEntry>();
        for (int minimalId : request.minimalIds()) {
            Optional.ofNullable(entry(book, minimalId)).ifPresent(entries::add);
        }
        List<Integer> sorted = book.inDisplayOrder(entries).stream().map(entry -> minimalIds.of(entry.guid())).toList();
        boolean kept = sorted.contains(stat.currentRec());
        Stat updated = kept ? stat.at(stat.currentRec(), stat.numPos(), sorted.size())
                : stat.at(Stat.MID_BEGINNING_OF_TABLE, 0, sorted.size());
        return new NspiResortRestriction.Response(updated, sorted, NspiStatus.SUCCESS);
    }

    NspiCompareMIds.Response compareMIds(NspiCompareMIds.Request request) {
        if (CodePages.charset(request.stat().codePage()).isEmpty()) {
            return new NspiCompareMIds.Response(0, NspiStatus.INVALID_CODEPAGE);
        }
        Optional<AddressTable> table = table(request.stat(), addressBook.snapshot());
        if (table.isEmpty()) {
            return new NspiCompareMIds.Response(0, NspiStatus.INVALID_BOOKMARK);
        }
        int[] places = IntStream.of(request.left(), request.right())
                
                .map(minimalId -> minimalIds.object(minimalId).flatMap(table.get()::position).orElse(-1)).toArray();
        if (places[0] < 0 || places[1] < 0) {
            return new NspiCompareMIds.Response(0, NspiStatus.GENERAL_FAILURE);
        }
        return new NspiCompareMIds.Response(Integer.compare(places[0], places[1]), NspiStatus.SUCCESS);
    }
}
