package org.gatehouse.access.emsmdb;

import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.gatehouse.access.emsmdb.ServerObject.Logon;
import org.gatehouse.access.emsmdb.ServerObject.SubscriptionObject;
import org.gatehouse.access.emsmdb.ServerObject.TableObject;
import org.gatehouse.mapi.id.ObjectId;
import org.gatehouse.mapi.property.ErrorCode;
import org.gatehouse.mapi.rop.Notification;
import org.gatehouse.mapi.rop.Notification.ChangedTags;
import org.gatehouse.mapi.rop.RopNotify;
import org.gatehouse.mapi.rop.RopRegisterNotification;
import org.gatehouse.mapi.rop.RopResponse;
import org.gatehouse.store.MailboxException;
import org.gatehouse.store.MailboxSession;
import org.gatehouse.store.StoreEvent;
import org.jspecify.annotations.Nullable;

/// Registrations for events and what clients are told of them ([MS-OXCNOTIF] 3.1.4, 3.1.5).
///
/// Of tables a client is only told that they changed, once until it has fetched that: it then reads them again.
final class Notifier {
    private static final ObjectId NONE = new ObjectId(0, 0);
    private static final Set<StoreEvent.Kind> TABLE_KINDS = EnumSet.complementOf(
            EnumSet.of(StoreEvent.Kind.SEARCH_COMPLETE, StoreEvent.Kind.NEW_MAIL));

    /// Tells the session of changes in a table's folder for as long as the table is open.
    void watchTable(Session session, TableObject table, ObjectId folder, int handle) {
        int logonId = table.logon().id();
        var subscription = table.logon().mailbox().subscribe(
                new StoreEvent.Filter(TABLE_KINDS, Optional.of(folder), Optional.empty()), event -> {
                    if (concerns(table, event)) {
                        session.backlog().forget(pending -> pending.ofTable() && pending.handle() == handle);
                        session.backlog().add(new Notice(handle, logonId, true, event));
                    }
                });
        table.onRelease(() -> {
            subscription.close();
            session.backlog().forget(pending -> pending.handle() == handle);
        });
    }

    private static boolean concerns(TableObject table, StoreEvent event) {
        return event.kind() == StoreEvent.Kind.TABLE_CHANGED
                || event.isMessage() == (table.kind() == TableObject.Kind.CONTENTS);
    }

    RopResponse register(RopRegisterNotification.Request request, RopContext context) {
        Session session = context.session();
        Logon logon = context.logon(request);
        Set<StoreEvent.Kind> kinds = kinds(request.notificationTypes());
        if (kinds.isEmpty()) {
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
                    event -> session.backlog().add(new Notice(assigned, logon.id(), false, event)));
        }

        void end() {
            if (subscription != null) {
                subscription.close();
            }
            session.backlog().forget(pending -> pending.handle() == handle);
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
        return kinds;
    }

    private static void add(Set<StoreEvent.Kind> kinds, int types, int bit, StoreEvent.Kind kind) {
        if ((types & bit) != 0) {
            kinds.add(kind);
        }
    }

    /// The response that tells a client of an event.
    static RopNotify.Response response(Notice notice) {
        StoreEvent event = notice.event();
        Notification notification = notice.ofTable()
                ? new Notification.TableModified(event.isMessage(), false, new Notification.TableEvent.Changed())
                : notification(event);
        return new RopNotify.Response(notice.handle(), notice.logonId(), notification);
    }

    /// For messages, the folder is where they are; for folders, it is the folder itself with its parent beside it.
    private static Notification notification(StoreEvent event) {
        ObjectId folder = event.isMessage() ? event.folder() : event.object();
        ObjectId message = event.isMessage() ? event.object() : null;
        ObjectId parent = event.isMessage() ? null : event.folder();
        var tags = new ChangedTags(false, event.changed());
        return switch (event.kind()) {
            case NEW_MAIL -> new Notification.NewMail(folder, event.object(), event.messageFlags(), true,
                    event.messageClass());
            case CREATED -> new Notification.Created(folder, message, false, parent, tags);
            case DELETED -> new Notification.Deleted(folder, message, false, parent);
            case MODIFIED -> event.isMessage() ? new Notification.Modified(folder, message, false, tags, null, null)
                    : new Notification.Modified(folder, null, false, tags, event.totalCount(), event.unreadCount());
            case MOVED -> moved(event, false);
            case COPIED -> moved(event, true);
            case SEARCH_COMPLETE -> new Notification.SearchCompleted(folder);
            // Too many events waited: what is known is that the folder changed.
            case TABLE_CHANGED -> new Notification.Modified(event.folder(), null, false, ChangedTags.NONE, null, null);
        };
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
