package org.gatehouse.access.emsmdb;

import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.gatehouse.access.emsmdb.ServerObject.Logon;
import org.gatehouse.access.emsmdb.ServerObject.SubscriptionObject;
import org.gatehouse.access.emsmdb.ServerObject.TableObject;
import org.gatehouse.database.DatabaseException;
import org.gatehouse.mapi.id.ObjectId;
import org.gatehouse.mapi.property.ErrorCode;
import org.gatehouse.mapi.rop.Notification;
import org.gatehouse.mapi.rop.Notification.ChangedTags;
import org.gatehouse.mapi.rop.RopNotify;
import org.gatehouse.mapi.rop.RopRegisterNotification;
import org.gatehouse.mapi.rop.RopResponse;
import org.gatehouse.store.MailboxException;
import org.gatehouse.store.MailboxSession;
import org.gatehouse.store.SpecialFolder;
import org.gatehouse.store.StoreEvent;
import org.gatehouse.store.StoreException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Registrations for events and what clients are told of them ([MS-OXCNOTIF] 3.1.4, 3.1.5).
final class Notifier {
    private static final Logger LOG = LoggerFactory.getLogger(Notifier.class);
    private static final ObjectId NONE = new ObjectId(0, 0);
    /// A type without events of its own; like that of table events, which every table sends by itself (3.1.4.3), it
    /// may stand alone.
    private static final int EXTENDED = 0x0400;

    /// Lets a table tell of changes from the first look at its rows on.
    void watchTable(Session session, TableObject table, TableWatch.Scope scope, int handle) {
        table.watchWith(new TableWatch(session, table, scope, handle));
    }

    RopResponse register(RopRegisterNotification.Request request, RopContext context) {
        Session session = context.session();
        Logon logon = context.logon(request);
        Set<StoreEvent.Kind> kinds = kinds(request.notificationTypes());
        if (kinds.isEmpty() && (request.notificationTypes() & (Notification.TABLE_MODIFIED | EXTENDED)) == 0) {
            throw new MailboxException(ErrorCode.INVALID_PARAMETER, "notification types");
        }
        if (session.objects().count(SubscriptionObject.class) >= session.limits().subscriptionsMax()) {
            throw new MailboxException(ErrorCode.OUT_OF_RESOURCES, "too many registrations");
        }
        RopRegisterNotification.Request.Scope scope = request.scope();
        Optional<ObjectId> folder = Optional.ofNullable(scope).map(RopRegisterNotification.Request.Scope::folderId)
                .filter(id -> !id.equals(NONE));
        Optional<ObjectId> message = Optional.ofNullable(scope).map(RopRegisterNotification.Request.Scope::messageId)
                .filter(id -> !id.equals(NONE));
        if (scope != null && (folder.isPresent() || message.isEmpty())) {
            // A folder that is not there, or that the caller does not see, is refused as when it is opened.
            var _ = logon.mailbox().openFolder(folder.orElse(NONE));
        }
        var registration = new Registration(session, logon);
        int handle = context.assign(request.outputHandleIndex(), new SubscriptionObject(logon, registration::end));
        registration.begin(new StoreEvent.Filter(kinds, folder, message), handle);
        return new RopRegisterNotification.Response(request.outputHandleIndex());
    }

    /// Ties a store's subscription to the handle that only exists after it.
    private static final class Registration {
        private final Session session;
        private final Logon logon;
        private int handle;
        private MailboxSession.@Nullable Subscription subscription;

        Registration(Session session, Logon logon) {
            this.session = session;
            this.logon = logon;
        }

        void begin(StoreEvent.Filter filter, int assigned) {
            handle = assigned;
            subscription = logon.mailbox().subscribe(filter,
                    event -> session.backlog().add(new Notice.OfObject(assigned, logon.id(), event)));
        }

        void end() {
            if (subscription != null) {
                subscription.close();
            }
            session.backlog().forget(handle);
        }
    }

    private static Set<StoreEvent.Kind> kinds(int types) {
        Set<StoreEvent.Kind> kinds = EnumSet.noneOf(StoreEvent.Kind.class);
        add(kinds, types, Notification.NEW_MAIL, StoreEvent.Kind.NEW_MAIL);
        add(kinds, types, Notification.CREATED, StoreEvent.Kind.CREATED);
        add(kinds, types, Notification.DELETED, StoreEvent.Kind.DELETED);
        add(kinds, types, Notification.MODIFIED, StoreEvent.Kind.MODIFIED);
        add(kinds, types, Notification.MOVED, StoreEvent.Kind.MOVED);
        add(kinds, types, Notification.COPIED, StoreEvent.Kind.COPIED);
        add(kinds, types, Notification.SEARCH_COMPLETED, StoreEvent.Kind.SEARCH_COMPLETE);
        // What was missed is told as a change of the folder, to those who want to hear of changes.
        add(kinds, types, Notification.MODIFIED, StoreEvent.Kind.TABLE_CHANGED);
        return kinds;
    }

