package org.gatehouse.directory.organization;

import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ReadOnlyEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.gatehouse.directory.DirectoryException;
import org.gatehouse.directory.DirectoryException.Reason;
import org.gatehouse.directory.EntryRules;
import org.gatehouse.directory.Names;
import org.jspecify.annotations.Nullable;

/// Settings of the RPC Client Access service, per server.
public final class RpcClientAccess {
    /// The default, and the most.
    public static final int CONNECTIONS_MAX = 65_536;
    private static final String SENDS_ON = "gatehouseEnablePreferredSiteEnforcement";
    private static final String CLASS = "msExchProtocolCfgExchangeRpcService";
    private static final int BLOCKED_MAX = 256;
    private static final String VERSION = "\\d{1,5}\\.\\d{1,5}\\.\\d{1,5}";
    private static final Pattern RANGE = Pattern.compile(VERSION + "(-(" + VERSION + ")?)?|-" + VERSION);
    private final Entries entries;
    private final Servers servers;

    RpcClientAccess(Entries entries, Servers servers) {
        this.entries = entries;
        this.servers = servers;
    }

    /// @param server an identity of a server
    public RpcClientAccessSettings get(String server) {
        return read(entry(server));
    }

    public List<RpcClientAccessSettings> all() {
        return entries.all(entries.layout().servers(), CLASS).stream().map(RpcClientAccess::read).toList();
    }

    /// Changes what is not null.
    public Outcome<RpcClientAccessSettings> set(String server, @Nullable Integer maximumConnections,
            @Nullable Boolean encryptionRequired, @Nullable String blockedClientVersions, @Nullable Boolean sendsOn,
            @Nullable String name) {
        ReadOnlyEntry entry = entry(server);
        var changes = new ArrayList<Modification>();
        var warnings = new ArrayList<String>();
        if (maximumConnections != null) {
            if (maximumConnections < 1 || maximumConnections > CONNECTIONS_MAX) {
                throw DirectoryException.about(Reason.INVALID, "MaximumConnections", maximumConnections.toString(),
                        "is out of range", "Give 1 to " + CONNECTIONS_MAX);
            }
            changes.add(Entries.replace("gatehouseMaximumConnections", maximumConnections.toString()));
        }
        if (encryptionRequired != null) {
            changes.add(Entries.replace("gatehouseEncryptionRequired",
                    encryptionRequired.toString().toUpperCase(Locale.ROOT)));
            if (!encryptionRequired) {
                warnings.add("Clients may now send and read mail through this server without encryption.");
            }
        }
        if (blockedClientVersions != null) {
            requireRanges("BlockedClientVersions", blockedClientVersions);
            changes.add(Entries.replace("gatehouseBlockedClientVersions", blockedClientVersions));
        }
        if (sendsOn != null) {
            changes.add(Entries.replace(SENDS_ON, sendsOn.toString().toUpperCase(Locale.ROOT)));
            warnings.add(sendsOn ? "Clients of mailboxes that belong to another site are sent there at their next logon"
                    + " at this server, and Outlook will ask to be started again."
                    : "This server now takes clients of mailboxes that belong to another site, as far as it reaches"
                    + " their databases; their traffic crosses the network between sites.");
        }
        if (name != null) {
            changes.add(Entries.replace("displayName", Names.requireObjectName("Name", name)));
        }
        if (!changes.isEmpty()) {
            entry = entries.directory().modify(EntryRules.dnOf(entry), changes);
        }
        RpcClientAccessSettings now = read(entry);
        return new Outcome<>(now, "Change RPC client access settings of server '" + now.server() + "'", warnings);
    }

    /// Whether a server sends clients to the site where they belong.
    static boolean sendsOn(Entries entries, String server) {
        return entries.directory().get(Layout.child("RpcClientAccess", Layout.child(server,
                entries.layout().servers()))).map(entry -> Entries.flag(entry, SENDS_ON, true)).orElse(true);
    }

    private ReadOnlyEntry entry(String server) {
        ReadOnlyEntry owner = servers.entry("Server", server);
        return entries.directory().get(Layout.child("RpcClientAccess", EntryRules.dnOf(owner)))
                .orElseThrow(() -> DirectoryException.about(Reason.NOT_FOUND, "Server", Names.shown(server),
                        "has no RPC client access settings", "Register the server again to create them"));
    }

    private static RpcClientAccessSettings read(ReadOnlyEntry entry) {
        var parent = EntryRules.dnOf(entry).getParent();
        String given = Entries.text(entry, "displayName");
        ObjectHeader header = Entries.header(entry);
        return new RpcClientAccessSettings(header, given.isEmpty() ? header.name() : given,
                parent == null ? "" : parent.getRDN().getAttributeValues()[0],
                Entries.text(entry, "gatehouseResponsibility"),
                Entries.number(entry, "gatehouseMaximumConnections", CONNECTIONS_MAX),
                Entries.flag(entry, "gatehouseEncryptionRequired", true),
                Entries.text(entry, "gatehouseBlockedClientVersions"), Entries.flag(entry, SENDS_ON, true));
    }

    /// Versions as major.minor.build, alone or as ranges that may be open at one end, joined by semicolons.
    static void requireRanges(String parameter, String text) {
        boolean good = text.length() < BLOCKED_MAX;
        for (String range : text.isEmpty() ? new String[0] : text.split(";", -1)) {
            good &= RANGE.matcher(range.strip()).matches() && numbersFit(range);
        }
        if (!good) {
            throw DirectoryException.about(Reason.INVALID, parameter, Names.shown(text),
                    "is not a list of client versions", "Write major.minor.build or ranges of it joined by semicolons,"
                            + " such as -13.32767.65535;15.0.0-, under " + BLOCKED_MAX + " characters");
        }
    }

    private static boolean numbersFit(String range) {
        for (String version : range.strip().split("-")) {
            if (!version.isEmpty()) {
                String[] parts = version.split("\\.");
                if (Integer.parseInt(parts[0]) > 32_767 || Integer.parseInt(parts[1]) > 32_767
                        || Integer.parseInt(parts[2]) > 65_535) {
                    return false;
                }
            }
        }
        return true;
    }
}
