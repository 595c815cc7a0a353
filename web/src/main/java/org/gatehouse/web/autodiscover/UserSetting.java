package org.gatehouse.web.autodiscover;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.gatehouse.web.autodiscover.AccountSettings.OutlookAnywhere;

/// The settings that GetUserSettings can be asked for, by the names of [MS-OXWADISC], and what they are for an account.
/// A name without a value stands for something that is not served.
enum UserSetting {
    USER_DISPLAY_NAME("UserDisplayName", text(account -> account.person().displayName())),
    USER_DN("UserDN", text(account -> account.person().legacyDn())),
    USER_DEPLOYMENT_ID("UserDeploymentId", text(account -> account.person().deployment().toString())),
    AUTODISCOVER_SMTP_ADDRESS("AutoDiscoverSMTPAddress", text(account -> account.person().smtpAddress())),
    INTERNAL_MAILBOX_SERVER("InternalMailboxServer", text(account -> account.rpc().server())),
    INTERNAL_RPC_CLIENT_SERVER("InternalRpcClientServer", text(account -> account.rpc().server())),
    INTERNAL_MAILBOX_SERVER_DN("InternalMailboxServerDN", text(account -> account.rpc().serverDn())),
    MAILBOX_DN("MailboxDN", text(account -> account.rpc().databaseDn())),
    PUBLIC_FOLDER_SERVER("PublicFolderServer", account -> account.rpc().publicFolderServer()),
    PUBLIC_FOLDER_INFORMATION("PublicFolderInformation", AccountSettings::publicFolders),
    EXTERNAL_MAILBOX_SERVER("ExternalMailboxServer", account -> account.outlookAnywhere()
            .map(OutlookAnywhere::server)),
    EXTERNAL_MAILBOX_SERVER_REQUIRES_SSL("ExternalMailboxServerRequiresSSL", account -> account.outlookAnywhere()
            .map(anywhere -> word(anywhere.ssl()))),
    EXTERNAL_MAILBOX_SERVER_AUTHENTICATION_METHODS("ExternalMailboxServerAuthenticationMethods",
            account -> account.outlookAnywhere().map(OutlookAnywhere::authPackage)),
    CERT_PRINCIPAL_NAME("CertPrincipalName", account -> account.providers().expr().certificatePrincipal()),
    MAPI_HTTP_ENABLED("MapiHttpEnabled", text(account -> word(account.mapiHttp().isPresent()))),
    CAS_VERSION("CasVersion", text(_ -> ServerVersions.dotted())),
    USER_MS_ONLINE("UserMSOnline", text(_ -> word(false))),
    CROSS_ORGANIZATION_SHARING_ENABLED("CrossOrganizationSharingEnabled", text(_ -> word(false))),
    SHOW_GAL_AS_DEFAULT_VIEW("ShowGalAsDefaultView", text(_ -> word(true))),
    INTERNAL_EWS_URL("InternalEwsUrl", account -> account.inside().webServices()),
    EXTERNAL_EWS_URL("ExternalEwsUrl", account -> account.outside().webServices()),
    EXTERNAL_EWS_VERSION("ExternalEwsVersion", account -> account.outside().webServices()
            .map(_ -> ServerVersions.dotted())),
    EWS_SUPPORTED_SCHEMAS("EwsSupportedSchemas", account -> account.inside().webServices()
            .or(() -> account.outside().webServices())
            .map(_ -> "Exchange2007, Exchange2007_SP1, Exchange2010, Exchange2010_SP1, Exchange2010_SP2")),
    INTERNAL_OAB_URL("InternalOABUrl", account -> account.inside().addressBookFiles()),
    EXTERNAL_OAB_URL("ExternalOABUrl", account -> account.outside().addressBookFiles()),
    INTERNAL_ECP_URL("InternalEcpUrl", account -> account.inside().controlPanel()),
    EXTERNAL_ECP_URL("ExternalEcpUrl", account -> account.outside().controlPanel()),
    INTERNAL_WEB_CLIENT_URLS("InternalWebClientUrls", account -> account.inside().webMail()
            .map(Services.WebMail::url)),
    EXTERNAL_WEB_CLIENT_URLS("ExternalWebClientUrls", account -> account.outside().webMail()
            .map(Services.WebMail::url)),
    ALTERNATE_MAILBOXES("AlternateMailboxes", account -> Optional.of("").filter(_ -> !account.additional().isEmpty())),
    INTERNAL_ECP_VOICEMAIL_URL("InternalEcpVoicemailUrl"),
    INTERNAL_ECP_EMAIL_SUBSCRIPTIONS_URL("InternalEcpEmailSubscriptionsUrl"),
    INTERNAL_ECP_TEXT_MESSAGING_URL("InternalEcpTextMessagingUrl"),
    INTERNAL_ECP_DELIVERY_REPORT_URL("InternalEcpDeliveryReportUrl"),
    INTERNAL_ECP_RETENTION_POLICY_TAGS_URL("InternalEcpRetentionPolicyTagsUrl"),
    INTERNAL_ECP_PUBLISHING_URL("InternalEcpPublishingUrl"),
    INTERNAL_ECP_PHOTO_URL("InternalEcpPhotoUrl"),
    EXTERNAL_ECP_VOICEMAIL_URL("ExternalEcpVoicemailUrl"),
    EXTERNAL_ECP_EMAIL_SUBSCRIPTIONS_URL("ExternalEcpEmailSubscriptionsUrl"),
    EXTERNAL_ECP_TEXT_MESSAGING_URL("ExternalEcpTextMessagingUrl"),
    EXTERNAL_ECP_DELIVERY_REPORT_URL("ExternalEcpDeliveryReportUrl"),
    EXTERNAL_ECP_RETENTION_POLICY_TAGS_URL("ExternalEcpRetentionPolicyTagsUrl"),
    EXTERNAL_ECP_PUBLISHING_URL("ExternalEcpPublishingUrl"),
    EXTERNAL_ECP_PHOTO_URL("ExternalEcpPhotoUrl"),
    ECP_VOICEMAIL_URL_FRAGMENT("EcpVoicemailUrlFragment"),
    ECP_EMAIL_SUBSCRIPTIONS_URL_FRAGMENT("EcpEmailSubscriptionsUrlFragment"),
    ECP_TEXT_MESSAGING_URL_FRAGMENT("EcpTextMessagingUrlFragment"),
    ECP_DELIVERY_REPORT_URL_FRAGMENT("EcpDeliveryReportUrlFragment"),
    ECP_RETENTION_POLICY_TAGS_URL_FRAGMENT("EcpRetentionPolicyTagsUrlFragment"),
    ECP_PUBLISHING_URL_FRAGMENT("EcpPublishingUrlFragment"),
    ECP_PHOTO_URL_FRAGMENT("EcpPhotoUrlFragment"),
    INTERNAL_UM_URL("InternalUMUrl"),
    EXTERNAL_UM_URL("ExternalUMUrl"),
    ACTIVE_DIRECTORY_SERVER("ActiveDirectoryServer"),
    INTERNAL_POP3_CONNECTIONS("InternalPop3Connections"),
    EXTERNAL_POP3_CONNECTIONS("ExternalPop3Connections"),
    INTERNAL_IMAP4_CONNECTIONS("InternalImap4Connections"),
    EXTERNAL_IMAP4_CONNECTIONS("ExternalImap4Connections"),
    INTERNAL_SMTP_CONNECTIONS("InternalSmtpConnections"),
    EXTERNAL_SMTP_CONNECTIONS("ExternalSmtpConnections"),
    INTERNAL_SERVER_EXCLUSIVE_CONNECT("InternalServerExclusiveConnect", text(account -> account.providers().exch()
            .exclusive() ? "On" : "Off")),
    EXTERNAL_SERVER_EXCLUSIVE_CONNECT("ExternalServerExclusiveConnect", account -> account.outlookAnywhere()
            .map(_ -> account.providers().expr().exclusive() ? "On" : "Off")),
    EXCHANGE_RPC_URL("ExchangeRpcUrl"),
    INTEROP_EXTERNAL_EWS_URL("InteropExternalEwsUrl"),
    INTEROP_EXTERNAL_EWS_VERSION("InteropExternalEwsVersion"),
    MOBILE_MAILBOX_POLICY("MobileMailboxPolicy"),
    MOBILE_MAILBOX_POLICY_INTEROP("MobileMailboxPolicyInterop"),
    GROUPING_INFORMATION("GroupingInformation"),
    DOCUMENT_SHARING_LOCATIONS("DocumentSharingLocations");

    private static final Map<String, UserSetting> BY_NAME = Arrays.stream(values())
            .collect(Collectors.toUnmodifiableMap(setting -> setting.wireName, setting -> setting));

    private final String wireName;
    private final Function<AccountSettings, Optional<String>> value;

    UserSetting(String wireName) {
        this(wireName, _ -> Optional.empty());
    }

    UserSetting(String wireName, Function<AccountSettings, Optional<String>> value) {
        this.wireName = wireName;
        this.value = value;
    }

    private static Function<AccountSettings, Optional<String>> text(Function<AccountSettings, String> always) {
        return account -> Optional.of(always.apply(account));
    }

    private static String word(boolean truth) {
        return truth ? "True" : "False";
    }

    static Optional<UserSetting> of(String wireName) {
        return Optional.ofNullable(BY_NAME.get(wireName));
    }

    String wireName() {
        return wireName;
    }

    /// What it is for an account; empty when that is not served.
    Optional<String> of(AccountSettings account) {
        return value.apply(account);
    }
}
