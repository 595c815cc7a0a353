package org.gatehouse.web.mapihttp;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.gatehouse.mapi.http.ResponseCode;
import org.gatehouse.web.http.Answer;

/// The answer whose header has a failure ([MS-OXCMAPIHTTP] 2.2.2.2, 2.2.3.2.2): a page that a person can read.
final class FailurePage {
    private FailurePage() {}

    static void send(Answer answer, ResponseCode code) throws IOException {
        String page = "<html><head><title>" + code.text() + "</title></head><body>" + code.code() + ": " + code.text()
                + "</body></html>\r\n";
        answer.set("X-ResponseCode", Integer.toString(code.code())).send("text/html; charset=utf-8",
                page.getBytes(StandardCharsets.UTF_8));
    }
}
