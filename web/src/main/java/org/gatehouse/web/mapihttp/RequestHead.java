package org.gatehouse.web.mapihttp;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.gatehouse.mapi.emsmdb.ProtocolVersion;
import org.gatehouse.mapi.http.ResponseCode;
import org.gatehouse.web.http.Visit;

/// The header fields of a request, checked ([MS-OXCMAPIHTTP] 2.2.2.1, 2.2.3).
///
/// @param type X-RequestType, as sent
record RequestHead(String type, ProtocolVersion version) {
    static final String REQUEST_TYPE = "X-RequestType";
    static final String REQUEST_ID = "X-RequestId";
    static final String CLIENT_INFO = "X-ClientInfo";
    static final String CONTENT_TYPE = "application/mapi-http";
    /// 2.2.3.3.2; with the braces of its example or without.
    private static final Pattern ID = Pattern.compile(
            "(\\{GUID}|GUID):[0-9]{1,20}".replace("GUID", "[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}"));
    private static final Pattern APPLICATION = Pattern.compile(
            "[^/]{1,64}/([0-9]{1,3})\\.([0-9]{1,3})\\.([0-9]{1,5})\\.([0-9]{1,5})");
    /// Of a client that does not tell: the first that speaks this protocol.
    private static final ProtocolVersion OLDEST = new ProtocolVersion(15, 0, 0, 0);

    /// What is wrong with a request.
    static final class RefusedException extends Exception {
        private static final long serialVersionUID = 1;
        private final ResponseCode code;

        RefusedException(ResponseCode code, String why) {
            super(why, null, false, false);
            this.code = code;
        }

        ResponseCode code() {
            return code;
        }
    }

    static RequestHead of(Visit visit) throws RefusedException {
        if (!visit.method().equals("POST")) {
            throw new RefusedException(ResponseCode.INVALID_VERB, "the method is not POST");
        }
        String type = required(visit, REQUEST_TYPE);
        if (!ID.matcher(required(visit, REQUEST_ID)).matches()) {
            throw new RefusedException(ResponseCode.INVALID_HEADER, REQUEST_ID + " is no GUID with a counter");
        }
        String contentType = required(visit, "Content-Type");
        if (!contentType.split(";", 2)[0].strip().equalsIgnoreCase(CONTENT_TYPE)) {
            throw new RefusedException(ResponseCode.INVALID_HEADER, "Content-Type is not " + CONTENT_TYPE);
        }
        if (visit.bodyLength() < 0) {
            throw new RefusedException(ResponseCode.MISSING_HEADER, "Content-Length is missing");
        }
        Optional<String> application = visit.header("X-ClientApplication");
        return new RequestHead(type, application.isEmpty() ? OLDEST : version(application.get()));
    }

    private static String required(Visit visit, String name) throws RefusedException {
        List<String> values = visit.headers(name);
        if (values.isEmpty() || values.getFirst().isBlank()) {
            throw new RefusedException(ResponseCode.MISSING_HEADER, name + " is missing");
        }
        if (values.size() > 1) {
            throw new RefusedException(ResponseCode.INVALID_HEADER, name + " is there twice");
        }
        return values.getFirst();
    }

    /// 2.2.3.3.6: `Outlook/15.xx.xxxx.xxxx`.
    private static ProtocolVersion version(String application) throws RefusedException {
        Matcher parts = APPLICATION.matcher(application);
        if (parts.matches()) {
            try {
                return new ProtocolVersion(Integer.parseInt(parts.group(1)), Integer.parseInt(parts.group(2)),
                        Integer.parseInt(parts.group(3)), Integer.parseInt(parts.group(4)));
            } catch (IllegalArgumentException beyond) {
                // refused below
            }
        }
        throw new RefusedException(ResponseCode.INVALID_HEADER, "X-ClientApplication tells no version");
    }
}
