package org.gatehouse.web.autodiscover;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.gatehouse.wire.MalformedException;

/// A SOAP request to Autodiscover ([MS-OXWADISC]): SOAP 1.1 with the addressing headers.
///
/// @param action what the addressing header names; empty without one
/// @param messageId to refer to in the answer; empty without one
/// @param obscure the name of a header that has to be understood and is not
record SoapRequest(Optional<String> action, Optional<String> messageId, Optional<String> obscure, Body body) {
    static final int LENGTH_MAX = 256 * 1024;
    static final String ENVELOPE = "http://schemas.xmlsoap.org/soap/envelope/";
    static final String ADDRESSING = "http://www.w3.org/2005/08/addressing";
    static final String AUTODISCOVER = "http://schemas.microsoft.com/exchange/2010/Autodiscover";

    /// Of WS-Addressing all that a request may have ([WS-Addressing] 3.2): answers go back where it came from.
    private static final Set<String> ADDRESSES = Set.of("Action", "MessageID", "To", "From", "ReplyTo", "FaultTo",
            "RelatesTo");
    /// Who is meant by a header for the next one on its way ([SOAP 1.1] 4.2.2).
    private static final String NEXT = "http://schemas.xmlsoap.org/soap/actor/next";

    /// What is asked.
    sealed interface Body {
        /// @param settings names as the client wrote them
        record UserSettings(List<String> users, List<String> settings) implements Body {}

        record DomainSettings(List<String> domains, List<String> settings) implements Body {}

        /// What only federated organisations answer.
        ///
        /// @param operation `GetFederationInformation`
        record Federation(String operation) implements Body {}

        record Unknown() implements Body {}
    }

    /// @throws MalformedException for what is no SOAP envelope
    static SoapRequest read(byte[] document) {
        XmlElement root = XmlElement.read(document);
        MalformedException.require(root.is(ENVELOPE, "Envelope"), "no SOAP 1.1 envelope");
        List<XmlElement> header = root.first("Header").map(XmlElement::children).orElse(List.of());
        XmlElement body = root.first("Body").orElseThrow(() -> new MalformedException("Body is missing"));
        return new SoapRequest(addressing(header, "Action"), addressing(header, "MessageID"),
                header.stream().filter(SoapRequest::isObscure).map(XmlElement::name).findFirst(),
                body.children().isEmpty() ? new Body.Unknown() : body(body.children().getFirst()));
    }

    /// Whether it is for us and may not be passed over, and means nothing here ([SOAP 1.1] 4.2.3).
    private static boolean isObscure(XmlElement header) {
        String actor = header.attribute(ENVELOPE, "actor");
        String must = header.attribute(ENVELOPE, "mustUnderstand");
        return (must.equals("1") || must.equals("true")) && (actor.isEmpty() || actor.equals(NEXT))
                && !header.is(AUTODISCOVER, "RequestedServerVersion")
                && !(header.namespace().equals(ADDRESSING) && ADDRESSES.contains(header.name()));
    }

    private static Optional<String> addressing(List<XmlElement> header, String name) {
        return header.stream().filter(field -> field.is(ADDRESSING, name)).map(XmlElement::text)
                .filter(words -> !words.isEmpty()).findFirst();
    }

    private static Body body(XmlElement message) {
        if (!message.namespace().equals(AUTODISCOVER) || !message.name().endsWith("RequestMessage")) {
            return new Body.Unknown();
        }
        Optional<XmlElement> request = message.first("Request");
        return switch (message.name()) {
            case "GetUserSettingsRequestMessage" -> new Body.UserSettings(items(request, "Users", "User").stream()
                    .map(user -> user.said("Mailbox").orElse("")).toList(), settings(request));
            case "GetDomainSettingsRequestMessage" -> new Body.DomainSettings(items(request, "Domains", "Domain")
                    .stream().map(XmlElement::text).toList(), settings(request));
            case "GetFederationInformationRequestMessage" -> new Body.Federation("GetFederationInformation");
            case "GetOrganizationRelationshipSettingsRequestMessage" ->
                new Body.Federation("GetOrganizationRelationshipSettings");
            default -> new Body.Unknown();
        };
    }

    private static List<String> settings(Optional<XmlElement> request) {
        return items(request, "RequestedSettings", "Setting").stream().map(XmlElement::text).distinct().toList();
    }

    private static List<XmlElement> items(Optional<XmlElement> request, String list, String item) {
        return request.flatMap(parent -> parent.first(list)).map(found -> found.all(item).toList()).orElse(List.of());
    }

    /// The operation that the body belongs to, as the action names it; empty for a body of another kind.
    Optional<String> operation() {
        return switch (body) {
            case Body.UserSettings _ -> Optional.of("GetUserSettings");
            case Body.DomainSettings _ -> Optional.of("GetDomainSettings");
            case Body.Federation(String operation) -> Optional.of(operation);
            case Body.Unknown() -> Optional.empty();
        };
    }
}
