package org.gatehouse.store;

/// Which folders a hierarchy table shows ([MS-OXCFOLD] 2.2.1.13.1).
///
/// @param allLevels everything below the folder instead of its children alone
/// @param deleted folders softly deleted instead of the existing ones
public record HierarchyScope(boolean allLevels, boolean deleted) {
    public static final HierarchyScope CHILDREN = new HierarchyScope(false, false);
    public static final HierarchyScope ALL_LEVELS = new HierarchyScope(true, false);
}
