package org.gatehouse.security.throttling;

/// What of a server a person uses. Each has a budget of its own; the parameters of New-ThrottlingPolicy begin with its
/// word.
public enum Component {
    ANONYMOUS("Anonymous"),
    /// Cross-premises: what another organisation asks in its users' names.
    CPA("CPA"),
    EAS("EAS"),
    EWS("EWS"),
    IMAP("IMAP"),
    OWA("OWA"),
    POP("POP"),
    POWERSHELL("PowerShell"),
    /// RPC Client Access, over every transport, and the Address Book service.
    RCA("RCA");

    private final String word;

    Component(String word) {
        this.word = word;
    }

    public String word() {
        return word;
    }
}
