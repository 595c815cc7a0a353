package org.gatehouse.mapi.nspi;

import java.util.List;
import org.gatehouse.mapi.property.PropertyTag;
import org.gatehouse.mapi.property.Restriction;
import org.gatehouse.wire.ndr.ContextHandle;
import org.gatehouse.wire.ndr.NdrReader;
import org.gatehouse.wire.ndr.NdrWriter;
import org.jspecify.annotations.Nullable;

/// NspiGetMatches, opnum 5: the rows that meet a condition, or those that a property refers to.
///
/// [MS-OXNSPI] 3.1.4.1.10.
///
/// ```
/// long NspiGetMatches([in] NSPI_HANDLE hRpc, [in] DWORD Reserved1, [in, out] STAT * pStat,
///     [in, unique] PropertyTagArray_r * pReserved, [in] DWORD Reserved2, [in, unique] Restriction_r * Filter,
///     [in, unique] PropertyName_r * lpPropName, [in] DWORD ulRequested, [out] PropertyTagArray_r ** ppOutMIds,
///     [in, unique] PropertyTagArray_r * pPropTags, [out] PropertyRowSet_r ** ppRows);
/// ```
public final class NspiGetMatches {
    private NspiGetMatches() {}

    /// @param propertyNameId the lID of lpPropName, null when it is null
    /// @param requested rows the client takes at most, an unsigned number
    public record Request(ContextHandle handle, int reserved, Stat stat, @Nullable Restriction filter,
            @Nullable Integer propertyNameId, int requested, @Nullable List<PropertyTag> tags) implements NspiRequest {}

    /// @param minimalIds null unless the status is success
    public record Response(Stat stat, @Nullable List<Integer> minimalIds, @Nullable List<PropertyRow> rows, int status)
            implements NspiResponse {
        @Override
        public void write(NdrWriter out) {
            stat.write(out);
            PropertyTagArrays.writeNumbersPointer(out, minimalIds);
            PropertyRow.writeSetPointer(out, rows);
            out.i32(status);
        }
    }

    static Request decode(NdrReader in) {
        ContextHandle handle = in.contextHandle();
        int reserved = in.i32();
        Stat stat = Stat.read(in);
        PropertyTagArrays.readNumbersPointer(in); // pReserved
        in.i32(); // Reserved2
        Restriction filter = in.pointer() ? Restrictions.read(in) : null;
        Integer propertyNameId = in.pointer() ? readPropertyName(in) : null;
        return new Request(handle, reserved, stat, filter, propertyNameId, in.i32(),
                PropertyTagArrays.readTagsPointer(in));
    }

    /// PropertyName_r ([MS-OXNSPI] 2.2.6.1): `FlatUID_r * lpguid; DWORD ulReserved; long lID;`
    private static Integer readPropertyName(NdrReader in) {
        boolean hasGuid = in.pointer();
        in.i32(); // ulReserved
        int id = in.i32();
        if (hasGuid) {
            in.blob(16);
        }
        return id;
    }
}
