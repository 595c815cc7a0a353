package org.gatehouse.access.emsmdb;

import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import org.gatehouse.access.emsmdb.AccessDirectory.Mailbox;
import org.gatehouse.access.emsmdb.AccessDirectory.PublicFolders;
import org.gatehouse.access.emsmdb.AccessDirectory.Quotas;
import org.gatehouse.access.emsmdb.AccessDirectory.User;
import org.gatehouse.access.emsmdb.ServerObject.Logon;
import org.gatehouse.mapi.calendar.FreeBusyPlace;
import org.gatehouse.mapi.id.LongTermId;
import org.gatehouse.mapi.id.ObjectId;
import org.gatehouse.mapi.property.Cell;
import org.gatehouse.mapi.property.ErrorCode;
import org.gatehouse.mapi.property.PropertyRow;
import org.gatehouse.mapi.property.Tags;
import org.gatehouse.mapi.property.Value;
import org.gatehouse.mapi.rop.RopGetLocalReplicaIds;
import org.gatehouse.mapi.rop.RopGetReceiveFolder;
import org.gatehouse.mapi.rop.RopGetReceiveFolderTable;
import org.gatehouse.mapi.rop.RopIdFromLongTermId;
import org.gatehouse.mapi.rop.RopLogon;
import org.gatehouse.mapi.rop.RopLongTermIdFromId;
import org.gatehouse.mapi.rop.RopPublicFolderIsGhosted;
import org.gatehouse.mapi.rop.RopResponse;
import org.gatehouse.mapi.rop.RopSetReceiveFolder;
import org.gatehouse.store.Caller;
import org.gatehouse.store.MailboxDatabase;
import org.gatehouse.store.MailboxException;
import org.gatehouse.store.MailboxKey;
import org.gatehouse.store.MailboxSession;
import org.gatehouse.store.SpecialFolder;

/// Logging on to a store, and what belongs to the store as a whole ([MS-OXCSTOR] 3.2.5).
final class LogonRops {
    private static final int NO_RECEIVE_FOLDER = 0x463;
    private static final int RETURNED_FLAGS = RopLogon.PRIVATE | RopLogon.UNDERCOVER | RopLogon.GHOSTED;
    private static final ObjectId NO_FOLDER = new ObjectId(0, 0);
    /// Clients compare it with what they saw before; routing of address types never changes here.
    private static final long GWART_TIME = 1;
    private static final int CLASS_CHARS_MAX = 255;
    private static final int VALUE_BYTES_MAX = 64;
    /// Printable ASCII without a period at either end or two in a row ([MS-OXCSTOR] 2.2.1.2.1).
    private static final Pattern MESSAGE_CLASS = Pattern.compile("([ -\\-/-~]+(\\.[ -\\-/-~]+)*)?");

    private final AccessNode node;

    LogonRops(AccessNode node) {
        this.node = node;
    }

    RopResponse logon(RopLogon.Request request, RopContext context) {
        long start = node.clock().millis();
        Session session = context.session();
        String operation = request.isPrivate() ? ownerOrOther(request, session) : "PublicLogon";
        String detail = "LogonId: " + request.logonId() + " " + request.essdn();
        try {
            requireDefinedFlags(request);
            RopResponse response = request.isPrivate() ? privateLogon(request, context) : publicLogon(request, context);
            session.log(operation, response.returnValue(), Optional.of(node.clock().millis() - start), detail,
                    response instanceof RopLogon.RedirectResponse redirect ? "wrong server, go to "
                            + redirect.serverName() : "");
            return response;
        } catch (MailboxException refused) {
            session.log(operation, refused.error(), Optional.of(node.clock().millis() - start), detail,
                    String.valueOf(refused.getMessage()));
            throw refused.error() == ErrorCode.WRONG_SERVER ? namingNoServer(refused) : refused;
        }
    }

    /// A response with ecWrongServer is of another form, which names the server to go to ([MS-OXCROPS] 2.2.3.1.3): who
    /// got it without one would read on where nothing is.
    private static MailboxException namingNoServer(MailboxException refused) {
        return new MailboxException(ErrorCode.LOGON_FAILED, String.valueOf(refused.getMessage()));
    }

