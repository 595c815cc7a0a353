package org.gatehouse.access.emsmdb;

import org.gatehouse.mapi.property.ErrorCode;
import org.gatehouse.mapi.rop.RopRequest;
import org.gatehouse.store.MailboxException;

/// One operation's surroundings: its session, the buffer's handle table, and how much its response may take.
final class RopContext {
    private final Session session;
    private final int[] handles;
    private int room;

    /// @param handles the server object handle table, written to as objects are created ([MS-OXCROPS] 3.2.5.1)
    RopContext(Session session, int[] handles) {
        this.session = session;
        this.handles = handles;
    }

    Session session() {
        return session;
    }

    /// Bytes the response may take, its head included.
    int room() {
        return room;
    }

    void setRoom(int bytes) {
        room = bytes;
    }

    int[] handles() {
        return handles;
    }

    /// The handle at an index of the table; the unused mark beyond its end.
    int handleAt(int index) {
        return index < handles.length ? handles[index] : ObjectTable.UNUSED;
    }

    /// The object that a request works on.
    ///
    /// @throws MailboxException NULL_OBJECT, INVALID_OBJECT or ACCESS_DENIED ([MS-OXCROPS] 3.2.5.4)
    ServerObject target(RopRequest request) {
        return object(request.inputHandleIndex(), request.logonId(), ErrorCode.NULL_OBJECT);
    }

    /// @param missing the error when there is no object: requests with a destination have one of their own
    ServerObject object(int index, int logonId, int missing) {
        return switch (session.objects().find(handleAt(index), logonId)) {
            case ObjectTable.Lookup.Found(ServerObject object) -> object;
            case ObjectTable.Lookup.Unknown _ -> throw new MailboxException(missing, "no object at " + index);
            case ObjectTable.Lookup.Released _ -> throw new MailboxException(
                    missing == ErrorCode.NULL_OBJECT ? ErrorCode.INVALID_OBJECT : missing, "released object");
            case ObjectTable.Lookup.Foreign _ -> throw new MailboxException(ErrorCode.ACCESS_DENIED, "another logon's");
        };
    }

    /// An object of whichever logon of the session: the destination of a move or copy.
    ServerObject ofAnyLogon(int index, int missing) {
        return session.objects().find(handleAt(index)).orElseThrow(
                () -> new MailboxException(missing, "no object at " + index));
    }

    ServerObject.Logon logon(RopRequest request) {
        return target(request).logon();
    }

    ServerObject.FolderObject folder(RopRequest request) {
        return cast(target(request), ServerObject.FolderObject.class);
    }

    ServerObject.MessageObject message(RopRequest request) {
        return cast(target(request), ServerObject.MessageObject.class);
    }

    ServerObject.AttachmentObject attachment(RopRequest request) {
        return cast(target(request), ServerObject.AttachmentObject.class);
    }

    /// The folder or store that messages are opened from; what is neither is none ([MS-OXCMSG] 3.2.5.1).
    ServerObject.Logon storeOfFolder(RopRequest request) {
        ServerObject target = target(request);
        if (!(target instanceof ServerObject.Logon || target instanceof ServerObject.FolderObject)) {
            throw new MailboxException(ErrorCode.NULL_OBJECT, "neither a folder nor a store");
        }
        return target.logon();
    }

    /// Likewise a kind of object, of operations that take any other for none ([MS-OXCMSG] 3.2.5.4 to 3.2.5.17).
    ///
    /// @throws MailboxException NULL_OBJECT
    <T extends ServerObject> T only(Class<T> kind, RopRequest request) {
        ServerObject target = target(request);
        if (!kind.isInstance(target)) {
            throw new MailboxException(ErrorCode.NULL_OBJECT, "not for a " + target.kindName());
        }
        return kind.cast(target);
    }

    ServerObject.TableObject table(RopRequest request) {
        return cast(target(request), ServerObject.TableObject.class);
    }

    ServerObject.StreamObject stream(RopRequest request) {
        return cast(target(request), ServerObject.StreamObject.class);
    }

    ServerObject.WithProperties withProperties(RopRequest request) {
        return cast(target(request), ServerObject.WithProperties.class);
    }

    /// @throws MailboxException NOT_SUPPORTED when the operation does not apply to that kind of object
    static <T extends ServerObject> T cast(ServerObject object, Class<T> kind) {
        if (!kind.isInstance(object)) {
            throw new MailboxException(ErrorCode.NOT_SUPPORTED, "not for a " + object.kindName());
        }
        return kind.cast(object);
    }

    /// Gives an object a handle at an index of the table.
    ///
    /// @throws MailboxException OUT_OF_RESOURCES when the session holds too many
    int assign(int index, ServerObject object) {
        if (!session.objects().hasRoom()) {
            object.release();
            throw new MailboxException(ErrorCode.OUT_OF_RESOURCES, "too many objects in the session");
        }
        int handle = session.objects().add(object.logon().id(), object);
        put(index, handle);
        return handle;
    }

    void put(int index, int handle) {
        if (index < handles.length) {
            handles[index] = handle;
        }
    }
}
