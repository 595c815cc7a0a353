package org.gatehouse.mapi.nspi;

import org.gatehouse.wire.Bytes;
import org.gatehouse.wire.ndr.ContextHandle;
import org.gatehouse.wire.ndr.NdrReader;
import org.gatehouse.wire.ndr.NdrWriter;
import org.jspecify.annotations.Nullable;

/// NspiGetTemplateInfo, opnum 13: a template for showing or addressing.
///
/// [MS-OXNSPI] 3.1.4.1.18.
///
/// ```
/// long NspiGetTemplateInfo([in] NSPI_HANDLE hRpc, [in] DWORD dwFlags, [in] DWORD ulType,
///     [in, unique, string] char * pDN, [in] DWORD dwCodePage, [in] DWORD dwLocaleID, [out] PropertyRow_r ** ppData);
/// ```
public final class NspiGetTemplateInfo {
    private NspiGetTemplateInfo() {}

    /// @param dn null lets the server choose by display type and locale
    public record Request(ContextHandle handle, int flags, int displayType, @Nullable Bytes dn, int codePage,
            int localeId) implements NspiRequest {}

    public record Response(@Nullable PropertyRow row, int status) implements NspiResponse {
        @Override
        public void write(NdrWriter out) {
            PropertyRow.writePointer(out, row);
            out.i32(status);
        }
    }

    static Request decode(NdrReader in) {
        ContextHandle handle = in.contextHandle();
        int flags = in.i32();
        int displayType = in.i32();
        Bytes dn = in.pointer() ? in.stringBytes(NspiLimits.STRING_CHARS_MAX) : null;
        return new Request(handle, flags, displayType, dn, in.i32(), in.i32());
    }
}
