package org.gatehouse.shell.cmdlets;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Stream;
import org.gatehouse.directory.Names;
import org.gatehouse.directory.organization.DatabaseObject;
import org.gatehouse.directory.organization.MailboxProperty;
import org.gatehouse.directory.organization.MailboxType;
import org.gatehouse.directory.organization.MailboxUser;
import org.gatehouse.directory.organization.NewMailbox;
import org.gatehouse.shell.ShellException;
import org.gatehouse.shell.cmdlets.Parameter.Source;
import org.gatehouse.shell.language.SecureText;
import org.gatehouse.shell.language.ShellObject;
import org.gatehouse.shell.language.Stage;
import org.gatehouse.shell.language.Values;
import org.gatehouse.shell.language.Wildcard;
import org.gatehouse.store.Departures;
import org.jspecify.annotations.Nullable;

/// Mailboxes and their users.
final class MailboxCmdlets {
    static final Parameter<String> IDENTITY = Parameter.identity("The mailbox: name, alias, address, user "
            + "principal "
            + "name, DOMAIN\\account, distinguished name, legacy DN or GUID.", Source.MAILBOXES);
    private static final Parameter<String> NAME = Parameter.text("Name", "The user's name.").at(1);
    private static final Parameter<String> UPN = Parameter.text("UserPrincipalName",
            "The sign-in name, as in ann@corp.example.");
    private static final Parameter<SecureText> PASSWORD = Parameter.of("Password", Kind.SECRET,
            "The password, from Read-Host -AsSecureString or ConvertTo-SecureString.");
    private static final Parameter<String> ALIAS = Parameter.text("Alias",
            "The short mail name; from the user principal name if not given.");
    private static final Parameter<String> ACCOUNT = Parameter.text("SamAccountName",
            "The account's name; the alias if not given.");
    private static final Parameter<String> DISPLAY_NAME = Parameter.text("DisplayName",
            "The name shown; the name if not given.");
    private static final Parameter<String> FIRST_NAME = Parameter.text("FirstName", "The given name.");
    private static final Parameter<String> LAST_NAME = Parameter.text("LastName", "The surname.");
    private static final Parameter<String> DATABASE = Parameter.of("Database", Kind.IDENTITY,
            "The mailbox database; one of this site that is mounted and open for provisioning if not given.")
                    .from(Source.MAILBOX_DATABASES);
    private static final Parameter<String> PRIMARY = Parameter.text("PrimarySmtpAddress",
            "The address; alias@domain if not given.");
    private static final Parameter<String> UNIT = RecipientSearch.UNIT;
    private static final Parameter<String> POLICY = Parameter.of("ThrottlingPolicy", Kind.IDENTITY,
            "The throttling policy; the default one if not given.");
    private static final Parameter<Boolean> RESET = Parameter.of("ResetPasswordOnNextLogon", Kind.BOOLEAN,
            "Whether the user has to choose a password first. Users cannot change passwords here yet.");
    private static final Parameter<List<?>> ADDRESSES = Parameter.of("EmailAddresses", Kind.OBJECTS,
            "All addresses (SMTP: before the primary one), or a change as in @{add='a@b'; remove='c@d'}.");
    private static final Parameter<List<String>> ON_BEHALF = Parameter.of("GrantSendOnBehalfTo", Kind.TEXTS,
            "Who may send on behalf of the mailbox's user: users and groups; $null for nobody.");
    private static final Parameter<Boolean> ARCHIVE = Parameter.flag("Archive",
            "Only mailboxes with an archive. There are no archives yet, so it finds none.");
    private static final Parameter<Boolean> REMOTE_ARCHIVE = Parameter.flag("RemoteArchive",
            "Only mailboxes with an archive in another organisation. There are none here, so it finds none.");
    private static final Parameter<Boolean> PERMANENT = Parameter.of("Permanent", Kind.BOOLEAN,
            "Whether what the mailbox holds goes at once; else it stays in the database, disconnected.");
    private static final Parameter<String> STORE_MAILBOX = Parameter.of("StoreMailboxIdentity", Kind.IDENTITY,
            "The GUID of a disconnected mailbox to remove from -Database for good.");
    private static final Parameter<Boolean> ROOM = Parameter.flag("Room",
            "Makes the mailbox of a room; its account is disabled.");
    private static final Parameter<Boolean> EQUIPMENT = Parameter.flag("Equipment",
            "Makes the mailbox of a piece of equipment; its account is disabled.");
    private static final Parameter<Boolean> SHARED = Parameter.flag("Shared",
            "Makes a mailbox that several people use; its account is disabled.");
    /// Also those of mailboxes that there are none of here.
    private static final List<String> MAILBOX_TYPES = List.of("UserMailbox", "SharedMailbox", "RoomMailbox",
            "EquipmentMailbox", "LinkedMailbox", "LegacyMailbox", "DiscoveryMailbox");
    static final Parameter<List<String>> TYPES = RecipientSearch.details(MAILBOX_TYPES.toArray(String[]::new));
    private static final Parameter<List<String>> USER_TYPES = RecipientSearch.details(Stream.concat(
            MAILBOX_TYPES.stream(), Stream.of("User", "DisabledUser", "MailUser")).toArray(String[]::new));
    private static final Parameter<String> MAIL_TIP = Parameter.text("MailTip",
            "What people are told before they write to the mailbox; an empty text clears it.");
    private static final Parameter<List<String>> MAIL_TIPS = Parameter.of("MailTipTranslations", Kind.TEXTS,
            "The same in other languages, as in \"FR: texte\"; $null clears them.");

