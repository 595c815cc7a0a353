package org.gatehouse.mapi.rop;

import static org.gatehouse.wire.MalformedException.require;

import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.util.List;
import java.util.UUID;
import org.gatehouse.mapi.id.ObjectId;
import org.gatehouse.mapi.property.ErrorCode;
import org.gatehouse.wire.ByteReader;
import org.gatehouse.wire.ByteWriter;

/// RopLogon, RopId 0xfe: opens a mailbox or the public folders.
///
/// Layout [MS-OXCROPS] 2.2.3.1; meaning [MS-OXCSTOR] 2.2.1.1 and 3.2.5.1.
public final class RopLogon {
    /// Bits of LogonFlags ([MS-OXCSTOR] 2.2.1.1.1).
    public static final int PRIVATE = 0x01;
    public static final int UNDERCOVER = 0x02;
    public static final int GHOSTED = 0x04;
    public static final int SPOOLER_PROCESS = 0x08;
    /// All of them.
    public static final int LOGON_FLAGS = PRIVATE | UNDERCOVER | GHOSTED | SPOOLER_PROCESS;

    /// Bits of OpenFlags ([MS-OXCSTOR] 2.2.1.1.1).
    public static final int USE_ADMIN_PRIVILEGE = 0x0000_0001;
    public static final int PUBLIC = 0x0000_0002;
    public static final int HOME_LOGON = 0x0000_0004;
    public static final int TAKE_OWNERSHIP = 0x0000_0008;
    public static final int ALTERNATE_SERVER = 0x0000_0100;
    public static final int IGNORE_HOME_MDB = 0x0000_0200;
    public static final int NO_MAIL = 0x0000_0400;
    public static final int USE_PER_MDB_REPLICA_ID_MAPPING = 0x0100_0000;
    public static final int SUPPORT_PROGRESS = 0x2000_0000;
    /// All of them.
    public static final int OPEN_FLAGS = USE_ADMIN_PRIVILEGE | PUBLIC | HOME_LOGON | TAKE_OWNERSHIP | ALTERNATE_SERVER
            | IGNORE_HOME_MDB | NO_MAIL | USE_PER_MDB_REPLICA_ID_MAPPING | SUPPORT_PROGRESS;

    /// Bits of ResponseFlags ([MS-OXCSTOR] 2.2.1.1.3).
    public static final int RESPONSE_RESERVED = 0x01;
    public static final int RESPONSE_OWNER_RIGHT = 0x02;
    public static final int RESPONSE_SEND_AS_RIGHT = 0x04;
    public static final int RESPONSE_OUT_OF_OFFICE = 0x10;

    /// Special folders that a response names ([MS-OXCSTOR] 2.2.1.1.3, 2.2.1.1.4).
    public static final int FOLDERS = 13;

    private RopLogon() {}

    /// @param essdn legacy DN of the mailbox; empty for public folders
    public record Request(int logonId, int outputHandleIndex, int logonFlags, int openFlags, int storeState,
            String essdn) implements RopRequest {
        static Request decode(ByteReader in) {
            int logonId = in.u8();
            int outputHandleIndex = in.u8();
            int logonFlags = in.u8();
            int openFlags = in.i32();
            int storeState = in.i32();
            ByteReader dn = in.window(in.u16());
            String essdn = dn.hasRemaining() ? dn.terminated(StandardCharsets.ISO_8859_1) : "";
            require(!dn.hasRemaining(), "EssdnSize");
            return new Request(logonId, outputHandleIndex, logonFlags, openFlags, storeState, essdn);
        }

        public boolean isPrivate() {
            return (logonFlags & PRIVATE) != 0;
        }

        @Override
        public RopId id() {
            return RopId.LOGON;
        }

        @Override
        public int inputHandleIndex() {
            return outputHandleIndex;
        }

        @Override
        public void encodeBody(ByteWriter out) {
            out.u8(outputHandleIndex).u8(logonFlags).i32(openFlags).i32(storeState);
            out.u16(essdn.isEmpty() ? 0 : essdn.length() + 1);
            if (!essdn.isEmpty()) {
                out.terminated(essdn, StandardCharsets.ISO_8859_1);
            }
        }
    }

