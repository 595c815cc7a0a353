package org.gatehouse.store;

import org.gatehouse.mapi.property.ErrorCode;

/// What a client asks of a message's read state and receipts ([MS-OXCMSG] 2.2.3.10.1).
///
/// @param bits as the ROPs carry them; reserved ones are ignored
public record ReadFlags(int bits) {
    public static final int SUPPRESS_RECEIPT = 0x01;
    public static final int CLEAR_READ = 0x04;
    public static final int RECEIPT_ONLY = 0x10;
    public static final int CLEAR_NOTIFY_READ = 0x20;
    public static final int CLEAR_NOTIFY_UNREAD = 0x40;

    /// @throws MailboxException INVALID_PARAMETER for bits that exclude each other
    public ReadFlags {
        int kinds = ((bits & (SUPPRESS_RECEIPT | CLEAR_READ)) != 0 ? 1 : 0) + ((bits & RECEIPT_ONLY) != 0 ? 1 : 0)
                + ((bits & (CLEAR_NOTIFY_READ | CLEAR_NOTIFY_UNREAD)) != 0 ? 1 : 0);
        if (kinds > 1) {
            throw new MailboxException(ErrorCode.INVALID_PARAMETER, "read flags 0x" + Integer.toHexString(bits));
        }
    }

    static ReadFlags of(boolean read, boolean suppressReceipts) {
        return new ReadFlags((read ? 0 : CLEAR_READ) | (suppressReceipts ? SUPPRESS_RECEIPT : 0));
    }

    private boolean has(int bit) {
        return (bits & bit) != 0;
    }

    /// Whether a pending read receipt has to be sent: the reader read it, or asked for the receipt alone.
    boolean wantsReceipt() {
        return !has(SUPPRESS_RECEIPT | CLEAR_READ | CLEAR_NOTIFY_READ | CLEAR_NOTIFY_UNREAD);
    }

    /// PidTagMessageFlags afterwards. A pending receipt that is to be sent stays pending for whoever sends it.
    int apply(int flags) {
        int changed = flags;
        if (has(CLEAR_NOTIFY_READ) || has(SUPPRESS_RECEIPT)) {
            changed &= ~MessageView.NOTIFY_READ;
        }
        if (has(CLEAR_NOTIFY_UNREAD)) {
            changed &= ~MessageView.NOTIFY_UNREAD;
        }
        if (has(RECEIPT_ONLY | CLEAR_NOTIFY_READ | CLEAR_NOTIFY_UNREAD)) {
            return changed;
        }
        // mfEverRead tells that it was read once, and stays when it is unread again ([MS-OXCMSG] 2.2.1.6).
        return has(CLEAR_READ) ? changed & ~MessageView.READ : changed | MessageView.READ | MessageView.EVER_READ;
    }
}
