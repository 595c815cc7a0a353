package org.gatehouse.directory.throttling;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import org.gatehouse.directory.DirectoryException;
import org.gatehouse.directory.addressbook.AddressBook;
import org.gatehouse.directory.organization.MailboxUser;
import org.gatehouse.directory.organization.Organization;
import org.gatehouse.directory.organization.ThrottlingLimit;
import org.gatehouse.directory.organization.ThrottlingPolicy;
import org.gatehouse.security.Identity;
import org.gatehouse.security.throttling.Allowance;
import org.gatehouse.security.throttling.CmdletAllowance;
import org.gatehouse.security.throttling.Component;
import org.gatehouse.security.throttling.Measure;
import org.gatehouse.security.throttling.Owner;
import org.gatehouse.security.throttling.Policies;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// [Policies] from the organisation's directory. What was looked up is good until the directory has changed, and for
/// some seconds in any case, so that no request searches the directory and a change holds well within a minute. While
/// the directory is away, what is known goes on; whoever nobody knows gets what a new organisation's default policy
/// allows, as the fallback policy of Exchange does. Thread-safe.
public final class DirectoryPolicies implements Policies {
    /// The name that Exchange's events have for it.
    public static final String FALLBACK = "[Fallback]";
    private static final Logger LOG = LoggerFactory.getLogger(DirectoryPolicies.class);
    private static final Duration GOOD_IN_ANY_CASE = Duration.ofSeconds(10);
    private static final int ACCOUNTS_MAX = 100_000;

    private final Organization organization;
    private final AddressBook addressBook;
    private final InstantSource clock;
    private final Map<String, Known> accounts = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Known> eldest) {
            return size() > ACCOUNTS_MAX;
        }
    };
    private final Map<String, Rules> rules = new LinkedHashMap<>();
    private long rulesChange = -1;

    /// What one policy allows, component by component.
    private record Rules(Map<Component, Allowance> allowances, CmdletAllowance cmdlets, SendingAllowance sending) {}

    /// @param change what the directory's counter said before the look
    private record Known(Owner owner, Rules rules, long change, Instant looked) {}

    public DirectoryPolicies(Organization organization, AddressBook addressBook, InstantSource clock) {
        this.organization = organization;
        this.addressBook = addressBook;
        this.clock = clock;
    }

    @Override
    public Owner owner(Identity identity) {
        return known(identity).owner();
    }

    @Override
    public Allowance allowance(Identity identity, Component component) {
        return known(identity).rules().allowances().getOrDefault(component, Allowance.unlimited(FALLBACK));
    }

    @Override
    public Allowance anonymous() {
        return known("", () -> Optional.empty(), Owner.anybody()).rules().allowances()
                .getOrDefault(Component.ANONYMOUS, Allowance.unlimited(FALLBACK));
    }

    @Override
    public CmdletAllowance cmdlets(Identity identity) {
        return known(identity).rules().cmdlets();
    }

    /// How much the owner of a mailbox may send.
    ///
    /// @param legacyDn the mailbox's legacyExchangeDN
    public SendingAllowance sending(String legacyDn) {
        return known("mailbox " + legacyDn.toLowerCase(Locale.ROOT), () -> addressBook.byLegacyDn(legacyDn),
                new Owner(legacyDn, legacyDn)).rules().sending();
    }

    private Known known(Identity identity) {
        Owner owner = Owner.of(identity);
        return known(owner.id(), () -> addressBook.byIdentity(identity), owner);
    }

    private Known known(String account, java.util.function.Supplier<Optional<MailboxUser>> lookup, Owner unknown) {
        Optional<Known> earlier = find(account);
        Instant now = clock.instant();
        if (earlier.isPresent() && now.isBefore(earlier.get().looked().plus(GOOD_IN_ANY_CASE))) {
            return earlier.get();
        }
        Known found;
        try {
            long change = organization.directory().changeCounter();
            found = earlier.isPresent() && earlier.get().change() == change
                    ? new Known(earlier.get().owner(), earlier.get().rules(), change, now)
                    : look(lookup, unknown, change, now);
        } catch (DirectoryException away) {
            LOG.warn("the throttling policy of {} cannot be read: {}", unknown.name(), away.getMessage());
            found = earlier.map(known -> new Known(known.owner(), known.rules(), known.change(), now))
                    .orElseGet(() -> new Known(unknown, fallback(), -1, now));
        }
        keep(account, found);
        return found;
    }

    private synchronized Optional<Known> find(String account) {
        return Optional.ofNullable(accounts.get(account));
    }

    private synchronized void keep(String account, Known found) {
        accounts.put(account, found);
    }

    private Known look(java.util.function.Supplier<Optional<MailboxUser>> lookup, Owner unknown, long change,
            Instant now) {
        Optional<MailboxUser> user = lookup.get();
        Owner owner = user.map(known -> new Owner(known.header().guid().toString(), unknown.name())).orElse(unknown);
        return new Known(owner, rules(user.map(MailboxUser::throttlingPolicy).orElse(""), change), change, now);
    }

    /// A policy's, read once for each state of the directory.
    private Rules rules(String assigned, long change) {
        synchronized (rules) {
            if (change != rulesChange) {
                rules.clear();
                rulesChange = change;
            }
            Optional<Rules> read = Optional.ofNullable(rules.get(assigned));
            if (read.isPresent()) {
                return read.get();
            }
        }
        ThrottlingPolicy policy = organization.throttlingPolicies().of(assigned);
        Rules found = rules(policy.name(), policy::limit);
        synchronized (rules) {
            if (change == rulesChange) {
                rules.put(assigned, found);
            }
        }
        return found;
    }

    private static Rules fallback() {
        return rules(FALLBACK, ThrottlingLimit::preset);
    }

    private static Rules rules(String name, Function<ThrottlingLimit, OptionalInt> limits) {
        var allowances = new EnumMap<Component, Allowance>(Component.class);
        for (Component component : Component.values()) {
            allowances.put(component, new Allowance(name, limit(component, Measure.CONCURRENCY, limits),
                    limit(component, Measure.AD, limits), limit(component, Measure.CAS, limits),
                    limit(component, Measure.MAILBOX_RPC, limits)));
        }
        return new Rules(allowances, new CmdletAllowance(name, new CmdletAllowance.Rate(
                limits.apply(ThrottlingLimit.POWERSHELL_MAX_CMDLETS_TIME_PERIOD),
                limits.apply(ThrottlingLimit.EXCHANGE_MAX_CMDLETS),
                limits.apply(ThrottlingLimit.POWERSHELL_MAX_CMDLETS)), new CmdletAllowance.Rate(
                limits.apply(ThrottlingLimit.POWERSHELL_MAX_DESTRUCTIVE_CMDLETS_TIME_PERIOD), OptionalInt.empty(),
                limits.apply(ThrottlingLimit.POWERSHELL_MAX_DESTRUCTIVE_CMDLETS)),
                limits.apply(ThrottlingLimit.POWERSHELL_MAX_CMDLET_QUEUE_DEPTH)), new SendingAllowance(
                limits.apply(ThrottlingLimit.MESSAGE_RATE_LIMIT), limits.apply(ThrottlingLimit.RECIPIENT_RATE_LIMIT)));
    }

    /// Not every measure has a parameter for every component: what has none is not limited.
    private static OptionalInt limit(Component component, Measure measure,
            Function<ThrottlingLimit, OptionalInt> limits) {
        String parameter = measure.parameter(component);
        return Arrays.stream(ThrottlingLimit.values()).filter(limit -> limit.parameter().equals(parameter))
                .findFirst().map(limits).orElse(OptionalInt.empty());
    }
}
