package org.gatehouse.directory.organization;

import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ReadOnlyEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.gatehouse.directory.EntryRules;
import org.jspecify.annotations.Nullable;

/// The organisation's limits of messages.
public final class TransportConfig {
    static final String CLASS = "msExchTransportSettings";
    private static final String SEND = "submissionContLength";
    private static final String RECEIVE = "delivContLength";
    private static final String RECIPIENTS = "msExchRecipLimit";
    /// What Exchange 2010 begins with: 10 MB each way and 5,000 recipients.
    private static final String SIZE_PRESET = "10240";
    private static final int RECIPIENTS_PRESET = 5_000;
    private final Entries entries;

    TransportConfig(Entries entries) {
        this.entries = entries;
    }

    static DN name(Layout layout) {
        return Layout.child("Transport Settings", layout.organizationRoot());
    }

    static Attribute[] presets() {
        return new Attribute[] {new Attribute(SEND, SIZE_PRESET), new Attribute(RECEIVE, SIZE_PRESET),
                new Attribute(RECIPIENTS, Integer.toString(RECIPIENTS_PRESET))};
    }

    public TransportSettings get() {
        return read(entry());
    }

    /// Changes what is not null.
    ///
    /// @param maxSendSize a size such as `10MB`, or `Unlimited`
    /// @param maxRecipientEnvelopeLimit a number, or `Unlimited`
    public Outcome<TransportSettings> set(@Nullable String maxSendSize, @Nullable String maxReceiveSize,
            @Nullable String maxRecipientEnvelopeLimit) {
        var changes = new ArrayList<Modification>();
        if (maxSendSize != null) {
            changes.add(Entries.replace(SEND, SettingText.quota("MaxSendSize", maxSendSize)));
        }
        if (maxReceiveSize != null) {
            changes.add(Entries.replace(RECEIVE, SettingText.quota("MaxReceiveSize", maxReceiveSize)));
        }
        if (maxRecipientEnvelopeLimit != null) {
            changes.add(Entries.replace(RECIPIENTS,
                    SettingText.count("MaxRecipientEnvelopeLimit", maxRecipientEnvelopeLimit)));
        }
        ReadOnlyEntry entry = entry();
        if (!changes.isEmpty()) {
            entry = entries.directory().modify(EntryRules.dnOf(entry), changes);
        }
        return new Outcome<>(read(entry), "Change transport settings of the organisation", List.of());
    }

    /// An organisation that was set up before there were limits to set gets them here.
    private ReadOnlyEntry entry() {
        DN name = name(entries.layout());
        Optional<ReadOnlyEntry> found = entries.directory().get(name);
        if (found.isEmpty()) {
            entries.addMissing(name, CLASS, presets());
            found = entries.directory().get(name);
        }
        return found.orElseThrow();
    }

    private static TransportSettings read(ReadOnlyEntry entry) {
        return new TransportSettings(Entries.header(entry), size(entry, SEND), size(entry, RECEIVE),
                SettingText.countOf(Entries.text(entry, RECIPIENTS)).orElse(Integer.MAX_VALUE));
    }

    private static String size(ReadOnlyEntry entry, String attribute) {
        String stored = Entries.text(entry, attribute);
        return stored.isEmpty() ? "Unlimited" : SettingText.printed(DatabaseProperty.Syntax.QUOTA, stored);
    }
}