    /// What else narrows a search for mailboxes.
    static final List<Parameter<?>> NARROWING = List.of(RecipientSearch.ANR, RecipientSearch.FILTER,
            RecipientSearch.UNIT, RecipientSearch.RESULT_SIZE, RecipientSearch.SORT_BY);

    private static final Set<MailboxProperty> LATER = EnumSet.allOf(MailboxProperty.class);

    private MailboxCmdlets() {}

    static List<Cmdlet> all() {
        var set = new ArrayList<Parameter<?>>();
        LATER.forEach(property -> set.add(Settings.parameter(property)));
        return List.of(
                Cmdlet.named("New-Mailbox", "Creates a user with a mailbox.")
                        .takes(NAME.required(), UPN.requiredUnless(ROOM, EQUIPMENT, SHARED),
                                PASSWORD.requiredUnless(ROOM, EQUIPMENT, SHARED), ALIAS, ACCOUNT, DISPLAY_NAME,
                                FIRST_NAME, LAST_NAME, DATABASE, PRIMARY, UNIT, POLICY, RESET, ROOM, EQUIPMENT, SHARED,
                                AnyCmdlet.DOMAIN_CONTROLLER)
                                .changes()
                        .example("New-Mailbox -UserPrincipalName chris@contoso.com -Alias chris -Database \"Mailbox "
                                + "Database 1\" "
                                + "-Name ChrisAshton -OrganizationalUnit Users -Password $password -FirstName Chris "
                                + "-LastName Ashton -DisplayName \"Chris Ashton\" -ResetPasswordOnNextLogon $true")
                        .does(MailboxCmdlets::create),
                Cmdlet.named("Enable-Mailbox", "Gives an existing user a mailbox.")
                        .takes(IDENTITY.required(), ALIAS, DATABASE, DISPLAY_NAME, PRIMARY, AnyCmdlet.DOMAIN_CONTROLLER)
                                .changes()
                        .example("Enable-Mailbox -Identity Ayla").does(MailboxCmdlets::enable),
                Cmdlet.named("Get-Mailbox", "Shows mailboxes.")
                        .takes(DATABASE.pipedFrom("MailboxDatabase"),
                                DatabaseCmdlets.SERVER.pipedFrom("ExchangeServer", "MailboxServer"),
                                IDENTITY).takes(NARROWING)
                        .takes(TYPES, ARCHIVE, REMOTE_ARCHIVE, AnyCmdlet.DOMAIN_CONTROLLER)
                        .example("Get-Mailbox -ResultSize unlimited", "Get-Mailbox -Anr Chr").does(MailboxCmdlets::get),
                Cmdlet.named("Get-User", "Shows users, with mailboxes or without.")
                        .takes(IDENTITY).takes(NARROWING).takes(USER_TYPES, AnyCmdlet.DOMAIN_CONTROLLER)
                        .example("Get-User -Identity \"Coy Damon\" | Format-List").does(MailboxCmdlets::get),
                Cmdlet.named("Set-Mailbox", "Changes settings of a mailbox and its user.")
                        .takes(IDENTITY.required()).takes(set).takes(NAME.at(0), PASSWORD, RESET, ADDRESSES, ON_BEHALF,
                                MAIL_TIP, MAIL_TIPS, AnyCmdlet.DOMAIN_CONTROLLER)
                        .changes().example("Set-Mailbox -Identity \"John Woods\" -EmailAddresses "
                                + "@{add=\"Jwoods@contoso.com\"}")
                        .does(MailboxCmdlets::set),
                Cmdlet.named("Disable-Mailbox", "Takes a user's mailbox away; the user stays.")
                        .takes(IDENTITY.required(), AnyCmdlet.DOMAIN_CONTROLLER).destroys()
                        .example("Disable-Mailbox -Identity \"John Woods\"").does(MailboxCmdlets::disable),
                Cmdlet.named("Remove-Mailbox", "Removes a user with the mailbox.")
                        .takes(IDENTITY.requiredUnless(STORE_MAILBOX), PERMANENT, DATABASE, STORE_MAILBOX,
                                AnyCmdlet.DOMAIN_CONTROLLER).destroys()
                        .example("Remove-Mailbox -Identity \"John Rodman\"",
                                "Remove-Mailbox -Database Database01 -StoreMailboxIdentity "
                                        + "1294014d-a0ad-46c0-991d-656610940d06").does(MailboxCmdlets::remove));
    }

