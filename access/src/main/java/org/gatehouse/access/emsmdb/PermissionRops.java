package org.gatehouse.access.emsmdb;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.gatehouse.access.emsmdb.ServerObject.FolderObject;
import org.gatehouse.access.emsmdb.ServerObject.TableObject;
import org.gatehouse.mapi.id.AddressBookEntryId;
import org.gatehouse.mapi.property.ErrorCode;
import org.gatehouse.mapi.property.PropertyTag;
import org.gatehouse.mapi.property.PropertyValue;
import org.gatehouse.mapi.property.Tags;
import org.gatehouse.mapi.property.Value;
import org.gatehouse.mapi.rop.RopGetPermissionsTable;
import org.gatehouse.mapi.rop.RopModifyPermissions;
import org.gatehouse.mapi.rop.RopResponse;
import org.gatehouse.mapi.rop.RowModification;
import org.gatehouse.store.FolderPermission;
import org.gatehouse.store.FolderPermission.Change;
import org.gatehouse.store.MailboxException;
import org.gatehouse.wire.Bytes;
import org.gatehouse.wire.MalformedException;

/// Permission lists of folders ([MS-OXCPERM] 3.2.5).
final class PermissionRops {
    private static final int INCLUDE_FREE_BUSY = 0x02;
    private static final int REPLACE_ROWS = 0x01;

    private final AccessNode node;

    PermissionRops(AccessNode node) {
        this.node = node;
    }

    RopResponse table(RopGetPermissionsTable.Request request, RopContext context) {
        FolderObject folder = context.folder(request);
        boolean freeBusy = (request.tableFlags() & INCLUDE_FREE_BUSY) != 0;
        context.assign(request.outputHandleIndex(), new TableObject(folder.logon(),
                folder.folder().permissionTable(freeBusy), TableObject.Kind.PERMISSIONS));
        return new RopGetPermissionsTable.Response(request.outputHandleIndex());
    }

    RopResponse modify(RopModifyPermissions.Request request, RopContext context) {
        FolderObject folder = context.folder(request);
        boolean replace = (request.modifyFlags() & REPLACE_ROWS) != 0;
        var changes = new ArrayList<Change>();
        for (RowModification row : request.permissions()) {
            if (replace && row.flags() != RowModification.ADD) {
                throw new MailboxException(ErrorCode.INVALID_PARAMETER, "only rows to add replace others");
            }
            changes.add(change(row));
        }
        folder.folder().modifyPermissions(changes, replace, (request.modifyFlags() & INCLUDE_FREE_BUSY) != 0);
        return new RopModifyPermissions.Response(request.inputHandleIndex());
    }

    private Change change(RowModification row) {
        return switch (row.flags()) {
            case RowModification.ADD -> addition(row);
            case RowModification.MODIFY -> new Change.Modify(member(row), rights(row));
            case RowModification.REMOVE -> new Change.Remove(member(row));
            default -> throw new MailboxException(ErrorCode.INVALID_PARAMETER, "permission data flags " + row.flags());
        };
    }

    /// Clients that copy a list add its reserved rows too, which have no entry id: these exist already.
    private Change addition(RowModification row) {
        Optional<Value> entryId = value(row.values(), Tags.ENTRY_ID);
        Bytes bytes = entryId.isPresent() && entryId.get() instanceof Value.Binary(Bytes given) ? given : Bytes.EMPTY;
        if (bytes.isEmpty()) {
            long member = member(row);
            if (member != FolderPermission.DEFAULT && member != FolderPermission.ANONYMOUS) {
                throw new MailboxException(ErrorCode.INVALID_PARAMETER, "a permission for nobody");
            }
            return new Change.Modify(member, rights(row));
        }
        String dn = legacyDn(bytes);
        return node.directory().byLegacyDn(dn)
                .map(user -> new Change.Add(user.legacyDn(), user.displayName(), rights(row)))
                .or(() -> node.directory().securityGroup(dn)
                        .map(group -> new Change.Add(group.legacyDn(), group.displayName(), rights(row), true)))
                .orElseThrow(() -> new MailboxException(ErrorCode.UNKNOWN_USER, "no user or security group " + dn));
    }

    private static String legacyDn(Bytes entryId) {
        try {
            return AddressBookEntryId.of(entryId).x500Dn();
        } catch (MalformedException unreadable) {
            throw new MailboxException(ErrorCode.INVALID_ENTRY_ID, String.valueOf(unreadable.getMessage()));
        }
    }

    private static long member(RowModification row) {
        return value(row.values(), Tags.MEMBER_ID).filter(Value.Int64.class::isInstance).map(Value.Int64.class::cast)
                .map(Value.Int64::value)
                .orElseThrow(() -> new MailboxException(ErrorCode.INVALID_PARAMETER, "no PidTagMemberId"));
    }

    private static int rights(RowModification row) {
        return value(row.values(), Tags.MEMBER_RIGHTS).filter(Value.Int32.class::isInstance)
                .map(Value.Int32.class::cast).map(Value.Int32::value)
                .orElseThrow(() -> new MailboxException(ErrorCode.INVALID_PARAMETER, "no PidTagMemberRights"));
    }

    private static Optional<Value> value(List<PropertyValue> values, PropertyTag tag) {
        return values.stream().filter(each -> each.tag().equals(tag)).map(PropertyValue::value).findFirst();
    }
}
