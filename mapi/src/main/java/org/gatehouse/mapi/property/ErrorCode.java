package org.gatehouse.mapi.property;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/// Error codes of [MS-OXCDATA] 2.4 (and, where a protocol adds its own, of its section 2.2), as the wire holds them.
public final class ErrorCode {
    public static final int SUCCESS = 0;

    // Warnings ([MS-OXCDATA] 2.4.2).
    public static final int NO_SERVICE = 0x00040203;
    public static final int ERRORS_RETURNED = 0x00040380;
    public static final int POSITION_CHANGED = 0x00040481;
    public static final int APPROXIMATE_COUNT = 0x00040482;
    public static final int CANCEL_MESSAGE = 0x00040580;
    public static final int PARTIAL_COMPLETION = 0x00040680;
    public static final int SYNC_PROGRESS = 0x00040820;
    public static final int SYNC_CLIENT_CHANGE_NEWER = 0x00040821;

    // Error codes ([MS-OXCDATA] 2.4).
    public static final int GENERAL_FAILURE = 0x80004005;
    public static final int NO_INTERFACE = 0x80004002;
    public static final int OUT_OF_MEMORY = 0x8007000e;
    public static final int INVALID_PARAMETER = 0x80070057;
    public static final int ACCESS_DENIED = 0x80070005;
    public static final int STORAGE_INVALID_FUNCTION = 0x80030001;
    public static final int STORAGE_ACCESS_DENIED = 0x80030005;
    public static final int STORAGE_INSUFFICIENT_MEMORY = 0x80030008;
    public static final int STORAGE_INVALID_POINTER = 0x80030009;
    public static final int STORAGE_SEEK_ERROR = 0x80030019;
    public static final int STORAGE_READ_FAULT = 0x8003001e;
    public static final int STORAGE_LOCK_VIOLATION = 0x80030021;
    public static final int STORAGE_INVALID_PARAMETER = 0x80030057;
    public static final int STREAM_SIZE_ERROR = 0x80030070;
    public static final int STORAGE_INVALID_FLAG = 0x800300ff;
    public static final int NOT_SUPPORTED = 0x80040102;
    public static final int INVALID_CHARACTER_WIDTH = 0x80040103;
    public static final int STRING_TOO_LONG = 0x80040105;
    public static final int UNKNOWN_FLAGS = 0x80040106;
    public static final int INVALID_ENTRY_ID = 0x80040107;
    public static final int INVALID_OBJECT = 0x80040108;
    public static final int OBJECT_MODIFIED = 0x80040109;
    public static final int OBJECT_DELETED = 0x8004010a;
    public static final int SERVER_BUSY = 0x8004010b;
    public static final int OUT_OF_DISK = 0x8004010d;
    public static final int OUT_OF_RESOURCES = 0x8004010e;
    public static final int NOT_FOUND = 0x8004010f;
    public static final int VERSION_MISMATCH = 0x80040110;
    public static final int LOGON_FAILED = 0x80040111;
    public static final int TOO_MANY_SESSIONS = 0x80040112;
    public static final int USER_CANCELED = 0x80040113;
    public static final int UNABLE_TO_ABORT = 0x80040114;
    public static final int RPC_FAILED = 0x80040115;
    public static final int DISK_ERROR = 0x80040116;
    public static final int TOO_COMPLEX = 0x80040117;
    public static final int INVALID_COLUMN = 0x80040118;
    public static final int COMPUTED_VALUE = 0x8004011a;
    public static final int CORRUPT_DATA = 0x8004011b;
    public static final int INVALID_CODE_PAGE = 0x8004011e;
    public static final int INVALID_LOCALE = 0x8004011f;
    public static final int TIME_SKEW = 0x80040123;
    public static final int END_OF_SESSION = 0x80040200;
    public static final int UNKNOWN_ENTRY_ID = 0x80040201;
    public static final int NOT_COMPLETED = 0x80040400;
    public static final int TIMEOUT = 0x80040401;
    public static final int EMPTY_TABLE = 0x80040402;
    public static final int TABLE_TOO_BIG = 0x80040403;
    public static final int TOO_BIG = 0x80040305;
    public static final int INVALID_BOOKMARK = 0x80040405;
    public static final int ERROR_WAIT = 0x80040500;
    public static final int ERROR_CANCEL = 0x80040501;
    public static final int NOT_IN_QUEUE = 0x80040601;
    public static final int NO_SUPPRESS = 0x80040602;
    public static final int COLLIDING_NAMES = 0x80040604;
    public static final int NOT_INITIALIZED = 0x80040605;
    public static final int NO_RECIPIENTS = 0x80040607;
    public static final int ALREADY_SENT = 0x80040608;
    public static final int HAS_FOLDERS = 0x80040609;
    public static final int HAS_MESSAGES = 0x8004060a;
    public static final int FOLDER_CYCLE = 0x8004060b;
    public static final int LOCK_ID_LIMIT = 0x8004060d;
    public static final int AMBIGUOUS_RECIPIENT = 0x80040700;
    public static final int SYNC_OBJECT_DELETED = 0x80040800;
    public static final int SYNC_IGNORE = 0x80040801;
    public static final int SYNC_CONFLICT = 0x80040802;
    public static final int SYNC_NO_PARENT = 0x80040803;
    public static final int SYNC_INCEST = 0x80040804;
    public static final int NAMED_PROPERTY_QUOTA_EXCEEDED = 0x80040900;