    private static void add(Set<StoreEvent.Kind> kinds, int types, int bit, StoreEvent.Kind kind) {
        if ((types & bit) != 0) {
            kinds.add(kind);
        }
    }

    /// Adds what is pending while it fits; false when something did not. Under the session's turn.
    static boolean send(Session session, Predicate<RopNotify.Response> room) {
        Optional<Notice> next = session.backlog().take();
        while (next.isPresent()) {
            Notice notice = next.get();
            List<RopNotify.Response> responses = responses(session, notice);
            for (int sent = 0; sent < responses.size(); sent++) {
                if (!room.test(responses.get(sent))) {
                    session.backlog().putBack(new Notice.Ready(notice.handle(), notice.logonId(),
                            responses.subList(sent, responses.size())));
                    return false;
                }
            }
            next = session.backlog().take();
        }
        return true;
    }

    /// Nothing of what was released meanwhile.
    private static List<RopNotify.Response> responses(Session session, Notice notice) {
        if (!(session.objects().find(notice.handle(), notice.logonId())
                instanceof ObjectTable.Lookup.Found(ServerObject object))) {
            return List.of();
        }
        return switch (notice) {
            case Notice.Ready ready -> ready.responses();
            case Notice.OfObject event -> List.of(new RopNotify.Response(notice.handle(), notice.logonId(),
                    notification(session, object.logon(), event.event())));
            case Notice.OfTable rows -> {
                TableWatch watch = object instanceof TableObject table ? table.watch() : null;
                try {
                    yield watch == null ? List.of() : watch.responses(rows);
                } catch (MailboxException | StoreException | DatabaseException trouble) {
                    LOG.debug("rows of a changed table: {}", trouble.getMessage());
                    yield TableWatch.basic(rows);
                }
            }
        };
    }

    /// For messages, the folder is where they are; for folders, it is the folder itself with its parent beside it.
    private static Notification notification(Session session, Logon logon, StoreEvent event) {
        boolean found = event.searchFolder().isPresent();
        ObjectId folder = event.isMessage() ? event.folder() : event.object();
        ObjectId message = event.isMessage() ? event.object() : null;
        ObjectId parent = event.isMessage() ? event.searchFolder().orElse(null) : event.folder();
        var tags = new ChangedTags(false, event.changed());
        return switch (event.kind()) {
            // 8-bit for clients in cached mode (2.2.1.4.1.2, UnicodeFlag).
            case NEW_MAIL -> new Notification.NewMail(folder, event.object(), event.messageFlags(),
                    !session.isCachedMode(), event.messageClass());
            case CREATED -> new Notification.Created(folder, message, found, parent, tags);
            case DELETED -> new Notification.Deleted(folder, message, found, parent);
            case MODIFIED -> event.isMessage() ? new Notification.Modified(folder, message, found, tags, null, null)
                    : new Notification.Modified(folder, null, false, tags, known(event.totalCount()),
                            known(event.unreadCount()));
            case MOVED -> moved(event, false);
            case COPIED -> moved(event, true);
            case SEARCH_COMPLETE -> new Notification.SearchCompleted(folder);
            // Too many events waited: what is known is that the folder changed, or something below the root.
            case TABLE_CHANGED -> new Notification.Modified(event.isAnywhere()
                    ? logon.mailbox().specialFolders().getOrDefault(logon.isPrivate() ? SpecialFolder.ROOT
                            : SpecialFolder.PUBLIC_ROOT, NONE) : folder, null, false,
                    new ChangedTags(true, List.of()), null, null);
        };
    }

    private static @Nullable Integer known(int count) {
        return count < 0 ? null : Integer.valueOf(count);
    }

    private static Notification moved(StoreEvent event, boolean copied) {
        ObjectId oldFolder = event.oldFolder().orElse(NONE);
        ObjectId oldObject = event.oldObject().orElse(NONE);
        return event.isMessage()
                ? new Notification.Moved(copied, event.folder(), event.object(), false, null, oldFolder, oldObject,
                        null)
                : new Notification.Moved(copied, event.object(), null, false, event.folder(), oldObject, null,
                        oldFolder);
    }
}
