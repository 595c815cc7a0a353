package org.gatehouse.store;

import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// The mailbox databases that this process can open: what the shell and the servers ask to mount and find them.
public interface DatabaseHost extends AutoCloseable {
    /// Opens a database, creating it when `create` and there is none. Mounted already: does nothing.
    ///
    /// @param name for messages and the file's name at creation
    /// @throws StoreException when it is missing, of a newer format, or owned by another process; says the remedy
    void mount(UUID guid, String name, Kind kind, boolean create);

    /// Closes a database; its sessions end. Not mounted: does nothing.
    void dismount(UUID guid);

    /// The mounted database, if it is.
    Optional<MailboxDatabase> mounted(UUID guid);

    /// Whether the database is one of those that this process opens; others are opened elsewhere.
    default boolean opens(UUID guid) {
        return true;
    }

    /// All that are mounted.
    default List<MailboxDatabase> mounted() {
        return List.of();
    }

    /// Dismounts all.
    @Override
    void close();

    enum Kind { MAILBOX, PUBLIC_FOLDER }
}
