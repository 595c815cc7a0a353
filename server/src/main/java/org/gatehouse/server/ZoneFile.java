package org.gatehouse.server;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import org.gatehouse.edge.dns.ZoneStore;

/// The own zone in a text file: the serial on the first line, then one record a line. Replaced whole and synced.
record ZoneFile(Path file) implements ZoneStore {
    private static final String SERIAL = "; serial ";

    @Override
    public Optional<Saved> load() throws IOException {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        List<String> lines = Files.readAllLines(file);
        if (lines.isEmpty() || !lines.getFirst().matches(SERIAL + "\\d{1,10}")) {
            throw new IOException(file + " does not begin with its serial; restore it from a copy, or remove it and"
                    + " publish the array again");
        }
        return Optional.of(new Saved(Long.parseLong(lines.getFirst().substring(SERIAL.length())),
                lines.subList(1, lines.size())));
    }

    @Override
    public void save(Saved zone) throws IOException {
        var text = new StringBuilder(SERIAL).append(zone.serial()).append('\n');
        zone.records().forEach(record -> text.append(record).append('\n'));
        Path draft = file.resolveSibling(file.getFileName() + ".new");
        try (var channel = FileChannel.open(draft, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.WRITE)) {
            channel.write(java.nio.ByteBuffer.wrap(text.toString().getBytes(StandardCharsets.UTF_8)));
            channel.force(true);
        }
        Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        try (var folder = FileChannel.open(file.toAbsolutePath().getParent(), StandardOpenOption.READ)) {
            folder.force(true);
        }
    }
}
