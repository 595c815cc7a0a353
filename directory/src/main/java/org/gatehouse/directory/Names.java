package org.gatehouse.directory;

import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.LDAPException;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.gatehouse.directory.DirectoryException.Reason;

/// Checks of the names people type, with refusals they can act on.
public final class Names {
    /// Names of configuration objects and the values of legacy DNs end here ([MS-OXOABK] 2.2.1.1).
    public static final int OBJECT_NAME_MAX = 64;
    /// The longest host name in text (RFC 1035 2.3.4).
    public static final int HOST_NAME_MAX = 253;
    /// The longest distinguished name taken.
    public static final int DN_MAX = 4096;
    private static final int SHOWN_MAX = 80;
    private static final Pattern LABEL = Pattern.compile("[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?");
    private static final Pattern GUID =
            Pattern.compile("\\{?([0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12})}?");

    private Names() {}

    /// A host name with at least two labels, in lower case.
    public static String requireHostName(String parameter, String value) {
        String name = value.endsWith(".") ? value.substring(0, value.length() - 1) : value;
        String[] labels = name.split("\\.", -1);
        boolean good = name.length() <= HOST_NAME_MAX && labels.length >= 2;
        for (String label : labels) {
            good &= LABEL.matcher(label).matches();
        }
        if (!good || labels[labels.length - 1].chars().allMatch(Character::isDigit)) {
            throw DirectoryException.about(Reason.INVALID, parameter, shown(value),
                    "is not a fully qualified host name",
                    "Give at least two labels of letters, digits and hyphens, such as outlook.corp.example");
        }
        return name.toLowerCase(Locale.ROOT);
    }

    /// A name of a configuration object: 1 to 64 printable characters that DNs and legacy DNs can carry.
    public static String requireObjectName(String parameter, String value) {
        String problem = value.isBlank() ? "is empty"
                : value.length() > OBJECT_NAME_MAX ? "is longer than " + OBJECT_NAME_MAX + " characters"
                : !value.equals(value.strip()) ? "begins or ends with a space"
                : value.chars().anyMatch(c -> c < ' ' || c == 0x7f || c == '/' || c == '\\' || c == 0xfffd
                        || Character.isSurrogate((char) c)) ? "contains a character that names cannot carry"
                : "";
        if (!problem.isEmpty()) {
            throw DirectoryException.about(Reason.INVALID, parameter, shown(value), problem,
                    "Give 1 to " + OBJECT_NAME_MAX + " characters without slashes, backslashes or control characters");
        }
        return value;
    }

    /// A distinguished name (RFC 4514).
    public static DN requireDn(String value) {
        if (value.length() > DN_MAX) {
            throw new DirectoryException(Reason.INVALID, "The distinguished name is longer than " + DN_MAX
                    + " characters.");
        }
        try {
            return new DN(value);
        } catch (LDAPException malformed) {
            throw new DirectoryException(Reason.INVALID, "'" + shown(value) + "' is not a distinguished name. "
                    + "Write it as CN=name,CN=container,DC=domain,DC=example.", malformed);
        }
    }

    /// The GUID, if the text is one, with or without braces.
    public static Optional<UUID> guid(String value) {
        var matcher = GUID.matcher(value);
        return matcher.matches() ? Optional.of(UUID.fromString(matcher.group(1))) : Optional.empty();
    }

    /// A value as messages show it: shortened and without control characters.
    public static String shown(String value) {
        String cut = value.length() > SHOWN_MAX ? value.substring(0, SHOWN_MAX) + "..." : value;
        return cut.replaceAll("\\p{Cntrl}", "?");
    }
}
