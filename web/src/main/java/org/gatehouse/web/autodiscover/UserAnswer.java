package org.gatehouse.web.autodiscover;

import java.util.List;
import java.util.Optional;

/// The part of GetUserSettings' answer about one user ([MS-OXWADISC], UserResponse).
///
/// @param settings of whom they are; empty with an error
/// @param wanted names of settings as the client wrote them
record UserAnswer(SoapError error, Optional<String> redirectTarget, Optional<AccountSettings> settings,
        List<String> wanted) {
    void write(XmlPage page) {
        SoapPage.error(page.open("UserResponse"), error);
        SoapPage.redirectTarget(page, redirectTarget);
        page.open("UserSettingErrors");
        settings.ifPresent(account -> wanted.forEach(name -> writeError(page, name, account)));
        page.close().open("UserSettings");
        settings.ifPresent(account -> wanted.stream().flatMap(name -> UserSetting.of(name).stream())
                .forEach(setting -> setting.of(account).ifPresent(value -> write(page, setting, value, account))));
        page.close().close();
    }

    private static void writeError(XmlPage page, String name, AccountSettings account) {
        Optional<UserSetting> known = UserSetting.of(name);
        if (known.isPresent() && known.get().of(account).isPresent()) {
            return;
        }
        SoapPage.error(page.open("UserSettingError"), known.isPresent() ? SoapError.notAvailable()
                : SoapError.noSuchSetting()).leaf("SettingName", name).close();
    }

    private static void write(XmlPage page, UserSetting setting, String value, AccountSettings account) {
        switch (setting) {
            case ALTERNATE_MAILBOXES -> {
                begin(page, setting, "AlternateMailboxCollectionSetting").open("AlternateMailboxes");
                account.additional().forEach(mailbox -> page.open("AlternateMailbox").leaf("Type", "Delegate")
                        .leaf("DisplayName", mailbox.displayName()).leaf("LegacyDN", mailbox.legacyDn())
                        .leaf("Server", mailbox.server()).leaf("SmtpAddress", mailbox.smtpAddress()).close());
                page.close();
            }
            case INTERNAL_WEB_CLIENT_URLS -> webMail(begin(page, setting, "WebClientUrlCollectionSetting"),
                    account.inside());
            case EXTERNAL_WEB_CLIENT_URLS -> webMail(begin(page, setting, "WebClientUrlCollectionSetting"),
                    account.outside());
            default -> begin(page, setting, "StringSetting").leaf("Value", value);
        }
        page.close();
    }

    private static XmlPage begin(XmlPage page, UserSetting setting, String type) {
        return page.open("UserSetting").attribute("i", SoapPage.SCHEMA_INSTANCE, "type", type)
                .leaf("Name", setting.wireName());
    }

    private static void webMail(XmlPage page, Services services) {
        page.open("WebClientUrls");
        services.webMail().ifPresent(mail -> page.open("WebClientUrl").leaf("AuthenticationMethods", mail.methods())
                .leaf("Url", mail.url()).close());
        page.close();
    }
}
