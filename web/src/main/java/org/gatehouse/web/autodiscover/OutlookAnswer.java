package org.gatehouse.web.autodiscover;

import java.util.Optional;
import org.gatehouse.web.autodiscover.AccountSettings.MapiHttp;
import org.gatehouse.web.autodiscover.AccountSettings.OutlookAnywhere;
import org.gatehouse.web.autodiscover.AccountSettings.ProviderSettings;

/// Answers in the schema outlook/responseschema/2006a ([MS-OXDSCLI] 2.2.4).
final class OutlookAnswer {
    static final String FRAME = "http://schemas.microsoft.com/exchange/autodiscover/responseschema/2006";

    private OutlookAnswer() {}

    /// @param withMapiHttp whether the client said that it knows MAPI over HTTP
    static byte[] settings(AccountSettings settings, boolean withMapiHttp) {
        var person = settings.person();
        XmlPage page = begin(PoxRequest.OUTLOOK).open("User").leaf("DisplayName", person.displayName())
                .leaf("LegacyDN", person.legacyDn()).leaf("AutoDiscoverSMTPAddress", person.smtpAddress())
                .leaf("DeploymentId", person.deployment().toString()).close();
        page.open("Account").leaf("AccountType", "email").leaf("Action", "settings").leaf("MicrosoftOnline", "False");
        if (withMapiHttp) {
            settings.mapiHttp().ifPresent(mapi -> mapiHttp(page, mapi));
        }
        exch(page, settings);
        settings.outlookAnywhere().ifPresent(anywhere -> expr(page, anywhere, settings));
        web(page, settings);
        for (var mailbox : settings.additional()) {
            page.open("AlternativeMailbox").leaf("Type", "Delegate").leaf("DisplayName", mailbox.displayName());
            // Clients that came with MAPI over HTTP ask anew by the address; those before them know the form of 2010.
            (withMapiHttp ? page.leaf("SmtpAddress", mailbox.smtpAddress())
                    : page.leaf("LegacyDN", mailbox.legacyDn()).leaf("Server", mailbox.server())).close();
        }
        settings.publicFolders().ifPresent(address ->
                page.open("PublicFolderInformation").leaf("SmtpAddress", address).close());
        return page.end();
    }

    static byte[] redirect(String smtpAddress) {
        return begin(PoxRequest.OUTLOOK).open("Account").leaf("Action", "redirectAddr")
                .leaf("RedirectAddr", smtpAddress).end();
    }

    /// [MS-OXDSCLI] 2.2.4.1.1.2.9.
    static byte[] redirectUrl(String url) {
        return begin(PoxRequest.OUTLOOK).open("Account").leaf("Action", "redirectUrl").leaf("RedirectUrl", url).end();
    }

    /// @param stamp when and by which server
    static byte[] error(PoxError error, ErrorStamp stamp) {
        return error(error, stamp, FRAME);
    }

    /// @param schema of the elements within the frame
    static byte[] error(PoxError error, ErrorStamp stamp, String schema) {
        return begin(schema).open("Error").attribute("Time", stamp.time()).attribute("Id", stamp.id())
                .leaf("ErrorCode", Integer.toString(error.code())).leaf("Message", error.message()).empty("DebugData")
                .end();
    }

    static XmlPage begin(String schema) {
        return new XmlPage().open("Autodiscover").declare(FRAME).open("Response").declare(schema);
    }

    /// [MS-OXDSCLI] 2.2.4.1.1.2.6, 4.4: for clients that know it this comes first, and the others follow for those
    /// that turn out not to get through.
    private static void mapiHttp(XmlPage page, MapiHttp mapi) {
        page.open("Protocol").attribute("Type", "mapiHttp").attribute("Version", "1").open("MailStore")
                .leaf("InternalUrl", mapi.inside().map(mapi::mailStore))
                .leaf("ExternalUrl", mapi.outside().map(mapi::mailStore)).close().open("AddressBook")
                .leaf("InternalUrl", mapi.inside().map(mapi::addressBook))
                .leaf("ExternalUrl", mapi.outside().map(mapi::addressBook)).close().close();
    }

    private static void exch(XmlPage page, AccountSettings settings) {
        var rpc = settings.rpc();
        page.open("Protocol").leaf("Type", "EXCH").leaf("TTL", ttl(settings.providers().exch()))
                .leaf("Server", rpc.server()).leaf("ServerDN", rpc.serverDn())
                .leaf("ServerVersion", ServerVersions.packed()).leaf("MdbDN", rpc.databaseDn())
                .leaf("PublicFolderServer", rpc.publicFolderServer());
        services(page, settings.inside());
        page.leaf("AuthPackage", rpc.authPackage())
                .leaf("CertPrincipalName", settings.providers().exch().certificatePrincipal())
                .leaf("ServerExclusiveConnect", exclusive(settings.providers().exch())).close();
    }

    private static void expr(XmlPage page, OutlookAnywhere anywhere, AccountSettings settings) {
        page.open("Protocol").leaf("Type", "EXPR").leaf("TTL", ttl(settings.providers().expr()))
                .leaf("Server", anywhere.server());
        services(page, settings.outside());
        page.leaf("AuthPackage", anywhere.authPackage())
                .leaf("CertPrincipalName", settings.providers().expr().certificatePrincipal())
                .leaf("SSL", anywhere.ssl() ? "On" : "Off")
                .leaf("ServerExclusiveConnect", exclusive(settings.providers().expr())).close();
    }

    private static void services(XmlPage page, Services services) {
        page.leaf("ASUrl", services.webServices()).leaf("EwsUrl", services.webServices())
                .leaf("EcpUrl", services.controlPanel()).leaf("OOFUrl", services.webServices())
                .leaf("OABUrl", services.addressBookFiles());
    }

    private static void web(XmlPage page, AccountSettings settings) {
        if (settings.inside().webMail().isEmpty() && settings.outside().webMail().isEmpty()) {
            return;
        }
        page.open("Protocol").leaf("Type", "WEB").leaf("TTL", ttl(settings.providers().web()));
        webMail(page, "External", "EXPR", settings.outside());
        webMail(page, "Internal", "EXCH", settings.inside());
        page.close();
    }

    private static void webMail(XmlPage page, String from, String type, Services services) {
        services.webMail().ifPresent(mail -> {
            page.open(from).open("OWAUrl").attribute("AuthenticationMethod", mail.methods()).text(mail.url()).close();
            services.webServices().ifPresent(url ->
                    page.open("Protocol").leaf("Type", type).leaf("ASUrl", url).close());
            page.close();
        });
    }

    private static Optional<String> exclusive(ProviderSettings provider) {
        return Optional.of("On").filter(_ -> provider.exclusive());
    }

    /// Said only when it is not what clients take it for anyway.
    private static Optional<String> ttl(ProviderSettings provider) {
        return provider.ttlHours() == ProviderSettings.USUAL_TTL_HOURS ? Optional.empty()
                : Optional.of(Integer.toString(provider.ttlHours()));
    }
}
