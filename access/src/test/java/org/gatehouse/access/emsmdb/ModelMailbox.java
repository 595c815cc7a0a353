package org.gatehouse.access.emsmdb;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.gatehouse.mapi.id.ObjectId;
import org.gatehouse.mapi.property.ErrorCode;
import org.gatehouse.store.FolderRights;

/// A mailbox as the specifications describe it, in memory and as simple as can be: no code is shared with the store.
final class ModelMailbox {
    private static final int SEES = FolderRights.VISIBLE | FolderRights.READ_ANY | FolderRights.OWNER;
    static final int DELETE_MESSAGES = 0x01;
    static final int DELETE_FOLDERS = 0x04;

    final Node top;
    private int versions;

    ModelMailbox(ObjectId top) {
        this.top = new Node("", null, top, 0);
    }

    /// A folder.
    static final class Node {
        String name;
        Node parent;
        ObjectId id;
        int rights;
        boolean gone;
        final List<Node> children = new ArrayList<>();
        final List<Item> items = new ArrayList<>();
        final List<Item> deleted = new ArrayList<>();

        /// @param rights of the delegate
        Node(String name, Node parent, ObjectId id, int rights) {
            this.name = name;
            this.parent = parent;
            this.id = id;
            this.rights = rights;
        }

        Node child(String wanted) {
            return children.stream().filter(each -> each.name.toLowerCase(Locale.ROOT)
                    .equals(wanted.toLowerCase(Locale.ROOT))).findFirst().orElse(null);
        }

        Stream<Node> all() {
            return Stream.concat(Stream.of(this), children.stream().flatMap(Node::all));
        }

        boolean isWithin(Node other) {
            return this == other || parent != null && parent.isWithin(other);
        }

        long unread() {
            return items.stream().filter(item -> !item.read).count();
        }

        /// What the delegate finds here.
        List<Item> shown() {
            return items.stream().filter(this::mayRead).toList();
        }

        boolean isSeen() {
            return (rights & SEES) != 0;
        }

        boolean mayRead(Item item) {
            return (rights & FolderRights.READ_ANY) != 0 || isSeen() && item.byDelegate;
        }

        boolean mayDelete(Item item) {
            return (rights & FolderRights.DELETE_ANY) != 0
                    || (rights & FolderRights.DELETE_OWNED) != 0 && item.byDelegate;
        }
    }

    /// What a message holds.
    static final class Content {
        String subject = "";
        int group;
        byte[] data;
        String label;
        final SortedMap<Integer, String> recipients = new TreeMap<>();
        final SortedMap<Integer, String> attachments = new TreeMap<>();

        Content copy() {
            var copy = new Content();
            copy.subject = subject;
            copy.group = group;
            copy.data = data == null ? null : data.clone();
            copy.label = label;
            copy.recipients.putAll(recipients);
            copy.attachments.putAll(attachments);
            return copy;
        }

        /// All of it, to compare; numbers of attachments may change when a message is copied.
        String text() {
            return subject + "|" + group + "|" + (data == null ? "none" : java.util.HexFormat.of().formatHex(data))
                    + "|" + label + "|" + recipients + "|" + attachments.values().stream().sorted().toList();
        }
    }

    /// A message in a folder.
    static final class Item {
        ObjectId id;
        Content content;
        boolean read;
        boolean byDelegate;
        int version;
        /// PidTagMessageStatus as last set here; null when it is not known.
        Integer status;

        /// Equal for messages that one cannot tell apart but by their ids.
        String likeness() {
            return content.text() + read + byDelegate;
        }
    }

    Item add(Node folder, ObjectId id, Content content, boolean read, boolean byDelegate) {
        var item = new Item();
        item.id = id;
        item.content = content.copy();
        item.read = read;
        item.byDelegate = byDelegate;
        item.version = ++versions;
        folder.items.add(item);
        return item;
    }

    void replace(Item item, Content content) {
        item.content = content.copy();
        item.version = ++versions;
    }

    /// The folder where a message is and has not been deleted, or null.
    Node folderOf(Item item) {
        return top.all().filter(folder -> folder.items.contains(item)).findFirst().orElse(null);
    }

    /// [MS-OXCFOLD] 3.2.5.3: true when it has to stay.
    static boolean keeps(Node folder, int flags) {
        return (flags & DELETE_FOLDERS) == 0 && !folder.children.isEmpty()
                || (flags & DELETE_MESSAGES) == 0 && !folder.items.isEmpty();
    }

    static void remove(Node folder) {
        folder.all().forEach(each -> each.gone = true);
        folder.parent.children.remove(folder);
    }

    /// [MS-OXCFOLD] 3.2.5.7, 3.2.5.8: what moving or copying a folder is refused with, or 0.
    static int refusal(Node folder, Node target, String name, boolean copy, boolean recursive) {
        if ((!copy || recursive) && target.isWithin(folder)) {
            return ErrorCode.FOLDER_CYCLE;
        }
        Node same = target.child(name);
        return same != null && (copy || same != folder) ? ErrorCode.COLLIDING_NAMES : 0;
    }

    static void move(Node folder, Node target, String name) {
        folder.parent.children.remove(folder);
        folder.parent = target;
        folder.name = name;
        target.children.add(folder);
    }

    /// A copy without ids, which are learned from the tables.
    Node copy(Node folder, Node target, String name, boolean recursive) {
        var made = new Node(name, target, null, target.rights);
        folder.items.forEach(item -> add(made, null, item.content, item.read, item.byDelegate));
        if (recursive) {
            List.copyOf(folder.children).forEach(child -> copy(child, made, child.name, true));
        }
        target.children.add(made);
        return made;
    }

    void copyItem(Item item, Node target) {
        add(target, null, item.content, item.read, item.byDelegate);
    }

    void moveItem(Item item, Node from, Node target) {
        if (!from.items.remove(item)) {
            from.deleted.remove(item);
        }
        add(target, null, item.content, item.read, item.byDelegate);
    }

    static boolean delete(Item item, Node from, boolean hard) {
        if (from.items.remove(item)) {
            if (!hard) {
                from.deleted.add(item);
            }
            return true;
        }
        return hard && from.deleted.remove(item);
    }
}
