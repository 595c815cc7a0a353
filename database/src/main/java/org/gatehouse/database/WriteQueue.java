package org.gatehouse.database;

/// Writes that all lock the same row first: they run one after the other, in the order in which they came to this
/// process.
public interface WriteQueue {
    /// As [SqlEngine#write]; those that wait for each other may share one commit, which each of them waits for.
    <T> T write(SqlWork<T> work);
}
