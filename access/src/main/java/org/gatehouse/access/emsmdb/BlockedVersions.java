package org.gatehouse.access.emsmdb;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.gatehouse.mapi.emsmdb.ProtocolVersion;

/// Client versions that an administrator keeps out (Set-RpcClientAccess -BlockedClientVersions).
///
/// Written as major.build.revision, the form in which clients show their version: the minor number, which has been 0 in
/// every client, is left out. Single versions and ranges, open at one end or not, joined by semicolons.
public record BlockedVersions(List<Range> ranges) {
    /// Nothing is blocked.
    public static final BlockedVersions NONE = new BlockedVersions(List.of());

    private static final Comparator<ProtocolVersion> ORDER = Comparator.comparingInt(ProtocolVersion::major)
            .thenComparingInt(ProtocolVersion::build).thenComparingInt(ProtocolVersion::revision);
    private static final ProtocolVersion LOWEST = new ProtocolVersion(0, 0, 0, 0);
    private static final ProtocolVersion HIGHEST = new ProtocolVersion(0xffff, 0, 0x7fff, 0xffff);

    public BlockedVersions {
        ranges = List.copyOf(ranges);
    }

    /// Both ends belong to it.
    public record Range(ProtocolVersion first, ProtocolVersion last) {
        boolean holds(ProtocolVersion version) {
            return ORDER.compare(first, version) <= 0 && ORDER.compare(version, last) <= 0;
        }
    }

    /// Reads `-13.32767.65535;15.0.0-`; empty blocks nothing.
    ///
    /// @throws IllegalArgumentException for anything else
    public static BlockedVersions of(String text) {
        var ranges = new ArrayList<Range>();
        for (String each : text.isBlank() ? new String[0] : text.split(";", -1)) {
            String[] ends = each.strip().split("-", -1);
            if (ends.length > 2 || each.strip().equals("-")) {
                throw new IllegalArgumentException(each + " is no range of client versions");
            }
            String last = ends[ends.length - 1];
            ranges.add(new Range(ends[0].isBlank() ? LOWEST : version(ends[0]),
                    last.isBlank() ? HIGHEST : version(last)));
        }
        return new BlockedVersions(ranges);
    }

    /// Reads what is blocked for one user (Set-CASMailbox -MAPIBlockOutlookVersions): the same, but one version alone
    /// blocks those before it, and `15.0.4569` names the build 4569, as the cmdlet's reference page has it.
    ///
    /// @throws IllegalArgumentException for anything else
    public static BlockedVersions ofMailbox(String text) {
        BlockedVersions written = of(text);
        boolean alone = written.ranges.size() == 1 && !text.contains("-");
        return new BlockedVersions(written.ranges.stream().map(range -> {
            ProtocolVersion last = build(range.last());
            return alone ? new Range(LOWEST, before(last)) : new Range(build(range.first()), last);
        }).toList());
    }

    private static ProtocolVersion build(ProtocolVersion written) {
        return written.build() == 0 && written.revision() <= HIGHEST.build()
                ? new ProtocolVersion(written.major(), 0, written.revision(), 0) : written;
    }

    private static ProtocolVersion before(ProtocolVersion version) {
        if (version.revision() > 0) {
            return new ProtocolVersion(version.major(), 0, version.build(), version.revision() - 1);
        }
        if (version.build() > 0) {
            return new ProtocolVersion(version.major(), 0, version.build() - 1, HIGHEST.revision());
        }
        return version.major() == 0 ? LOWEST : new ProtocolVersion(version.major() - 1, 0, HIGHEST.build(),
                HIGHEST.revision());
    }

    private static ProtocolVersion version(String text) {
        String[] parts = text.strip().split("\\.", -1);
        if (parts.length != 3) {
            throw new IllegalArgumentException(text + " is no client version: write major.build.revision");
        }
        return new ProtocolVersion(Integer.parseInt(parts[0]), 0, Integer.parseInt(parts[1]),
                Integer.parseInt(parts[2]));
    }

    boolean holds(ProtocolVersion version) {
        return ranges.stream().anyMatch(range -> range.holds(version));
    }
}
