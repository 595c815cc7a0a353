package org.gatehouse.directory.organization;

import java.util.UUID;
import java.util.function.Supplier;
import org.gatehouse.directory.Directory;
import org.gatehouse.directory.SecretStore;

/// The organisation's admin face: what the shell's cmdlets call.
///
/// Every method that takes an `identity` accepts the forms the shell's users know: name, distinguished name, GUID,
/// FQDN, legacy DN, and for users alias, UPN, SMTP address and `DOMAIN\account`. Failures are
/// [org.gatehouse.directory.DirectoryException]s that name parameter, value and remedy; things that let people fall
/// later are warnings of the [Outcome].
public final class Organization {
    private final Layout layout;
    private final Supplier<UUID> guids;
    private final Directory directory;
    private final Sites sites;
    private final Servers servers;
    private final ClientAccessArrays arrays;
    private final Databases databases;
    private final AvailabilityGroups availabilityGroups;
    private final DatabaseCopies databaseCopies;
    private final ClientHomes clientHomes;
    private final Provisioning provisioning;
    private final Mailboxes mailboxes;
    private final MoveRequests moveRequests;
    private final RpcClientAccess rpcClientAccess;
    private final VirtualDirectories virtualDirectories;
    private final OutlookAnywhere outlookAnywhere;
    private final OutlookProviders outlookProviders;
    private final ThrottlingPolicies throttlingPolicies;
    private final TransportConfig transportConfig;
    private final DistributionGroups distributionGroups;
    private final SendPermissions sendPermissions;
    private final MailboxPermissions mailboxPermissions;
    private final ExternalRecipients externalRecipients;
    private final Recipients recipients;
    private final OrganizationRelationships relationships;
    private final SecretStore secrets;
    private final AlternateServiceAccounts alternateServiceAccounts;
    private final ServicePrincipalNames servicePrincipalNames;

    /// One without secrets.
    ///
    /// @param guids gives a fresh GUID for each new mailbox
    public Organization(Directory directory, Layout layout, Supplier<UUID> guids) {
        this(directory, layout, guids, SecretStore.NONE);
    }

    /// @param secrets of the same directory
    public Organization(Directory directory, Layout layout, Supplier<UUID> guids, SecretStore secrets) {
        this.secrets = secrets;
        this.guids = guids;
        this.layout = layout;
        this.directory = directory;
        var entries = new Entries(directory, layout);
        this.sites = new Sites(entries);
        this.servers = new Servers(entries, sites);
        this.arrays = new ClientAccessArrays(entries, sites, servers);
        this.databases = new Databases(entries, servers, arrays);
        this.clientHomes = new ClientHomes(entries, servers, arrays, databases);
        this.availabilityGroups = new AvailabilityGroups(entries, servers, databases, clientHomes);
        this.databaseCopies = new DatabaseCopies(entries, servers, databases, availabilityGroups, clientHomes);
        this.throttlingPolicies = new ThrottlingPolicies(entries);
        this.provisioning = new Provisioning(databases, servers);
        this.mailboxes = new Mailboxes(entries, databases, provisioning, throttlingPolicies, guids);
        this.moveRequests = new MoveRequests(entries, databases, provisioning, mailboxes, clientHomes, guids);
        this.transportConfig = new TransportConfig(entries);
        this.distributionGroups = new DistributionGroups(entries);
        this.sendPermissions = new SendPermissions(entries);
        this.mailboxPermissions = new MailboxPermissions(entries, distributionGroups);
        this.externalRecipients = new ExternalRecipients(entries);
        this.recipients = new Recipients(entries, distributionGroups, externalRecipients);
        this.relationships = new OrganizationRelationships(entries);
        this.rpcClientAccess = new RpcClientAccess(entries, servers);
        this.alternateServiceAccounts = new AlternateServiceAccounts(entries, servers, secrets);
        this.servicePrincipalNames = new ServicePrincipalNames(entries, servers, alternateServiceAccounts);
        this.virtualDirectories = new VirtualDirectories(entries, servers);
        this.outlookAnywhere = new OutlookAnywhere(entries, servers);
        this.outlookProviders = new OutlookProviders(entries);
    }

    /// The same organisation for `-WhatIf`: every change is checked and described as it would be, none is made.
    public Organization rehearsal() {
        return new Organization(new RehearsalDirectory(directory), layout, guids, secrets);
    }

    public Directory directory() {
        return directory;
    }

    public Layout layout() {
        return layout;
    }

    public Sites sites() {
        return sites;
    }

    public Servers servers() {
        return servers;
    }

    public ClientAccessArrays arrays() {
        return arrays;
    }

    public Databases databases() {
        return databases;
    }

    public AvailabilityGroups availabilityGroups() {
        return availabilityGroups;
    }

    public DatabaseCopies databaseCopies() {
        return databaseCopies;
    }

    public ClientHomes clientHomes() {
        return clientHomes;
    }

    public Provisioning provisioning() {
        return provisioning;
    }

    public Mailboxes mailboxes() {
        return mailboxes;
    }

    public MoveRequests moveRequests() {
        return moveRequests;
    }

    public TransportConfig transportConfig() {
        return transportConfig;
    }

    public DistributionGroups distributionGroups() {
        return distributionGroups;
    }

    public SendPermissions sendPermissions() {
        return sendPermissions;
    }

    public MailboxPermissions mailboxPermissions() {
        return mailboxPermissions;
    }

    public ExternalRecipients externalRecipients() {
        return externalRecipients;
    }

    public Recipients recipients() {
        return recipients;
    }

    public OrganizationRelationships relationships() {
        return relationships;
    }

    public RpcClientAccess rpcClientAccess() {
        return rpcClientAccess;
    }

    public AlternateServiceAccounts alternateServiceAccounts() {
        return alternateServiceAccounts;
    }

    public ServicePrincipalNames servicePrincipalNames() {
        return servicePrincipalNames;
    }

    public VirtualDirectories virtualDirectories() {
        return virtualDirectories;
    }

    public OutlookAnywhere outlookAnywhere() {
        return outlookAnywhere;
    }

    public OutlookProviders outlookProviders() {
        return outlookProviders;
    }

    public ThrottlingPolicies throttlingPolicies() {
        return throttlingPolicies;
    }
}