    // Additional error codes ([MS-OXCDATA] 2.4.1): no severity bit.
    public static final int ISAM_ERROR = 0x3ea;
    public static final int UNKNOWN_USER = 0x3eb;
    public static final int EXITING = 0x3ed;
    public static final int BAD_CONFIGURATION = 0x3ee;
    public static final int UNKNOWN_CODE_PAGE = 0x3ef;
    public static final int SERVER_OUT_OF_MEMORY = 0x3f0;
    public static final int LOGIN_PERMISSION = 0x3f2;
    public static final int PARAMETER_OVERFLOW = 0x450;
    public static final int UNSUPPORTED_PROPERTY = 0x456;
    public static final int SEARCH_FOLDER = 0x460;
    public static final int NOT_SEARCH_FOLDER = 0x461;
    public static final int NO_REPLICA_HERE = 0x468;
    public static final int NO_REPLICA_AVAILABLE = 0x469;
    public static final int WRONG_SERVER = 0x478;
    public static final int BUFFER_TOO_SMALL = 0x47d;
    public static final int SERVER_PAUSED = 0x47f;
    public static final int SERVER_TOO_BUSY = 0x480;
    public static final int SEARCH_FOLDER_SCOPE_VIOLATION = 0x490;
    public static final int CONVERSATION_NOT_FOUND = 0x496;
    public static final int RPC_FORMAT = 0x4b6;
    public static final int NULL_OBJECT = 0x4b9;
    public static final int QUOTA_EXCEEDED = 0x4d9;
    public static final int MAX_SUBMISSION_EXCEEDED = 0x4da;
    public static final int MAX_ATTACHMENT_EXCEEDED = 0x4db;
    public static final int CLIENT_VERSION_DISALLOWED = 0x4df;
    public static final int RPC_HTTP_DISALLOWED = 0x4e0;
    public static final int NOT_EXPANDED = 0x4f7;
    public static final int NOT_COLLAPSED = 0x4f8;
    public static final int UNREGISTERED_NAMED_PROPERTY = 0x4fa;
    public static final int NO_CREATE_RIGHT = 0x4ff;
    public static final int NO_CREATE_SUBFOLDER_RIGHT = 0x502;
    public static final int DESTINATION_NULL_OBJECT = 0x503;
    public static final int MAILBOX_IN_TRANSIT = 0x50c;
    public static final int MESSAGE_CYCLE = 0x504;
    public static final int TOO_MANY_RECIPIENTS = 0x505;
    public static final int PROTOCOL_DISABLED = 0x7d8;
    public static final int REJECTED = 0x7ee;
    public static final int NOT_ENCRYPTED = 0x970;

    private static final Map<Integer, String> NAMES = names();

    private ErrorCode() {}

    /// The name for logs and traces: `NOT_FOUND`, or the code in hexadecimal when it has none here.
    public static String nameOf(int code) {
        return NAMES.getOrDefault(code, String.format(Locale.ROOT, "0x%08x", code));
    }

    private static Map<Integer, String> names() {
        var names = new HashMap<Integer, String>();
        for (Field field : ErrorCode.class.getDeclaredFields()) {
            if (field.getType() == int.class && Modifier.isStatic(field.getModifiers())) {
                try {
                    names.put(field.getInt(null), field.getName());
                } catch (IllegalAccessException impossible) {
                    throw new IllegalStateException(impossible);
                }
            }
        }
        return Map.copyOf(names);
    }
}
