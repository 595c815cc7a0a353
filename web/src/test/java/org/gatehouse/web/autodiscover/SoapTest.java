package org.gatehouse.web.autodiscover;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.gatehouse.testing.Mutations;
import org.gatehouse.web.autodiscover.Discovery.Found;
import org.gatehouse.web.http.HandmadeVisit;
import org.gatehouse.wire.MalformedException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SoapTest {
    private final World world = new World();

    /// The request of the page "GetUserSettings operation (SOAP)", for other users and settings.
    private static String users(List<String> users, String... settings) {
        return """
                <?xml version="1.0" encoding="utf-8"?>
                <soap:Envelope xmlns:a="http://schemas.microsoft.com/exchange/2010/Autodiscover"
                               xmlns:wsa="http://www.w3.org/2005/08/addressing"
                               xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
                               xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/">
                  <soap:Header>
                    <a:RequestedServerVersion>Exchange2010</a:RequestedServerVersion>
                    <wsa:MessageID>urn:uuid:1</wsa:MessageID>
                    <wsa:Action>http://schemas.microsoft.com/exchange/2010/Autodiscover/Autodiscover/GetUserSettings\
                </wsa:Action>
                    <wsa:To>https://myserver.contoso.com/autodiscover/autodiscover.svc</wsa:To>
                  </soap:Header>
                  <soap:Body>
                    <a:GetUserSettingsRequestMessage xmlns:a="http://schemas.microsoft.com/exchange/2010/Autodiscover">
                      <a:Request>
                        <a:Users>%s</a:Users>
                        <a:RequestedSettings>%s</a:RequestedSettings>
                      </a:Request>
                    </a:GetUserSettingsRequestMessage>
                  </soap:Body>
                </soap:Envelope>
                """.formatted(String.join("", users.stream().map(user ->
                "<a:User><a:Mailbox>" + user + "</a:Mailbox></a:User>").toList()), tags(settings));
    }

    private static String tags(String... settings) {
        return String.join("", List.of(settings).stream().map(name -> "<a:Setting>" + name + "</a:Setting>").toList());
    }

    private static String domains(String domain, String... settings) {
        return users(List.of(), settings).replace("GetUserSettings", "GetDomainSettings")
                .replace("<a:Users></a:Users>", "<a:Domains><a:Domain>" + domain + "</a:Domain></a:Domains>");
    }

    private String ask(String body) throws IOException {
        return world.ask(HandmadeVisit.post(World.SVC, body)).text();
    }

    /// The response of the same page, with our values and the version header of "GetDomainSettings operation (SOAP)".
    @Test
    void answersAsTheExampleDoes() throws IOException {
        world.found.put("username@domain.contoso.com", new Found.Reachable(World.account()));
        String answer = ask(users(List.of("UserName@domain.contoso.com"), "UserDisplayName", "UserDN",
                "UserDeploymentId", "CasVersion", "InternalMailboxServer", "MailboxDN"));
        assertThat(World.canonical(answer)).isEqualTo(World.canonical("""
                <s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"
                    xmlns:a="http://www.w3.org/2005/08/addressing">
                  <s:Header>
                    <a:Action s:mustUnderstand="1">ACTION/GetUserSettingsResponse</a:Action>
                    <h:ServerVersionInfo xmlns:h="http://schemas.microsoft.com/exchange/2010/Autodiscover">
                      <h:MajorVersion>15</h:MajorVersion>
                      <h:MinorVersion>0</h:MinorVersion>
                      <h:MajorBuildNumber>847</h:MajorBuildNumber>
                      <h:MinorBuildNumber>32</h:MinorBuildNumber>
                      <h:Version>Exchange2013_SP1</h:Version>
                    </h:ServerVersionInfo>
                    <a:RelatesTo>urn:uuid:1</a:RelatesTo>
                  </s:Header>
                  <s:Body>
                    <GetUserSettingsResponseMessage xmlns="http://schemas.microsoft.com/exchange/2010/Autodiscover">
                      <Response xmlns:i="http://www.w3.org/2001/XMLSchema-instance">
                        <ErrorCode>NoError</ErrorCode>
                        <ErrorMessage />
                        <UserResponses>
                          <UserResponse>
                            <ErrorCode>NoError</ErrorCode>
                            <ErrorMessage>No error.</ErrorMessage>
                            <RedirectTarget i:nil="true" />
                            <UserSettingErrors />
                            <UserSettings>
                              <UserSetting i:type="StringSetting">
                                <Name>UserDisplayName</Name><Value>First Last</Value>
                              </UserSetting>
                              <UserSetting i:type="StringSetting">
                                <Name>UserDN</Name>
                                <Value>/o=contoso/ou=First Administrative Group/cn=Recipients/cn=iuser885646</Value>
                              </UserSetting>
                              <UserSetting i:type="StringSetting">
                                <Name>UserDeploymentId</Name><Value>644560b8-a1ce-429c-8ace-23395843f701</Value>
                              </UserSetting>
                              <UserSetting i:type="StringSetting">
                                <Name>CasVersion</Name><Value>15.00.0847.032</Value>
                              </UserSetting>
                              <UserSetting i:type="StringSetting">
                                <Name>InternalMailboxServer</Name><Value>outlook.contoso.com</Value>
                              </UserSetting>
                              <UserSetting i:type="StringSetting">
                                <Name>MailboxDN</Name>
                                <Value>SERVERSoutlook/cn=Microsoft Private MDB</Value>
                              </UserSetting>
                            </UserSettings>
                          </UserResponse>
                        </UserResponses>
                      </Response>
                    </GetUserSettingsResponseMessage>
                  </s:Body>
                </s:Envelope>
                """.replace("ACTION", SoapRequest.AUTODISCOVER + "/Autodiscover").replace("SERVERS", World.SERVERS)));
    }

    /// [SOAP 1.1] 4.2.2, 4.2.3 and 4.4.1.
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "<x:Secret soap:mustUnderstand=\"1\"/>                                              | fault",
        "<x:Secret soap:mustUnderstand=\" true \"/>                                         | fault",
        "<x:Action soap:mustUnderstand=\"1\"/>                                              | fault",
        "<x:Secret soap:mustUnderstand=\"1\" soap:actor=\"http://schemas.xmlsoap.org/soap/actor/next\"/> | fault",
        "<x:Secret soap:mustUnderstand=\"1\" soap:actor=\"urn:somebody-else\"/>             | answer",
        "<x:Secret soap:mustUnderstand=\"0\"/>                                              | answer",
        "<x:Secret mustUnderstand=\"1\"/>                                                   | answer",
        "<wsa:ReplyTo soap:mustUnderstand=\"1\"/>                                           | answer"})
    void aHeaderThatHasToBeUnderstoodAndIsNotIsAFault(String header, String outcome) throws IOException {
        world.found.put("user@contoso.com", new Found.Reachable(World.account()));
        HandmadeVisit asked = HandmadeVisit.post(World.SVC, users(List.of("user@contoso.com"), "UserDN")
                .replace("<soap:Header>", "<soap:Header xmlns:x=\"urn:x\">" + header)
                .replace("<wsa:To>", "<wsa:To soap:mustUnderstand=\"1\">"));
        world.ask(asked);
        assertThat(asked.status).isEqualTo(outcome.equals("fault") ? 500 : 200);
        assertThat(asked.text()).contains(outcome.equals("fault") ? "<faultcode>s:MustUnderstand</faultcode>"
                : "<Name>UserDN</Name>");
    }

    @Test
    void eachUserAndSettingHasItsOwnError() throws IOException {
        world.found.put("user@contoso.com", new Found.Reachable(World.account()));
        world.found.put("moved@contoso.com", new Found.Elsewhere("moved@fabrikam.com"));
        world.found.put("user@fabrikam.com", new Found.OfOthers(World.FABRIKAM));
        String answer = ask(users(List.of("user@contoso.com", "moved@contoso.com", "user@fabrikam.com",
                "nobody@contoso.com", ""),
                "UserDN", "ExternalEwsUrl", "NoSuchSetting", "AlternateMailboxes"));
        assertThat(answer).containsSubsequence(
                "<UserSettingError><ErrorCode>SettingIsNotAvailable</ErrorCode>",
                "<SettingName>ExternalEwsUrl</SettingName>", "<ErrorCode>InvalidSetting</ErrorCode>",
                "<SettingName>NoSuchSetting</SettingName>", "<SettingName>AlternateMailboxes</SettingName>",
                "<Name>UserDN</Name>", "<ErrorCode>RedirectAddress</ErrorCode>",
                "<RedirectTarget>moved@fabrikam.com</RedirectTarget>", "<ErrorCode>RedirectUrl</ErrorCode>",
                "<RedirectTarget>https://mail.fabrikam.com:8443/autodiscover/autodiscover.svc</RedirectTarget>",
                "<ErrorCode>InvalidUser</ErrorCode>",
                "<ErrorCode>InvalidUser</ErrorCode>");
    }

    @Test
    void collectionsHaveTheirTypes() throws IOException {
        world.found.put("user@contoso.com", new Found.Reachable(World.full()));
        assertThat(ask(users(List.of("user@contoso.com"), "AlternateMailboxes", "ExternalWebClientUrls",
                "ExternalEwsUrl", "MapiHttpEnabled", "ExternalMailboxServer", "CertPrincipalName"))).contains(
                "<UserSetting i:type=\"AlternateMailboxCollectionSetting\"><Name>AlternateMailboxes</Name>"
                        + "<AlternateMailboxes><AlternateMailbox><Type>Delegate</Type><DisplayName>Team</DisplayName>"
                        + "<LegacyDN>/o=contoso/cn=team</LegacyDN><Server>branch.contoso.com</Server>"
                        + "<SmtpAddress>team@contoso.com</SmtpAddress></AlternateMailbox></AlternateMailboxes>",
                "<UserSetting i:type=\"WebClientUrlCollectionSetting\"><Name>ExternalWebClientUrls</Name>"
                        + "<WebClientUrls><WebClientUrl><AuthenticationMethods>Basic, Fba</AuthenticationMethods>"
                        + "<Url>https://mail.contoso.com/owa</Url></WebClientUrl></WebClientUrls>",
                "<Value>https://mail.contoso.com/ews/exchange.asmx</Value>",
                "<Name>MapiHttpEnabled</Name><Value>True</Value>",
                "<Name>ExternalMailboxServer</Name><Value>mail.contoso.com</Value>",
                "<Value>msstd:mail.contoso.com</Value>").contains("<UserSettingErrors/>");
    }

    @Test
    void domainsHaveTheirSettings() throws IOException {
        assertThat(ask(domains("contoso.com", "ExternalEwsUrl", "Nonsense"))).containsSubsequence(
                "GetDomainSettingsResponseMessage", "<ErrorCode>NoError</ErrorCode>",
                "<ErrorCode>SettingIsNotAvailable</ErrorCode>", "<ErrorCode>InvalidSetting</ErrorCode>");
        assertThat(ask(domains("example.com", "ExternalEwsUrl"))).contains("<ErrorCode>InvalidDomain</ErrorCode>");
        assertThat(ask(domains("fabrikam.com", "ExternalEwsUrl"))).containsSubsequence(
                "<DomainResponse><ErrorCode>RedirectUrl</ErrorCode>", "<DomainSettingErrors", "<DomainSettings",
                "<RedirectTarget>https://mail.fabrikam.com:8443/autodiscover/autodiscover.svc</RedirectTarget>")
                .doesNotContain("<SettingName>");
        world.services = World.services("mail.contoso.com");
        assertThat(ask(domains("contoso.com", "ExternalEwsUrl", "ExternalEwsVersion"))).contains(
                "<DomainSetting i:type=\"DomainStringSetting\"><Name>ExternalEwsUrl</Name>"
                        + "<Value>https://mail.contoso.com/ews/exchange.asmx</Value></DomainSetting>",
                "<Value>15.00.0847.032</Value>", "<RedirectTarget i:nil=\"true\"/>");
    }

    @Test
    void requestsForNobodyOrForTooManyAreInvalid() throws IOException {
        assertThat(ask(users(List.of(), "UserDN"))).contains("<ErrorCode>InvalidRequest</ErrorCode>");
        assertThat(ask(users(List.of("user@contoso.com")))).contains("<ErrorCode>InvalidRequest</ErrorCode>");
        assertThat(ask(users(java.util.Collections.nCopies(Soap.USERS_MAX + 1, "u@contoso.com"), "UserDN")))
                .contains("<ErrorCode>InvalidRequest</ErrorCode>");
        assertThat(ask(domains("contoso.com"))).contains("<ErrorCode>InvalidRequest</ErrorCode>");
    }

    @ParameterizedTest
    @ValueSource(strings = {"GetOrganizationRelationshipSettings", "GetFederationInformation"})
    void organisationsThatAreNotFederatedSaySo(String operation) throws IOException {
        assertThat(ask(users(List.of(), "UserDN").replace("GetUserSettings", operation)))
                .contains("<" + operation + "ResponseMessage", "<ErrorCode>NotFederated</ErrorCode>");
    }

    @Test
    void operationsThatAreNoneGetAFault() throws IOException {
        HandmadeVisit asked = world.ask(HandmadeVisit.post(World.SVC, users(List.of("u@contoso.com"), "UserDN")
                .replace("Autodiscover/GetUserSettings", "Autodiscover/GetWeather")));
        assertThat(asked.status).isEqualTo(500);
        assertThat(World.canonical(asked.text())).contains("Fault", "faultcode: a:ActionNotSupported",
                "ContractFilter mismatch");
        assertThat(world.ask(HandmadeVisit.post(World.SVC, "<s:Envelope xmlns:s='" + SoapRequest.ENVELOPE
                + "'><s:Body/></s:Envelope>")).status).isEqualTo(500);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "<a/>", "<Envelope xmlns='http://www.w3.org/2003/05/soap-envelope'><Body/></Envelope>",
        "<!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><a>&x;</a>"})
    void whatIsNoEnvelopeIsABadRequest(String body) throws IOException {
        HandmadeVisit asked = world.ask(HandmadeVisit.post(World.SVC, body));
        assertThat(asked.status).isEqualTo(400);
        assertThat(asked.text()).isEmpty();
        assertThat(world.ask(new HandmadeVisit("GET", World.SVC, new byte[0])).status).isEqualTo(405);
    }

    @Test
    void ourOwnErrorsAreAnswersToo() throws IOException {
        world.broken = true;
        assertThat(ask(users(List.of("user@contoso.com"), "UserDN")))
                .contains("<ErrorCode>InternalServerError</ErrorCode>");
    }

    @Test
    void mutatedRequestsAreReadOrRefused() {
        Mutations.survive(users(List.of("user@contoso.com"), "UserDN", "CasVersion").getBytes(UTF_8), 3_000,
                MalformedException.class, SoapRequest::read);
    }
}
