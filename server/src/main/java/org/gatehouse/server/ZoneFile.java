package org.gatehouse.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.gatehouse.edge.dns.ZoneStore;

/// A zone in a text file, the serial on the first line, then one record a line: as an earlier version kept the own one,
/// and as a DNS server keeps what it has read elsewhere.
record ZoneFile(Path file) {
    private static final String SERIAL = "; serial ";

    Optional<ZoneStore.Saved> load() throws IOException {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        List<String> lines = Files.readAllLines(file);
        if (lines.isEmpty() || !lines.getFirst().matches(SERIAL + "\\d{1,10}")) {
            throw new IOException(file + " does not begin with its serial; restore it from a copy, or remove it and"
                    + " publish the array again");
        }
        return Optional.of(new ZoneStore.Saved(Long.parseLong(lines.getFirst().substring(SERIAL.length())),
                lines.subList(1, lines.size())));
    }

    void save(ZoneStore.Saved zone) throws IOException {
        var lines = new ArrayList<>(List.of(SERIAL + zone.serial()));
        lines.addAll(zone.records());
        KeptFile.write(file, lines);
    }
}