    /// The logon to a mailbox succeeded ([MS-OXCROPS] 2.2.3.1.2).
    ///
    /// @param folderIds the thirteen special folders in the order of [MS-OXCSTOR] 2.2.1.1.3
    /// @param logonTime the server's clock, UTC
    /// @param gwartTime a FILETIME, or any number that changes when address routing does
    public record MailboxResponse(int handleIndex, int logonFlags, List<ObjectId> folderIds, int responseFlags,
            UUID mailboxGuid, int replicaId, UUID replicaGuid, LogonTime logonTime, long gwartTime, int storeState)
            implements RopResponse {
        public MailboxResponse {
            folderIds = requireFolders(folderIds);
        }

        @Override
        public RopId id() {
            return RopId.LOGON;
        }

        @Override
        public void encodeBody(ByteWriter out) {
            out.u8(logonFlags);
            folderIds.forEach(folder -> out.i64(folder.wire()));
            out.u8(responseFlags).guid(mailboxGuid).u16(replicaId).guid(replicaGuid);
            logonTime.write(out);
            out.i64(gwartTime).i32(storeState);
        }
    }

    /// The logon to public folders succeeded ([MS-OXCROPS] 2.2.3.1.3).
    ///
    /// @param folderIds thirteen, the unused ones zero, in the order of [MS-OXCSTOR] 2.2.1.1.4
    /// @param perUserGuid not used by clients
    public record PublicResponse(int handleIndex, int logonFlags, List<ObjectId> folderIds, int replicaId,
            UUID replicaGuid, UUID perUserGuid) implements RopResponse {
        public PublicResponse {
            folderIds = requireFolders(folderIds);
        }

        @Override
        public RopId id() {
            return RopId.LOGON;
        }

        @Override
        public void encodeBody(ByteWriter out) {
            out.u8(logonFlags);
            folderIds.forEach(folder -> out.i64(folder.wire()));
            out.u16(replicaId).guid(replicaGuid).guid(perUserGuid);
        }
    }

    /// Another server has the mailbox ([MS-OXCROPS] 2.2.3.1.4).
    ///
    /// @param serverName legacy DN of that server
    public record RedirectResponse(int handleIndex, int logonFlags, String serverName) implements RopResponse {
        public RedirectResponse {
            if (serverName.length() > 254) {
                throw new IllegalArgumentException("server name of " + serverName.length() + " characters");
            }
        }

        @Override
        public RopId id() {
            return RopId.LOGON;
        }

        @Override
        public int returnValue() {
            return ErrorCode.WRONG_SERVER;
        }

        @Override
        public void encodeBody(ByteWriter out) {
            out.u8(logonFlags).u8(serverName.length() + 1).terminated(serverName, StandardCharsets.ISO_8859_1);
        }
    }

    /// The server's clock ([MS-OXCROPS] 2.2.3.1.2.1).
    ///
    /// @param dayOfWeek Sunday is 0
    public record LogonTime(int seconds, int minutes, int hour, int dayOfWeek, int day, int month, int year) {
        public static LogonTime of(LocalDateTime utc) {
            return new LogonTime(utc.getSecond(), utc.getMinute(), utc.getHour(), utc.getDayOfWeek().getValue() % 7,
                    utc.getDayOfMonth(), utc.getMonthValue(), utc.getYear());
        }

        static LogonTime read(ByteReader in) {
            return new LogonTime(in.u8(), in.u8(), in.u8(), in.u8(), in.u8(), in.u8(), in.u16());
        }

        void write(ByteWriter out) {
            out.u8(seconds).u8(minutes).u8(hour).u8(dayOfWeek).u8(day).u8(month).u16(year);
        }
    }

    static RopResponse decodeResponse(ByteReader in, ResponseHead head) {
        if (head.returnValue() == ErrorCode.WRONG_SERVER) {
            int logonFlags = in.u8();
            ByteReader name = in.window(in.u8());
            String serverName = name.terminated(StandardCharsets.ISO_8859_1);
            require(!name.hasRemaining(), "ServerNameSize");
            return new RedirectResponse(head.handleIndex(), logonFlags, serverName);
        }
        if (head.returnValue() != ErrorCode.SUCCESS) {
            return new RopResponse.Failure(RopId.LOGON, head.handleIndex(), head.returnValue());
        }
        int logonFlags = in.u8();
        List<ObjectId> folders = in.list(FOLDERS, Long.BYTES, Fields::objectId);
        return (logonFlags & PRIVATE) != 0
                ? new MailboxResponse(head.handleIndex(), logonFlags, folders, in.u8(), in.guid(), in.u16(), in.guid(),
                        LogonTime.read(in), in.i64(), in.i32())
                : new PublicResponse(head.handleIndex(), logonFlags, folders, in.u16(), in.guid(), in.guid());
    }

    private static List<ObjectId> requireFolders(List<ObjectId> folderIds) {
        if (folderIds.size() != FOLDERS) {
            throw new IllegalArgumentException(folderIds.size() + " special folders");
        }
        return List.copyOf(folderIds);
    }
}