    private static void create(Call call, Stage out) {
        String name = call.get(NAME);
        if (!call.proceeds("Creating the mailbox '" + name + "'.")) {
            return;
        }
        String database = database(call, call.text(ALIAS).isEmpty() ? name : call.text(ALIAS));
        char[] password = call.find(PASSWORD).map(SecureText::reveal).orElse(new char[0]);
        try {
            MailboxUser made = call.told(call.organization().mailboxes().create(new NewMailbox(name, call.text(UPN),
                    password, call.text(ALIAS), call.text(ACCOUNT), call.text(DISPLAY_NAME), call.text(FIRST_NAME),
                    call.text(LAST_NAME), database, call.text(PRIMARY), call.text(UNIT), call.text(POLICY),
                    type(call))));
            warnOfReset(call);
            shown(call, out, made);
        } finally {
            Arrays.fill(password, '\0');
        }
    }

    private static MailboxType type(Call call) {
        return type(call, ROOM, EQUIPMENT, SHARED);
    }

    static MailboxType type(Call call, Parameter<Boolean> room, Parameter<Boolean> equipment,
            Parameter<Boolean> shared) {
        var types = new ArrayList<MailboxType>();
        if (call.is(room)) {
            types.add(MailboxType.ROOM);
        }
        if (call.is(equipment)) {
            types.add(MailboxType.EQUIPMENT);
        }
        if (call.is(shared)) {
            types.add(MailboxType.SHARED);
        }
        if (types.size() > 1) {
            throw new ShellException("-Room, -Equipment and -Shared cannot be given together; a mailbox is of one "
                    + "type.");
        }
        return types.isEmpty() ? MailboxType.USER : types.getFirst();
    }

    /// The GUID of the one that is named, also as `SERVER\DATABASE`.
    private static String database(Call call) {
        return DatabaseCmdlets.find(call, DatabaseObject.Kind.MAILBOX, "Database", call.get(DATABASE)).header().guid()
                .toString();
    }

    /// The same; where none is named one that is chosen by the alias.
    private static String database(Call call, String alias) {
        return call.find(DATABASE).isPresent() ? database(call) : call.organization().provisioning()
                .forNew(alias, DatabaseChoice.range(call)).header().guid().toString();
    }

    private static void warnOfReset(Call call) {
        if (call.is(RESET)) {
            call.warn("-ResetPasswordOnNextLogon is not kept: users cannot change passwords here yet.");
        }
    }

    private static void shown(Call call, Stage out, MailboxUser user) {
        if (!call.whatIf()) {
            out.accept(MailboxView.mailbox(call.organization(), user));
        }
    }

    private static void enable(Call call, Stage out) {
        String identity = call.get(IDENTITY);
        if (call.proceeds("Giving the user '" + identity + "' a mailbox.")) {
            String alias = call.text(ALIAS).isEmpty()
                    ? call.organization().mailboxes().user(identity).samAccountName() : call.text(ALIAS);
            MailboxUser user = call.told(call.organization().mailboxes().enable(identity, call.text(ALIAS),
                    database(call, alias), call.text(PRIMARY)));
            if (call.find(DISPLAY_NAME).isPresent()) {
                user = call.told(call.organization().mailboxes().set(user.header().guid().toString(),
                        Map.of(MailboxProperty.DISPLAY_NAME, call.get(DISPLAY_NAME))));
            }
            shown(call, out, user);
        }
    }

