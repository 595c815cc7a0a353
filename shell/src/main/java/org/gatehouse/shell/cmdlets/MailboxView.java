package org.gatehouse.shell.cmdlets;

import org.gatehouse.directory.organization.MailboxProperty;
import org.gatehouse.directory.organization.MailboxType;
import org.gatehouse.directory.organization.MailboxUser;
import org.gatehouse.directory.organization.ObjectHeader;
import org.gatehouse.directory.organization.Organization;
import org.gatehouse.shell.language.ShellObject;

/// Mailboxes and users as the shell shows them.
final class MailboxView {
    private MailboxView() {}

    static ShellObject mailbox(Organization organization, MailboxUser user) {
        return mailbox(organization, user, new PolicyNames(organization));
    }

    /// @param policies of the listing that it is a part of
    static ShellObject mailbox(Organization organization, MailboxUser user, PolicyNames policies) {
        var box = user.mailbox();
        return new View(organization).put("Database", box.map(MailboxUser.Mailbox::database).orElse(""))
                .put("ExchangeGuid", box.map(MailboxUser.Mailbox::guid).orElse(null))
                .put("MailboxGuid", box.map(MailboxUser.Mailbox::guid).orElse(null))
                .put("HiddenFromAddressListsEnabled", user.hiddenFromAddressLists())
                .put("LegacyExchangeDN", user.legacyExchangeDn()).put("Alias", user.alias())
                .put("EmailAddresses", user.proxyAddresses()).put("PrimarySmtpAddress", user.primarySmtpAddress())
                .put("WindowsEmailAddress", user.primarySmtpAddress()).put("SamAccountName", user.samAccountName())
                .put("UserPrincipalName", user.userPrincipalName()).put("DisplayName", user.displayName())
                .put("ServerName", box.map(MailboxUser.Mailbox::server).orElse("").toLowerCase(java.util.Locale.ROOT))
                .put("UseDatabaseQuotaDefaults", user.quotas().databaseDefaults())
                .put("IssueWarningQuota", Settings.value(user.quotas().issueWarning()))
                .put("MaxSendSize", limit(user.quotas().maxSendSize()))
                .put("MaxReceiveSize", limit(user.quotas().maxReceiveSize()))
                .put("RecipientLimits", user.quotas().recipientLimits().isPresent()
                        ? (Object) (long) user.quotas().recipientLimits().getAsInt() : "unlimited")
                .put("ProhibitSendQuota", Settings.value(user.quotas().prohibitSend()))
                .put("ProhibitSendReceiveQuota", Settings.value(user.quotas().prohibitSendReceive()))
                .put("GrantSendOnBehalfTo", organization.sendPermissions().onBehalf(user.header().distinguishedName())
                        .stream().map(each -> each.trusteeDn()).toList())
                .put("ThrottlingPolicy", policies.of(user)).put("IsMailboxEnabled", box.isPresent())
                .put("ForwardingSmtpAddress", user.setting(MailboxProperty.FORWARDING_SMTP_ADDRESS))
                .put("DeliverToMailboxAndForward", "TRUE".equalsIgnoreCase(
                        user.setting(MailboxProperty.DELIVER_TO_MAILBOX_AND_FORWARD)))
                .put("MailTip", tip(user)).put("MailTipTranslations", user.mailTips())
                .put("Office", user.setting(MailboxProperty.OFFICE))
                .put("IsResource", !user.type().resource().isEmpty()).put("ResourceType", user.type().resource())
                .put("IsShared", user.type() == MailboxType.SHARED)
                .put("RecipientType", "UserMailbox").put("RecipientTypeDetails", user.type().details())
                .put("OrganizationalUnit", unit(user.header())).recipient(user.header(), "0.10 (14.0.100.0)")
                .as("Mailbox", user.displayName(), "Name", "Alias", "ServerName", "ProhibitSendQuota");
    }

    static ShellObject user(Organization organization, MailboxUser user) {
        return new View(organization).put("SamAccountName", user.samAccountName())
                .put("UserPrincipalName", user.userPrincipalName()).put("DisplayName", user.displayName())
                .put("FirstName", user.givenName()).put("LastName", user.surname())
                .put("WindowsEmailAddress", user.primarySmtpAddress()).put("LegacyExchangeDN", user.legacyExchangeDn())
                .put("UserAccountControl", user.enabled() ? "NormalAccount" : "AccountDisabled, NormalAccount")
                .put("Title", user.setting(MailboxProperty.TITLE))
                .put("Department", user.setting(MailboxProperty.DEPARTMENT))
                .put("Company", user.setting(MailboxProperty.COMPANY))
                .put("Office", user.setting(MailboxProperty.OFFICE))
                .put("Phone", user.setting(MailboxProperty.PHONE))
                .put("RecipientType", type(user)).put("RecipientTypeDetails", details(user))
                .put("OrganizationalUnit", unit(user.header()))
                .recipient(user.header(), "0.0 (6.5.6500.0)").as("User", user.displayName(), "Name", "RecipientType");
    }

    private static String type(MailboxUser user) {
        return user.mailbox().isPresent() ? "UserMailbox" : user.legacyExchangeDn().isEmpty() ? "User" : "MailUser";
    }

    static String details(MailboxUser user) {
        String type = type(user);
        return user.mailbox().isPresent() ? user.type().details()
                : type.equals("User") && !user.enabled() ? "DisabledUser" : type;
    }

    /// The tip for those whose language has none.
    private static String tip(MailboxUser user) {
        return user.mailTips().stream().filter(tip -> tip.startsWith("default:"))
                .map(tip -> tip.substring("default:".length())).findFirst().orElse("");
    }

    /// Where a mailbox has no limit of its own the organisation's holds, which the real system shows so too.
    private static Object limit(String own) {
        return own.isEmpty() ? "unlimited" : Settings.value(own);
    }

    static String unit(ObjectHeader header) {
        String path = header.canonicalName();
        int slash = path.lastIndexOf('/');
        return slash < 0 ? path : path.substring(0, slash);
    }
}
