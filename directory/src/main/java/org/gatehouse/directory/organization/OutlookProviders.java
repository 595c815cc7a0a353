package org.gatehouse.directory.organization;

import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ReadOnlyEntry;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.gatehouse.directory.DirectoryException;
import org.gatehouse.directory.DirectoryException.Reason;
import org.gatehouse.directory.EntryRules;
import org.gatehouse.directory.Names;
import org.gatehouse.directory.organization.OutlookProvider.Flag;
import org.jspecify.annotations.Nullable;

/// Autodiscover's settings for Outlook, for the whole organisation.
public final class OutlookProviders {
    /// Those that every organisation begins with.
    public static final List<String> PRESET = List.of("EXCH", "EXPR", "WEB");
    private static final String CLASS = "msExchAutoDiscoverConfig";
    private static final String PRINCIPAL = "msExchAutoDiscoverCertPrincipalName";
    private static final String SERVER = "msExchAutoDiscoverServer";
    private static final String TTL = "msExchAutoDiscoverTTL";
    private static final String FLAGS = "msExchAutoDiscoverFlags";
    /// On the container that was given its providers: what is missing then was taken away.
    private static final String PREPARED = "gatehousePrepared";
    private static final int TTL_PRESET = 1;
    private final Entries entries;

    OutlookProviders(Entries entries) {
        this.entries = entries;
    }

    /// Makes the first ones, unless it was done before.
    static void prepare(Entries entries) {
        DN container = entries.layout().outlookProviders();
        if (entries.directory().get(container).filter(found -> Entries.flag(found, PREPARED, false)).isPresent()) {
            return;
        }
        entries.addMissing(container, "msExchContainer");
        PRESET.forEach(name -> entries.addMissing(Layout.child(name, container), CLASS,
                new Attribute(TTL, Integer.toString(TTL_PRESET))));
        entries.directory().modify(container, List.of(Entries.replace(PREPARED, "TRUE")));
    }

    /// In the order of their creation.
    public List<OutlookProvider> all() {
        return entries.all(entries.layout().outlookProviders(), CLASS).stream().map(OutlookProviders::read).toList();
    }

    public OutlookProvider get(String identity) {
        return read(entry(identity));
    }

    /// The one with a name, if the organisation has it.
    public Optional<OutlookProvider> find(String name) {
        return all().stream().filter(provider -> provider.name().equalsIgnoreCase(name)).findFirst();
    }

    public Outcome<OutlookProvider> create(String name) {
        Names.requireObjectName("Name", name);
        requireFree(name);
        OutlookProvider made = read(entries.add(Layout.child(name, entries.layout().outlookProviders()), CLASS,
                new Attribute(TTL, Integer.toString(TTL_PRESET))));
        return new Outcome<>(made, "Create Outlook provider '" + name + "'", List.of());
    }

    /// What a provider gets; null keeps what there is, and empty clears.
    public record Changes(@Nullable String name, @Nullable String certPrincipalName, @Nullable String server,
            @Nullable Integer ttlHours, @Nullable Set<Flag> flags) {
        private List<Modification> modifications() {
            var all = new ArrayList<Modification>();
            if (certPrincipalName != null) {
                all.add(Entries.replace(PRINCIPAL, SettingText.text("CertPrincipalName", certPrincipalName)));
            }
            if (server != null) {
                all.add(Entries.replace(SERVER, SettingText.text("Server", server)));
            }
            if (ttlHours != null) {
                if (ttlHours < 0) {
                    throw DirectoryException.about(Reason.INVALID, "TTL", ttlHours.toString(), "is negative",
                            "Give hours, or 0 so that clients do not ask again");
                }
                all.add(Entries.replace(TTL, ttlHours.toString()));
            }
            if (flags != null) {
                all.add(Entries.replace(FLAGS, Integer.toString(flags.stream().mapToInt(Flag::bit).sum())));
            }
            return all;
        }
    }

    public Outcome<OutlookProvider> set(String identity, Changes changes) {
        ReadOnlyEntry entry = entry(identity);
        String old = Entries.text(entry, "name");
        List<Modification> all = changes.modifications();
        String name = changes.name() == null ? old : Names.requireObjectName("Name", changes.name());
        if (!name.equalsIgnoreCase(old)) {
            requireFree(name);
        }
        if (!all.isEmpty()) {
            entry = entries.directory().modify(EntryRules.dnOf(entry), all);
        }
        if (!name.equals(old)) {
            entry = entries.rename(entry, name);
        }
        return new Outcome<>(read(entry), "Change Outlook provider '" + old + "'", List.of());
    }

    public Outcome<OutlookProvider> remove(String identity) {
        ReadOnlyEntry entry = entry(identity);
        OutlookProvider old = read(entry);
        entries.directory().delete(EntryRules.dnOf(entry));
        return new Outcome<>(old, "Remove Outlook provider '" + old.name() + "'",
                PRESET.contains(old.name()) ? List.of("Autodiscover no longer tells clients of " + old.name()
                        + " connections. New-OutlookProvider -Name " + old.name() + " brings them back.") : List.of());
    }

    /// The flags that people name; `None` alone is none.
    public static Set<Flag> flags(String parameter, List<String> words) {
        if (words.size() == 1 && words.getFirst().strip().equalsIgnoreCase("None")) {
            return Set.of();
        }
        return words.stream().map(word -> Arrays.stream(Flag.values())
                .filter(flag -> flag.word().equalsIgnoreCase(word.strip())).findFirst()
                .orElseThrow(() -> DirectoryException.about(Reason.INVALID, parameter, Names.shown(word),
                        "is no flag", "Give None, or one or several of " + Stream.of(Flag.values()).map(Flag::word)
                                .collect(Collectors.joining(", "))))).collect(Collectors.toUnmodifiableSet());
    }

    private void requireFree(String name) {
        if (find(name).isPresent()) {
            throw DirectoryException.about(Reason.ALREADY_EXISTS, "Name", name, "an Outlook provider has this name",
                    "Choose another name");
        }
    }

    private ReadOnlyEntry entry(String identity) {
        return entries.one("Identity", identity, entries.layout().outlookProviders(), CLASS, "Outlook provider",
                List.of("name"));
    }

    private static OutlookProvider read(ReadOnlyEntry entry) {
        int mask = Entries.number(entry, FLAGS, 0);
        var flags = EnumSet.noneOf(Flag.class);
        for (Flag flag : Flag.values()) {
            if ((mask & flag.bit()) != 0) {
                flags.add(flag);
            }
        }
        return new OutlookProvider(Entries.header(entry), Entries.text(entry, PRINCIPAL), Entries.text(entry, SERVER),
                Entries.number(entry, TTL, TTL_PRESET), flags);
    }
}