    private static String ownerOrOther(RopLogon.Request request, Session session) {
        boolean own = request.essdn().isEmpty() || request.essdn().equalsIgnoreCase(session.user().legacyDn());
        return own ? "OwnerLogon" : session.isAdministrator() ? "AdminLogon" : "DelegateLogon";
    }

    /// [MS-OXCSTOR] 3.2.5.1.1 and 3.2.5.1.2: ecError, which Exchange leaves undefined (product notes 23 and 35).
    private static void requireDefinedFlags(RopLogon.Request request) {
        if ((request.logonFlags() & ~RopLogon.LOGON_FLAGS) != 0 || (request.openFlags() & ~RopLogon.OPEN_FLAGS) != 0) {
            throw new MailboxException(ErrorCode.GENERAL_FAILURE, String.format("undefined logon flags 0x%x 0x%x",
                    request.logonFlags(), request.openFlags()));
        }
    }

    private RopResponse privateLogon(RopLogon.Request request, RopContext context) {
        Session session = context.session();
        User owner = request.essdn().isEmpty() ? session.user() : user(request.essdn());
        try {
            return privateLogon(request, context, owner);
        } catch (MailboxException moved) {
            if (moved.error() != ErrorCode.WRONG_SERVER) {
                throw moved;
            }
        }
        // Its move has ended since the directory was asked where it is.
        try {
            return privateLogon(request, context, user(owner.legacyDn()));
        } catch (MailboxException moved) {
            // The directory, or what this server has heard of it, does not say yet where it is.
            throw moved.error() == ErrorCode.WRONG_SERVER ? new MailboxException(ErrorCode.MAILBOX_IN_TRANSIT,
                    String.valueOf(moved.getMessage())) : moved;
        }
    }

    private User user(String legacyDn) {
        return node.directory().byLegacyDn(legacyDn).orElseThrow(() ->
                new MailboxException(ErrorCode.UNKNOWN_USER, "no user " + legacyDn));
    }

    private RopResponse privateLogon(RopLogon.Request request, RopContext context, User owner) {
        Session session = context.session();
        Mailbox mailbox = owner.mailbox().orElseThrow(() -> new MailboxException(ErrorCode.UNKNOWN_USER,
                owner.legacyDn() + " has no mailbox that can be opened"));
        LogonPlace place = LogonPlace.of(node.server(), mailbox, !node.settings().get().sendsOn()
                && node.databases().mounted(mailbox.database()).isPresent());
        if (!(place instanceof LogonPlace.Here)) {
            return redirect(request, place instanceof LogonPlace.Elsewhere(String dn) ? dn : "", session);
        }
        Caller.Rights rights = rights(request, session, owner);
        if (lacksReplicaMapping(request, context, mailbox.guid())) {
            return new RopLogon.RedirectResponse(request.outputHandleIndex(), request.logonFlags() & RETURNED_FLAGS,
                    mailbox.endpointDn());
        }
        MailboxDatabase database = mounted(mailbox.database());
        var key = new MailboxKey(mailbox.guid(), owner.legacyDn(), owner.displayName(), owner.smtpAddress());
        MailboxSession store = database.open(key, caller(session, rights));
        Quotas quotas = node.directory().quotasOf(owner)
                .submitting(node.submission().messageBytesMax(owner.legacyDn()));
        quotas.receive().ifPresent(kilobytes -> store.limitTo(kilobytes * 1024L));
        add(request, context, logonOf(request, store, owner, quotas, session, mailbox.database()));
        return new RopLogon.MailboxResponse(request.outputHandleIndex(), request.logonFlags() & RETURNED_FLAGS,
                SpecialFolder.PRIVATE_LOGON.stream().map(store.specialFolders()::get).toList(),
                responseFlags(session, owner, rights, store),
                store.mailboxGuid(), store.replicaId(), store.replicaGuid(),
                RopLogon.LogonTime.of(LocalDateTime.ofInstant(node.clock().instant(), ZoneOffset.UTC)), GWART_TIME, 0);
    }

