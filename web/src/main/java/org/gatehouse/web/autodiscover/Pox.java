package org.gatehouse.web.autodiscover;

import java.io.IOException;
import java.time.InstantSource;
import java.util.Optional;
import org.gatehouse.web.http.Handler;
import org.gatehouse.web.http.Visit;
import org.gatehouse.wire.MalformedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Autodiscover in plain XML ([MS-OXDSCLI] 3.2.5). Every error is an answer of its own, with status 200.
final class Pox implements Handler {
    private static final Logger LOG = LoggerFactory.getLogger(Pox.class);
    private static final int STATUS_FOUND = 302;

    private final Discovery discovery;
    private final String server;
    private final InstantSource clock;

    Pox(Discovery discovery, String server, InstantSource clock) {
        this.discovery = discovery;
        this.server = server;
        this.clock = clock;
    }

    @Override
    public void handle(Visit visit) throws IOException {
        visit.answer().set("Cache-Control", "private").send(XmlPage.CONTENT_TYPE, answer(visit));
    }

    private byte[] answer(Visit visit) throws IOException {
        if (!visit.method().equals("POST")) {
            return error(PoxError.INVALID_REQUEST);
        }
        byte[] body = visit.readBody(PoxRequest.LENGTH_MAX);
        PoxRequest request;
        try {
            request = PoxRequest.read(body);
        } catch (MalformedException malformed) {
            LOG.debug("{}: {}", visit.connection().client(), malformed.getMessage());
            return error(PoxError.INVALID_REQUEST);
        }
        try {
            return switch (request.schema()) {
                case PoxRequest.OUTLOOK -> outlook(request, knowsMapiHttp(visit));
                case PoxRequest.MOBILE -> mobile(request, visit);
                default -> error(PoxError.NO_PROVIDER);
            };
        } catch (RuntimeException bug) {
            LOG.error("Autodiscover for {}", visit.connection().client(), bug);
            return error(PoxError.INTERNAL);
        }
    }

    /// [MS-OXDSCLI] 2.2.2.1: the highest version that the client knows.
    private static boolean knowsMapiHttp(Visit visit) {
        return visit.header("X-MapiHttpCapability").filter(value -> value.strip().matches("0*[1-9][0-9]{0,8}"))
                .isPresent();
    }

    private byte[] outlook(PoxRequest request, boolean withMapiHttp) {
        return switch (find(request)) {
            case Discovery.Found.Reachable(var settings) -> OutlookAnswer.settings(settings, withMapiHttp);
            case Discovery.Found.Elsewhere(var address) -> OutlookAnswer.redirect(address);
            // A redirection of HTTP would do too (3.2.5), but clients repeat a POST without its body then.
            case Discovery.Found.OfOthers(var place) -> OutlookAnswer.redirectUrl(place.plain());
            case Discovery.Found.WithoutMailbox() -> error(PoxError.NO_OPTIONS);
            case Discovery.Found.Misconfigured(var reason) -> error(misconfigured(reason));
            case Discovery.Found.Nobody() -> error(PoxError.ADDRESS_NOT_FOUND);
        };
    }

    /// Only where ActiveSync is served there is anything to say to a mobile device ([MS-ASCMD] 2.2.3.64).
    private byte[] mobile(PoxRequest request, Visit visit) {
        Optional<String> asked = request.address();
        if (asked.isEmpty()) {
            return OutlookAnswer.error(PoxError.INVALID_REQUEST, stamp(), PoxRequest.MOBILE);
        }
        if (discovery.outside().activeSync().isEmpty()) {
            return OutlookAnswer.error(PoxError.NO_PROVIDER, stamp(), PoxRequest.MOBILE);
        }
        return switch (find(request)) {
            case Discovery.Found.Reachable(var settings) -> settings.outside().activeSync()
                    .or(() -> settings.inside().activeSync())
                    .map(url -> MobileAnswer.settings(settings.person(), url))
                    .orElseGet(() -> MobileAnswer.error(asked.get(), PoxError.NO_OPTIONS));
            case Discovery.Found.Elsewhere(var address) -> MobileAnswer.redirect(asked.get(), address);
            case Discovery.Found.OfOthers(var place) -> {
                // Its schema has no words for a URL, so HTTP says it ([MS-OXDSCLI] 3.2.5).
                visit.answer().status(STATUS_FOUND).set("Location", place.plain());
                yield MobileAnswer.error(asked.get(), PoxError.NO_OPTIONS);
            }
            case Discovery.Found.WithoutMailbox() -> MobileAnswer.error(asked.get(), PoxError.NO_OPTIONS);
            case Discovery.Found.Misconfigured(var reason) ->
                MobileAnswer.error(asked.get(), misconfigured(reason));
            case Discovery.Found.Nobody() -> MobileAnswer.error(asked.get(), PoxError.ADDRESS_NOT_FOUND);
        };
    }

    /// Of both the legacy DN counts ([MS-OXDSCLI] 3.2.5).
    private Discovery.Found find(PoxRequest request) {
        return request.legacyDn().map(discovery::byLegacyDn)
                .orElseGet(() -> discovery.byAddress(request.address().orElseThrow()));
    }

    private static PoxError misconfigured(String reason) {
        LOG.warn("Autodiscover: {}", reason);
        return PoxError.MISCONFIGURED;
    }

    private byte[] error(PoxError error) {
        return OutlookAnswer.error(error, stamp());
    }

    private ErrorStamp stamp() {
        return ErrorStamp.of(clock.instant(), server);
    }
}
