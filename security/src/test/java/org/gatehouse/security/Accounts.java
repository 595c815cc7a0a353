package org.gatehouse.security;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.gatehouse.security.ntlm.NtlmKeys;

/// Accounts in memory, found by name whatever the domain.
public final class Accounts implements Credentials {
    private final Map<String, Secret> secrets = new HashMap<>();

    public Accounts with(String domain, String account, String password) {
        return with(domain, account, password, true);
    }

    public Accounts with(String domain, String account, String password, boolean enabled) {
        secrets.put(account.toLowerCase(Locale.ROOT),
                new Secret(new Identity(domain, account, ""), NtlmKeys.ntHash(password), enabled));
        return this;
    }

    public void remove(String account) {
        secrets.remove(account.toLowerCase(Locale.ROOT));
    }

    @Override
    public Optional<Secret> find(String domain, String user) {
        return Optional.ofNullable(secrets.get(user.toLowerCase(Locale.ROOT)));
    }
}
