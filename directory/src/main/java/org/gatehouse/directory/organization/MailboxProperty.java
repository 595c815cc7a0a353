package org.gatehouse.directory.organization;

/// The settings of a mailbox user by their names in the shell, and where they are kept.
public enum MailboxProperty {
    DISPLAY_NAME("DisplayName", "displayName"),
    GIVEN_NAME("FirstName", "givenName"),
    SURNAME("LastName", "sn"),
    ALIAS("Alias", "mailNickname"),
    USER_PRINCIPAL_NAME("UserPrincipalName", "userPrincipalName"),
    SAM_ACCOUNT_NAME("SamAccountName", "sAMAccountName"),
    PRIMARY_SMTP_ADDRESS("PrimarySmtpAddress", "mail"),
    HIDDEN_FROM_ADDRESS_LISTS_ENABLED("HiddenFromAddressListsEnabled", "msExchHideFromAddressLists"),
    THROTTLING_POLICY("ThrottlingPolicy", "msExchThrottlingPolicyDN"),
    ISSUE_WARNING_QUOTA("IssueWarningQuota", "mDBStorageQuota"),
    PROHIBIT_SEND_QUOTA("ProhibitSendQuota", "mDBOverQuotaLimit"),
    PROHIBIT_SEND_RECEIVE_QUOTA("ProhibitSendReceiveQuota", "mDBOverHardQuotaLimit"),
    USE_DATABASE_QUOTA_DEFAULTS("UseDatabaseQuotaDefaults", "mDBUseDefaults"),
    MAX_SEND_SIZE("MaxSendSize", "submissionContLength"),
    MAX_RECEIVE_SIZE("MaxReceiveSize", "delivContLength"),
    RECIPIENT_LIMITS("RecipientLimits", "msExchRecipLimit"),
    FORWARDING_SMTP_ADDRESS("ForwardingSmtpAddress", "msExchGenericForwardingAddress"),
    DELIVER_TO_MAILBOX_AND_FORWARD("DeliverToMailboxAndForward", "deliverAndRedirect"),
    OFFICE("Office", "physicalDeliveryOfficeName"),
    PHONE("Phone", "telephoneNumber"),
    TITLE("Title", "title"),
    DEPARTMENT("Department", "department"),
    COMPANY("Company", "company");

    private final String parameter;
    private final String attribute;

    MailboxProperty(String parameter, String attribute) {
        this.parameter = parameter;
        this.attribute = attribute;
    }

    /// The name in the shell.
    public String parameter() {
        return parameter;
    }

    /// The directory attribute that keeps it.
    public String attribute() {
        return attribute;
    }
}
