package org.gatehouse.web.mapihttp;

import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
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
    private static final int GUID_LENGTH = 36;
    private static final int COUNTER_DIGITS_MAX = 20;
    private static final int APPLICATION_LENGTH_MAX = 64;
    /// Digits of each number of a version at most.
    private static final List<Integer> VERSION_DIGITS_MAX = List.of(3, 3, 5, 5);
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
        if (!isId(required(visit, REQUEST_ID))) {
            throw new RefusedException(ResponseCode.INVALID_HEADER, REQUEST_ID + " is no GUID with a counter");
        }
        String contentType = required(visit, "Content-Type");
        int parameters = contentType.indexOf(';');
        if (!(parameters < 0 ? contentType : contentType.substring(0, parameters)).strip()
                .equalsIgnoreCase(CONTENT_TYPE)) {
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

    /// 2.2.3.3.2: a GUID, a colon, a counter; the GUID in the braces of the example or without.
    static boolean isId(String text) {
        boolean braced = text.startsWith("{");
        int guid = braced ? 1 : 0;
        int guidEnd = guid + GUID_LENGTH;
        int colon = braced ? guidEnd + 1 : guidEnd;
        int digits = text.length() - colon - 1;
        return digits >= 1 && digits <= COUNTER_DIGITS_MAX && text.charAt(colon) == ':'
                && (!braced || text.charAt(guidEnd) == '}') && isGuid(text, guid) && isNumber(text, colon + 1);
    }

    private static boolean isGuid(String text, int from) {
        for (int i = 0; i < GUID_LENGTH; i++) {
            char each = text.charAt(from + i);
            boolean hyphen = i == 8 || i == 13 || i == 18 || i == 23;
            if (hyphen ? each != '-' : !HexFormat.isHexDigit(each)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isNumber(String text, int from) {
        for (int i = from; i < text.length(); i++) {
            if (!isDigit(text.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    private static boolean isDigit(char each) {
        return each >= '0' && each <= '9';
    }

    /// 2.2.3.3.6: `Outlook/15.xx.xxxx.xxxx`.
    static ProtocolVersion version(String application) throws RefusedException {
        int slash = application.indexOf('/');
        if (slash >= 1 && slash <= APPLICATION_LENGTH_MAX) {
            int[] numbers = numbers(application, slash + 1);
            try {
                if (numbers.length > 0) {
                    return new ProtocolVersion(numbers[0], numbers[1], numbers[2], numbers[3]);
                }
            } catch (IllegalArgumentException beyond) {
                // refused below
            }
        }
        throw new RefusedException(ResponseCode.INVALID_HEADER, "X-ClientApplication tells no version");
    }

    /// The four numbers between dots that the rest of a text consists of, or none at all.
    private static int[] numbers(String text, int from) {
        int[] numbers = new int[VERSION_DIGITS_MAX.size()];
        int at = from;
        for (int part = 0; part < numbers.length; part++) {
            int digits = 0;
            while (at < text.length() && isDigit(text.charAt(at)) && digits < VERSION_DIGITS_MAX.get(part)) {
                numbers[part] = numbers[part] * 10 + text.charAt(at++) - '0';
                digits++;
            }
            boolean last = part == numbers.length - 1;
            if (digits == 0 || (last ? at != text.length() : at == text.length() || text.charAt(at++) != '.')) {
                return new int[0];
            }
        }
        return numbers;
    }
}
