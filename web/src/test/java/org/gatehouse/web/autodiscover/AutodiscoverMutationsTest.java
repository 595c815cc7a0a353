package org.gatehouse.web.autodiscover;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.gatehouse.testing.Mutations;
import org.gatehouse.web.autodiscover.Discovery.Found;
import org.gatehouse.web.http.BodyTooLargeException;
import org.gatehouse.web.http.HandmadeVisit;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/// Whatever a client makes of a request, it gets an answer in the form that it asked in, with one of the errors that
/// are specified for requests: never one that says that the server is broken.
class AutodiscoverMutationsTest {
    private static final String USER = "user@contoso.com";
    private static final List<String> POX = List.of(
            World.request("EMailAddress", USER, PoxRequest.OUTLOOK),
            World.request("LegacyDN", "/o=contoso/cn=user", PoxRequest.OUTLOOK),
            World.request("EMailAddress", "user@fabrikam.com", PoxRequest.OUTLOOK),
            World.request("EMailAddress", USER, PoxRequest.MOBILE).replace("outlook/requestschema",
                    "mobilesync/requestschema"));
    private static final List<String> SOAP = List.of(soap("GetUserSettings", "<Users><User><Mailbox>" + USER
            + "</Mailbox></User></Users><RequestedSettings><Setting>UserDN</Setting><Setting>AlternateMailboxes"
            + "</Setting><Setting>InternalUMUrl</Setting><Setting>Weather</Setting></RequestedSettings>"),
            soap("GetDomainSettings", "<Domains><Domain>contoso.com</Domain><Domain>fabrikam.com</Domain></Domains>"
                    + "<RequestedSettings><Setting>ExternalEwsUrl</Setting></RequestedSettings>"),
            soap("GetFederationInformation", "<Domain>contoso.com</Domain>"));
    /// What an attacker or a broken client puts between two tags.
    private static final List<String> MORSELS = List.of("<!DOCTYPE a [<!ENTITY e 'e'>]>", "&e;", "&amp;", "&#x0;",
            "&#xD800;", "]]>", "<![CDATA[<a>]]>", "<![CDATA[", "<!--", "--", "-->", "<?xml version='1.1'?>", "<?a?>",
            "<a xmlns='urn:b'/>", "<x:a/>", "<a a='1' a='2'/>", "</Request>", "<Request>", "\u0000", "\ufffe", " ",
            "<a xmlns:x='http://www.w3.org/2001/XInclude'><x:include href='file:///etc/passwd'/></a>",
            "<EMailAddress>eve@contoso.com</EMailAddress>", "<Setting/>", "<User><Mailbox/></User>",
            "A".repeat(3_000), "<a>".repeat(40), "<b/>".repeat(1_500));
    private static final Pattern TAG = Pattern.compile("<[^>]*>|[^<]+");
    private static final Pattern POX_ERROR = Pattern.compile("<ErrorCode>([0-9]+)</ErrorCode>");
    private static final Pattern SOAP_ERROR = Pattern.compile("<ErrorCode>([A-Za-z]+)</ErrorCode>");
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final World world = new World();

    AutodiscoverMutationsTest() {
        world.services = World.services("mail.contoso.com");
        world.found.put(USER, new Found.Reachable(World.full()));
        world.found.put("/o=contoso/cn=user", new Found.Reachable(World.account()));
        world.found.put("user@fabrikam.com", new Found.OfOthers(World.FABRIKAM));
    }

    private static String soap(String operation, String request) {
        return "<s:Envelope xmlns:s=\"" + SoapRequest.ENVELOPE + "\" xmlns:w=\"" + SoapRequest.ADDRESSING + "\">"
                + "<s:Header><w:MessageID>urn:uuid:1</w:MessageID><w:Action>" + SoapRequest.AUTODISCOVER
                + "/Autodiscover/" + operation + "</w:Action></s:Header><s:Body><" + operation
                + "RequestMessage xmlns=\"" + SoapRequest.AUTODISCOVER + "\"><Request>" + request + "</Request></"
                + operation + "RequestMessage></s:Body></s:Envelope>";
    }

    /// Bytes are changed, or pieces between tags taken out, doubled, exchanged or put in.
    private static byte[] mutated(String golden, Random random) {
        if (random.nextInt(3) == 0) {
            return Mutations.mutate(golden.getBytes(UTF_8), random);
        }
        var pieces = new ArrayList<String>();
        TAG.matcher(golden).results().forEach(piece -> pieces.add(piece.group()));
        for (int edits = 1 + random.nextInt(3); edits > 0; edits--) {
            int at = random.nextInt(pieces.size());
            switch (random.nextInt(7)) {
                case 0 -> pieces.remove(at);
                case 1 -> withoutLeaf(pieces, at);
                case 2 -> pieces.add(at, pieces.get(random.nextInt(pieces.size())));
                case 3 -> pieces.set(at, pieces.set(random.nextInt(pieces.size()), pieces.get(at)));
                default -> pieces.add(at, MORSELS.get(random.nextInt(MORSELS.size())));
            }
        }
        return String.join("", pieces).getBytes(UTF_8);
    }

