package org.gatehouse.web.autodiscover;

import java.util.Optional;
import org.gatehouse.wire.MalformedException;

/// An Autodiscover request ([MS-OXDSCLI] 2.2.3, [MS-ASCMD] 2.2.1.1): for whom, and in which form the answer is wanted.
record PoxRequest(Optional<String> address, Optional<String> legacyDn, String schema) {
    static final int LENGTH_MAX = 16 * 1024;
    static final String OUTLOOK = "http://schemas.microsoft.com/exchange/autodiscover/outlook/responseschema/2006a";
    static final String MOBILE = "http://schemas.microsoft.com/exchange/autodiscover/mobilesync/responseschema/2006";
    private static final String OUTLOOK_REQUEST =
            "http://schemas.microsoft.com/exchange/autodiscover/outlook/requestschema/2006";
    private static final String MOBILE_REQUEST =
            "http://schemas.microsoft.com/exchange/autodiscover/mobilesync/requestschema/2006";

    /// @throws MalformedException for anything else than a request, which is error 600
    static PoxRequest read(byte[] body) {
        XmlElement root = XmlElement.read(body);
        MalformedException.require(root.is(OUTLOOK_REQUEST, "Autodiscover")
                || root.is(MOBILE_REQUEST, "Autodiscover"), "neither of the two request schemas");
        XmlElement request = root.first("Request").orElseThrow(() -> new MalformedException("Request is missing"));
        var read = new PoxRequest(request.said("EMailAddress"), request.said("LegacyDN"),
                request.said("AcceptableResponseSchema")
                        .orElseThrow(() -> new MalformedException("AcceptableResponseSchema is missing")));
        MalformedException.require(read.address.isPresent() || read.legacyDn.isPresent(),
                "neither EMailAddress nor LegacyDN");
        return read;
    }

    boolean isForMobiles() {
        return schema.equals(MOBILE);
    }
}