    /// [MS-OXCSTOR] 2.2.1.1.3. Who may do everything in a mailbox may not therefore send in its owner's name.
    private int responseFlags(Session session, User owner, Caller.Rights rights, MailboxSession store) {
        boolean sends = rights == Caller.Rights.OWNER || node.directory().sendRight(session.user(),
                new AccessDirectory.Principal(owner.legacyDn(), owner.displayName(), owner.smtpAddress()))
                == AccessDirectory.SendRight.AS;
        boolean away = store.store().get(List.of(Tags.OUT_OF_OFFICE_STATE), VALUE_BYTES_MAX).getFirst()
                instanceof Cell.Present(Value.Bool(boolean state)) && state;
        return RopLogon.RESPONSE_RESERVED | (rights == Caller.Rights.BY_FOLDER ? 0 : RopLogon.RESPONSE_OWNER_RIGHT)
                | (sends ? RopLogon.RESPONSE_SEND_AS_RIGHT : 0) | (away ? RopLogon.RESPONSE_OUT_OF_OFFICE : 0);
    }

    private RopResponse redirect(RopLogon.Request request, String serverDn, Session session) {
        if (session.wrongServerAttempts().tooMany(node.clock().instant())) {
            throw new MailboxException(ErrorCode.SERVER_PAUSED, "too many logons to the wrong server");
        }
        if (serverDn.isEmpty() || serverDn.equalsIgnoreCase(node.server().legacyDn())) {
            throw new MailboxException(ErrorCode.LOGON_FAILED, "no server to send the client to");
        }
        return new RopLogon.RedirectResponse(request.outputHandleIndex(), request.logonFlags() & RETURNED_FLAGS,
                serverDn);
    }

    private Caller.Rights rights(RopLogon.Request request, Session session, User owner) {
        boolean privileged = asksPrivilege(request, session);
        if (session.user().is(owner)) {
            return Caller.Rights.OWNER;
        }
        return privileged || node.directory().opens(session.user(), owner) ? Caller.Rights.ADMINISTRATOR
                : Caller.Rights.BY_FOLDER;
    }

    /// [MS-OXCSTOR] 2.2.1.1.1, USE_ADMIN_PRIVILEGE: what the session may do is done only where it is asked for.
    private static boolean asksPrivilege(RopLogon.Request request, Session session) {
        boolean asked = (request.openFlags() & RopLogon.USE_ADMIN_PRIVILEGE) != 0;
        if (asked && !session.isAdministrator()) {
            throw new MailboxException(ErrorCode.LOGIN_PERMISSION, "the session has no administrative privilege");
        }
        return asked;
    }

    /// Groups are asked for where folders' lists decide.
    private Caller caller(Session session, Caller.Rights rights) {
        Set<String> groups = rights == Caller.Rights.BY_FOLDER ? node.directory().groupsOf(session.user()) : Set.of();
        return new Caller(session.caller().qualified(), session.user().legacyDn(), session.user().displayName(), groups,
                rights, session.codePage());
    }

    private Logon logonOf(RopLogon.Request request, MailboxSession store, User owner, Quotas quotas, Session session,
            UUID database) {
        return new Logon(request.logonId(), store, owner, request.isPrivate(),
                (request.openFlags() & RopLogon.NO_MAIL) == 0, (request.openFlags() & RopLogon.SUPPORT_PROGRESS) != 0,
                new LogonLocale(session.locale(), store), quotas, new PerUserTransfer(), database,
                node.clock().instant());
    }

    /// A logon to a second mailbox needs a client that keeps ids apart by database ([MS-OXCSTOR] 3.2.5.1.1). The text
    /// has ecInvalidParameter for others; 2010, which we announce, answers ecWrongServer (product note 29), with which
    /// the client begins a session of its own for that mailbox (3.1.5.1).
    private static boolean lacksReplicaMapping(RopLogon.Request request, RopContext context, UUID mailbox) {
        boolean other = context.session().objects().firstPrivateLogon()
                .filter(first -> !first.mailbox().mailboxGuid().equals(mailbox)).isPresent();
        return other && (request.openFlags() & RopLogon.USE_PER_MDB_REPLICA_ID_MAPPING) == 0;
    }

    private MailboxDatabase mounted(UUID guid) {
        return node.databases().mounted(guid)
                .orElseThrow(() -> new MailboxException(ErrorCode.LOGON_FAILED, "database " + guid + " is offline"));
    }

    private static void add(RopLogon.Request request, RopContext context, Logon logon) {
        ObjectTable objects = context.session().objects();
        if (!objects.hasRoom() || !objects.hasRoomForLogon(request.logonId())) {
            logon.release();
            throw new MailboxException(ErrorCode.OUT_OF_RESOURCES, "too many logons or objects in the session");
        }
        context.put(request.outputHandleIndex(), objects.addLogon(request.logonId(), logon));
    }

