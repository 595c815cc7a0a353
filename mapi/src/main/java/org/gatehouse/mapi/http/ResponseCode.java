package org.gatehouse.mapi.http;

/// Values of the X-ResponseCode header ([MS-OXCMAPIHTTP] 2.2.3.3.3).
public enum ResponseCode {
    SUCCESS(0, "success"),
    UNKNOWN_FAILURE(1, "unknown failure"),
    INVALID_VERB(2, "invalid verb"),
    INVALID_PATH(3, "invalid path"),
    INVALID_HEADER(4, "invalid header"),
    INVALID_REQUEST_TYPE(5, "invalid request type"),
    INVALID_CONTEXT_COOKIE(6, "invalid context cookie"),
    MISSING_HEADER(7, "missing header"),
    ANONYMOUS_NOT_ALLOWED(8, "anonymous not allowed"),
    TOO_LARGE(9, "too large"),
    CONTEXT_NOT_FOUND(10, "context not found"),
    NO_PRIVILEGE(11, "no privilege"),
    INVALID_REQUEST_BODY(12, "invalid request body"),
    MISSING_COOKIE(13, "missing cookie"),
    INVALID_SEQUENCE(15, "invalid sequence"),
    ENDPOINT_DISABLED(16, "endpoint disabled"),
    INVALID_RESPONSE(17, "invalid response"),
    ENDPOINT_SHUTTING_DOWN(18, "endpoint shutting down");

    private final int code;
    private final String text;

    ResponseCode(int code, String text) {
        this.code = code;
        this.text = text;
    }

    public int code() {
        return code;
    }

    /// What a person reads in the body of a failure.
    public String text() {
        return text;
    }
}
