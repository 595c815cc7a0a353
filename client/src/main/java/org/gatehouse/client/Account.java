package org.gatehouse.client;

/// Who signs in. The text form never shows the password.
public record Account(String domain, String user, String password) {
    @Override
    public String toString() {
        return domain + "\\" + user;
    }
}
