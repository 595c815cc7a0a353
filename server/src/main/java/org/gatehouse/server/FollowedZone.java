package org.gatehouse.server;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.gatehouse.directory.Directory;
import org.gatehouse.directory.organization.Layout;
import org.gatehouse.edge.dns.OwnZone;
import org.gatehouse.edge.dns.ZoneSettings;
import org.gatehouse.edge.dns.ZoneStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The organisation's zone as a DNS server has it that reads it in the directory of another node. What was read last is
/// kept in the data folder: it is served while the directory is away, after a start too.
final class FollowedZone {
    private static final Logger LOG = LoggerFactory.getLogger(FollowedZone.class);

    private final String domain;
    private final String ownFqdn;
    private final InetAddress ownAddress;
    private final DirectoryZone source;
    private final ZoneFile kept;
    private final OwnZone zone;

    /// @param kept the file for what was read last
    /// @throws IOException when the directory is away and nothing was kept
    FollowedZone(Directory directory, Layout layout, String ownFqdn, InetAddress ownAddress, Path kept)
            throws IOException {
        this.domain = layout.domain();
        this.ownFqdn = ownFqdn.toLowerCase(Locale.ROOT);
        this.ownAddress = ownAddress;
        this.source = new DirectoryZone(directory, layout, domain, false);
        this.kept = new ZoneFile(kept);
        this.zone = new OwnZone(ZoneSettings.of(domain, nameServer()), new ReadOnly());
    }

    OwnZone zone() {
        return zone;
    }

    /// Reads the zone again.
    void changed() throws IOException {
        zone.reload();
    }

    private String nameServer() {
        try {
            return source.nameServer().orElse(ownFqdn);
        } catch (org.gatehouse.directory.DirectoryException away) {
            return ownFqdn;
        }
    }

    /// The other node's records, and this server's own address unless the zone has one.
    private final class ReadOnly implements ZoneStore {
        private boolean read;

        @Override
        public Optional<Saved> load() throws IOException {
            var saved = loaded();
            var lines = new ArrayList<>(saved.records());
            boolean inZone = ownFqdn.endsWith("." + domain.toLowerCase(Locale.ROOT));
            if (inZone && lines.stream().noneMatch(line -> line.toLowerCase(Locale.ROOT).startsWith(ownFqdn + "."))) {
                lines.add(ownFqdn + ". 60 IN " + (ownAddress instanceof Inet4Address ? "A " : "AAAA ")
                        + ownAddress.getHostAddress());
            }
            return Optional.of(new Saved(saved.serial(), lines));
        }

        private Saved loaded() throws IOException {
            try {
                Saved saved = source.load().orElse(new Saved(1, List.of()));
                kept.save(saved);
                read = true;
                return saved;
            } catch (IOException away) {
                Optional<Saved> before = read ? Optional.empty() : kept.load();
                if (before.isEmpty()) {
                    throw away;
                }
                LOG.warn("the zone {} is served as it was read before this start: {}", domain, away.getMessage());
                return before.get();
            }
        }

        @Override
        public void save(Saved changed) throws IOException {
            throw new IOException("the zone " + domain + " is changed where its directory is");
        }
    }
}
