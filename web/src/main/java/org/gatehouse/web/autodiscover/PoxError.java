package org.gatehouse.web.autodiscover;

/// The error codes of [MS-OXDSCLI] 2.2.4.1.1.3.2.
enum PoxError {
    ADDRESS_NOT_FOUND(500, "The email address can't be found."),
    NO_OPTIONS(501, "The email address is known, but there is nothing to configure for it."),
    INVALID_REQUEST(600, "Invalid Request"),
    NO_PROVIDER(601, "Nothing here answers in the schema that was asked for."),
    MISCONFIGURED(602, "The email address is known, but it is not configured correctly."),
    INTERNAL(603, "The server met with an error of its own.");

    private final int code;
    private final String message;

    PoxError(int code, String message) {
        this.code = code;
        this.message = message;
    }

    int code() {
        return code;
    }

    String message() {
        return message;
    }
}
