package org.gatehouse.store;

import org.gatehouse.wire.Bytes;

/// One value as bytes: text as UTF-16 little-endian without its end (or in the code page, for PtypString8).
///
/// Positions are the caller's. What was written to a message or an attachment is its value at once, and on disk when
/// it is saved; for folders and the store, it is the value, on disk, at [#commit].
public interface ValueStream {
    long size();

    /// Up to `count` bytes from `offset`; fewer at the end.
    Bytes read(long offset, int count);

    /// Writes, growing the value as needed; a gap is filled with zeros.
    ///
    /// @throws MailboxException TOO_BIG beyond [StoreLimits#valueBytesMax], STORAGE_ACCESS_DENIED when read-only
    void write(long offset, Bytes bytes);

    /// Cuts, or lengthens with zeros.
    ///
    /// @throws MailboxException STREAM_SIZE_ERROR beyond [StoreLimits#valueBytesMax], STORAGE_ACCESS_DENIED when
    /// read-only
    void resize(long size);

    void commit();
}
