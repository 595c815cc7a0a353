package org.gatehouse.store;

/// One row of a folder's permission list ([MS-OXCPERM] 2.2.4 to 2.2.7).
///
/// @param member PidTagMemberId: [#DEFAULT], [#ANONYMOUS] or what the store gave
/// @param legacyDn of the user or group, empty for the two reserved rows
/// @param name PidTagMemberName
/// @param rights bits of [FolderRights]
/// @param group whether it is a group's row, whose entry id says so ([MS-OXCDATA] 2.2.5.2)
public record FolderPermission(long member, String legacyDn, String name, int rights, boolean group) {
    public static final long DEFAULT = 0;
    public static final long ANONYMOUS = -1;

    FolderPermission(long member, String legacyDn, String name, int rights) {
        this(member, legacyDn, name, rights, false);
    }

    FolderPermission with(int changed) {
        return new FolderPermission(member, legacyDn, name, changed, group);
    }

    /// A change of a list ([MS-OXCPERM] 2.2.2.1.1).
    public sealed interface Change {
        /// @param name the user's or group's name as the directory has it
        record Add(String legacyDn, String name, int rights, boolean group) implements Change {
            public Add(String legacyDn, String name, int rights) {
                this(legacyDn, name, rights, false);
            }
        }

        record Modify(long member, int rights) implements Change {}

        record Remove(long member) implements Change {}
    }
}
