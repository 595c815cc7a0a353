package org.gatehouse.database;

/// Bounds of one engine.
///
/// @param queuedWritesMax works waiting for the writer; a caller waits for a place, then is refused
/// @param worksPerCommitMax works that may share one commit
/// @param readersMax connections, and threads, that read at the same time
/// @param waitMillisMax how long a caller waits for a place in the writer's queue or for a reader
/// @param logPagesMax pages in the write-ahead log from which it begins anew; at three times that a commit moves it
public record EngineLimits(int queuedWritesMax, int worksPerCommitMax, int readersMax, long waitMillisMax,
        int logPagesMax) {
    public static final EngineLimits USUAL = new EngineLimits(1024, 256, 4, 30_000, 12_000);

    public EngineLimits {
        if (queuedWritesMax < 1 || worksPerCommitMax < 1 || readersMax < 1 || waitMillisMax < 0 || logPagesMax < 1) {
            throw new IllegalArgumentException("engine limits must be positive");
        }
    }
}