    private RopResponse publicLogon(RopLogon.Request request, RopContext context) {
        Session session = context.session();
        if ((request.openFlags() & RopLogon.PUBLIC) == 0) {
            throw new MailboxException(ErrorCode.LOGON_FAILED, "neither private nor public");
        }
        if (session.user().mailbox().isEmpty()) { // [MS-OXCSTOR] 3.2.5.1.2
            throw new MailboxException(ErrorCode.LOGON_FAILED, session.user().legacyDn() + " has no mailbox");
        }
        PublicFolders preferred = node.directory().publicFoldersOf(session.user())
                .orElseThrow(() -> new MailboxException(ErrorCode.LOGON_FAILED, "no public folders"));
        if ((request.openFlags() & RopLogon.ALTERNATE_SERVER) != 0) {
            return alternate(request, preferred);
        }
        boolean whateverIsHere = (request.openFlags() & RopLogon.IGNORE_HOME_MDB) != 0
                || (request.logonFlags() & RopLogon.GHOSTED) != 0;
        PublicFolders folders = whateverIsHere ? publicFoldersHere(preferred) : preferred;
        if (!node.server().mailbox() || !folders.serverDn().equalsIgnoreCase(node.server().legacyDn())) {
            return redirect(request, folders.serverDn(), session);
        }
        MailboxSession store = mounted(folders.database()).openPublic(caller(session, asksPrivilege(request, session)
                ? Caller.Rights.ADMINISTRATOR : Caller.Rights.BY_FOLDER),
                FreeBusyPlace.of(folders.serverDn()).administrativeGroup());
        add(request, context, logonOf(request, store, session.user(), Quotas.NONE, session, folders.database()));
        var ids = new ArrayList<>(SpecialFolder.PUBLIC_LOGON.stream().map(store.specialFolders()::get).toList());
        while (ids.size() < RopLogon.FOLDERS) {
            ids.add(NO_FOLDER);
        }
        return new RopLogon.PublicResponse(request.outputHandleIndex(), request.logonFlags() & RETURNED_FLAGS, ids,
                store.replicaId(), store.replicaGuid(), new UUID(0, 0));
    }

    /// Another server with public folders than the one that the client cannot reach ([MS-OXCSTOR] 3.2.5.1.2).
    private RopResponse alternate(RopLogon.Request request, PublicFolders preferred) {
        String server = node.directory().publicFolders().stream().map(PublicFolders::serverDn)
                .filter(dn -> !dn.equalsIgnoreCase(preferred.serverDn())).min(String.CASE_INSENSITIVE_ORDER)
                .orElseThrow(() -> new MailboxException(ErrorCode.LOGON_FAILED, "no alternate public folder server"));
        return new RopLogon.RedirectResponse(request.outputHandleIndex(), request.logonFlags() & RETURNED_FLAGS,
                server);
    }

    /// The public folders of this server, be they the user's own or not.
    private PublicFolders publicFoldersHere(PublicFolders preferred) {
        String here = node.server().legacyDn();
        return preferred.serverDn().equalsIgnoreCase(here) ? preferred : node.directory().publicFolders().stream()
                .filter(each -> each.serverDn().equalsIgnoreCase(here)).findFirst().orElseThrow(() ->
                        new MailboxException(ErrorCode.LOGON_FAILED, "no public folders on this server"));
    }

    RopResponse receiveFolder(RopGetReceiveFolder.Request request, RopContext context) {
        Logon logon = mailboxLogon(context.logon(request));
        requireMessageClass(request.messageClass());
        MailboxSession.ReceiveFolder folder = logon.mailbox().receiveFolder(request.messageClass());
        return new RopGetReceiveFolder.Response(request.inputHandleIndex(), folder.folder(), folder.messageClass());
    }