    private static void get(Call call, Stage out) {
        var policies = new PolicyNames(call.organization());
        get(call, out, user -> wantsUsers(call) ? MailboxView.user(call.organization(), user)
                : MailboxView.mailbox(call.organization(), user, policies));
    }

    /// Whether somebody without a mailbox is of interest.
    private static boolean wantsUsers(Call call) {
        return call.cmdlet().name().equals("Get-User");
    }

    /// Shows the mailboxes that a call asks for.
    static void get(Call call, Stage out, Function<MailboxUser, ShellObject> looks) {
        requireOne(call, IDENTITY, RecipientSearch.ANR, DATABASE, DatabaseCmdlets.SERVER);
        List<MailboxUser> found = call.is(ARCHIVE) || call.is(REMOTE_ARCHIVE) ? List.of() : found(call);
        RecipientSearch.show(call, out, found.stream().map(user -> new RecipientSearch.Found(user.header(),
                MailboxView.details(user), () -> looks.apply(user))).toList(), call.find(TYPES).orElse(List.of()));
    }

    /// Each of these says by itself whom to look for.
    static void requireOne(Call call, Parameter<?>... ways) {
        List<String> given = Stream.of(ways).filter(way -> call.find(way).isPresent()).map(way -> "-" + way.name())
                .toList();
        if (given.size() > 1) {
            throw new ShellException(String.join(" and ", given) + " cannot be given together; leave "
                    + (given.size() == 2 ? "one" : "all but one") + " out.");
        }
    }

    private static List<MailboxUser> found(Call call) {
        var mailboxes = call.organization().mailboxes();
        String identity = call.text(IDENTITY);
        if (!identity.isEmpty() && !Wildcard.in(identity)) {
            return List.of(wantsUsers(call) ? mailboxes.user(identity) : mailboxes.get(identity));
        }
        if (!identity.isEmpty()) {
            var wildcard = new Wildcard(identity);
            return all(call, RecipientSearch.UNLIMITED).stream().filter(user -> wildcard.matches(user.name())
                    || wildcard.matches(user.alias()) || wildcard.matches(user.displayName())).toList();
        }
        if (call.find(DATABASE).isPresent()) {
            return mailboxes.inDatabase(database(call));
        }
        if (call.find(DatabaseCmdlets.SERVER).isPresent()) {
            String server = call.organization().servers().get("Server", call.get(DatabaseCmdlets.SERVER)).name();
            return mailboxes.all(RecipientSearch.UNLIMITED).stream()
                    .filter(user -> user.mailbox().filter(box -> box.server().equalsIgnoreCase(server)).isPresent())
                            .toList();
        }
        int asked = RecipientSearch.asked(call, TYPES);
        if (call.find(RecipientSearch.ANR).isPresent()) {
            return wantsUsers(call) ? mailboxes.usersMatching(call.get(RecipientSearch.ANR), asked)
                    : mailboxes.matching(call.get(RecipientSearch.ANR), asked);
        }
        return all(call, asked);
    }

    private static List<MailboxUser> all(Call call, int max) {
        var mailboxes = call.organization().mailboxes();
        return wantsUsers(call) ? mailboxes.users(max) : mailboxes.all(max);
    }

    private static void set(Call call, Stage out) {
        MailboxUser user = call.organization().mailboxes().get(call.get(IDENTITY));
        if (!call.proceeds("Changing the mailbox '" + user.displayName() + "'.")) {
            return;
        }
        var mailboxes = call.organization().mailboxes();
        String guid = user.header().guid().toString();
        Map<MailboxProperty, String> settings = Settings.given(call, LATER);
        if (!settings.isEmpty()) {
            call.told(mailboxes.set(guid, settings));
        }
        if (call.find(ADDRESSES).isPresent()) {
            call.told(mailboxes.setEmailAddresses(guid, addresses(user.proxyAddresses(), call.get(ADDRESSES))));
        }
        if (call.find(ON_BEHALF).isPresent()) {
            call.told(call.organization().sendPermissions().setOnBehalf(guid, call.get(ON_BEHALF)));
        }
        setMailTips(call, guid, user.mailTips());
        if (call.find(PASSWORD).isPresent()) {
            char[] password = call.get(PASSWORD).reveal();
            try {
                call.told(mailboxes.setPassword(guid, password));
            } finally {
                Arrays.fill(password, '\0');
            }
            warnOfReset(call);
        }
        if (call.find(NAME).isPresent()) {
            throw new ShellException("-Name cannot be changed yet; -DisplayName changes the name that people see.");
        }
    }

