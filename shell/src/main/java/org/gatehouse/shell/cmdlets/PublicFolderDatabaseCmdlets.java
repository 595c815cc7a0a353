package org.gatehouse.shell.cmdlets;

import java.util.List;
import java.util.Set;
import org.gatehouse.directory.organization.DatabaseObject;
import org.gatehouse.directory.organization.DatabaseProperty;
import org.gatehouse.shell.cmdlets.Parameter.Source;
import org.gatehouse.shell.language.Stage;

/// Public folder databases.
final class PublicFolderDatabaseCmdlets {
    private static final DatabaseObject.Kind KIND = DatabaseObject.Kind.PUBLIC_FOLDER;
    private static final List<DatabaseProperty> AT_CREATION = List.of(DatabaseProperty.EDB_FILE_PATH,
            DatabaseProperty.LOG_FOLDER_PATH, DatabaseProperty.CONNECTION_STRING);
    private static final List<DatabaseProperty> LATER = DatabaseCmdlets.LATER.stream()
            .filter(property -> !Set.of(DatabaseProperty.PUBLIC_FOLDER_DATABASE, DatabaseProperty.OFFLINE_ADDRESS_BOOK,
                    DatabaseProperty.JOURNAL_RECIPIENT).contains(property)).toList();

    private static final Parameter<String> IDENTITY = Parameter.identity(
            "The database: name, SERVER\\NAME, distinguished name, legacy DN or GUID.", Source.PUBLIC_FOLDER_DATABASES);
    private static final Parameter<String> MAINTENANCE = Parameter.text("MaintenanceSchedule",
            "When maintenance may run. It runs at any time here; the value is not kept.");

    private PublicFolderDatabaseCmdlets() {}

    static List<Cmdlet> all() {
        return List.of(
                Cmdlet.named("New-PublicFolderDatabase", "Creates a public folder database; a server has one at most.")
                        .takes(DatabaseCmdlets.NAME.at(1).required(), DatabaseCmdlets.SERVER)
                        .takes(Settings.parameters(AT_CREATION)).takes(AnyCmdlet.DOMAIN_CONTROLLER).changes()
                        .example("New-PublicFolderDatabase -Name \"PFDB01\" -Server Server01")
                        .does((call, out) -> DatabaseCmdlets.create(call, out, KIND)),
                Cmdlet.named("Get-PublicFolderDatabase", "Shows public folder databases.")
                        .takes(DatabaseCmdlets.SERVER.pipedFrom("ExchangeServer", "MailboxServer"), IDENTITY,
                                DatabaseCmdlets.STATUS, DatabaseCmdlets.OLDER, AnyCmdlet.DOMAIN_CONTROLLER)
                        .example("Get-PublicFolderDatabase | Format-List", "Get-PublicFolderDatabase -Server Server01")
                        .does((call, out) -> DatabaseCmdlets.get(call, out, KIND)),
                Cmdlet.named("Set-PublicFolderDatabase", "Changes settings of a public folder database.")
                        .takes(IDENTITY.required(), DatabaseCmdlets.NAME, MAINTENANCE).takes(Settings.parameters(LATER))
                        .takes(AnyCmdlet.DOMAIN_CONTROLLER).changes()
                        .example("Set-PublicFolderDatabase -Identity 'PFDB01' -DeletedItemRetention '10.00:00:00'")
                        .does(PublicFolderDatabaseCmdlets::set),
                Cmdlet.named("Remove-PublicFolderDatabase", "Removes a public folder database; its file stays.")
                        .takes(IDENTITY.required(), AnyCmdlet.DOMAIN_CONTROLLER).destroys()
                        .example("Remove-PublicFolderDatabase \"Public Folder Database\"")
                        .does((call, out) -> DatabaseCmdlets.remove(call, KIND)));
    }

    private static void set(Call call, Stage out) {
        if (call.find(MAINTENANCE).isPresent()) {
            call.warn("-MaintenanceSchedule is not kept: maintenance needs no window here.");
        }
        DatabaseCmdlets.change(call, KIND, database -> { });
    }
}
