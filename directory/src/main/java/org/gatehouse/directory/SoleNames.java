package org.gatehouse.directory;

import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.ReadOnlyEntry;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.gatehouse.directory.DirectoryException.Reason;

/// The names that one entry has for itself, whoever asks at the same moment: the directory refuses them to a second
/// one inside the change, since a check before the change would let two administrators pass together. Names within a
/// container are not among them: the path is unique already. Pure.
///
/// Accounts and UPNs as [MS-ADTS] 3.1.1.5.1.2 and 3.1.1.5.1.3 want them; addresses, aliases, legacy DNs, host names
/// and arrays of sites as Exchange's own tools do.
final class SoleNames {
    private static final String ADDRESS = "proxyaddresses";
    private static final Set<String> OF_EVERY_ENTRY = Set.of("samaccountname", "userprincipalname", "mailnickname",
            ADDRESS);

    private SoleNames() {}

    /// One name: of which kind, and in the form by which it is compared.
    record Name(String kind, String value) {}

    /// The names an entry claims, each with the words to refuse it to another.
    static Map<Name, String> of(ReadOnlyEntry entry) {
        var names = new LinkedHashMap<Name, String>();
        if (entry.hasAttributeValue("objectClass", "msExchMDB")) {
            return names; // the legacy DN of a database tells its endpoint, which others share
        }
        boolean server = entry.hasAttributeValue("objectClass", "msExchExchangeServer");
        for (Attribute attribute : entry.getAttributes()) {
            String kind = attribute.getName().toLowerCase(Locale.ROOT);
            for (byte[] value : attribute.getValueByteArrays()) {
                String normal = Schema.normalized(kind, value).orElse("");
                if (OF_EVERY_ENTRY.contains(kind)) {
                    claim(names, kind, normal, attribute, value);
                } else if (kind.equals("legacyexchangedn")) {
                    // A legacy DN somebody had before is an X500 address of theirs: no one else may get it.
                    claim(names, server ? kind : ADDRESS, server ? normal : "x500:" + normal, attribute, value);
                } else if (server && kind.equals("networkaddress") && normal.startsWith("ncacn_ip_tcp:")) {
                    claim(names, kind, normal, attribute, value);
                } else if (kind.equals("msexchserversite")
                        && entry.hasAttributeValue("objectClass", "msExchClientAccessArray")) {
                    claim(names, "array of site", normal, attribute, value);
                }
            }
        }
        return names;
    }

    /// The refusal of a name.
    ///
    /// @param shown what [#of] says of it
    static DirectoryException taken(String shown, String holder) {
        return new DirectoryException(Reason.ALREADY_EXISTS,
                shown + " belongs to '" + Names.shown(holder) + "'. Choose another.");
    }

    private static void claim(Map<Name, String> names, String kind, String normal, Attribute attribute, byte[] value) {
        names.putIfAbsent(new Name(kind, normal), attribute.getName() + " '"
                + Names.shown(new String(value, java.nio.charset.StandardCharsets.UTF_8)) + "'");
    }
}
