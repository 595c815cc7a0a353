package org.gatehouse.directory.ldap;

import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.ReadOnlyEntry;
import com.unboundid.ldap.sdk.ResultCode;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.gatehouse.directory.Directory;
import org.gatehouse.directory.DirectoryException;
import org.gatehouse.directory.DirectoryException.Reason;
import org.gatehouse.directory.Guids;
import org.gatehouse.directory.Names;
import org.gatehouse.directory.Query;

/// Names of entries in requests: distinguished names, and `<GUID=...>` as Active Directory takes it, in the binary
/// form's hexadecimal digits or with dashes ([MS-ADTS] 3.1.1.3.1.2.4).
record AlternativeNames(Directory directory) {
    private static final String GUID = "<guid=";
    private static final int HEX_DIGITS = 32;

    DN named(String text) {
        if (!text.startsWith("<")) {
            return Names.requireDn(text);
        }
        Optional<byte[]> guid = guid(text);
        if (guid.isEmpty()) {
            String what = "'" + Names.shown(text) + "' is not a name. Write <GUID=...> with 32 hexadecimal digits or "
                    + "with dashes.";
            throw new DirectoryException(Reason.INVALID, what,
                    new LDAPException(ResultCode.INVALID_DN_SYNTAX, what));
        }
        Filter filter = Filter.createEqualityFilter("objectGUID", guid.get());
        List<ReadOnlyEntry> found = directory.search(Query.below(DN.NULL_DN, filter)).entries();
        if (found.isEmpty()) {
            throw new DirectoryException(Reason.NOT_FOUND, "'" + Names.shown(text) + "' does not exist.");
        }
        return Names.requireDn(found.getFirst().getDN());
    }

    private static Optional<byte[]> guid(String text) {
        if (!text.toLowerCase(Locale.ROOT).startsWith(GUID) || !text.endsWith(">")) {
            return Optional.empty();
        }
        String value = text.substring(GUID.length(), text.length() - 1);
        if (value.length() == HEX_DIGITS && value.chars().allMatch(HexFormat::isHexDigit)) {
            return Optional.of(HexFormat.of().parseHex(value));
        }
        return Names.guid(value).map(Guids::bytes);
    }
}
