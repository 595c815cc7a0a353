package org.gatehouse.access.emsmdb;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;
import org.gatehouse.access.LiveEndpoint;
import org.gatehouse.directory.addressbook.Endpoint;
import org.junit.jupiter.api.Test;

/// Who serves whom, without a server.
class LogonPlaceTest {
    private static LogonPlace of(boolean clientAccess, String endpointDn, String endpointSite) {
        return of(clientAccess, endpointDn, endpointSite, false);
    }

    private static LogonPlace of(boolean clientAccess, String endpointDn, String endpointSite, boolean keeps) {
        return LogonPlace.of(new ServerNode("EX1", "ex1.corp.example", "/o=Corp/cn=EX1", "Corp", "Head", clientAccess,
                true), new AccessDirectory.Mailbox(new UUID(1, 1), new UUID(2, 2), endpointDn, endpointSite), keeps);
    }

    @Test
    void theSiteOfTheEndpointDecides() { // [MS-OXCSTOR] 3.2.5.1.1
        assertThat(of(true, "/o=Corp/cn=array", "HEAD")).isEqualTo(new LogonPlace.Here());
        assertThat(of(true, "/o=Corp/cn=array2", "Branch")).isEqualTo(new LogonPlace.Elsewhere("/o=Corp/cn=array2"));
        assertThat(of(false, "/o=Corp/cn=array", "Head")).isEqualTo(new LogonPlace.Elsewhere("/o=Corp/cn=array"));
        assertThat(of(false, "/o=Corp/cn=ex1", "Head")).as("to itself").isEqualTo(new LogonPlace.Nowhere());
        assertThat(of(true, "", "")).as("the endpoint is gone").isEqualTo(new LogonPlace.Nowhere());
    }

    @Test
    void aServerThatSendsNobodyOnServesOtherSitesToo() { // EnablePreferredSiteEnforcement 0, decision 19
        assertThat(of(true, "/o=Corp/cn=array2", "Branch", true)).isEqualTo(new LogonPlace.Here());
        assertThat(of(true, "", "", true)).as("the endpoint is gone").isEqualTo(new LogonPlace.Here());
        assertThat(of(false, "/o=Corp/cn=array2", "Branch", true)).as("without the role")
                .isEqualTo(new LogonPlace.Elsewhere("/o=Corp/cn=array2"));
    }

    @Test
    void nobodyIsReferredToTheDead() { // [MS-OXABREF] 3.1.1
        Endpoint array = new Endpoint(Endpoint.Kind.ARRAY, "outlook", "outlook.corp.example", "/o=Corp/cn=a", "Head");
        Endpoint server = new Endpoint(Endpoint.Kind.SERVER, "EX1", "ex1.corp.example", "/o=Corp/cn=EX1", "Head");
        assertThat(referred(array, "ex2.corp.example"::equals)).contains("outlook.corp.example");
        assertThat(referred(array, _ -> false)).isEmpty();
        assertThat(referred(server, _ -> true)).contains("ex1.corp.example");
        assertThat(referred(server, "ex2.corp.example"::equals)).contains("outlook.corp.example");
        assertThat(LiveEndpoint.of(server, List.of("ex1.corp.example", "ex2.corp.example"), Optional::empty,
                "ex2.corp.example"::equals)).contains("ex2.corp.example");
    }

    private static Optional<String> referred(Endpoint endpoint, Predicate<String> alive) {
        return LiveEndpoint.of(endpoint, List.of("ex1.corp.example", "ex2.corp.example"),
                () -> Optional.of("outlook.corp.example"), alive);
    }
}
