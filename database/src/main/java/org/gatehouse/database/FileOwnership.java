package org.gatehouse.database;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.Set;

/// A database file belongs to one process: a lock on `<file>.owner`, which holds that process's id for people to read.
///
/// The system drops the lock when the process dies, however it dies; the owner file itself stays and means nothing.
final class FileOwnership implements AutoCloseable {
    /// POSIX locks end when any descriptor of the file closes in the process, so a second attempt within this process
    /// must be refused before the owner file is opened.
    private static final Set<Path> OWNED_HERE = new HashSet<>();

    private final Path database;
    private final FileChannel channel;

    private FileOwnership(Path database, FileChannel channel) {
        this.database = database;
        this.channel = channel;
    }

    /// @param database an existing folder's file, which may not exist yet
    /// @throws DatabaseException when another owner has it
    static FileOwnership take(Path database) {
        try {
            Path folder = database.toAbsolutePath().getParent();
            Path real = (folder == null ? database : folder.toRealPath().resolve(database.getFileName()));
            synchronized (OWNED_HERE) {
                if (OWNED_HERE.contains(real)) {
                    throw refused(real, "this process (" + ProcessHandle.current().pid() + ")");
                }
                FileChannel channel = lock(real);
                OWNED_HERE.add(real);
                return new FileOwnership(real, channel);
            }
        } catch (IOException failure) {
            throw new DatabaseException("cannot lock " + database + ": " + failure.getMessage()
                    + "; the folder must exist and be writable", failure);
        }
    }

    private static FileChannel lock(Path real) throws IOException {
        Path ownerFile = real.resolveSibling(real.getFileName() + ".owner");
        FileChannel channel = FileChannel.open(ownerFile,
                StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        boolean kept = false;
        try {
            FileLock lock = channel.tryLock();
            if (lock == null) {
                throw refused(real, "process " + Files.readString(ownerFile).strip());
            }
            channel.truncate(0);
            channel.write(ByteBuffer.wrap((ProcessHandle.current().pid() + "\n").getBytes(StandardCharsets.US_ASCII)));
            kept = true;
            return channel;
        } finally {
            if (!kept) {
                channel.close();
            }
        }
    }

    private static DatabaseException refused(Path real, String owner) {
        return new DatabaseException(real + " is in use by " + owner
                + ": stop that process first, or let it serve this "
                + "database; several processes on one database need PostgreSQL");
    }

    @Override
    public void close() {
        synchronized (OWNED_HERE) {
            if (OWNED_HERE.remove(database)) {
                try {
                    channel.close();
                } catch (IOException failure) {
                    throw new DatabaseException("cannot unlock " + database, failure);
                }
            }
        }
    }
}