    RopResponse setReceiveFolder(RopSetReceiveFolder.Request request, RopContext context) {
        Logon logon = mailboxLogon(context.logon(request));
        String messageClass = request.messageClass();
        requireMessageClass(messageClass);
        boolean none = request.folderId().equals(NO_FOLDER);
        if (messageClass.equalsIgnoreCase("IPM") || messageClass.equalsIgnoreCase("REPORT.IPM")) {
            throw new MailboxException(ErrorCode.ACCESS_DENIED, "class " + messageClass);
        }
        if (messageClass.isEmpty() && none) {
            throw new MailboxException(ErrorCode.GENERAL_FAILURE, "neither class nor folder");
        }
        logon.mailbox().setReceiveFolder(messageClass, none ? Optional.empty() : Optional.of(request.folderId()));
        return new RopSetReceiveFolder.Response(request.inputHandleIndex());
    }

    RopResponse receiveFolders(RopGetReceiveFolderTable.Request request, RopContext context) {
        List<MailboxSession.ReceiveFolder> folders = mailboxLogon(context.logon(request)).mailbox().receiveFolders();
        if (folders.isEmpty()) {
            throw new MailboxException(NO_RECEIVE_FOLDER, "no receive folders");
        }
        var rows = new ArrayList<PropertyRow>();
        for (MailboxSession.ReceiveFolder folder : folders) {
            rows.add(new PropertyRow(RopGetReceiveFolderTable.COLUMNS.stream().map(column -> cell(column.id(), folder,
                    context)).toList()));
        }
        return new RopGetReceiveFolderTable.Response(request.inputHandleIndex(), rows);
    }

    private static Cell cell(int id, MailboxSession.ReceiveFolder folder, RopContext context) {
        if (id == Tags.MESSAGE_CLASS.id()) {
            return new Cell.Present(Value.Text8.of(folder.messageClass(), context.session().codePage()));
        }
        return new Cell.Present(id == Tags.LAST_MODIFICATION_TIME.id() ? new Value.Time(folder.modified())
                : new Value.Int64(folder.folder().wire()));
    }

    private static Logon mailboxLogon(Logon logon) {
        if (!logon.isPrivate()) {
            throw new MailboxException(ErrorCode.NOT_SUPPORTED, "not of public folders");
        }
        return logon;
    }

    private static void requireMessageClass(String messageClass) {
        if (messageClass.length() >= CLASS_CHARS_MAX || !MESSAGE_CLASS.matcher(messageClass).matches()) {
            throw new MailboxException(ErrorCode.INVALID_PARAMETER, "message class");
        }
    }

    RopResponse longTermId(RopLongTermIdFromId.Request request, RopContext context) {
        UUID replica = context.logon(request).mailbox().replica(request.objectId().replicaId()).orElseThrow(() ->
                new MailboxException(ErrorCode.NOT_FOUND, "replica " + request.objectId().replicaId()));
        return new RopLongTermIdFromId.Response(request.inputHandleIndex(),
                new LongTermId(replica, request.objectId().counter()));
    }

    /// A counter of zero is no error ([MS-OXCSTOR] 3.2.5.9: fail with 0). For a GUID of zeros 2010 answers 0 as well
    /// (product note 44), the text ecInvalidParam: nothing has such an id, so we say it.
    RopResponse shortTermId(RopIdFromLongTermId.Request request, RopContext context) {
        MailboxSession mailbox = context.logon(request).mailbox();
        UUID replica = request.longTermId().replica();
        if (replica.equals(new UUID(0, 0))) {
            throw new MailboxException(ErrorCode.INVALID_PARAMETER, "an id without a replica");
        }
        return new RopIdFromLongTermId.Response(request.inputHandleIndex(), new ObjectId(
                mailbox.replicaId(replica), request.longTermId().counter()));
    }

    RopResponse reserveIds(RopGetLocalReplicaIds.Request request, RopContext context) {
        MailboxSession mailbox = context.logon(request).mailbox();
        LongTermId first = mailbox.reserveCounters(request.idCount());
        return new RopGetLocalReplicaIds.Response(request.inputHandleIndex(), first.replica(), first.counter());
    }

    /// One copy of everything is here: no public folder is ghosted ([MS-OXCSTOR] 3.2.5.7).
    RopResponse isGhosted(RopPublicFolderIsGhosted.Request request, RopContext context) {
        if (!context.logon(request).isPrivate()) {
            context.logon(request).mailbox().openFolder(request.folderId());
        }
        return new RopPublicFolderIsGhosted.Response(request.inputHandleIndex(), null);
    }
}
