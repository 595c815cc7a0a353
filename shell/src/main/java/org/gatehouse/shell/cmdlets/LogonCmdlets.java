package org.gatehouse.shell.cmdlets;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.gatehouse.directory.organization.DatabaseObject;
import org.gatehouse.directory.organization.ExchangeServer;
import org.gatehouse.directory.organization.MailboxUser;
import org.gatehouse.shell.LogonRegister.Logon;
import org.gatehouse.shell.ShellException;
import org.gatehouse.shell.cmdlets.Parameter.Source;
import org.gatehouse.shell.language.ShellObject;
import org.gatehouse.shell.language.Stage;

/// Who is logged on, by the sessions that servers have.
final class LogonCmdlets {
    private static final Parameter<String> IDENTITY = Parameter.identity(
            "Logons to this mailbox: any identity of it.", Source.MAILBOXES);
    private static final Parameter<String> DATABASE = Parameter.of("Database", Kind.IDENTITY,
            "Logons to mailboxes of this database.").from(Source.DATABASES)
            .pipedFrom("MailboxDatabase", "PublicFolderDatabase");
    private static final Parameter<String> SERVER = Parameter.of("Server", Kind.IDENTITY,
            "Logons that this server has, or to databases that are active on it.").from(Source.SERVERS)
            .pipedFrom("ExchangeServer");

    private LogonCmdlets() {}

    static List<Cmdlet> all() {
        return List.of(Cmdlet.named("Get-LogonStatistics", "Shows who is logged on to mailboxes and public folders.")
                .takes(DATABASE, SERVER, IDENTITY, AnyCmdlet.DOMAIN_CONTROLLER)
                .example("Get-LogonStatistics anna.berg | Format-List",
                        "Get-LogonStatistics -Database DB01 | Sort-Object LastAccessTime",
                        "Get-LogonStatistics | Group-Object ClientAccessServer")
                .does(LogonCmdlets::get));
    }

    private static void get(Call call, Stage out) {
        if (Stream.of(IDENTITY, DATABASE, SERVER).filter(each -> !call.text(each).isEmpty()).count() > 1) {
            throw new ShellException("Give one of -Identity, -Database and -Server.");
        }
        var databases = new HashMap<UUID, DatabaseObject>();
        for (DatabaseObject.Kind kind : DatabaseObject.Kind.values()) {
            call.organization().databases().all(kind).forEach(each -> databases.put(each.header().guid(), each));
        }
        Predicate<Logon> wanted = wanted(call, databases);
        call.administration().logons().logons().stream().filter(wanted)
                .sorted(Comparator.comparing(Logon::user, String.CASE_INSENSITIVE_ORDER).thenComparing(Logon::since))
                .forEach(logon -> out.accept(view(call, logon, Optional.ofNullable(databases.get(logon.database())))));
        tellOfOthers(call);
    }

    private static Predicate<Logon> wanted(Call call, Map<UUID, DatabaseObject> databases) {
        if (!call.text(IDENTITY).isEmpty()) {
            MailboxUser user = call.organization().mailboxes().get(call.get(IDENTITY));
            UUID mailbox = user.mailbox().orElseThrow().guid();
            return logon -> logon.mailbox().equals(mailbox);
        }
        if (!call.text(DATABASE).isEmpty()) {
            UUID database = database(call, call.get(DATABASE)).header().guid();
            return logon -> logon.database().equals(database);
        }
        if (!call.text(SERVER).isEmpty()) {
            String server = call.organization().servers().get("Server", call.get(SERVER)).name();
            return logon -> logon.server().equalsIgnoreCase(server) || Optional.ofNullable(databases.get(
                    logon.database())).filter(home -> home.server().equalsIgnoreCase(server)).isPresent();
        }
        return _ -> true;
    }

    /// A mailbox database, else one of public folders; the error is of the former.
    private static DatabaseObject database(Call call, String identity) {
        return call.organization().databases().all(DatabaseObject.Kind.PUBLIC_FOLDER).stream()
                .filter(each -> each.name().equalsIgnoreCase(identity)
                        || each.header().guid().toString().equalsIgnoreCase(identity)).findFirst()
                .orElseGet(() -> DatabaseCmdlets.find(call, DatabaseObject.Kind.MAILBOX, "Database", identity));
    }

    /// Sessions are known to the process alone that has them.
    private static void tellOfOthers(Call call) {
        List<String> here = call.administration().logons().servers();
        List<String> elsewhere = call.organization().servers().all().stream().map(ExchangeServer::name)
                .filter(server -> here.stream().noneMatch(server::equalsIgnoreCase))
                .sorted(String.CASE_INSENSITIVE_ORDER).toList();
        if (!elsewhere.isEmpty()) {
            call.warn("Who is logged on at servers that this process does not run is not known here: "
                    + String.join(", ", elsewhere) + ". Ask the shell of their processes.");
        }
    }

    private static ShellObject view(Call call, Logon logon, Optional<DatabaseObject> database) {
        Logon.Client client = logon.client();
        String identity = logon.server() + "\\" + logon.session();
        return new View(call.organization()).put("UserName", logon.user())
                .put("Windows2000Account", logon.account()).put("FullUserDirectoryName", logon.userDn())
                .put("FullMailboxDirectoryName", logon.mailboxDn()).put("MailboxGuid", logon.mailbox())
                .put("LogonType", logon.isPrivate() ? "Private" : "PublicFolders")
                .put("ApplicationId", client.software()).put("ClientVersion", client.version())
                .put("ClientMode", client.mode()).put("ClientIPAddress", client.address())
                .put("Protocol", client.protocol()).put("CodePage", (long) client.codePage())
                .put("LocaleID", (long) client.locale()).put("LogonTime", logon.since())
                .put("LastAccessTime", logon.lastAccess())
                .put("DatabaseName", database.map(DatabaseObject::name).orElse(logon.database().toString()))
                .put("ServerName", database.map(DatabaseObject::server).orElse(""))
                .put("ClientAccessServer", logon.server()).put("SessionId", (long) logon.session())
                .put("Identity", identity).put("IsValid", true)
                .as("LogonStatistics", identity, "UserName", "ClientVersion", "ClientIPAddress", "LastAccessTime",
                        "DatabaseName", "ClientAccessServer");
    }
}
