package org.gatehouse.shell.cmdlets;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// Every cmdlet there is, by name and alias.
public final class Catalog {
    private final Map<String, Cmdlet> byName = new LinkedHashMap<>();
    private final List<Cmdlet> cmdlets = new ArrayList<>();

    public Catalog() {
        add(Filtering.all());
        add(List.of(Selecting.select()));
        add(Presenting.all());
        add(Reading.all());
        add(Talking.all());
        add(Help.all());
        add(ArrayCmdlets.all());
        add(ArrayMemberCmdlets.all());
        add(LoadBalancerCmdlets.all());
        add(ServerCmdlets.all());
        add(MailboxServerCmdlets.all());
        add(DatabaseCmdlets.all());
        add(AvailabilityGroupCmdlets.all());
        add(DatabaseCopyCmdlets.all());
        add(ReplicationHealthCmdlets.all());
        add(MapiConnectivityCmdlets.all());
        add(LogonCmdlets.all());
        add(ServiceHealthCmdlets.all());
        add(OutlookConnectivityCmdlets.all());
        add(PublicFolderDatabaseCmdlets.all());
        add(MailboxCmdlets.all());
        add(StoreMailboxCmdlets.all());
        add(ExternalRecipientCmdlets.all());
        add(OrganizationRelationshipCmdlets.all());
        add(GroupCmdlets.all());
        add(RecipientCmdlets.all());
        add(TransportCmdlets.all());
        add(SendPermissionCmdlets.all());
        add(MailboxPermissionCmdlets.all());
        add(CredentialCmdlets.all());
        add(KerberosCmdlets.all());
        add(ClientAccessServerCmdlets.all());
        add(VirtualDirectoryCmdlets.all());
        add(OutlookAnywhereCmdlets.all());
        add(OutlookProviderCmdlets.all());
        add(CasMailboxCmdlets.all());
        add(ThrottlingCmdlets.all());
        add(MoveCmdlets.all());
    }

    private void add(List<Cmdlet> more) {
        for (Cmdlet cmdlet : more) {
            cmdlets.add(cmdlet);
            put(cmdlet.name(), cmdlet);
            cmdlet.aliases().forEach(alias -> put(alias, cmdlet));
        }
    }

    private void put(String name, Cmdlet cmdlet) {
        if (byName.put(name.toLowerCase(Locale.ROOT), cmdlet) != null) {
            throw new IllegalStateException("two cmdlets are called " + name);
        }
    }

    public Collection<Cmdlet> all() {
        return cmdlets.stream().sorted(Comparator.comparing(Cmdlet::name, String.CASE_INSENSITIVE_ORDER)).toList();
    }

    public Optional<Cmdlet> find(String name) {
        return Optional.ofNullable(byName.get(name.toLowerCase(Locale.ROOT)));
    }

    /// The names closest to a word that is none.
    String nearest(String word) {
        return cmdlets.stream().map(Cmdlet::name)
                .filter(name -> Distance.between(word, name) <= 1 + word.length() / 4)
                .min(Comparator.comparingInt(name -> Distance.between(word, name)))
                .map(name -> " Did you mean " + name + "?").orElse("");
    }
}
