package org.gatehouse.security.throttling;

/// In what a budget is measured. The words are those of the events that Exchange 2010 logs; with a component in front,
/// and `PercentTimeIn` between for times, they are parameters of New-ThrottlingPolicy.
public enum Measure {
    /// Connections, or requests, at a time.
    CONCURRENCY("MaxConcurrency"),
    /// Time in the directory.
    AD("AD"),
    /// Time in the tier that serves clients, with all that it waits for.
    CAS("CAS"),
    /// Time in the mailbox store.
    MAILBOX_RPC("MailboxRPC");

    private final String word;

    Measure(String word) {
        this.word = word;
    }

    public String word() {
        return word;
    }

    /// The parameter that limits it.
    public String parameter(Component component) {
        return component.word() + (this == CONCURRENCY ? word : "PercentTimeIn" + word);
    }
}
