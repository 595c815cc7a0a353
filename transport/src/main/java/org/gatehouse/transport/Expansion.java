package org.gatehouse.transport;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.gatehouse.mapi.id.AddressBookEntryId;
import org.gatehouse.mapi.id.OneOffEntryId;
import org.gatehouse.mapi.property.PropertyTag;
import org.gatehouse.mapi.property.Tags;
import org.gatehouse.mapi.property.Value;
import org.gatehouse.store.MessageDraft.Recipient;
import org.gatehouse.transport.Recipients.Found;
import org.gatehouse.transport.Undelivered.Reason;
import org.gatehouse.wire.Bytes;
import org.gatehouse.wire.MalformedException;

/// The mailboxes that a message goes to: each once, however many addresses and groups name it.
final class Expansion {
    /// PidTagRecipientType without the flags of a resent message ([MS-OXOMSG] 2.2.3.1).
    private static final int TYPE_MASK = 0x0f;
    private final Recipients directory;
    private final String domain;
    private final int max;
    private final boolean mayExpand;
    private final Map<UUID, Reached> reached = new LinkedHashMap<>();
    private final List<Undelivered> failures = new ArrayList<>();
    private final Set<String> groups = new HashSet<>();

    /// A mailbox, and the recipient of the message that led to it.
    ///
    /// @param named the types of recipients that name the mailbox itself; none when a group or a forward led to it
    record Reached(Found.Target target, Recipient recipient, Set<Integer> named) {
        Reached {
            named = Set.copyOf(named);
        }

        /// The same, which another recipient led to as well.
        Reached and(Reached other) {
            var both = new HashSet<>(named);
            both.addAll(other.named);
            return new Reached(target, recipient, both);
        }
    }

    /// @param domain whose addresses are the organisation's own
    /// @param mayExpand unless PidTagDlExpansionProhibited
    Expansion(Recipients directory, String domain, int max, boolean mayExpand) {
        this.directory = directory;
        this.domain = domain;
        this.max = max;
        this.mayExpand = mayExpand;
    }

    List<Reached> reached() {
        return List.copyOf(reached.values());
    }

    List<Undelivered> failures() {
        return List.copyOf(failures);
    }

    void add(Recipient recipient) {
        switch (resolve(recipient)) {
            case Found.Target target -> reach(target, recipient, Set.of(), Set.of(recipient.type() & TYPE_MASK));
            case Found another -> add(another, recipient, smtp(recipient), Set.of());
        }
    }

    private void add(Found found, Recipient recipient, String smtp, Set<UUID> chain) {
        switch (found) {
            case Found.Target target -> reach(target, recipient, chain, Set.of());
            case Found.Group group -> expand(group, recipient);
            case Found.Ambiguous _ -> fail(recipient, Reason.AMBIGUOUS);
            case Found.Unknown _ -> fail(recipient, isForeign(smtp) ? Reason.NO_GATEWAY : Reason.UNKNOWN);
        }
    }

    /// @param chain the mailboxes whose forwarding led here
    private void reach(Found.Target target, Recipient recipient, Set<UUID> chain, Set<Integer> named) {
        UUID mailbox = target.mailbox().mailboxGuid();
        Optional<Recipients.Forward> forward = directory.forward(target.mailbox().legacyDn())
                // In a circle of forwarding it stays where the circle closes.
                .filter(_ -> !chain.contains(mailbox));
        if (forward.isEmpty() || forward.get().keepsCopy()) {
            reached.merge(mailbox, new Reached(target, recipient, named), Reached::and);
        }
        if (forward.isPresent()) {
            var longer = new HashSet<>(chain);
            longer.add(mailbox);
            add(directory.bySmtp(forward.get().smtp()), recipient, forward.get().smtp(), longer);
        }
    }

    private void fail(Recipient recipient, Reason reason) {
        failures.add(new Undelivered(recipient, reason));
    }

    /// A group within itself, or reached by two ways, is expanded once; members who have no mailbox are passed over, as
    /// the sender did not address them.
    private void expand(Found.Group first, Recipient recipient) {
        if (!mayExpand) {
            fail(recipient, Reason.EXPANSION_PROHIBITED);
            return;
        }
        var waiting = new ArrayDeque<Found.Group>(List.of(first));
        var targets = new ArrayList<Found.Target>();
        while (!waiting.isEmpty()) {
            Found.Group group = waiting.remove();
            if (!groups.add(group.legacyDn().toLowerCase(Locale.ROOT))) {
                continue;
            }
            for (String member : group.members()) {
                switch (directory.byMember(member)) {
                    case Found.Target target -> targets.add(target);
                    case Found.Group inner -> waiting.add(inner);
                    case Found.Ambiguous _, Found.Unknown _ -> { }
                }
                if (targets.size() + waiting.size() + reached.size() > max) {
                    fail(recipient, Reason.EXPANSION_FAILED);
                    return;
                }
            }
        }
        targets.forEach(target -> reach(target, recipient, Set.of(), Set.of()));
    }

    private Found resolve(Recipient recipient) {
        String type = text(recipient, Tags.ADDRESS_TYPE);
        String address = text(recipient, Tags.EMAIL_ADDRESS);
        Found found = new Found.Unknown();
        if (!address.isEmpty() && (type.equalsIgnoreCase("EX") || type.isEmpty() && address.startsWith("/"))) {
            found = directory.byLegacyDn(address);
        } else if (!address.isEmpty() && (type.equalsIgnoreCase("SMTP") || type.isEmpty())) {
            found = directory.bySmtp(address);
        }
        if (found instanceof Found.Unknown) {
            found = entryDn(recipient).map(directory::byLegacyDn).orElse(found);
        }
        String smtp = smtp(recipient);
        return found instanceof Found.Unknown && !smtp.isEmpty() ? directory.bySmtp(smtp) : found;
    }

    private static Optional<String> entryDn(Recipient recipient) {
        if (recipient.property(Tags.ENTRY_ID).orElse(null) instanceof Value.Binary(Bytes encoded)) {
            try {
                return Optional.of(AddressBookEntryId.of(encoded).x500Dn());
            } catch (MalformedException another) { // a one-off address, or nothing that names a user
                return Optional.empty();
            }
        }
        return Optional.empty();
    }

    /// The SMTP address in whichever property has one; a one-off entry id holds one too ([MS-OXCDATA] 2.2.5.1).
    private static String smtp(Recipient recipient) {
        if (text(recipient, Tags.ADDRESS_TYPE).equalsIgnoreCase("SMTP")
                && !text(recipient, Tags.EMAIL_ADDRESS).isEmpty()) {
            return text(recipient, Tags.EMAIL_ADDRESS);
        }
        String known = text(recipient, Tags.SMTP_ADDRESS);
        if (known.isEmpty() && recipient.property(Tags.ENTRY_ID).orElse(null) instanceof Value.Binary(Bytes encoded)) {
            try {
                var oneOff = OneOffEntryId.of(encoded, StandardCharsets.ISO_8859_1);
                return oneOff.addressType().equalsIgnoreCase("SMTP") ? oneOff.emailAddress() : "";
            } catch (MalformedException another) { // some other kind of entry id
                return "";
            }
        }
        return known;
    }

    private boolean isForeign(String smtp) {
        int at = smtp.lastIndexOf('@');
        return at >= 0 && !smtp.substring(at + 1).equalsIgnoreCase(domain);
    }

    static String text(Recipient recipient, PropertyTag tag) {
        return recipient.property(tag).orElse(null) instanceof Value.Text(String text) ? text : "";
    }
}