    private static void setMailTips(Call call, String guid, List<String> before) {
        if (call.find(MAIL_TIP).isEmpty() && call.find(MAIL_TIPS).isEmpty()) {
            return;
        }
        var tips = new ArrayList<String>();
        boolean keeps = call.find(MAIL_TIP).isEmpty();
        before.stream().filter(tip -> keeps && tip.startsWith("default:")).forEach(tips::add);
        call.find(MAIL_TIP).filter(tip -> !tip.isBlank()).ifPresent(tip -> tips.add("default:" + tip.strip()));
        call.find(MAIL_TIPS).orElseGet(() -> before.stream().filter(tip -> !tip.startsWith("default:")).toList())
                .stream().map(tip -> tip.replaceFirst(":\\s+", ":")).forEach(tips::add);
        call.told(call.organization().mailboxes().setMailTips(guid, tips));
    }

    /// The new list: what was given, or the old one with additions and without removals.
    static List<String> addresses(List<String> before, List<?> given) {
        if (given.size() != 1 || !(given.getFirst() instanceof Map<?, ?> change)) {
            return given.stream().map(MailboxCmdlets::typed).toList();
        }
        var after = new ArrayList<>(before);
        for (Object gone : Values.items(Values.member(change, "remove"))) {
            if (!after.removeIf(address -> address.equalsIgnoreCase(typed(gone)))) {
                throw new ShellException("-EmailAddresses: '" + Values.text(gone)
                        + "' is none of the recipient's addresses: "
                        + String.join(", ", before) + ".");
            }
        }
        Values.items(Values.member(change, "add")).forEach(added -> after.add(typed(added)));
        return after;
    }

    private static String typed(@Nullable Object address) {
        String text = Values.text(address);
        return text.indexOf(':') > 0 ? text : "smtp:" + text;
    }

    private static void disable(Call call, Stage out) {
        MailboxUser user = call.organization().mailboxes().get(call.get(IDENTITY));
        if (call.proceeds("Disabling the mailbox '" + user.displayName()
                + "'. The user stays; the mailbox is disconnected.")) {
            call.told(call.organization().mailboxes().disable(user.header().guid().toString()));
            StoreMailboxCmdlets.disconnect(call, user);
        }
    }

    private static void remove(Call call, Stage out) {
        if (call.find(STORE_MAILBOX).isPresent()) {
            removeDisconnected(call);
            return;
        }
        MailboxUser user = call.organization().mailboxes().get(call.get(IDENTITY));
        if (call.proceeds("Removing the mailbox '" + user.displayName() + "' and the user '" + user.samAccountName()
                + "'.")) {
            call.told(call.organization().mailboxes().remove(user.header().guid().toString()));
            MailboxUser.Mailbox box = user.mailbox().orElse(null);
            if (!call.is(PERMANENT)) {
                StoreMailboxCmdlets.disconnect(call, user);
            } else if (box != null && call.really("Remove what the mailbox held from database '"
                    + box.database() + "'.")) {
                call.administration().databases().mounted(box.databaseGuid()).ifPresentOrElse(
                        database -> database.delete(box.guid()),
                        () -> call.warn("Database '" + box.database() + "' is not mounted, so what the mailbox held "
                                + "stays in it. Mount it and use Remove-Mailbox -Database '" + box.database()
                                + "' -StoreMailboxIdentity " + box.guid() + "."));
            }
        }
    }

    private static void removeDisconnected(Call call) {
        String identity = call.get(STORE_MAILBOX);
        UUID guid = Names.guid(identity).orElseThrow(() -> new ShellException("-StoreMailboxIdentity '" + identity
                + "' is not a GUID. Get-MailboxStatistics -Database shows those of disconnected mailboxes."));
        if (call.find(DATABASE).isEmpty()) {
            throw new ShellException("-Database is missing: -StoreMailboxIdentity names a mailbox within a database.");
        }
        DatabaseObject home = DatabaseCmdlets.find(call, DatabaseObject.Kind.MAILBOX, "Database", call.get(DATABASE));
        call.organization().mailboxes().holding(guid).ifPresent(user -> {
            throw new ShellException("-StoreMailboxIdentity '" + identity + "': the mailbox is that of '"
                    + user.displayName() + "'. Disable it first, or use Remove-Mailbox -Identity.");
        });
        if (!call.whatIf()) {
            StoreMailboxCmdlets.mounted(call, home).departures().disconnect(guid); // unless it is known already
        }
        StoreMailboxCmdlets.forget(call, home, guid, Departures.Reason.DISABLED);
    }
}
