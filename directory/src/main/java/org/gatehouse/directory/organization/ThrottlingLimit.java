package org.gatehouse.directory.organization;

import java.util.OptionalInt;
import java.util.Set;

/// What a throttling policy limits, by the names of New-ThrottlingPolicy, with the values of the default policy of
/// Exchange 2010 SP1 and later. A share of time is in percent of one minute, and may be above 100 since work goes on
/// side by side.
public enum ThrottlingLimit {
    ANONYMOUS_MAX_CONCURRENCY("AnonymousMaxConcurrency", 1),
    ANONYMOUS_PERCENT_TIME_IN_AD("AnonymousPercentTimeInAD"),
    ANONYMOUS_PERCENT_TIME_IN_CAS("AnonymousPercentTimeInCAS"),
    ANONYMOUS_PERCENT_TIME_IN_MAILBOX_RPC("AnonymousPercentTimeInMailboxRPC"),
    CPA_MAX_CONCURRENCY("CPAMaxConcurrency", 20),
    CPA_PERCENT_TIME_IN_CAS("CPAPercentTimeInCAS", 205),
    CPA_PERCENT_TIME_IN_MAILBOX_RPC("CPAPercentTimeInMailboxRPC", 200),
    EAS_MAX_CONCURRENCY("EASMaxConcurrency", 10),
    EAS_PERCENT_TIME_IN_AD("EASPercentTimeInAD"),
    EAS_PERCENT_TIME_IN_CAS("EASPercentTimeInCAS"),
    EAS_PERCENT_TIME_IN_MAILBOX_RPC("EASPercentTimeInMailboxRPC"),
    EAS_MAX_DEVICES("EASMaxDevices", 10),
    EAS_MAX_DEVICE_DELETES_PER_MONTH("EASMaxDeviceDeletesPerMonth", 20),
    EWS_MAX_CONCURRENCY("EWSMaxConcurrency", 10),
    EWS_PERCENT_TIME_IN_AD("EWSPercentTimeInAD", 50),
    EWS_PERCENT_TIME_IN_CAS("EWSPercentTimeInCAS", 90),
    EWS_PERCENT_TIME_IN_MAILBOX_RPC("EWSPercentTimeInMailboxRPC", 60),
    EWS_MAX_SUBSCRIPTIONS("EWSMaxSubscriptions", 5000),
    EWS_FAST_SEARCH_TIMEOUT_IN_SECONDS("EWSFastSearchTimeoutInSeconds", 60),
    EWS_FIND_COUNT_LIMIT("EWSFindCountLimit", 1000),
    IMAP_MAX_CONCURRENCY("IMAPMaxConcurrency"),
    IMAP_PERCENT_TIME_IN_AD("IMAPPercentTimeInAD"),
    IMAP_PERCENT_TIME_IN_CAS("IMAPPercentTimeInCAS"),
    IMAP_PERCENT_TIME_IN_MAILBOX_RPC("IMAPPercentTimeInMailboxRPC"),
    OWA_MAX_CONCURRENCY("OWAMaxConcurrency", 5),
    OWA_PERCENT_TIME_IN_AD("OWAPercentTimeInAD", 30),
    OWA_PERCENT_TIME_IN_CAS("OWAPercentTimeInCAS", 150),
    OWA_PERCENT_TIME_IN_MAILBOX_RPC("OWAPercentTimeInMailboxRPC", 150),
    POP_MAX_CONCURRENCY("POPMaxConcurrency", 20),
    POP_PERCENT_TIME_IN_AD("POPPercentTimeInAD"),
    POP_PERCENT_TIME_IN_CAS("POPPercentTimeInCAS"),
    POP_PERCENT_TIME_IN_MAILBOX_RPC("POPPercentTimeInMailboxRPC"),
    POWERSHELL_MAX_CONCURRENCY("PowerShellMaxConcurrency", 18),
    POWERSHELL_MAX_CMDLETS("PowerShellMaxCmdlets"),
    POWERSHELL_MAX_CMDLETS_TIME_PERIOD("PowerShellMaxCmdletsTimePeriod"),
    EXCHANGE_MAX_CMDLETS("ExchangeMaxCmdlets"),
    POWERSHELL_MAX_CMDLET_QUEUE_DEPTH("PowerShellMaxCmdletQueueDepth"),
    POWERSHELL_MAX_DESTRUCTIVE_CMDLETS("PowerShellMaxDestructiveCmdlets"),
    POWERSHELL_MAX_DESTRUCTIVE_CMDLETS_TIME_PERIOD("PowerShellMaxDestructiveCmdletsTimePeriod"),
    RCA_MAX_CONCURRENCY("RCAMaxConcurrency", 20),
    RCA_PERCENT_TIME_IN_AD("RCAPercentTimeInAD", 5),
    RCA_PERCENT_TIME_IN_CAS("RCAPercentTimeInCAS", 205),
    RCA_PERCENT_TIME_IN_MAILBOX_RPC("RCAPercentTimeInMailboxRPC", 200),
    MESSAGE_RATE_LIMIT("MessageRateLimit"),
    RECIPIENT_RATE_LIMIT("RecipientRateLimit"),
    FORWARDEE_LIMIT("ForwardeeLimit"),
    CPU_START_PERCENT("CPUStartPercent", 75);

    private static final String ATTRIBUTE_PREFIX = "gatehouse";
    private static final Set<ThrottlingLimit> HELD = Set.of(RCA_MAX_CONCURRENCY, RCA_PERCENT_TIME_IN_AD,
            RCA_PERCENT_TIME_IN_CAS, RCA_PERCENT_TIME_IN_MAILBOX_RPC, EWS_MAX_CONCURRENCY, EWS_PERCENT_TIME_IN_AD,
            EWS_PERCENT_TIME_IN_CAS, EWS_PERCENT_TIME_IN_MAILBOX_RPC, ANONYMOUS_MAX_CONCURRENCY,
            ANONYMOUS_PERCENT_TIME_IN_AD, ANONYMOUS_PERCENT_TIME_IN_CAS, ANONYMOUS_PERCENT_TIME_IN_MAILBOX_RPC,
            POWERSHELL_MAX_CONCURRENCY, POWERSHELL_MAX_CMDLETS, POWERSHELL_MAX_CMDLETS_TIME_PERIOD,
            EXCHANGE_MAX_CMDLETS, POWERSHELL_MAX_CMDLET_QUEUE_DEPTH, POWERSHELL_MAX_DESTRUCTIVE_CMDLETS,
            POWERSHELL_MAX_DESTRUCTIVE_CMDLETS_TIME_PERIOD, MESSAGE_RATE_LIMIT, RECIPIENT_RATE_LIMIT);

    private final String parameter;
    private final OptionalInt preset;

    ThrottlingLimit(String parameter) {
        this.parameter = parameter;
        this.preset = OptionalInt.empty();
    }

    ThrottlingLimit(String parameter, int preset) {
        this.parameter = parameter;
        this.preset = OptionalInt.of(preset);
    }

    /// The cmdlets' parameter, and the property that the shell shows.
    public String parameter() {
        return parameter;
    }

    /// What holds where no policy says anything else; empty for no limit.
    public OptionalInt preset() {
        return preset;
    }

    /// Whether the servers hold people to it.
    public boolean isHeld() {
        return HELD.contains(this);
    }

    String attribute() {
        return ATTRIBUTE_PREFIX + parameter;
    }
}
