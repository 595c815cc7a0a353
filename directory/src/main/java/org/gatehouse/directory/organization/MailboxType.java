package org.gatehouse.directory.organization;

import java.util.Arrays;

/// Whose a mailbox is. Those that are nobody's have a disabled account; others use them by the rights they are given.
public enum MailboxType {
    USER("UserMailbox", 1, 0x4000_0000, ""),
    SHARED("SharedMailbox", 4, 0, ""),
    ROOM("RoomMailbox", 16, 7, "Room"),
    EQUIPMENT("EquipmentMailbox", 32, 8, "Equipment");

    private final String details;
    private final int recipientTypeDetails;
    private final int displayType;
    private final String resource;

    MailboxType(String details, int recipientTypeDetails, int displayType, String resource) {
        this.details = details;
        this.recipientTypeDetails = recipientTypeDetails;
        this.displayType = displayType;
        this.resource = resource;
    }

    /// The shell's RecipientTypeDetails.
    public String details() {
        return details;
    }

    /// Of msExchRecipientTypeDetails, by which the directory tells types apart.
    int recipientTypeDetails() {
        return recipientTypeDetails;
    }

    /// Of msExchRecipientDisplayType: PidTagDisplayTypeEx as the address book shows it ([MS-OXOABK] 2.2.3.12).
    int displayType() {
        return displayType;
    }

    /// The shell's ResourceType; empty where the mailbox is no resource.
    public String resource() {
        return resource;
    }

    static MailboxType of(int recipientTypeDetails) {
        return Arrays.stream(values()).filter(type -> type.recipientTypeDetails == recipientTypeDetails).findFirst()
                .orElse(USER);
    }
}
