package org.gatehouse.web.autodiscover;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.gatehouse.security.throttling.Refusal;
import org.gatehouse.web.autodiscover.SoapError.Code;
import org.gatehouse.web.http.Handler;
import org.gatehouse.web.http.Visit;
import org.gatehouse.wire.MalformedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Autodiscover in SOAP ([MS-OXWADISC]): GetUserSettings and GetDomainSettings, and a refusal for what belongs to
/// federated organisations.
final class Soap implements Handler {
    private static final Logger LOG = LoggerFactory.getLogger(Soap.class);
    /// Of one request; more of them is an invalid request.
    static final int USERS_MAX = 100;
    private static final int STATUS_BAD_REQUEST = 400;
    private static final int STATUS_FAULT = 500;
    private static final int STATUS_BUSY = 503;

    private final Discovery discovery;

    Soap(Discovery discovery) {
        this.discovery = discovery;
    }

    @Override
    public void handle(Visit visit) throws IOException {
        if (!visit.method().equals("POST")) {
            visit.answer().status(405).set("Allow", "POST");
            return;
        }
        byte[] body = visit.readBody(SoapRequest.LENGTH_MAX);
        SoapRequest request;
        try {
            request = SoapRequest.read(body);
        } catch (MalformedException malformed) {
            LOG.debug("{}: {}", visit.connection().client(), malformed.getMessage());
            visit.answer().status(STATUS_BAD_REQUEST);
            return;
        }
        if (request.obscure().isPresent()) { // [SOAP 1.1] 4.4.1
            visit.answer().status(STATUS_FAULT).send(XmlPage.CONTENT_TYPE, SoapPage.fault("s:MustUnderstand",
                    "The header " + request.obscure().get() + " has to be understood, and is not.",
                    request.messageId()));
            return;
        }
        Optional<String> operation = request.operation();
        if (operation.isEmpty() || !isMeant(request, operation.get())) {
            visit.answer().status(STATUS_FAULT).send(XmlPage.CONTENT_TYPE, SoapPage.fault("a:ActionNotSupported",
                    "No operation here has this action and this body (ContractFilter mismatch).",
                    request.messageId()));
            return;
        }
        visit.answer().set("Cache-Control", "private").send(XmlPage.CONTENT_TYPE, answer(visit, request,
                operation.get()));
    }

    /// To who has used up their budget: 503 as everywhere, with the error in the form that clients of this door read.
    /// The request's body is not read for that, so its operation is taken from the field that SOAP 1.1 has for it.
    static void busy(Visit visit, Refusal why) throws IOException {
        String action = visit.header("SOAPAction").orElse("");
        String operation = action.contains("GetDomainSettings") ? "GetDomainSettings" : "GetUserSettings";
        visit.answer().status(STATUS_BUSY).set("Retry-After", Long.toString(why.seconds())).send(XmlPage.CONTENT_TYPE,
                SoapPage.error(SoapPage.response(operation, Optional.empty()),
                        new SoapError(Code.SERVER_BUSY, why.text())).end());
    }

    private static boolean isMeant(SoapRequest request, String operation) {
        return request.action().isEmpty() || request.action().get()
                .equals(SoapRequest.AUTODISCOVER + "/Autodiscover/" + operation);
    }

    private byte[] answer(Visit visit, SoapRequest request, String operation) {
        try {
            return switch (request.body()) {
                case SoapRequest.Body.UserSettings asked -> userSettings(request, asked);
                case SoapRequest.Body.DomainSettings asked -> domainSettings(request, asked);
                case SoapRequest.Body.Federation _ -> refusal(request, operation, new SoapError(Code.NOT_FEDERATED,
                        "This organization is not federated."));
                case SoapRequest.Body.Unknown() -> throw new IllegalStateException("an operation without a body");
            };
        } catch (RuntimeException bug) {
            LOG.error("Autodiscover for {}", visit.connection().client(), bug);
            return refusal(request, operation, new SoapError(Code.INTERNAL_SERVER_ERROR,
                    PoxError.INTERNAL.message()));
        }
    }

    /// About the request as a whole.
    private static byte[] refusal(SoapRequest request, String operation, SoapError error) {
        return SoapPage.error(SoapPage.response(operation, request.messageId()), error).end();
    }

