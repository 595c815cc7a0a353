package org.gatehouse.store;

import java.util.UUID;

/// A mounted database.
public interface MailboxDatabase {
    UUID guid();

    String name();
}
