package org.gatehouse.shell.cmdlets;

import java.util.HashMap;
import java.util.Map;
import org.gatehouse.directory.organization.MailboxUser;
import org.gatehouse.directory.organization.Organization;

/// Names of throttling policies that users have of their own, each looked up once for all of a listing.
final class PolicyNames {
    private final Organization organization;
    /// By distinguished name.
    private final Map<String, String> names = new HashMap<>();

    PolicyNames(Organization organization) {
        this.organization = organization;
    }

    /// Empty for the default policy.
    String of(MailboxUser user) {
        return user.throttlingPolicy().isEmpty() ? "" : names.computeIfAbsent(user.throttlingPolicy(), assigned ->
                organization.throttlingPolicies().of(assigned).name());
    }
}
