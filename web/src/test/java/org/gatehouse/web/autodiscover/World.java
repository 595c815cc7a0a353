package org.gatehouse.web.autodiscover;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.gatehouse.security.throttling.Budgets;
import org.gatehouse.web.autodiscover.AccountSettings.AdditionalMailbox;
import org.gatehouse.web.autodiscover.AccountSettings.MapiHttp;
import org.gatehouse.web.autodiscover.AccountSettings.OutlookAnywhere;
import org.gatehouse.web.autodiscover.AccountSettings.Person;
import org.gatehouse.web.autodiscover.AccountSettings.ProviderSettings;
import org.gatehouse.web.autodiscover.AccountSettings.Providers;
import org.gatehouse.web.autodiscover.AccountSettings.RpcEndpoint;
import org.gatehouse.web.http.Access;
import org.gatehouse.web.http.HandmadeVisit;
import org.gatehouse.web.http.Scheme;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.SAXException;

/// Accounts by address, and the doors to ask for them.
final class World implements Discovery {
    static final InstantSource CLOCK = InstantSource.fixed(Instant.parse("2026-03-01T21:25:04.889708300Z"));
    static final String SERVERS = "/o=contoso/ou=Exchange Administrative Group (FYDIBOHF23SPDLT)/cn=Configuration"
            + "/cn=Servers/cn=";
    static final String XML = "/autodiscover/autodiscover.xml";
    static final String SVC = "/Autodiscover/Autodiscover.svc";
    static final OtherAutodiscover FABRIKAM = new OtherAutodiscover(
            "https://mail.fabrikam.com:8443/autodiscover/autodiscover.svc/WSSecurity");

    final Map<String, Found> found = new HashMap<>();
    Services services = Services.NONE;
    Optional<String> url = Optional.empty();
    boolean broken;
    Budgets budgets = Budgets.unlimited();

    /// The account of the documents' examples, with everything that a test may take away.
    static AccountSettings account() {
        var person = new Person("First Last", "/o=contoso/ou=First Administrative Group/cn=Recipients/cn=iuser885646",
                "user@contoso.com", UUID.fromString("644560b8-a1ce-429c-8ace-23395843f701"));
        var rpc = new RpcEndpoint("outlook.contoso.com", SERVERS + "outlook", SERVERS
                + "outlook/cn=Microsoft Private MDB", Optional.of("mbx1.contoso.com"), "Ntlm");
        return new AccountSettings(person, rpc, Optional.empty(), Optional.empty(), Services.NONE, Services.NONE,
                Providers.DEFAULT, Optional.empty(), List.of());
    }

    static Services services(String host) {
        String base = "https://" + host;
        return new Services(Optional.of(base + "/ews/exchange.asmx"), Optional.of(base + "/OAB/d29844a9/"),
                Optional.of(base + "/ecp/"), Optional.of(new Services.WebMail(base + "/owa", "Basic, Fba")),
                Optional.of(base + "/Microsoft-Server-ActiveSync"));
    }

    static AccountSettings full() {
        AccountSettings plain = account();
        return new AccountSettings(plain.person(), plain.rpc(),
                Optional.of(new OutlookAnywhere("mail.contoso.com", true, "Ntlm")),
                Optional.of(new MapiHttp("416c6368-656d-794a-6f45-57615272456e@contoso.com",
                        Optional.of("https://cas1.contoso.com/mapi"), Optional.of("https://mail.contoso.com/mapi"))),
                services("cas1.contoso.com"), services("mail.contoso.com"),
                new Providers(new ProviderSettings(8, Optional.empty(), false), new ProviderSettings(1,
                        Optional.of("msstd:mail.contoso.com"), true), ProviderSettings.DEFAULT),
                Optional.of("publicfolders@contoso.com"), List.of(new AdditionalMailbox("Team", "/o=contoso/cn=team",
                        "branch.contoso.com", "team@contoso.com")));
    }

    @Override
    public Found byAddress(String smtpAddress) {
        if (broken) {
            throw new IllegalStateException("the directory is gone");
        }
        return found.getOrDefault(smtpAddress.toLowerCase(Locale.ROOT), new Found.Nobody());
    }

    @Override
    public Found byLegacyDn(String legacyDn) {
        return byAddress(legacyDn);
    }

    @Override
    public Owner ownerOf(String domain) {
        return switch (domain) {
            case "contoso.com" -> new Owner.Us();
            case "fabrikam.com" -> new Owner.Others(FABRIKAM);
            default -> new Owner.Unknown();
        };
    }

    @Override
    public Optional<String> autodiscoverUrl() {
        return url;
    }

    @Override
    public Services outside() {
        return services;
    }

    HandmadeVisit ask(HandmadeVisit asked) throws IOException {
        String path = asked.path().toLowerCase(Locale.ROOT);
        Autodiscover.routes(this, "cas1", CLOCK, () -> Access.of(Scheme.BASIC), budgets).stream()
                .filter(route -> path.equals(route.path()) || path.startsWith(route.path() + "/")).findFirst()
                .orElseThrow().handler().handle(asked);
        return asked;
    }

    /// A request for Outlook in the form of [MS-OXDSCLI] 4.1.
    static String request(String element, String value, String schema) {
        return """
                <?xml version="1.0" encoding="utf-8"?>
                <Autodiscover xmlns="http://schemas.microsoft.com/exchange/autodiscover/outlook/requestschema/2006">
                  <Request>
                    <%s>%s</%s>
                    <AcceptableResponseSchema>%s</AcceptableResponseSchema>
                  </Request>
                </Autodiscover>
                """.formatted(element, value, element, schema);
    }

    HandmadeVisit outlook(String address) throws IOException {
        return ask(HandmadeVisit.post(XML, request("EMailAddress", address, PoxRequest.OUTLOOK)));
    }

    /// A document as its parser sees it, prefixes and white space between elements aside.
    static String canonical(String document) {
        try {
            var factory = DocumentBuilderFactory.newInstance();
            factory.setNamespaceAware(true);
            factory.setCoalescing(true);
            var out = new StringBuilder();
            write(factory.newDocumentBuilder().parse(new ByteArrayInputStream(document.strip().getBytes(UTF_8)))
                    .getDocumentElement(), "", out);
            return out.toString();
        } catch (ParserConfigurationException | SAXException | IOException broken) {
            throw new AssertionError(document, broken);
        }
    }

    private static void write(Element element, String indent, StringBuilder out) {
        out.append(indent).append('{').append(element.getNamespaceURI()).append('}').append(element.getLocalName());
        for (int i = 0; i < element.getAttributes().getLength(); i++) {
            Node attribute = element.getAttributes().item(i);
            if (!"http://www.w3.org/2000/xmlns/".equals(attribute.getNamespaceURI())) {
                out.append(' ').append(attribute.getLocalName()).append('=').append(attribute.getNodeValue());
            }
        }
        var words = new StringBuilder();
        var children = new StringBuilder();
        for (Node child = element.getFirstChild(); child != null; child = child.getNextSibling()) {
            if (child instanceof Element inner) {
                write(inner, indent + "  ", children);
            } else {
                words.append(child.getTextContent());
            }
        }
        out.append(": ").append(words.toString().strip()).append('\n').append(children);
    }
}
