package org.gatehouse.web.autodiscover;

import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// The way to one mailbox, or to public folders.
///
/// @param outlookAnywhere RPC over HTTP; empty when it is off
/// @param publicFolders the address by which to ask for the way to the owner's public folders
/// @param additional mailboxes that the owner's client opens by itself
public record AccountSettings(Person person, RpcEndpoint rpc, Optional<OutlookAnywhere> outlookAnywhere,
        Optional<MapiHttp> mapiHttp, Services inside, Services outside, Providers providers,
        Optional<String> publicFolders, List<AdditionalMailbox> additional) {
    public AccountSettings {
        additional = List.copyOf(additional);
    }

    /// @param deployment the forest, of which a client may know several
    public record Person(String displayName, String legacyDn, String smtpAddress, UUID deployment) {}

    /// Where the mailbox is reached by RPC over TCP: the endpoint of its database.
    ///
    /// @param server the FQDN of an array or a server
    /// @param authPackage [MS-OXDSCLI] 2.2.4.1.1.2.6: `Ntlm`, `KerbNtlm`
    public record RpcEndpoint(String server, String serverDn, String databaseDn, Optional<String> publicFolderServer,
            String authPackage) {}

    /// @param server the FQDN of the proxy
    public record OutlookAnywhere(String server, boolean ssl, String authPackage) {}

    /// The URLs of MAPI over HTTP's virtual directory, without a slash at the end.
    ///
    /// @param mailboxId GUID and domain, `...@corp.example`
    public record MapiHttp(String mailboxId, Optional<String> inside, Optional<String> outside) {
        String mailStore(String base) {
            return base + "/emsmdb/?MailboxId=" + mailboxId;
        }

        String addressBook(String base) {
            return base + "/nspi/?MailboxId=" + mailboxId;
        }
    }

    /// A mailbox opened beside the owner's ([MS-OXDSCLI] 2.2.4.1.1.2.5).
    ///
    /// @param server the endpoint of its database
    public record AdditionalMailbox(String displayName, String legacyDn, String server, String smtpAddress) {}

    /// What administrators set for all protocols of a kind.
    public record Providers(ProviderSettings exch, ProviderSettings expr, ProviderSettings web) {
        public static final Providers DEFAULT = new Providers(ProviderSettings.DEFAULT,
                ProviderSettings.DEFAULT, ProviderSettings.DEFAULT);
    }

    /// @param ttlHours for how long a client may keep the answer; 1 when nobody says otherwise
    ///        ([MS-OXDSCLI] 2.2.4.1.1.2.6)
    /// @param certificatePrincipal the name that a certificate has to have, `msstd:mail.corp.example`
    /// @param exclusive whether this is the only way that clients are to take
    public record ProviderSettings(int ttlHours, Optional<String> certificatePrincipal, boolean exclusive) {
        public static final int USUAL_TTL_HOURS = 1;
        public static final ProviderSettings DEFAULT = new ProviderSettings(USUAL_TTL_HOURS, Optional.empty(),
                false);
    }
}
