package org.gatehouse.web.autodiscover;

import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.gatehouse.testing.Mutations;
import org.gatehouse.web.autodiscover.Discovery.Found;
import org.gatehouse.web.http.BodyTooLargeException;
import org.gatehouse.web.http.HandmadeVisit;
import org.gatehouse.wire.MalformedException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PoxTest {
    private static final String REQUEST = World.request("EMailAddress", "user@contoso.com", PoxRequest.OUTLOOK);
    private final World world = new World();

    private static boolean says(HandmadeVisit asked, String element, String words) {
        return asked.text().contains("<" + element + ">" + words + "</" + element + ">");
    }

    private static String code(HandmadeVisit asked) {
        return asked.text().replaceAll("(?s).*<ErrorCode>(\\d+)</ErrorCode>.*", "$1");
    }

    /// Every element of [MS-OXDSCLI] 4.4's example in its order, with the names of our account; the rest is more.
    @Test
    void answersAsTheExampleOfMapiOverHttp() throws IOException {
        world.found.put("user@contoso.com", new Found.Reachable(World.full()));
        HandmadeVisit asked = HandmadeVisit.post(World.XML, REQUEST);
        asked.head.put("X-MapiHttpCapability", "1");
        String example = """
                <?xml version="1.0" encoding="utf-8"?>
                <Autodiscover xmlns="http://schemas.microsoft.com/exchange/autodiscover/responseschema/2006">
                  <Response xmlns="http://schemas.microsoft.com/exchange/autodiscover/outlook/responseschema/2006a">
                    <User>
                      <DisplayName>First Last</DisplayName>
                      <LegacyDN>/o=contoso/ou=First Administrative Group/cn=Recipients/cn=iuser885646</LegacyDN>
                      <AutoDiscoverSMTPAddress>user@contoso.com</AutoDiscoverSMTPAddress>
                      <DeploymentId>644560b8-a1ce-429c-8ace-23395843f701</DeploymentId>
                    </User>
                    <Account>
                      <AccountType>email</AccountType>
                      <Action>settings</Action>
                      <Protocol Type="mapiHttp" Version="1">
                        <MailStore>
                          <InternalUrl>https://cas1.contoso.com/mapi/emsmdb/?MailboxId=GUID@contoso.com</InternalUrl>
                          <ExternalUrl>https://mail.contoso.com/mapi/emsmdb/?MailboxId=GUID@contoso.com</ExternalUrl>
                        </MailStore>
                        <AddressBook>
                          <InternalUrl>https://cas1.contoso.com/mapi/nspi/?MailboxId=GUID@contoso.com</InternalUrl>
                          <ExternalUrl>https://mail.contoso.com/mapi/nspi/?MailboxId=GUID@contoso.com</ExternalUrl>
                        </AddressBook>
                      </Protocol>
                      <Protocol>
                        <Type>WEB</Type>
                        <External>
                          <OWAUrl AuthenticationMethod="Basic, Fba">https://mail.contoso.com/owa</OWAUrl>
                          <Protocol>
                            <Type>EXPR</Type>
                            <ASUrl>https://mail.contoso.com/ews/exchange.asmx</ASUrl>
                          </Protocol>
                        </External>
                        <Internal>
                          <OWAUrl AuthenticationMethod="Basic, Fba">https://cas1.contoso.com/owa</OWAUrl>
                          <Protocol>
                            <Type>EXCH</Type>
                            <ASUrl>https://cas1.contoso.com/ews/exchange.asmx</ASUrl>
                          </Protocol>
                        </Internal>
                      </Protocol>
                    </Account>
                  </Response>
                </Autodiscover>
                """.replace("GUID", "416c6368-656d-794a-6f45-57615272456e");
        world.ask(asked);
        assertThat(World.canonical(asked.text()).lines().toList())
                .containsSubsequence(World.canonical(example).lines().toList());
        assertThat(asked.field("Content-Type")).isEqualTo("text/xml; charset=utf-8");
        assertThat(asked.text()).containsSubsequence("<Type>EXPR</Type>", "<Server>mail.contoso.com</Server>",
                "<CertPrincipalName>msstd:mail.contoso.com</CertPrincipalName>", "<SSL>On</SSL>",
                "<ServerExclusiveConnect>On</ServerExclusiveConnect>", "<AlternativeMailbox><Type>Delegate</Type>",
                "<DisplayName>Team</DisplayName><SmtpAddress>team@contoso.com</SmtpAddress></AlternativeMailbox>",
                "<PublicFolderInformation><SmtpAddress>publicfolders@contoso.com</SmtpAddress>");
        assertThat(says(asked, "TTL", "8")).isTrue();
    }

    @Test
    void saysNothingOfWhatIsNotServed() throws IOException {
        world.found.put("user@contoso.com", new Found.Reachable(World.account()));
        HandmadeVisit asked = HandmadeVisit.post(World.XML, REQUEST);
        asked.head.put("X-MapiHttpCapability", "1");
        assertThat(World.canonical(world.ask(asked).text())).isEqualTo(World.canonical("""
                <Autodiscover xmlns="http://schemas.microsoft.com/exchange/autodiscover/responseschema/2006">
                  <Response xmlns="http://schemas.microsoft.com/exchange/autodiscover/outlook/responseschema/2006a">
                    <User>
                      <DisplayName>First Last</DisplayName>
                      <LegacyDN>/o=contoso/ou=First Administrative Group/cn=Recipients/cn=iuser885646</LegacyDN>
                      <AutoDiscoverSMTPAddress>user@contoso.com</AutoDiscoverSMTPAddress>
                      <DeploymentId>644560b8-a1ce-429c-8ace-23395843f701</DeploymentId>
                    </User>
                    <Account>
                      <AccountType>email</AccountType>
                      <Action>settings</Action>
                      <MicrosoftOnline>False</MicrosoftOnline>
                      <Protocol>
                        <Type>EXCH</Type>
                        <Server>outlook.contoso.com</Server>
                        <ServerDN>%1$soutlook</ServerDN>
                        <ServerVersion>73C0834F</ServerVersion>
                        <MdbDN>%1$soutlook/cn=Microsoft Private MDB</MdbDN>
                        <PublicFolderServer>mbx1.contoso.com</PublicFolderServer>
                        <AuthPackage>Ntlm</AuthPackage>
                      </Protocol>
                    </Account>
                  </Response>
                </Autodiscover>
                """.formatted(World.SERVERS)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0", "none", "-1"})
    void tellsOfMapiOverHttpOnlyThoseWhoKnowIt(String capability) throws IOException {
        world.found.put("user@contoso.com", new Found.Reachable(World.full()));
        HandmadeVisit asked = HandmadeVisit.post(World.XML, REQUEST);
        asked.head.put("X-MapiHttpCapability", capability);
        assertThat(world.ask(asked).text()).doesNotContain("mapiHttp").contains("<Type>EXCH</Type>");
        assertThat(world.outlook("user@contoso.com").text()).doesNotContain("mapiHttp").contains(
                "<AlternativeMailbox><Type>Delegate</Type><DisplayName>Team</DisplayName><LegacyDN>/o=contoso/cn=team"
                        + "</LegacyDN><Server>branch.contoso.com</Server></AlternativeMailbox>");
    }

    /// [MS-OXDSCLI] 2.2.4.1.1.2.2 and 2.2.4.1.1.2.9, in the frame of 4.2's example.
    @Test
    void sendsToTheUrlOfOthers() throws IOException {
        world.found.put("user@fabrikam.com", new Found.OfOthers(World.FABRIKAM));
        HandmadeVisit asked = world.outlook("user@fabrikam.com");
        assertThat(asked.status).isEqualTo(200);
        assertThat(World.canonical(asked.text())).isEqualTo(World.canonical("""
                <Autodiscover xmlns="http://schemas.microsoft.com/exchange/autodiscover/responseschema/2006">
                  <Response xmlns="http://schemas.microsoft.com/exchange/autodiscover/outlook/responseschema/2006a">
                    <Account>
                      <Action>redirectUrl</Action>
                      <RedirectUrl>https://mail.fabrikam.com:8443/autodiscover/autodiscover.xml</RedirectUrl>
                    </Account>
                  </Response>
                </Autodiscover>
                """));
    }

    /// [MS-OXDSCLI] 4.2.
    @Test
    void redirectsAsTheExampleDoes() throws IOException {
        world.found.put("user@contoso.com", new Found.Elsewhere("user@subdomain.contoso.com"));
        assertThat(World.canonical(world.outlook("user@contoso.com").text())).isEqualTo(World.canonical("""
                <Autodiscover xmlns="http://schemas.microsoft.com/exchange/autodiscover/responseschema/2006">
                  <Response xmlns="http://schemas.microsoft.com/exchange/autodiscover/outlook/responseschema/2006a">
                    <Account>
                      <Action>redirectAddr</Action>
                      <RedirectAddr>user@subdomain.contoso.com</RedirectAddr>
                    </Account>
                  </Response>
                </Autodiscover>
                """));
    }

    /// The example of the page "POX Autodiscover response for Exchange".
    @Test
    void refusesAsTheExampleDoes() throws IOException {
        assertThat(World.canonical(new String(OutlookAnswer.error(PoxError.INVALID_REQUEST,
                new ErrorStamp("21:25:04.8897083", "4130155072")), UTF_8))).isEqualTo(World.canonical("""
                <Autodiscover xmlns="http://schemas.microsoft.com/exchange/autodiscover/responseschema/2006">
                  <Response xmlns="http://schemas.microsoft.com/exchange/autodiscover/responseschema/2006">
                    <Error Time="21:25:04.8897083" Id="4130155072">
                      <ErrorCode>600</ErrorCode>
                      <Message>Invalid Request</Message>
                      <DebugData />
                    </Error>
                  </Response>
                </Autodiscover>
                """));
        assertThat(world.ask(new HandmadeVisit("GET", World.XML, new byte[0])).text())
                .contains("Time=\"21:25:04.8897083\"", "<ErrorCode>600</ErrorCode>");
    }

    @Test
    void errorsHaveTheirCodes() throws IOException {
        world.found.put("group@contoso.com", new Found.WithoutMailbox());
        world.found.put("lost@contoso.com", new Found.Misconfigured("its database is gone"));
        assertThat(code(world.outlook("nobody@contoso.com"))).isEqualTo("500");
        assertThat(code(world.outlook("group@contoso.com"))).isEqualTo("501");
        assertThat(code(world.outlook("lost@contoso.com"))).isEqualTo("602");
        assertThat(code(world.ask(HandmadeVisit.post(World.XML, World.request("EMailAddress", "user@contoso.com",
                "http://schemas.microsoft.com/exchange/autodiscover/other/2020"))))).isEqualTo("601");
        world.broken = true;
        assertThat(code(world.outlook("group@contoso.com"))).isEqualTo("603");
    }

    /// Of both the legacy DN counts ([MS-OXDSCLI] 3.2.5).
    @Test
    void looksUpByLegacyDn() throws IOException {
        world.found.put("/o=contoso/cn=recipients/cn=user", new Found.Reachable(World.account()));
        assertThat(says(world.ask(HandmadeVisit.post(World.XML, World.request("LegacyDN",
                "/o=Contoso/cn=Recipients/cn=user",
                PoxRequest.OUTLOOK))), "Type", "EXCH")).isTrue();
        String both = REQUEST.replace("<EMailAddress>", "<LegacyDN>/o=Contoso/cn=Recipients/cn=user</LegacyDN>"
                + "<EMailAddress>");
        assertThat(says(world.ask(HandmadeVisit.post(World.XML, both)), "Type", "EXCH")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "", "<", "<Autodiscover/>", "{}",
        "<Autodiscover xmlns='http://schemas.microsoft.com/exchange/autodiscover/outlook/requestschema/2006'/>",
        "<Autodiscover xmlns='http://schemas.microsoft.com/exchange/autodiscover/outlook/requestschema/2006'>"
                + "<Request><EMailAddress>user@contoso.com</EMailAddress></Request></Autodiscover>",
        "<!DOCTYPE a SYSTEM 'file:///etc/passwd'><a/>",
        "<!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><a>&x;</a>",
        "<!DOCTYPE a [<!ENTITY b 'b'><!ENTITY c '&b;&b;&b;&b;&b;&b;&b;&b;'><!ENTITY d '&c;&c;&c;&c;&c;'>]><a>&d;</a>",
        "<a>&unknown;</a>"})
    void malformedRequestsGet600(String body) throws IOException {
        assertThat(code(world.ask(HandmadeVisit.post(World.XML, body)))).isEqualTo("600");
    }

    @Test
    void documentTypesAreRefusedBeforeTheRequestIsLookedAt() throws IOException {
        world.found.put("user@contoso.com", new Found.Reachable(World.account()));
        String doctype = REQUEST.replace("<Autodiscover ", "<!DOCTYPE Autodiscover [<!ENTITY who \"user\">]>"
                + "<Autodiscover ");
        assertThat(doctype).contains("DOCTYPE");
        assertThat(code(world.ask(HandmadeVisit.post(World.XML, doctype)))).isEqualTo("600");
        assertThat(code(world.ask(HandmadeVisit.post(World.XML, doctype.replace(">user@", ">&who;@")))))
                .isEqualTo("600");
    }

    @Test
    void documentsHaveTheirMeasure() {
        String deep = "<a>".repeat(XmlElement.DEPTH_MAX + 1) + "</a>".repeat(XmlElement.DEPTH_MAX + 1);
        assertThatThrownBy(() -> XmlElement.read(deep.getBytes(UTF_8))).isInstanceOf(MalformedException.class);
        String many = "<a>" + "<b/>".repeat(5_000) + "</a>";
        assertThatThrownBy(() -> XmlElement.read(many.getBytes(UTF_8))).isInstanceOf(MalformedException.class);
        var attributes = new StringBuilder("<a");
        for (int i = 0; i < 40; i++) {
            attributes.append(" b").append(i).append("='c'");
        }
        assertThatThrownBy(() -> XmlElement.read(attributes.append("/>").toString().getBytes(UTF_8)))
                .isInstanceOf(MalformedException.class);
        assertThatThrownBy(() -> world.ask(HandmadeVisit.post(World.XML, REQUEST + " ".repeat(PoxRequest.LENGTH_MAX))))
                .isInstanceOf(BodyTooLargeException.class);
    }

    @Test
    void readsOtherEncodings() throws IOException {
        world.found.put("user@contoso.com", new Found.Reachable(World.account()));
        byte[] body = REQUEST.replace("utf-8", "utf-16").getBytes(UTF_16);
        assertThat(says(world.ask(new HandmadeVisit("POST", World.XML, body)), "Type", "EXCH")).isTrue();
    }

    /// What XML cannot hold does not spoil the answer.
    @Test
    void namesAreWrittenAsTheyCan() throws IOException {
        AccountSettings plain = World.account();
        var odd = new AccountSettings.Person("A <b> & \u0001", plain.person().legacyDn(), "user@contoso.com",
                plain.person().deployment());
        world.found.put("user@contoso.com", new Found.Reachable(new AccountSettings(odd, plain.rpc(),
                plain.outlookAnywhere(), plain.mapiHttp(), plain.inside(), plain.outside(), plain.providers(),
                plain.publicFolders(), plain.additional())));
        assertThat(World.canonical(world.outlook("user@contoso.com").text())).contains("DisplayName: A <b> & ?");
    }

    @Test
    void mutatedRequestsAreReadOrRefused() {
        Mutations.survive(REQUEST.getBytes(UTF_8), 3_000, MalformedException.class, PoxRequest::read);
    }

    /// [MS-ASCMD] 4.2.2 and the example of errors 600 and 601.
    @Test
    void mobileDevicesAreToldOnlyWhatIsServed() throws IOException {
        String request = World.request("EMailAddress", "user@contoso.com", PoxRequest.MOBILE)
                .replace("outlook/requestschema", "mobilesync/requestschema");
        world.found.put("user@contoso.com", new Found.Reachable(World.full()));
        HandmadeVisit refused = world.ask(HandmadeVisit.post(World.XML, request));
        assertThat(code(refused)).isEqualTo("601");
        assertThat(refused.text()).contains("<Response xmlns=\"" + PoxRequest.MOBILE + "\">");
        world.services = World.services("mail.contoso.com");
        String told = world.ask(HandmadeVisit.post(World.XML, request)).text();
        assertThat(World.canonical(told)).isEqualTo(World.canonical("""
                <Autodiscover xmlns="http://schemas.microsoft.com/exchange/autodiscover/responseschema/2006">
                  <Response xmlns="http://schemas.microsoft.com/exchange/autodiscover/mobilesync/responseschema/2006">
                    <Culture>en:us</Culture>
                    <User>
                      <DisplayName>First Last</DisplayName>
                      <EMailAddress>user@contoso.com</EMailAddress>
                    </User>
                    <Action>
                      <Settings>
                        <Server>
                          <Type>MobileSync</Type>
                          <Url>https://mail.contoso.com/Microsoft-Server-ActiveSync</Url>
                          <Name>https://mail.contoso.com/Microsoft-Server-ActiveSync</Name>
                        </Server>
                      </Settings>
                    </Action>
                  </Response>
                </Autodiscover>
                """));
        world.found.remove("user@contoso.com");
        assertThat(world.ask(HandmadeVisit.post(World.XML, request)).text()).contains("<Culture>en:us</Culture>"
                + "<User><EMailAddress>user@contoso.com</EMailAddress></User><Action><Error><Status>2</Status>");
        world.found.put("user@contoso.com", new Found.Elsewhere("user@fabrikam.com"));
        assertThat(world.ask(HandmadeVisit.post(World.XML, request)).text())
                .contains("<Action><Redirect>user@fabrikam.com</Redirect></Action>");
        world.found.put("user@contoso.com", new Found.OfOthers(World.FABRIKAM));
        HandmadeVisit sent = world.ask(HandmadeVisit.post(World.XML, request));
        assertThat(sent.status).isEqualTo(302);
        assertThat(sent.field("Location")).isEqualTo("https://mail.fabrikam.com:8443/autodiscover/autodiscover.xml");
    }
}