    private byte[] userSettings(SoapRequest request, SoapRequest.Body.UserSettings asked) {
        if (asked.users().isEmpty() || asked.users().size() > USERS_MAX) {
            return refusal(request, "GetUserSettings", SoapError.invalid(asked.users().isEmpty()
                    ? "The request names no user." : "The request names more than " + USERS_MAX + " users."));
        }
        if (asked.settings().isEmpty()) {
            return refusal(request, "GetUserSettings", SoapError.invalid("The request names no setting."));
        }
        var answers = new ArrayList<UserAnswer>();
        asked.users().forEach(user -> answers.add(user(user, asked.settings())));
        XmlPage page = begin("GetUserSettings", request).open("UserResponses");
        answers.forEach(answer -> answer.write(page));
        return page.end();
    }

    private UserAnswer user(String address, List<String> wanted) {
        return switch (discovery.byAddress(address)) {
            case Discovery.Found.Reachable(var account) ->
                new UserAnswer(SoapError.NONE, Optional.empty(), Optional.of(account), wanted);
            case Discovery.Found.Elsewhere(var target) -> new UserAnswer(new SoapError(Code.REDIRECT_ADDRESS,
                    "Ask for the address in RedirectTarget."), Optional.of(target), Optional.empty(), wanted);
            case Discovery.Found.OfOthers(var place) ->
                new UserAnswer(SoapError.atUrl(), Optional.of(place.soap()), Optional.empty(), wanted);
            case Discovery.Found.Misconfigured(var reason) -> {
                LOG.warn("Autodiscover: {}", reason);
                yield nobody("Invalid user: '" + address + "' is not configured correctly.", wanted);
            }
            case Discovery.Found.WithoutMailbox(), Discovery.Found.Nobody() ->
                nobody("Invalid user: '" + address + "'", wanted);
        };
    }

    private static UserAnswer nobody(String message, List<String> wanted) {
        return new UserAnswer(new SoapError(Code.INVALID_USER, message), Optional.empty(), Optional.empty(), wanted);
    }

    private byte[] domainSettings(SoapRequest request, SoapRequest.Body.DomainSettings asked) {
        if (asked.domains().isEmpty() || asked.domains().size() > USERS_MAX) {
            return refusal(request, "GetDomainSettings", SoapError.invalid(asked.domains().isEmpty()
                    ? "The request names no domain." : "The request names more than " + USERS_MAX + " domains."));
        }
        if (asked.settings().isEmpty()) {
            return refusal(request, "GetDomainSettings", SoapError.invalid("The request names no setting."));
        }
        Services outside = discovery.outside();
        XmlPage page = begin("GetDomainSettings", request).open("DomainResponses");
        for (String domain : asked.domains()) {
            Discovery.Owner owner = discovery.ownerOf(domain);
            boolean own = owner instanceof Discovery.Owner.Us;
            SoapPage.error(page.open("DomainResponse"), switch (owner) {
                case Discovery.Owner.Us() -> SoapError.NONE;
                case Discovery.Owner.Others _ -> SoapError.atUrl();
                case Discovery.Owner.Unknown() -> new SoapError(Code.INVALID_DOMAIN,
                        "The domain '" + domain + "' is not one of this server's.");
            });
            page.open("DomainSettingErrors");
            if (own) {
                asked.settings().stream().filter(name -> domainSetting(name, outside).isEmpty())
                        .forEach(name -> SoapPage.error(page.open("DomainSettingError"), isDomainSetting(name)
                                ? SoapError.notAvailable() : SoapError.noSuchSetting())
                                .leaf("SettingName", name).close());
            }
            page.close().open("DomainSettings");
            if (own) {
                asked.settings().forEach(name -> domainSetting(name, outside).ifPresent(value ->
                        page.open("DomainSetting").attribute("i", SoapPage.SCHEMA_INSTANCE, "type",
                                "DomainStringSetting").leaf("Name", name).leaf("Value", value).close()));
            }
            page.close();
            SoapPage.redirectTarget(page, owner instanceof Discovery.Owner.Others(var place)
                    ? Optional.of(place.soap()) : Optional.empty());
            page.close();
        }
        return page.end();
    }

    private static boolean isDomainSetting(String name) {
        return name.equals("ExternalEwsUrl") || name.equals("ExternalEwsVersion");
    }

    private static Optional<String> domainSetting(String name, Services outside) {
        return switch (name) {
            case "ExternalEwsUrl" -> outside.webServices();
            case "ExternalEwsVersion" -> outside.webServices().map(_ -> ServerVersions.dotted());
            default -> Optional.empty();
        };
    }

    private static XmlPage begin(String operation, SoapRequest request) {
        return SoapPage.response(operation, request.messageId()).leaf("ErrorCode", Code.NO_ERROR.wireName())
                .empty("ErrorMessage");
    }
}
