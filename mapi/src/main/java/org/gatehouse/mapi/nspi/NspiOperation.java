package org.gatehouse.mapi.nspi;

import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.gatehouse.wire.ndr.NdrReader;

/// The operations of the NSPI interface that are on the wire ([MS-OXNSPI] 6), one line each. 15, 17 and 18 are not.
public enum NspiOperation {
    BIND(0, NspiBind::decode),
    UNBIND(1, NspiUnbind::decode),
    UPDATE_STAT(2, NspiUpdateStat::decode),
    QUERY_ROWS(3, NspiQueryRows::decode),
    SEEK_ENTRIES(4, NspiSeekEntries::decode),
    GET_MATCHES(5, NspiGetMatches::decode),
    RESORT_RESTRICTION(6, NspiResortRestriction::decode),
    DN_TO_MID(7, NspiDNToMId::decode),
    GET_PROP_LIST(8, NspiGetPropList::decode),
    GET_PROPS(9, NspiGetProps::decode),
    COMPARE_MIDS(10, NspiCompareMIds::decode),
    MOD_PROPS(11, NspiModProps::decode),
    GET_SPECIAL_TABLE(12, NspiGetSpecialTable::decode),
    GET_TEMPLATE_INFO(13, NspiGetTemplateInfo::decode),
    MOD_LINK_ATT(14, NspiModLinkAtt::decode),
    QUERY_COLUMNS(16, NspiQueryColumns::decode),
    RESOLVE_NAMES(19, NspiResolveNames::decode),
    RESOLVE_NAMES_W(20, NspiResolveNamesW::decode);

    /// Operation numbers are below this.
    public static final int COUNT = 21;

    private final int number;
    private final Function<NdrReader, NspiRequest> decoder;

    NspiOperation(int number, Function<NdrReader, NspiRequest> decoder) {
        this.number = number;
        this.decoder = decoder;
    }

    public int number() {
        return number;
    }

    public static Optional<NspiOperation> of(int number) {
        return Stream.of(values()).filter(operation -> operation.number == number).findFirst();
    }

    /// Reads a request's stub.
    public NspiRequest decode(NdrReader stub) {
        return decoder.apply(stub);
    }
}
