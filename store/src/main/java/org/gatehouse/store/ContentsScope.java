package org.gatehouse.store;

/// Which messages of a folder a contents table shows.
///
/// @param associated the folder's associated messages instead of its ordinary ones ([MS-OXCFOLD] 2.2.1.14.1)
/// @param deleted those softly deleted instead of the existing ones
public record ContentsScope(boolean associated, boolean deleted) {
    public static final ContentsScope MESSAGES = new ContentsScope(false, false);
    public static final ContentsScope ASSOCIATED = new ContentsScope(true, false);

    /// The value of `message.associated` ([FolderSchema#FORMAT_2]).
    int place() {
        return (associated ? MessageRow.ASSOCIATED : 0) | (deleted ? MessageRow.DELETED : 0);
    }
}
