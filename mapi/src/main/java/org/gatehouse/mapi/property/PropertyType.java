package org.gatehouse.mapi.property;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// Property data types ([MS-OXCDATA] 2.11.1).
public enum PropertyType {
    UNSPECIFIED(0x0000),
    NULL(0x0001),
    INTEGER16(0x0002),
    INTEGER32(0x0003),
    FLOATING32(0x0004),
    FLOATING64(0x0005),
    CURRENCY(0x0006),
    FLOATING_TIME(0x0007),
    ERROR_CODE(0x000a),
    BOOLEAN(0x000b),
    OBJECT(0x000d),
    INTEGER64(0x0014),
    STRING8(0x001e),
    STRING(0x001f),
    TIME(0x0040),
    GUID(0x0048),
    SERVER_ID(0x00fb),
    RESTRICTION(0x00fd),
    RULE_ACTION(0x00fe),
    BINARY(0x0102),
    MULTIPLE_INTEGER16(0x1002),
    MULTIPLE_INTEGER32(0x1003),
    MULTIPLE_FLOATING32(0x1004),
    MULTIPLE_FLOATING64(0x1005),
    MULTIPLE_CURRENCY(0x1006),
    MULTIPLE_FLOATING_TIME(0x1007),
    MULTIPLE_INTEGER64(0x1014),
    MULTIPLE_STRING8(0x101e),
    MULTIPLE_STRING(0x101f),
    MULTIPLE_TIME(0x1040),
    MULTIPLE_GUID(0x1048),
    MULTIPLE_BINARY(0x1102);

    /// The bit that makes a type multi-valued.
    public static final int MULTIPLE = 0x1000;
    /// With [#MULTIPLE], marks a column of single instances of a multi-valued property ([MS-OXCTABL] 2.2.2.1).
    public static final int INSTANCE = 0x2000;

    private static final Map<Integer, PropertyType> BY_CODE = new HashMap<>();

    static {
        for (PropertyType type : values()) {
            BY_CODE.put(type.code, type);
        }
    }

    private final int code;

    PropertyType(int code) {
        this.code = code;
    }

    public int code() {
        return code;
    }

    public boolean isMultiple() {
        return (code & MULTIPLE) != 0;
    }

    /// The type of one value of a multi-valued type; any other type is its own.
    public PropertyType single() {
        return of(code & ~MULTIPLE).orElseThrow();
    }

    public static Optional<PropertyType> of(int code) {
        return Optional.ofNullable(BY_CODE.get(code));
    }
}
