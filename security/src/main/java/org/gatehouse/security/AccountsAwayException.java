package org.gatehouse.security;

/// The accounts cannot be read now, so that nobody can be let in who is not known from before.
public final class AccountsAwayException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String account;

    /// @param account as it was asked for
    /// @param why for the audit log
    public AccountsAwayException(String account, String why, Throwable cause) {
        super(why, cause);
        this.account = account;
    }

    public String account() {
        return account;
    }
}
