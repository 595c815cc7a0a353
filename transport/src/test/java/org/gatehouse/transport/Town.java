package org.gatehouse.transport;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.random.RandomGenerator;
import org.gatehouse.database.EngineLimits;
import org.gatehouse.mapi.id.ObjectId;
import org.gatehouse.mapi.property.Cell;
import org.gatehouse.mapi.property.PropertyTag;
import org.gatehouse.mapi.property.PropertyValue;
import org.gatehouse.mapi.property.Tags;
import org.gatehouse.mapi.property.Value;
import org.gatehouse.store.Caller;
import org.gatehouse.store.DatabaseHost;
import org.gatehouse.store.MailboxKey;
import org.gatehouse.store.MailboxSession;
import org.gatehouse.store.MessageDraft;
import org.gatehouse.store.Posting;
import org.gatehouse.store.SendingRates;
import org.gatehouse.store.SpecialFolder;
import org.gatehouse.store.SqliteDatabaseHost;
import org.gatehouse.store.StoreLimits;
import org.gatehouse.transport.Recipients.Found;
import org.gatehouse.transport.Recipients.Limits;
import org.gatehouse.transport.Recipients.Quota;

/// Two real databases with three mailboxes, groups, and a clock that the test turns.
final class Town implements Recipients, AutoCloseable {
    static final UUID FIRST = new UUID(1, 1);
    static final UUID SECOND = new UUID(1, 2);
    private static final TransportLimits LIMITS = new TransportLimits(20, Duration.ofMinutes(1), Duration.ofDays(2),
            100);
    static final Limits MESSAGES = new Limits(100_000, 200_000, 10);

    final Map<String, Found> names = new HashMap<>();
    private final Map<String, Forward> forwards = new HashMap<>();
    final SqliteDatabaseHost databases;
    private Instant now = Instant.parse("2010-06-01T08:00:00Z");
    final InstantSource clock = () -> now;
    final Mailroom mailroom;
    /// Everybody's.
    SendingRates rates = SendingRates.UNLIMITED;

    Town(Path folder) {
        databases = new SqliteDatabaseHost(folder, StoreLimits.USUAL, EngineLimits.USUAL, clock,
                (RandomGenerator) () -> ThreadLocalRandom.current().nextLong());
        databases.mount(FIRST, "DB1", DatabaseHost.Kind.MAILBOX, true);
        databases.mount(SECOND, "DB2", DatabaseHost.Kind.MAILBOX, true);
        add("ann", FIRST, Quota.UNLIMITED);
        add("bob", SECOND, Quota.UNLIMITED);
        add("cid", FIRST, Quota.UNLIMITED);
        mailroom = mailroom(databases);
    }

    /// As after a crash: what was acknowledged is there, what was in memory is not.
    void mountAgain() {
        for (UUID each : List.of(FIRST, SECOND)) {
            databases.dismount(each);
            databases.mount(each, each.equals(FIRST) ? "DB1" : "DB2", DatabaseHost.Kind.MAILBOX, false);
        }
    }

    Mailroom mailroom(DatabaseHost host) {
        return new Mailroom(this, host, clock, "corp.test", LIMITS, _ -> rates);
    }

    void add(String name, UUID database, Quota quota) {
        add(name, database, quota, MESSAGES);
    }

    void add(String name, UUID database, Quota quota, Limits limits) {
        names.put(name, new Found.Target(new MailboxKey(new UUID(7, name.hashCode()), "/o=Corp/cn=" + name,
                name.toUpperCase(Locale.ROOT), name + "@corp.test"), database, quota, limits));
    }

    void group(String name, String... members) {
        names.put(name, new Found.Group("/o=Corp/cn=" + name, name, List.of(members)));
    }

    void forward(String name, String address, boolean keepsCopy) {
        forwards.put("/o=Corp/cn=" + name, new Forward(address, keepsCopy));
    }

    @Override
    public Optional<Forward> forward(String legacyDn) {
        return Optional.ofNullable(forwards.get(legacyDn));
    }

    void pass(Duration time) {
        now = now.plus(time);
    }

    @Override
    public Found byLegacyDn(String legacyDn) {
        String prefix = "/o=Corp/cn=";
        return legacyDn.startsWith(prefix) ? byMember(legacyDn.substring(prefix.length()).toLowerCase(Locale.ROOT))
                : new Found.Unknown();
    }

