package org.gatehouse.conformance.outside;

import java.util.EnumMap;
import java.util.Map;
import microsoft.exchange.webservices.data.autodiscover.AutodiscoverService;
import microsoft.exchange.webservices.data.autodiscover.enumeration.UserSettingName;
import microsoft.exchange.webservices.data.autodiscover.exception.error.UserSettingError;
import microsoft.exchange.webservices.data.autodiscover.response.GetUserSettingsResponse;
import microsoft.exchange.webservices.data.core.enumeration.misc.ExchangeVersion;
import microsoft.exchange.webservices.data.credential.WebCredentials;

/// Autodiscover by the EWS Java API, in a process of its own for its settings of names and trust. Prints what it found,
/// a line each.
final class EwsJavaClient {
    private static final UserSettingName[] WANTED = {UserSettingName.UserDisplayName, UserSettingName.UserDN,
        UserSettingName.UserDeploymentId, UserSettingName.InternalRpcClientServer, UserSettingName.MailboxDN,
        UserSettingName.ExternalMailboxServer, UserSettingName.CasVersion, UserSettingName.ExternalEwsUrl};

    private EwsJavaClient() {}

    /// One that asks a name server for the service record, and goes where that leads.
    private static final class Asking extends AutodiscoverService {
        Asking(ExchangeVersion version, String nameServer) throws Exception {
            super(version);
            setDnsServerAddress(nameServer);
            setRedirectionUrlValidationCallback(url -> {
                System.out.println("led to " + url);
                return true;
            });
        }
    }

    /// @param words the version of Exchange that it shall take the other side for, a mail address, a password, and
    ///     perhaps a name server
    public static void main(String[] words) throws Exception {
        ExchangeVersion version = ExchangeVersion.valueOf(words[0]);
        try (var service = words.length > 3 ? new Asking(version, words[3]) : new AutodiscoverService(version)) {
            service.setCredentials(new WebCredentials(words[1], words[2]));
            service.setEnableScpLookup(false);
            GetUserSettingsResponse found = service.getUserSettings(words[1], WANTED);
            System.out.println(found.getErrorCode() + " at " + service.getUrl());
            Map<UserSettingName, Object> settings = new EnumMap<>(UserSettingName.class);
            settings.putAll(found.getSettings());
            settings.forEach((name, value) -> System.out.println(name + " = " + value));
            for (UserSettingError error : found.getUserSettingErrors()) {
                System.out.println(error.getSettingName() + " : " + error.getErrorCode());
            }
        }
    }
}
