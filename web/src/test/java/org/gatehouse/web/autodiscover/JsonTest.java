package org.gatehouse.web.autodiscover;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Optional;
import org.gatehouse.web.http.HandmadeVisit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {
    private static final String PATH = "/Autodiscover/Autodiscover.json";
    private final World world = new World();

    private HandmadeVisit ask(String path, String query) throws IOException {
        var asked = new HandmadeVisit("GET", path, new byte[0]);
        asked.query = query;
        return world.ask(asked);
    }

    /// The same for everybody, so that nobody learns whose address is one.
    @ParameterizedTest
    @ValueSource(strings = {"user@contoso.com", "nobody@contoso.com", "somebody@fabrikam.com"})
    void tellsWhereAutodiscoverIs(String address) throws IOException {
        HandmadeVisit asked = ask(PATH + "/v1.0/" + address, "Protocol=AutodiscoverV1");
        assertThat(asked.status).isEqualTo(200);
        assertThat(asked.text()).isEqualTo("{\"Protocol\":\"AutodiscoverV1\","
                + "\"Url\":\"https://autodiscover.contoso.com/autodiscover/autodiscover.xml\"}");
        assertThat(asked.field("Content-Type")).isEqualTo("application/json; charset=utf-8");
        assertThat(ask(PATH, "Email=" + address.replace("@", "%40") + "&protocol=autodiscoverv1&RedirectCount=1")
                .text()).isEqualTo(asked.text());
    }

    @Test
    void namesThePortThatTheClientCameBy() throws IOException {
        var asked = new HandmadeVisit("GET", PATH + "/v1.0/user@contoso.com", new byte[0]);
        asked.query = "Protocol=AutodiscoverV1";
        asked.port = 8443;
        assertThat(world.ask(asked).text()).contains("https://autodiscover.contoso.com:8443/");
        world.url = Optional.of("https://mail.contoso.com/Autodiscover/Autodiscover.xml");
        assertThat(world.ask(asked).text()).contains("\"https://mail.contoso.com/Autodiscover/Autodiscover.xml\"");
    }

    @ParameterizedTest
    @CsvSource({"/v1.0/user@contoso.com,'',MandatoryParameterMissing", "'',Protocol=ActiveSync,"
            + "MandatoryParameterMissing", "/v2.0/user@contoso.com,Protocol=AutodiscoverV1,MandatoryParameterMissing",
        "/v1.0/user@contoso.com,Protocol=ActiveSync,InvalidProtocol",
        "/v1.0/user@contoso.com,Protocol=%3Cscript%3E,InvalidProtocol",
        "/v1.0/user,Protocol=AutodiscoverV1,InvalidUserId", "'',Email=%zz&Protocol=AutodiscoverV1,InvalidUserId"})
    void refusals(String rest, String query, String code) throws IOException {
        HandmadeVisit asked = ask(PATH + rest, query);
        assertThat(asked.status).isEqualTo(400);
        assertThat(asked.text()).contains("\"ErrorCode\":\"" + code + "\"");
    }

    @Test
    void namesWhatIsServed() throws IOException {
        assertThat(ask(PATH + "/v1.0/u@contoso.com", "Protocol=Rest").text()).contains("'AutodiscoverV1'");
        world.services = World.services("mail.contoso.com");
        assertThat(ask(PATH + "/v1.0/u@contoso.com", "Protocol=Rest").text())
                .contains("'ActiveSync,AutodiscoverV1,Ews'");
        assertThat(ask(PATH + "/v1.0/u@contoso.com", "Protocol=ACTIVESYNC").text()).isEqualTo(
                "{\"Protocol\":\"ActiveSync\",\"Url\":\"https://mail.contoso.com/Microsoft-Server-ActiveSync\"}");
        assertThat(world.ask(new HandmadeVisit("POST", PATH, new byte[0])).status).isEqualTo(405);
    }
}
