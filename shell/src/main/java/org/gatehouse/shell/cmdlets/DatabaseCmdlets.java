package org.gatehouse.shell.cmdlets;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import org.gatehouse.directory.DirectoryException;
import org.gatehouse.directory.organization.DatabaseObject;
import org.gatehouse.directory.organization.DatabaseProperty;
import org.gatehouse.shell.ShellException;
import org.gatehouse.shell.cmdlets.Parameter.Source;
import org.gatehouse.shell.language.Stage;
import org.gatehouse.store.DatabaseHost;
import org.gatehouse.store.StoreException;

/// Mailbox databases, and mounting of any database.
final class DatabaseCmdlets {
    private static final DatabaseObject.Kind KIND = DatabaseObject.Kind.MAILBOX;

    static final List<DatabaseProperty> AT_CREATION = List.of(DatabaseProperty.EDB_FILE_PATH,
            DatabaseProperty.LOG_FOLDER_PATH, DatabaseProperty.IS_EXCLUDED_FROM_PROVISIONING,
            DatabaseProperty.IS_SUSPENDED_FROM_PROVISIONING, DatabaseProperty.OFFLINE_ADDRESS_BOOK,
            DatabaseProperty.PUBLIC_FOLDER_DATABASE, DatabaseProperty.CONNECTION_STRING);
    static final List<DatabaseProperty> LATER = List.of(DatabaseProperty.values()).stream()
            .filter(property -> !Set.of(DatabaseProperty.EDB_FILE_PATH, DatabaseProperty.LOG_FOLDER_PATH,
                    DatabaseProperty.RECOVERY, DatabaseProperty.CONNECTION_STRING).contains(property)).toList();

    private static final Parameter<String> IDENTITY = Parameter.identity(
            "The database: name, distinguished name, legacy DN or GUID.", Source.MAILBOX_DATABASES);
    static final Parameter<String> ANY_IDENTITY = Parameter.identity(
            "The database: name, distinguished name, legacy DN or GUID.", Source.DATABASES).required();
    static final Parameter<String> NAME = Parameter.text("Name", "The name, unique and of at most 64 characters.");
    static final Parameter<String> SERVER = Parameter.of("Server", Kind.IDENTITY,
            "The mailbox server: name, FQDN, distinguished name, legacy DN or GUID.").from(Source.SERVERS);
    private static final Parameter<Boolean> RECOVERY = Parameter.flag("Recovery", "Makes a recovery database.");
    private static final Parameter<String> ENDPOINT = Parameter.of("RpcClientAccessServer", Kind.IDENTITY,
            "Where clients of the database's mailboxes connect: an array or a Client Access server by name, FQDN, "
                    + "distinguished name, legacy DN or GUID.").from(Source.ENDPOINTS);
    static final Parameter<Boolean> STATUS = Parameter.flag("Status",
            "Tells whether the database is mounted, and its size.");
    private static final Parameter<Boolean> DUMPSTER = Parameter.flag("DumpsterStatistics",
            "Accepted; nothing more is read.");
    static final Parameter<Boolean> OLDER = Parameter.flag("IncludePreExchange2010",
            "Accepted; there are no older ones.");
    private static final Parameter<Boolean> DATA_LOSS = Parameter.flag("AcceptDataLoss",
            "Accepted; nothing acknowledged is lost here.");
    private static final Parameter<Boolean> FORCE = Parameter.flag("Force",
            "Creates an empty database where the file of one with mailboxes is missing.");

    private DatabaseCmdlets() {}

    static List<Cmdlet> all() {
        return List.of(
                Cmdlet.named("New-MailboxDatabase",
                        "Creates a mailbox database; its clients' endpoint is chosen now and never by itself again.")
                        .takes(NAME.at(1).required(), SERVER, RECOVERY).takes(Settings.parameters(AT_CREATION))
                        .takes(AnyCmdlet.DOMAIN_CONTROLLER).changes()
                        .example("New-MailboxDatabase -Server Server1 -Name \"DB1\" -EdbFilePath "
                                + "D:\\ExchangeDatabases\\DB1\\DB1.edb")
                        .does((call, out) -> create(call, out, KIND)),
                Cmdlet.named("Get-MailboxDatabase", "Shows mailbox databases.")
                        .takes(SERVER.pipedFrom("ExchangeServer", "ClientAccessServer", "MailboxServer"), IDENTITY,
                                STATUS, DUMPSTER, OLDER, AnyCmdlet.DOMAIN_CONTROLLER)
                        .example("Get-MailboxDatabase | Format-List Name, RpcClientAccessServer",
                                "Get-MailboxDatabase -Identity MailboxDatabase01 -Status | Format-List")
                        .does((call, out) -> get(call, out, KIND)),
                Cmdlet.named("Set-MailboxDatabase",
                        "Changes settings of a mailbox database, above all where its clients connect.")
                        .takes(IDENTITY.required(), NAME, ENDPOINT, DatabaseCopyCmdlets.SYNCHRONOUS)
                        .takes(Settings.parameters(LATER))
                        .takes(AnyCmdlet.DOMAIN_CONTROLLER).changes()
                        .example("Set-MailboxDatabase \"Mailbox Database01\" -DeletedItemRetention 7.00:00:00",
                                "Set-MailboxDatabase DB1 -RpcClientAccessServer cas-headoffice")
                        .opens(DatabaseCmdlets::set),
                Cmdlet.named("Remove-MailboxDatabase", "Removes a database that holds no mailboxes; its file stays.")
                        .takes(IDENTITY.required(), AnyCmdlet.DOMAIN_CONTROLLER).destroys()
                        .example("Remove-MailboxDatabase -Identity MailboxDatabase01")
                        .does((call, out) -> remove(call, KIND)),
                mount("Mount-Database"), mount("Mount-MailboxDatabase"),
                dismount("Dismount-Database"), dismount("Dismount-MailboxDatabase"));
    }

