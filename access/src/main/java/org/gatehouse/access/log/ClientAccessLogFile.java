package org.gatehouse.access.log;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Writes the log as `RCA_yyyymmdd-n.LOG`, one or more files a day, comma separated.
///
/// Lines wait in a bounded queue for [#run()], which its owner runs on a thread of its own until [#close()]. With the
/// queue full, lines are dropped and counted, and the count becomes a line of its own: a slow disk never slows a call.
public final class ClientAccessLogFile implements ClientAccessLog, Runnable, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ClientAccessLogFile.class);
    private static final String FIELDS = "date-time,session-id,seq-number,client-name,organization-info,"
            + "client-software,client-software-version,client-mode,client-ip,server-ip,protocol,application-id,"
            + "operation,rpc-status,processing-time,operation-specific,failures";
    private static final Pattern NAME = Pattern.compile("RCA_(\\d{8})-(\\d{1,6})\\.LOG");
    private static final DateTimeFormatter DAY = DateTimeFormatter.BASIC_ISO_DATE;
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final int QUEUE_ENTRIES = 8192;
    private static final int FIELD_CHARS_MAX = 2048;
    private static final long POLL_MILLIS = 200;

    private final Path folder;
    private final String version;
    private final InstantSource clock;
    private final Limits limits;
    private final BlockingQueue<Entry> queue = new ArrayBlockingQueue<>(QUEUE_ENTRIES);
    private final AtomicLong dropped = new AtomicLong();
    private volatile boolean closing;
    private @Nullable BufferedWriter file;
    private LocalDate day = LocalDate.MIN;
    private long fileBytes;

    /// @param version the announced version, as `14.3.123.4`
    public ClientAccessLogFile(Path folder, String version, InstantSource clock, Limits limits) {
        this.folder = folder;
        this.version = version;
        this.clock = clock;
        this.limits = limits;
    }

    /// How much is kept; [#defaults()] is what the 2010 release keeps.
    public record Limits(long fileBytesMax, long folderBytesMax, Duration ageMax) {
        public static Limits defaults() {
            return new Limits(10L << 20, 1L << 30, Duration.ofDays(30));
        }
    }

    @Override
    public void write(Entry entry) {
        if (!queue.offer(entry)) {
            dropped.incrementAndGet();
        }
    }

    /// Writes lines until [#close()], then the ones that are left.
    @Override
    public void run() {
        var batch = new ArrayList<Entry>();
        try {
            while (true) {
                boolean last = closing;
                Entry first = queue.poll(last ? 0 : POLL_MILLIS, TimeUnit.MILLISECONDS);
                if (first != null) {
                    batch.add(first);
                    queue.drainTo(batch);
                    writeAll(batch);
                    batch.clear();
                } else if (last) {
                    return;
                }
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } finally {
            closeFile();
        }
    }

    /// Lets [#run()] end once the queue is empty.
    @Override
    public void close() {
        closing = true;
    }

    private void writeAll(List<Entry> batch) {
        try {
            for (Entry entry : batch) {
                writeLine(line(entry), entry.time());
            }
            long lost = dropped.getAndSet(0);
            if (lost > 0) {
                writeLine(TIME.format(clock.instant()) + ",,,,,,,,,,,,,,,," + lost + " lines dropped", clock.instant());
            }
            if (file != null) {
                file.flush();
            }
        } catch (IOException | UncheckedIOException failure) {
            LOG.warn("cannot write the RPC Client Access log in {}: {}; free space or correct its permissions", folder,
                    failure.getMessage());
            closeFile();
        }
    }

    private void writeLine(String line, Instant time) throws IOException {
        LocalDate lineDay = LocalDate.ofInstant(time, ZoneOffset.UTC);
        BufferedWriter open = file;
        if (open == null || lineDay.isAfter(day) || fileBytes >= limits.fileBytesMax) {
            open = openNext(lineDay);
        }
        open.write(line);
        open.write("\r\n");
        fileBytes += line.length() + 2L;
    }

    private BufferedWriter openNext(LocalDate newDay) throws IOException {
        closeFile();
        Files.createDirectories(folder);
        String prefix = "RCA_" + DAY.format(newDay) + "-";
        int number = 1;
        while (Files.exists(folder.resolve(prefix + number + ".LOG"))) {
            number++;
        }
        BufferedWriter opened = Files.newBufferedWriter(folder.resolve(prefix + number + ".LOG"),
                StandardCharsets.UTF_8, StandardOpenOption.CREATE_NEW);
        file = opened;
        day = newDay;
        String header = "#Software: Gatehouse\r\n#Version: " + version + "\r\n#Log-type: RCA Protocol Logs\r\n#Date: "
                + TIME.format(clock.instant()) + "\r\n#Fields: " + FIELDS + "\r\n";
        opened.write(header);
        fileBytes = header.length();
        removeOld();
        return opened;
    }

    /// Removes files beyond the age, then the oldest beyond the size; never the one just opened.
    private void removeOld() throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.list(folder)) {
            files = all.filter(path -> NAME.matcher(path.getFileName().toString()).matches())
                    .sorted(Comparator.comparing(ClientAccessLogFile::order)).toList();
        }
        String oldest = DAY.format(LocalDate.ofInstant(clock.instant().minus(limits.ageMax), ZoneOffset.UTC));
        long total = 0;
        for (Path path : files) {
            total += Files.size(path);
        }
        for (Path path : files.subList(0, Math.max(0, files.size() - 1))) {
            if (path.getFileName().toString().compareTo("RCA_" + oldest) >= 0 && total <= limits.folderBytesMax) {
                return;
            }
            total -= Files.size(path);
            Files.delete(path);
        }
    }

    private static String order(Path path) {
        var parts = NAME.matcher(path.getFileName().toString());
        return parts.matches() ? parts.group(1) + String.format(Locale.ROOT, "%06d", Integer.valueOf(parts.group(2)))
                : "";
    }

    private void closeFile() {
        BufferedWriter open = file;
        file = null;
        if (open != null) {
            try {
                open.close();
            } catch (IOException failure) {
                LOG.warn("cannot close the RPC Client Access log in {}: {}", folder, failure.getMessage());
            }
        }
    }

    static String line(Entry entry) {
        Client client = entry.client();
        return String.join(",", TIME.format(entry.time()), Integer.toString(entry.sessionId()),
                Integer.toString(entry.sequence()), field(client.legacyDn()), field(client.organization()),
                field(client.software()), field(client.version()), field(client.mode()), field(client.address()),
                field(client.serverAddress()), field(client.protocol()), "", field(entry.operation()),
                entry.status() == 0 ? "0" : "0x" + Integer.toHexString(entry.status()),
                entry.processingMillis().map(ClientAccessLogFile::elapsed).orElse(""), field(entry.detail()),
                field(entry.failure()));
    }

    private static String elapsed(long millis) {
        Duration time = Duration.ofMillis(millis);
        return String.format(Locale.ROOT, "%02d:%02d:%02d.%03d", time.toHours(), time.toMinutesPart(),
                time.toSecondsPart(), time.toMillisPart());
    }

    /// Quotes what needs it; what a client said cannot begin a new line or a new field.
    private static String field(String text) {
        String shown = text.length() > FIELD_CHARS_MAX ? text.substring(0, FIELD_CHARS_MAX) : text;
        shown = shown.replaceAll("\\p{Cntrl}", " ");
        return shown.indexOf(',') < 0 && shown.indexOf('"') < 0 ? shown : '"' + shown.replace("\"", "\"\"") + '"';
    }
}
