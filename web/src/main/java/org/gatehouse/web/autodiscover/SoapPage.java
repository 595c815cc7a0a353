package org.gatehouse.web.autodiscover;

import java.util.Optional;
import org.gatehouse.mapi.emsmdb.ProtocolVersion;
import org.gatehouse.mapi.emsmdb.Versions;

/// The envelope around every SOAP answer, with the header that tells the server's version.
final class SoapPage {
    static final String SCHEMA_INSTANCE = "http://www.w3.org/2001/XMLSchema-instance";

    private SoapPage() {}

    /// As far as the beginning of `Response`, which the caller fills and ends.
    static XmlPage response(String operation, Optional<String> relatesTo) {
        XmlPage page = header(SoapRequest.AUTODISCOVER + "/Autodiscover/" + operation + "Response", relatesTo);
        return page.open(operation + "ResponseMessage").declare(SoapRequest.AUTODISCOVER).open("Response")
                .declare("i", SCHEMA_INSTANCE);
    }

    /// A fault ([SOAP 1.1] 4.4).
    ///
    /// @param code with its prefix: `s:Client`, or `a:ActionNotSupported` of WS-Addressing
    static byte[] fault(String code, String reason, Optional<String> relatesTo) {
        return header(SoapRequest.ADDRESSING + "/soap/fault", relatesTo)
                .open("s", SoapRequest.ENVELOPE, "Fault").leaf("faultcode", code)
                .open("faultstring").attribute("xml:lang", "en-US").text(reason).close().end();
    }

    private static XmlPage header(String action, Optional<String> relatesTo) {
        var page = new XmlPage().open("s", SoapRequest.ENVELOPE, "Envelope").declare("s", SoapRequest.ENVELOPE)
                .declare("a", SoapRequest.ADDRESSING).open("s", SoapRequest.ENVELOPE, "Header")
                .open("a", SoapRequest.ADDRESSING, "Action").attribute("s", SoapRequest.ENVELOPE, "mustUnderstand", "1")
                .text(action).close();
        ProtocolVersion version = Versions.HTTP;
        page.open("h", SoapRequest.AUTODISCOVER, "ServerVersionInfo").declare("h", SoapRequest.AUTODISCOVER);
        number(page, "MajorVersion", version.major());
        number(page, "MinorVersion", version.minor());
        number(page, "MajorBuildNumber", version.build());
        number(page, "MinorBuildNumber", version.revision());
        page.open("h", SoapRequest.AUTODISCOVER, "Version").text(ServerVersions.SCHEMA).close().close();
        relatesTo.ifPresent(id -> page.open("a", SoapRequest.ADDRESSING, "RelatesTo").text(id).close());
        return page.close().open("s", SoapRequest.ENVELOPE, "Body");
    }

    private static void number(XmlPage page, String name, int value) {
        page.open("h", SoapRequest.AUTODISCOVER, name).text(Integer.toString(value)).close();
    }

    static XmlPage error(XmlPage page, SoapError error) {
        return page.leaf("ErrorCode", error.code().wireName()).leaf("ErrorMessage", error.message());
    }

    /// RedirectTarget, which is there always.
    static void redirectTarget(XmlPage page, Optional<String> target) {
        page.open("RedirectTarget");
        target.ifPresentOrElse(page::text, () -> page.attribute("i", SCHEMA_INSTANCE, "nil", "true"));
        page.close();
    }
}
