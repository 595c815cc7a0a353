package org.gatehouse.mapi.property;

import java.util.Arrays;
import java.util.Optional;
import java.util.UUID;

/// The property sets of named properties ([MS-OXPROPS] 1.3.2).
public enum PropertySet {
    PS_PUBLIC_STRINGS("00020329-0000-0000-c000-000000000046"),
    PS_INTERNET_HEADERS("00020386-0000-0000-c000-000000000046"),
    PSETID_ADDRESS("00062004-0000-0000-c000-000000000046"),
    PSETID_APPOINTMENT("00062002-0000-0000-c000-000000000046"),
    PSETID_ATTACHMENT("96357f7f-59e1-47d0-99a7-46515c183b54"),
    PSETID_CALENDAR_ASSISTANT("11000e07-b51b-40d6-af21-caa85edab1d0"),
    PSETID_COMMON("00062008-0000-0000-c000-000000000046"),
    PSETID_LOG("0006200a-0000-0000-c000-000000000046"),
    PSETID_MEETING("6ed8da90-450b-101b-98da-00aa003f1305"),
    PSETID_NOTE("0006200e-0000-0000-c000-000000000046"),
    PSETID_POST_RSS("00062041-0000-0000-c000-000000000046"),
    PSETID_SHARING("00062040-0000-0000-c000-000000000046"),
    PSETID_TASK("00062003-0000-0000-c000-000000000046"),
    PSETID_UNIFIED_MESSAGING("4442858e-a9e3-4e80-b900-317a210cc15b"),
    PSETID_XML_EXTRACTED_ENTITIES("23239608-685d-4732-9c55-4c95cb4e8e33");

    private final UUID guid;

    PropertySet(String guid) {
        this.guid = UUID.fromString(guid);
    }

    public UUID guid() {
        return guid;
    }

    public static Optional<PropertySet> of(UUID guid) {
        return Arrays.stream(values()).filter(set -> set.guid.equals(guid)).findFirst();
    }
}
