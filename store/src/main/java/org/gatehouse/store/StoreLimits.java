package org.gatehouse.store;

/// Bounds of a mailbox database. Refusals carry the error named.
///
/// @param valueBytesMax one property's value (TOO_BIG written, STREAM_SIZE_ERROR lengthened, OUT_OF_MEMORY set whole)
/// @param messageBytesMax one message with all its attachments (QUOTA_EXCEEDED)
/// @param recipientsMax of one message (TOO_MANY_RECIPIENTS)
/// @param attachmentsMax of one message (MAX_ATTACHMENT_EXCEEDED)
/// @param embeddingDepthMax messages within messages (MAX_ATTACHMENT_EXCEEDED)
/// @param propertiesMax of one object (OUT_OF_RESOURCES)
/// @param namedPropertiesMax of one mailbox (OUT_OF_MEMORY)
/// @param foldersMax of one mailbox (OUT_OF_RESOURCES)
/// @param folderDepthMax below the root (OUT_OF_RESOURCES)
/// @param folderNameCharsMax (STRING_TOO_LONG)
/// @param tableRowsMax ids one open table keeps (TABLE_TOO_BIG)
/// @param cellBytesMax a value in a table's row is cut to this ([MS-OXCTABL] 3.2.5.5)
/// @param inlineBytesMax longer values are kept apart from the object's row, so that tables do not read them
/// @param queuedEventsMax events waiting for one subscription before they are coalesced
/// @param subscriptionsMax of one mailbox (OUT_OF_RESOURCES)
public record StoreLimits(int valueBytesMax, int messageBytesMax, int recipientsMax, int attachmentsMax,
        int embeddingDepthMax, int propertiesMax, int namedPropertiesMax, int foldersMax, int folderDepthMax,
        int folderNameCharsMax, int tableRowsMax, int cellBytesMax, int inlineBytesMax, int queuedEventsMax,
        int subscriptionsMax) {
    public static final StoreLimits USUAL = new StoreLimits(64 << 20, 96 << 20, 5_000, 500, 10, 4_000, 0x7ffe, 50_000,
            64, 255, 1_000_000, 510, 2_048, 1_000, 100_000);
}
