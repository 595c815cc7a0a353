package org.gatehouse.web.autodiscover;

import java.time.InstantSource;
import java.util.List;
import java.util.function.Supplier;
import org.gatehouse.web.http.Access;
import org.gatehouse.web.http.Route;

/// The three doors of Autodiscover. Whoever signs in may ask for any address of the organisation; for JSON nobody
/// signs in.
public final class Autodiscover {
    /// Clients of the web services ask the plain XML's door whether the SOAP service is there too, and take the 401 for
    /// an answer. No specification has it; the EWS Managed API and its descendants look for nothing else.
    static final String SOAP_ENABLED = "X-SOAP-Enabled";

    private Autodiscover() {}

    /// @param server whose name errors are stamped with
    public static List<Route> routes(Discovery discovery, String server, InstantSource clock,
            Supplier<Access> access) {
        return List.of(
                Route.at("/autodiscover/autodiscover.xml", new Pox(discovery, server, clock)).signedIn(access)
                        .saying(SOAP_ENABLED, "True"),
                Route.at("/autodiscover/autodiscover.svc", new Soap(discovery)).signedIn(access),
                Route.at(Json.PATH, new Json(discovery)));
    }
}
