package org.gatehouse.directory.organization;

import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import com.unboundid.ldap.sdk.ReadOnlyEntry;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// By which protocols, and with which versions of Outlook, the owner of a mailbox may reach it.
///
/// @param given what somebody has set
/// @param blockedOutlookVersions of MAPIBlockOutlookVersions; empty blocks none
public record ProtocolSettings(Map<ProtocolSwitch, Boolean> given, String blockedOutlookVersions) {
    static final List<String> ATTRIBUTES = List.of("protocolSettings", "msExchOmaAdminWirelessEnable",
            "msExchEwsEnabled");
    private static final String LINES = "protocolSettings";
    private static final String SEPARATOR = "\u00a7";
    private static final String MAPI = "MAPI";
    private static final int VERSIONS_FIELD = 3;
    /// Every line has at least so many.
    private static final int FIELDS = 9;
    private static final String WIRELESS = "msExchOmaAdminWirelessEnable";
    /// The bit of msExchOmaAdminWirelessEnable that forbids what the user's device begins.
    private static final int NO_SYNC = 4;
    private static final String EWS = "msExchEwsEnabled";

    public ProtocolSettings {
        given = Map.copyOf(given);
    }

    /// What holds: as it was set, or as it is for everybody.
    public boolean is(ProtocolSwitch which) {
        return given.getOrDefault(which, which.preset());
    }

    static ProtocolSettings read(ReadOnlyEntry entry) {
        var given = new EnumMap<ProtocolSwitch, Boolean>(ProtocolSwitch.class);
        for (ProtocolSwitch which : ProtocolSwitch.values()) {
            Optional<Boolean> kept = switch (which) {
                case ACTIVE_SYNC_ENABLED -> entry.hasAttribute(WIRELESS)
                        ? Optional.of((Entries.number(entry, WIRELESS, 0) & NO_SYNC) == 0) : Optional.empty();
                case EWS_ENABLED -> entry.hasAttribute(EWS) ? Optional.of(Entries.number(entry, EWS, 1) != 0)
                        : Optional.empty();
                case OWA_ENABLED, ECP_ENABLED, POP_ENABLED, IMAP_ENABLED, MAPI_ENABLED,
                     MAPI_BLOCK_OUTLOOK_NON_CACHED_MODE, MAPI_BLOCK_OUTLOOK_RPC_HTTP, MAPI_HTTP_ENABLED -> {
                    String field = field(lines(entry), which.line(), which.field());
                    yield field.isEmpty() ? Optional.empty() : Optional.of(!field.equals("0"));
                }
            };
            kept.ifPresent(value -> given.put(which, value));
        }
        return new ProtocolSettings(given, field(lines(entry), MAPI, VERSIONS_FIELD));
    }

    /// What to change in an entry so that it has these switches.
    ///
    /// @param switches nothing: as it is for everybody
    static List<Modification> changes(ReadOnlyEntry entry, Map<ProtocolSwitch, Optional<Boolean>> switches,
            @Nullable String blockedOutlookVersions) {
        var all = new ArrayList<Modification>();
        List<String[]> lines = lines(entry);
        switches.forEach((which, value) -> {
            switch (which) {
                case ACTIVE_SYNC_ENABLED -> {
                    int others = Entries.number(entry, WIRELESS, 0) & ~NO_SYNC;
                    all.add(Entries.replace(WIRELESS, value.isEmpty() && others == 0 ? ""
                            : Integer.toString(value.orElse(true) ? others : others | NO_SYNC)));
                }
                case EWS_ENABLED -> all.add(Entries.replace(EWS, value.map(on -> on ? "1" : "0").orElse("")));
                case OWA_ENABLED, ECP_ENABLED, POP_ENABLED, IMAP_ENABLED, MAPI_ENABLED,
                     MAPI_BLOCK_OUTLOOK_NON_CACHED_MODE, MAPI_BLOCK_OUTLOOK_RPC_HTTP, MAPI_HTTP_ENABLED ->
                        put(lines, which.line(), which.field(), value.map(on -> on ? "1" : "0").orElse(""));
            }
        });
        if (blockedOutlookVersions != null) {
            put(lines, MAPI, VERSIONS_FIELD, blockedOutlookVersions);
        }
        String[] written = lines.stream().map(fields -> String.join(SEPARATOR, fields)).toArray(String[]::new);
        if (!Arrays.equals(written, Entries.values(entry, LINES))) {
            all.add(new Modification(ModificationType.REPLACE, LINES, written));
        }
        return all;
    }

    private static List<String[]> lines(ReadOnlyEntry entry) {
        var lines = new ArrayList<String[]>();
        for (String line : Entries.values(entry, LINES)) {
            lines.add(line.split(SEPARATOR, -1));
        }
        return lines;
    }

    private static String field(List<String[]> lines, String name, int index) {
        return lines.stream().filter(fields -> fields[0].equalsIgnoreCase(name) && fields.length > index)
                .map(fields -> fields[index].strip()).findFirst().orElse("");
    }

    private static void put(List<String[]> lines, String name, int index, String value) {
        for (int line = 0; line < lines.size(); line++) {
            if (lines.get(line)[0].equalsIgnoreCase(name)) {
                lines.set(line, filled(lines.get(line), index, value));
                return;
            }
        }
        if (!value.isEmpty()) {
            lines.add(filled(new String[] {name}, index, value));
        }
    }

    private static String[] filled(String[] fields, int index, String value) {
        String[] all = Arrays.copyOf(fields, Math.max(fields.length, FIELDS));
        for (int each = fields.length; each < all.length; each++) {
            all[each] = "";
        }
        all[index] = value;
        return all;
    }
}