    @Override
    public Found bySmtp(String address) {
        return address.endsWith("@corp.test") ? byMember(address.substring(0, address.indexOf('@')))
                : new Found.Unknown();
    }

    @Override
    public Found byMember(String name) {
        return names.getOrDefault(name, new Found.Unknown());
    }

    MailboxSession session(String name) {
        var target = (Found.Target) Objects.requireNonNull(names.get(name));
        return databases.mounted(target.database()).orElseThrow().open(target.mailbox(), new Caller("test",
                target.mailbox().legacyDn(), target.mailbox().displayName(), Caller.Rights.OWNER,
                StandardCharsets.UTF_8));
    }

    static MessageDraft.Recipient to(int row, int type, String addressType, String address) {
        return new MessageDraft.Recipient(row, type, List.of(
                new PropertyValue(Tags.DISPLAY_NAME, new Value.Text(address)),
                new PropertyValue(Tags.ADDRESS_TYPE, new Value.Text(addressType)),
                new PropertyValue(Tags.EMAIL_ADDRESS, new Value.Text(address))));
    }

    static List<MessageDraft.Recipient> to(String... names) {
        var all = new ArrayList<MessageDraft.Recipient>();
        for (String name : names) {
            all.add(to(all.size(), 1, "EX", "/o=Corp/cn=" + name));
        }
        return all;
    }

    /// Ann's message "Plans" goes into her queue; nothing is sent yet.
    ObjectId post(Posting posting, List<MessageDraft.Recipient> recipients, PropertyValue... more) {
        try (var session = session("ann")) {
            MessageDraft draft = session.createMessage(folder(session, SpecialFolder.OUTBOX), false);
            var values = new ArrayList<>(List.of(new PropertyValue(Tags.SUBJECT, new Value.Text("Plans")),
                    new PropertyValue(Tags.SENDER_NAME, new Value.Text("Ann")),
                    new PropertyValue(Tags.SENDER_EMAIL_ADDRESS, new Value.Text("/o=Corp/cn=ann")),
                    new PropertyValue(Tags.SENT_REPRESENTING_NAME, new Value.Text("Ann")),
                    new PropertyValue(Tags.SENT_REPRESENTING_ADDRESS_TYPE, new Value.Text("EX")),
                    new PropertyValue(Tags.SENT_REPRESENTING_EMAIL_ADDRESS, new Value.Text("/o=Corp/cn=ann"))));
            values.addAll(List.of(more));
            draft.set(values);
            draft.modifyRecipients(recipients);
            return draft.post(posting).id();
        }
    }

    /// Ann's message "Plans", submitted and sent as far as that goes.
    void send(List<MessageDraft.Recipient> recipients, PropertyValue... more) {
        ObjectId id = post(new Posting(now, false), recipients, more);
        mailroom.queued(FIRST, ((Found.Target) Objects.requireNonNull(names.get("ann"))).mailbox().mailboxGuid(), id);
    }

    static ObjectId folder(MailboxSession session, SpecialFolder folder) {
        return Objects.requireNonNull(session.specialFolders().get(folder));
    }

    /// Text of a property of each message in a folder.
    List<String> texts(String name, SpecialFolder folder, PropertyTag tag) {
        var texts = new ArrayList<String>();
        try (var session = session(name);
                var table = session.openFolder(folder(session, folder)).contents(false)) {
            table.rows(0, 100, List.of(tag)).forEach(row -> texts.add(row.cells().getFirst() instanceof
                    Cell.Present(Value.Text(String text)) ? text : ""));
        }
        return texts;
    }

    List<String> inbox(String name) {
        return texts(name, SpecialFolder.INBOX, Tags.SUBJECT);
    }

    /// The only message of an inbox.
    MessageDraft only(MailboxSession session) {
        try (var table = session.openFolder(folder(session, SpecialFolder.INBOX)).contents(false)) {
            var rows = table.rows(0, 2, List.of(Tags.MID));
            if (rows.size() != 1 || !(rows.getFirst().cells().getFirst() instanceof
                    Cell.Present(Value.Int64(long mid)))) {
                throw new AssertionError(rows + " in the inbox");
            }
            return session.openMessage(ObjectId.ofWire(mid), true);
        }
    }

    @Override
    public void close() {
        databases.close();
    }
}