    private static Cmdlet mount(String name) {
        return Cmdlet.named(name, "Opens a database, so that its mailboxes can be used.")
                .takes(ANY_IDENTITY, DATA_LOSS, FORCE, AnyCmdlet.DOMAIN_CONTROLLER).changes()
                .example(name + " -Identity MyDatabase").does((call, out) -> mount(call));
    }

    private static Cmdlet dismount(String name) {
        return Cmdlet.named(name, "Closes a database; the sessions on it end.")
                .takes(ANY_IDENTITY, AnyCmdlet.DOMAIN_CONTROLLER).destroys()
                .example(name + " -Identity MyDatabase").does((call, out) -> dismount(call));
    }

    static void create(Call call, Stage out, DatabaseObject.Kind kind) {
        String name = call.get(NAME);
        String server = call.find(SERVER).orElseGet(() -> defaultServer(call));
        if (!call.proceeds("Creating the database '" + name + "' on server '" + server + "'.")) {
            return;
        }
        Map<DatabaseProperty, String> settings = Settings.given(call, AT_CREATION);
        if (call.is(RECOVERY)) {
            settings.put(DatabaseProperty.RECOVERY, "True");
        }
        DatabaseObject made = call.told(call.organization().databases().create(kind, name, server, settings));
        if (!call.whatIf()) {
            out.accept(DatabaseView.of(call, made));
        }
    }

    /// The process's own server, else the only one that can hold a database.
    private static String defaultServer(Call call) {
        String local = call.administration().localServer();
        List<String> candidates = call.organization().servers()
                .with(org.gatehouse.directory.organization.ServerRole.MAILBOX)
                .stream().map(server -> server.name()).toList();
        if (!local.isEmpty()) {
            return local;
        }
        if (candidates.size() == 1) {
            return candidates.getFirst();
        }
        throw new ShellException("-Server is missing, and there is no single mailbox server to take. Add -Server "
                + "with one of: "
                + String.join(", ", candidates) + ".");
    }

    static void get(Call call, Stage out, DatabaseObject.Kind kind) {
        chosen(call, kind).forEach(database -> out.accept(DatabaseView.of(call, database)));
    }

    private static List<DatabaseObject> chosen(Call call, DatabaseObject.Kind kind) {
        var databases = call.organization().databases();
        String identity = call.text(IDENTITY);
        if (call.find(SERVER).isPresent()) {
            if (!identity.isEmpty()) {
                throw new ShellException("-Server and -Identity cannot be given together; leave one out.");
            }
            return databases.onServer(kind, call.get(SERVER));
        }
        if (identity.isEmpty()) {
            return databases.all(kind);
        }
        if (org.gatehouse.shell.language.Wildcard.in(identity)) {
            var wildcard = new org.gatehouse.shell.language.Wildcard(identity);
            return databases.all(kind).stream().filter(database -> wildcard.matches(database.name())).toList();
        }
        return List.of(find(call, kind, identity));
    }

    /// Also by `SERVER\DATABASE`, as databases were named before this release.
    static DatabaseObject find(Call call, DatabaseObject.Kind kind, String identity) {
        return find(call, kind, "Identity", identity);
    }

    static DatabaseObject find(Call call, DatabaseObject.Kind kind, String parameter, String identity) {
        int backslash = identity.indexOf('\\');
        DatabaseObject found = call.organization().databases().get(kind, parameter,
                identity.substring(backslash + 1));
        if (backslash > 0 && !found.server().equalsIgnoreCase(identity.substring(0, backslash))) {
            throw new ShellException("-" + parameter + " '" + identity
                    + "': the database '" + found.name() + "' is on server '"
                    + found.server() + "'. Name that server, or the database alone.");
        }
        return found;
    }

    private static Stage set(Call call, Stage out) {
        var sites = new LinkedHashSet<String>();
        return call.guarded(item -> {
            call.find(ENDPOINT).ifPresent(call.organization().databases()::requireEndpoint);
            change(call, KIND, database -> pointed(call, out, database, sites));
        });
    }