    /// Takes an element out that has nothing but words in it, if one is there.
    private static void withoutLeaf(List<String> pieces, int at) {
        if (at > 0 && at + 1 < pieces.size() && !pieces.get(at).startsWith("<")
                && pieces.get(at + 1).startsWith("</")) {
            pieces.subList(at - 1, at + 2).clear();
        }
    }

    @FunctionalInterface
    private interface Check {
        void run(Random random) throws IOException;
    }

    private static void rounds(int ordinary, Check check) {
        long seed = Mutations.seed();
        for (int round = 0; round < Mutations.rounds(ordinary); round++) {
            try {
                check.run(new Random(seed + round));
            } catch (IOException | RuntimeException | AssertionError failed) {
                throw new AssertionError("seed " + (seed + round), failed);
            }
        }
    }

    private static String any(List<String> goldens, Random random) {
        return goldens.get(random.nextInt(goldens.size()));
    }

    /// The answer, which an XML parser has to understand; empty where the body was refused for its length alone.
    private String answer(HandmadeVisit asked) throws IOException {
        try {
            world.ask(asked);
        } catch (BodyTooLargeException tooLarge) {
            return "";
        }
        if (!asked.text().isEmpty()) {
            World.canonical(asked.text());
        }
        return asked.text();
    }

    @Test
    void plainXml() {
        var seen = new TreeSet<String>();
        rounds(2_000, random -> {
            var asked = new HandmadeVisit("POST", World.XML, mutated(any(POX, random), random));
            String answer = answer(asked);
            assertThat(asked.status).isIn(200, 302);
            Matcher error = POX_ERROR.matcher(answer);
            seen.add(error.find() ? error.group(1) : answer.contains("<Protocol>") ? "settings" : "other");
        });
        assertThat(seen).as("what becomes of a request: none is 602 or 603").containsExactly("500", "600", "601",
                "other", "settings");
    }

    @Test
    void soap() {
        var seen = new TreeSet<String>();
        rounds(2_000, random -> {
            var asked = new HandmadeVisit("POST", World.SVC, mutated(any(SOAP, random), random));
            String answer = answer(asked);
            switch (asked.status) {
                case 200 -> SOAP_ERROR.matcher(answer).results().forEach(found -> seen.add(found.group(1)));
                case 400 -> assertThat(answer).isEmpty();
                case 500 -> assertThat(answer).as("SOAP 1.1 6.2 has this status for every fault")
                        .contains("ActionNotSupported");
                default -> throw new AssertionError("status " + asked.status);
            }
        });
        assertThat(seen).as("none is InternalServerError").containsExactly("InvalidDomain", "InvalidRequest",
                "InvalidSetting", "InvalidUser", "NoError", "NotFederated", "RedirectUrl", "SettingIsNotAvailable");
    }

    @Test
    void json() {
        rounds(2_000, random -> {
            String[] parts = new String(Mutations.mutate(("/v1.0/" + USER + "?Email=user%40contoso.com&"
                    + "Protocol=AutodiscoverV1&RedirectCount=1").getBytes(ISO_8859_1), random), ISO_8859_1)
                    .split("\\?", 2);
            var asked = new HandmadeVisit("GET", "/autodiscover/autodiscover.json"
                    + (parts[0].startsWith("/") ? parts[0] : ""), new byte[0]);
            asked.query = parts.length < 2 ? "" : parts[1];
            world.ask(asked);
            assertThat(asked.status).isIn(200, 400);
            assertThat(JSON.readTree(asked.sent()).propertyNames()).containsExactly(asked.status == 200
                    ? new String[] {"Protocol", "Url"} : new String[] {"ErrorCode", "ErrorMessage"});
        });
    }

    /// Entities that grow, are somewhere else, or are parameters of the document type; by either door, nothing is read
    /// or fetched.
    @Test
    void entitiesAreNeitherExpandedNorFetched() throws IOException {
        var bomb = new StringBuilder("<!DOCTYPE a [<!ENTITY a0 'ha'>");
        for (int i = 1; i < 30; i++) {
            bomb.append("<!ENTITY a").append(i).append(" '").append(("&a" + (i - 1) + ";").repeat(10)).append("'>");
        }
        for (String prolog : List.of(bomb + "]>", "<!DOCTYPE a [<!ENTITY a29 SYSTEM 'file:///etc/passwd'>]>",
                "<!DOCTYPE a [<!ENTITY a29 SYSTEM 'http://127.0.0.1:1/'>]>",
                "<!DOCTYPE a SYSTEM 'http://127.0.0.1:1/'>",
                "<!DOCTYPE a [<!ENTITY % p SYSTEM 'file:///etc/passwd'> %p; <!ENTITY a29 'x'>]>",
                "<!DOCTYPE a PUBLIC '-//a//b' 'file:///etc/passwd'>", "")) {
            HandmadeVisit pox = HandmadeVisit.post(World.XML, prolog + POX.getFirst().replaceFirst("<\\?.*\\?>\\s*", "")
                    .replace(USER, "&a29;"));
            assertThat(answer(pox)).contains("<ErrorCode>600</ErrorCode>").doesNotContain("root:", "haha");
            HandmadeVisit soap = HandmadeVisit.post(World.SVC, prolog + SOAP.getFirst().replace(USER, "&a29;"));
            assertThat(answer(soap)).isEmpty();
            assertThat(soap.status).isEqualTo(400);
        }
    }
}
