package org.gatehouse.web.autodiscover;

import java.time.InstantSource;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.gatehouse.security.throttling.Budgets;
import org.gatehouse.security.throttling.Component;
import org.gatehouse.security.throttling.Purse;
import org.gatehouse.web.http.Access;
import org.gatehouse.web.http.PaidHandler;
import org.gatehouse.web.http.Route;
import org.gatehouse.web.http.Visit;

/// The three doors of Autodiscover. Whoever signs in may ask for any address of the organisation; for JSON nobody
/// signs in.
public final class Autodiscover {
    /// Clients of the web services ask the plain XML's door whether the SOAP service is there too, and take the 401 for
    /// an answer. No specification has it; the EWS Managed API and its descendants look for nothing else.
    static final String SOAP_ENABLED = "X-SOAP-Enabled";

    private Autodiscover() {}

    /// @param server whose name errors are stamped with
    /// @param budgets to which people are held: to that of the web services, as which Exchange counts Autodiscover; who
    ///     does not sign in, to the anonymous one of the client's address
    public static List<Route> routes(Discovery discovery, String server, InstantSource clock,
            Supplier<Access> access, Budgets budgets) {
        var charged = new ChargedDiscovery(discovery);
        Function<Visit, Purse> signedIn = visit -> budgets.of(visit.identity(), Component.EWS);
        Function<Visit, Purse> anonymous = visit -> budgets.ofAnonymous(visit.connection().client());
        return List.of(
                Route.at("/autodiscover/autodiscover.xml", new PaidHandler(new Pox(charged, server, clock), signedIn))
                        .signedIn(access).saying(SOAP_ENABLED, "True"),
                Route.at("/autodiscover/autodiscover.svc", new PaidHandler(new Soap(charged), signedIn,
                        Soap::busy))
                        .signedIn(access),
                Route.at(Json.PATH, new PaidHandler(new Json(charged), anonymous)));
    }
}