    /// @param sites of the databases that this pipeline has pointed elsewhere
    private static void pointed(Call call, Stage out, DatabaseObject database, Set<String> sites) {
        call.find(DatabaseCopyCmdlets.SYNCHRONOUS)
                .ifPresent(count -> DatabaseCopyCmdlets.synchronous(call, database, count));
        String endpoint = call.text(ENDPOINT);
        if (endpoint.isEmpty()) {
            return;
        }
        String site = call.organization().servers().get(database.server()).site();
        if (sites.add(site) && sites.size() == 2) {
            call.warn("This one pipeline points databases of several sites (" + String.join(", ", sites)
                    + ", ...) at '"
                    + endpoint + "'. Clients of the other sites then connect across the network between sites; "
                    + "filter by server or site if that is not meant.");
        }
        if (call.proceeds("Pointing the clients of database '" + database.name() + "' at '" + endpoint + "'.")) {
            call.told(call.organization().databases().setRpcClientAccessServer(database.header().guid()
                    .toString(), endpoint), out);
        }
    }

    static void change(Call call, DatabaseObject.Kind kind, Consumer<DatabaseObject> more) {
        DatabaseObject database = find(call, kind, call.get(IDENTITY));
        String guid = database.header().guid().toString();
        Map<DatabaseProperty, String> settings = Settings.given(call, LATER);
        if (!settings.isEmpty() && call.proceeds("Changing the database '" + database.name() + "'.")) {
            call.told(call.organization().databases().set(kind, guid, settings));
        }
        more.accept(database);
        if (call.find(NAME).isPresent() && call.proceeds("Renaming the database '" + database.name() + "'.")) {
            call.told(call.organization().databases().rename(kind, guid, call.get(NAME)));
        }
    }

    static void remove(Call call, DatabaseObject.Kind kind) {
        DatabaseObject database = find(call, kind, call.get(IDENTITY));
        if (!call.proceeds("Removing the database '" + database.name() + "'.")) {
            return;
        }
        call.told(call.organization().databases().remove(kind, database.name()));
        if (!call.whatIf()) {
            call.administration().databases().dismount(database.header().guid());
        }
    }

    private static DatabaseObject ofAnyKind(Call call) {
        String identity = call.get(ANY_IDENTITY);
        try {
            return find(call, KIND, identity);
        } catch (DirectoryException notOne) {
            if (notOne.reason() != DirectoryException.Reason.NOT_FOUND) {
                throw notOne;
            }
            try {
                return find(call, DatabaseObject.Kind.PUBLIC_FOLDER, identity);
            } catch (DirectoryException neither) {
                throw neither.reason() == DirectoryException.Reason.NOT_FOUND ? notOne : neither;
            }
        }
    }

    private static void mount(Call call) {
        DatabaseObject database = ofAnyKind(call);
        if (!call.proceeds("Mounting the database '" + database.name() + "'.")
                || !call.really("Mount the database '" + database.name() + "'.")) {
            return;
        }
        var databases = call.organization().databases();
        if (call.administration().databases().opens(database.header().guid())) {
            mountHere(call, database);
            databases.mounted(database);
        } else {
            call.warn("This process does not open '" + database.name() + "'; those that do were asked to.");
        }
        databases.request(database, true);
    }

    private static void mountHere(Call call, DatabaseObject database) {
        UUID guid = database.header().guid();
        DatabaseHost.Kind kind = switch (database.kind()) {
            case MAILBOX -> DatabaseHost.Kind.MAILBOX;
            case PUBLIC_FOLDER -> DatabaseHost.Kind.PUBLIC_FOLDER;
        };
        try {
            call.administration().databases().mount(guid, database.name(), kind, false);
        } catch (StoreException missing) {
            // The first mount makes the file; a later one must not quietly replace what was lost by an empty database.
            if (!call.organization().databases().isNew(database) && !call.is(FORCE) && holds(call, database)) {
                throw new ShellException(missing.getMessage() + " The database '" + database.name() + "' was mounted "
                        + "before and has a lost file; -Force creates an empty one in its place.", missing);
            }
            call.administration().databases().mount(guid, database.name(), kind, true);
        }
    }

    private static boolean holds(Call call, DatabaseObject database) {
        return database.kind() == DatabaseObject.Kind.PUBLIC_FOLDER || !call.organization().mailboxes()
                .inDatabase(database.header().guid().toString()).isEmpty();
    }

    private static void dismount(Call call) {
        DatabaseObject database = ofAnyKind(call);
        if (call.proceeds("Dismounting the database '" + database.name()
                + "'. Its mailboxes cannot be used until it is "
                + "mounted again.") && call.really("Dismount the database '" + database.name() + "'.")) {
            call.organization().databases().request(database, false);
            call.administration().databases().dismount(database.header().guid());
        }
    }
}
