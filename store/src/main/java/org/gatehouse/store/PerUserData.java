package org.gatehouse.store;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.gatehouse.mapi.id.LongTermId;
import org.gatehouse.wire.Bytes;

/// What readers have read in public folders, as sets of change numbers ([MS-OXCSTOR] 3.2.1, per-user data table).
///
/// A mailbox keeps copies for its owner, each with the database it came from. Public folders keep the caller's own
/// state, by which [MessageDraft] and tables show messages as read.
public interface PerUserData {
    /// The public folders whose data came from a database; of public folders, none is ever told.
    List<LongTermId> folders(UUID source);

    /// Where the data of a folder came from, when there is any.
    Optional<UUID> source(LongTermId folder);

    /// A serialized IDSET with replica GUIDs ([MS-OXCFXICS] 2.2.2.4.2), no bytes when there is none.
    Bytes read(LongTermId folder);

    /// Replaces what is there. On disk when this returns.
    ///
    /// @param source the database it came from; ignored by public folders
    /// @throws MailboxException INVALID_PARAMETER when the data is no such set; NOT_FOUND for a public folder that is
    /// not there; OUT_OF_RESOURCES for too many folders
    void write(LongTermId folder, Bytes data, UUID source);
}
