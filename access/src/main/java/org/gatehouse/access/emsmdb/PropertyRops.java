package org.gatehouse.access.emsmdb;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.gatehouse.access.emsmdb.ServerObject.WithProperties;
import org.gatehouse.mapi.property.Cell;
import org.gatehouse.mapi.property.CountWidth;
import org.gatehouse.mapi.property.ErrorCode;
import org.gatehouse.mapi.property.PropertyName;
import org.gatehouse.mapi.property.PropertyRow;
import org.gatehouse.mapi.property.PropertyTag;
import org.gatehouse.mapi.property.PropertyType;
import org.gatehouse.mapi.property.PropertyValue;
import org.gatehouse.mapi.property.Values;
import org.gatehouse.mapi.rop.RopCopyProperties;
import org.gatehouse.mapi.rop.RopCopyTo;
import org.gatehouse.mapi.rop.RopDeleteProperties;
import org.gatehouse.mapi.rop.RopDeletePropertiesNoReplicate;
import org.gatehouse.mapi.rop.RopGetNamesFromPropertyIds;
import org.gatehouse.mapi.rop.RopGetPropertiesAll;
import org.gatehouse.mapi.rop.RopGetPropertiesList;
import org.gatehouse.mapi.rop.RopGetPropertiesSpecific;
import org.gatehouse.mapi.rop.RopGetPropertyIdsFromNames;
import org.gatehouse.mapi.rop.RopQueryNamedProperties;
import org.gatehouse.mapi.rop.RopResponse;
import org.gatehouse.mapi.rop.RopResponses;
import org.gatehouse.mapi.rop.RopSetProperties;
import org.gatehouse.mapi.rop.RopSetPropertiesNoReplicate;
import org.gatehouse.store.PropertyObject;
import org.gatehouse.wire.ByteWriter;

/// Properties of every kind of object, and their names ([MS-OXCPRPT] 3.2.5).
final class PropertyRops {
    /// A longer value does not fit a response: the client has to open a stream ([MS-OXCPRPT] 3.2.5.1).
    private static final int VALUE_BYTES_MAX = 0x7000;
    /// By how much the longest value shrinks when all of them do not fit.
    private static final int ALL_STEP = 8;
    /// No shorter value has to give way to others.
    private static final int STREAMED_BYTES_MIN = 16;
    private static final int IDS_CREATE = 0x02;
    private static final int QUERY_NO_STRINGS = 0x01;
    private static final int QUERY_NO_IDS = 0x02;

    RopResponse specific(RopGetPropertiesSpecific.Request request, RopContext context) {
        PropertyObject object = context.withProperties(request).properties();
        int bytesMax = Math.min(VALUE_BYTES_MAX, context.room());
        List<Cell> cells = object.get(request.tags(), bytesMax);
        if (!request.wantUnicode()) {
            cells = eightBitCells(object, request.tags(), cells, bytesMax);
        }
        var response = new RopGetPropertiesSpecific.Response(request.inputHandleIndex(), request.tags(),
                new PropertyRow(cells));
        int over = RopResponses.size(response) - context.room();
        return over <= 0 ? response : new RopGetPropertiesSpecific.Response(request.inputHandleIndex(),
                request.tags(), new PropertyRow(shortened(cells, over)));
    }

    /// The longest values are to be streamed when all of them do not fit ([MS-OXCPRPT] 2.2.3.2, 3.2.5.1).
    private static List<Cell> shortened(List<Cell> cells, int over) {
        var shorter = new ArrayList<Cell>(cells);
        int[] sizes = cells.stream().mapToInt(PropertyRops::size).toArray();
        List<Integer> longestFirst = IntStream.range(0, sizes.length).boxed()
                .sorted(Comparator.comparingInt(at -> -sizes[at])).toList();
        int left = over + cells.size(); // every cell has a flag of its own once one is an error
        for (int at : longestFirst) {
            if (left <= 0 || sizes[at] <= STREAMED_BYTES_MIN) {
                break;
            }
            shorter.set(at, new Cell.Failed(ErrorCode.OUT_OF_MEMORY));
            left -= sizes[at] - Integer.BYTES;
        }
        return shorter;
    }

    private static int size(Cell cell) {
        if (!(cell instanceof Cell.Present(var value))) {
            return 0;
        }
        var out = new ByteWriter();
        Values.write(out, value, CountWidth.ROP);
        return out.size();
    }

    /// Text asked for without a type, in the client's code page ([MS-OXCPRPT] 3.2.5.1).
    private static List<Cell> eightBitCells(PropertyObject object, List<PropertyTag> tags, List<Cell> cells,
            int bytesMax) {
        var converted = new ArrayList<Cell>(cells);
        for (int i = 0; i < tags.size(); i++) {
            if (tags.get(i).type() == PropertyType.UNSPECIFIED && cells.get(i) instanceof Cell.Present(var value)) {
                PropertyTag found = tags.get(i).withType(value.type());
                PropertyTag narrow = narrow(found);
                if (!narrow.equals(found)) {
                    converted.set(i, object.get(List.of(narrow), bytesMax).getFirst());
                }
            }
        }
        return converted;
    }

    private static PropertyTag narrow(PropertyTag tag) {
        return switch (tag.type()) {
            case STRING -> tag.withType(PropertyType.STRING8);
            case MULTIPLE_STRING -> tag.withType(PropertyType.MULTIPLE_STRING8);
            default -> tag;
        };
    }

    RopResponse all(RopGetPropertiesAll.Request request, RopContext context) {
        PropertyObject object = context.withProperties(request).properties();
        var response = all(request, object, VALUE_BYTES_MAX);
        // Rather more values to be streamed than no answer at all, which is what does not fit ends in (product note 5).
        for (int max = VALUE_BYTES_MAX / ALL_STEP; max >= ALL_STEP && RopResponses.size(response) > context.room();
                max /= ALL_STEP) {
            response = all(request, object, max);
        }
        return response;
    }

    private static RopGetPropertiesAll.Response all(RopGetPropertiesAll.Request request, PropertyObject object,
            int bytesMax) {
        List<PropertyValue> values = object.all(bytesMax);
        return new RopGetPropertiesAll.Response(request.inputHandleIndex(), request.wantUnicode() ? values
                : eightBit(object, values));
    }

    /// Text in the client's code page ([MS-OXCPRPT] 3.2.5.2).
    private static List<PropertyValue> eightBit(PropertyObject object, List<PropertyValue> values) {
        var converted = new ArrayList<PropertyValue>(values.size());
        for (PropertyValue value : values) {
            PropertyTag narrow = narrow(value.tag());
            Cell cell = narrow.equals(value.tag()) ? new Cell.Present(value.value())
                    : object.get(List.of(narrow), VALUE_BYTES_MAX).getFirst();
            converted.add(cell instanceof Cell.Present(var text) ? new PropertyValue(narrow, text) : value);
        }
        return converted;
    }

    RopResponse list(RopGetPropertiesList.Request request, RopContext context) {
        return new RopGetPropertiesList.Response(request.inputHandleIndex(),
                context.withProperties(request).properties().tags());
    }

    RopResponse set(RopSetProperties.Request request, RopContext context) {
        return new RopSetProperties.Response(request.inputHandleIndex(),
                PropertyChanges.set(context.withProperties(request), request.values()));
    }

    RopResponse setNoReplicate(RopSetPropertiesNoReplicate.Request request, RopContext context) {
        return new RopSetPropertiesNoReplicate.Response(request.inputHandleIndex(),
                PropertyChanges.set(context.withProperties(request), request.values()));
    }

    RopResponse delete(RopDeleteProperties.Request request, RopContext context) {
        return new RopDeleteProperties.Response(request.inputHandleIndex(),
                context.withProperties(request).properties().delete(request.tags()));
    }

    RopResponse deleteNoReplicate(RopDeletePropertiesNoReplicate.Request request, RopContext context) {
        return new RopDeletePropertiesNoReplicate.Response(request.inputHandleIndex(),
                context.withProperties(request).properties().delete(request.tags()));
    }

    RopResponse names(RopGetNamesFromPropertyIds.Request request, RopContext context) {
        return new RopGetNamesFromPropertyIds.Response(request.inputHandleIndex(),
                context.withProperties(request).logon().mailbox().propertyNames(request.propertyIds()));
    }

    RopResponse ids(RopGetPropertyIdsFromNames.Request request, RopContext context) {
        var mailbox = context.withProperties(request).logon().mailbox();
        // No names asks for all ids there are ([MS-OXCPRPT] 3.2.5.10), of a logon as of any other object: the count
        // must be that of all names (MS-OXCPRPT_R213, R217).
        List<Integer> ids = request.names().isEmpty() ? List.copyOf(mailbox.allPropertyNames(Optional.empty()).keySet())
                : mailbox.propertyIds(request.names(), (request.flags() & IDS_CREATE) != 0);
        return new RopGetPropertyIdsFromNames.Response(request.inputHandleIndex(), ids);
    }

    RopResponse queryNames(RopQueryNamedProperties.Request request, RopContext context) {
        var ids = new ArrayList<Integer>();
        var names = new ArrayList<PropertyName>();
        context.withProperties(request).logon().mailbox().allPropertyNames(Optional.ofNullable(request.propertyGuid()))
                .forEach((id, name) -> {
                    boolean wanted = switch (name) { // [MS-OXCPRPT] 2.2.9.1
                        case PropertyName.Text _ -> (request.queryFlags() & QUERY_NO_STRINGS) == 0;
                        case PropertyName.Lid _ -> (request.queryFlags() & QUERY_NO_IDS) == 0;
                        case PropertyName.Unnamed _ -> false;
                    };
                    if (wanted) {
                        ids.add(id);
                        names.add(name);
                    }
                });
        return new RopQueryNamedProperties.Response(request.inputHandleIndex(), ids, names);
    }

    RopResponse copyTo(RopCopyTo.Request request, RopContext context) {
        var copies = new PropertyCopies(source(request.sourceHandleIndex(), request.logonId(), context),
                destination(request.destHandleIndex(), request.logonId(), context), request.copyFlags());
        return new RopCopyTo.Response(request.sourceHandleIndex(),
                copies.allBut(request.excludedTags(), request.wantSubObjects()));
    }

    RopResponse copyProperties(RopCopyProperties.Request request, RopContext context) {
        var copies = new PropertyCopies(source(request.sourceHandleIndex(), request.logonId(), context),
                destination(request.destHandleIndex(), request.logonId(), context), request.copyFlags());
        return new RopCopyProperties.Response(request.sourceHandleIndex(), copies.chosen(request.tags()));
    }

    private static WithProperties source(int index, int logonId, RopContext context) {
        return RopContext.cast(context.object(index, logonId, ErrorCode.NULL_OBJECT), WithProperties.class);
    }

    /// Of the same logon, as all objects of one request ([MS-OXCROPS] 3.2.5.4), so named properties keep their ids.
    private static WithProperties destination(int index, int logonId, RopContext context) {
        return RopContext.cast(context.object(index, logonId, ErrorCode.DESTINATION_NULL_OBJECT),
                WithProperties.class);
    }
}
