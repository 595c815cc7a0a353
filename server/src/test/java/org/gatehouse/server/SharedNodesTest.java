package org.gatehouse.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.sql.DriverManager;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.gatehouse.directory.organization.DatabaseObject;
import org.gatehouse.directory.organization.DatabaseProperty;
import org.gatehouse.directory.organization.Databases;
import org.gatehouse.directory.organization.Layout;
import org.gatehouse.directory.organization.MailboxUser;
import org.gatehouse.directory.organization.NewMailbox;
import org.gatehouse.directory.organization.Organization;
import org.gatehouse.directory.organization.ServerRole;
import org.gatehouse.mapi.property.PropertyValue;
import org.gatehouse.mapi.property.Tags;
import org.gatehouse.mapi.property.Value;
import org.gatehouse.security.Identity;
import org.gatehouse.security.throttling.Component;
import org.gatehouse.security.throttling.Entry;
import org.gatehouse.security.throttling.Line;
import org.gatehouse.security.throttling.Place;
import org.gatehouse.server.configuration.Configuration.DatabaseSettings;
import org.gatehouse.store.Caller;
import org.gatehouse.store.DatabaseHost;
import org.gatehouse.store.MailboxKey;
import org.gatehouse.store.MailboxSession;
import org.gatehouse.store.MessageDraft;
import org.gatehouse.store.SpecialFolder;
import org.gatehouse.store.StoreEvent;
import org.gatehouse.testing.Postgres;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Two nodes on one PostgreSQL database, as two machines have it: data folders of their own, the same keys.
class SharedNodesTest {
    private static final Layout LAYOUT = new Layout("Shared", "shared.test", "SHARED");

    @TempDir
    Path folder;

    @Test
    void twoNodesServeOneOrganization() throws Exception {
        Storage storage = Storage.of(new DatabaseSettings.Postgres(database(), Postgres.USER,
                Files.writeString(folder.resolve("password"), "none is asked for\n")));
        // The keys are made by a first start on files, which then are of no further use.
        Node.open(DataFolder.open(folder.resolve("one")), LAYOUT, InstantSource.system(), new SecureRandom()).close();
        copyKeys(folder.resolve("one"), folder.resolve("two"));
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Node> opening = threads.submit(() -> node("one", storage));
            try (Node two = node("two", storage); Node one = opening.get()) {
                DatabaseObject database = organize(one.directory().organization());
                one.databases().mount(database.header().guid(), "DB1", DatabaseHost.Kind.MAILBOX, true);
                two.databases().mount(database.header().guid(), "DB1", DatabaseHost.Kind.MAILBOX, false);
                MailboxUser ann = two.directory().organization().mailboxes().get("ann");
                assertThat(two.directory().credentials().find("SHARED", "ann")).isPresent();
                MailboxSession here = session(one, ann);
                MailboxSession there = session(two, ann);
                var told = new LinkedBlockingQueue<StoreEvent>();
                there.subscribe(new StoreEvent.Filter(Set.of(StoreEvent.Kind.CREATED), Optional.empty(),
                        Optional.empty()), told::add);
                MessageDraft draft = here.openFolder(here.specialFolders().get(SpecialFolder.INBOX))
                        .createMessage(false);
                draft.set(List.of(new PropertyValue(Tags.SUBJECT, new Value.Text("From the other node"))));
                var saved = draft.save(MessageDraft.SaveMode.NORMAL);
                StoreEvent event = told.poll(60, TimeUnit.SECONDS);
                assertThat(event).isNotNull();
                assertThat(event.object()).isEqualTo(saved.id());
                assertThat(there.openMessage(saved.id(), false).all(1 << 16)).extracting(PropertyValue::value)
                        .contains(new Value.Text("From the other node"));
                assertThatBudgetsAreShared(one, two);
            }
        }
    }

    private static void assertThatBudgetsAreShared(Node one, Node two) {
        var ann = new Identity("SHARED", "ann", "NTLM");
        var places = new ArrayList<Place>();
        while (one.budgets().of(ann, Component.RCA).open(Line.MAIN) instanceof Entry.Granted<Place>(Place place)) {
            places.add(place);
        }
        assertThat(places).as("RCAMaxConcurrency").hasSize(20);
        await(() -> !opens(two, ann));
        places.forEach(Place::close);
        await(() -> opens(two, ann));
    }

    private static boolean opens(Node node, Identity who) {
        Entry<Place> entry = node.budgets().of(who, Component.RCA).open(Line.MAIN);
        if (entry instanceof Entry.Granted<Place>(Place place)) {
            place.close();
        }
        return entry instanceof Entry.Granted;
    }

    @Test
    void aNodeWithOtherKeysOrOfAnotherOrganizationIsRefused() throws Exception {
        Storage storage = Storage.of(new DatabaseSettings.Postgres(database(), Postgres.USER,
                Files.writeString(folder.resolve("password"), "none is asked for\n")));
        assertThatThrownBy(() -> node("early", storage, LAYOUT, false))
                .hasMessageContaining("there is no organisation in this directory yet");
        assertThat(folder.resolve("early/keys")).as("what the founder would have to have").isEmptyDirectory();
        node("first", storage).close();
        assertThatThrownBy(() -> node("bare", storage)).hasMessageContaining("has no directory.key")
                .hasMessageContaining("the keys folder of another node");
        assertThat(folder.resolve("bare/keys/directory.key")).doesNotExist();
        Node.open(DataFolder.open(folder.resolve("strange")), LAYOUT, InstantSource.system(), new SecureRandom())
                .close();
        assertThatThrownBy(() -> node("strange", storage))
                .hasMessageContaining("does not open with keys/directory.key");
        copyKeys(folder.resolve("first"), folder.resolve("second"));
        Files.delete(folder.resolve("second/keys/authority.p12"));
        assertThatThrownBy(() -> node("second", storage)).hasMessageContaining("has no authority.p12");
        Files.copy(folder.resolve("strange/keys/authority.p12"), folder.resolve("second/keys/authority.p12"));
        Files.copy(folder.resolve("strange/keys/authority.password"),
                folder.resolve("second/keys/authority.password"), StandardCopyOption.REPLACE_EXISTING);
        assertThatThrownBy(() -> node("second", storage)).hasMessageContaining("is not that of this organisation");
        for (Layout other : List.of(new Layout("Shared", "other.test", "SHARED"),
                new Layout("Another", "shared.test", "SHARED"))) {
            assertThatThrownBy(() -> node("first", storage, other, true))
                    .hasMessageContaining("This directory is that of '").hasMessageContaining("Correct that key");
        }
        copyKeys(folder.resolve("first"), folder.resolve("third"));
        node("third", storage, LAYOUT, false).close();
    }

    @Test
    void whatIsMountedOnOneNodeIsMountedOnAll() throws Exception {
        Storage storage = Storage.of(new DatabaseSettings.Postgres(database(), Postgres.USER,
                Files.writeString(folder.resolve("password"), "none is asked for\n")));
        try (Node one = node("one", storage)) {
            copyKeys(folder.resolve("one"), folder.resolve("two"));
            Databases directory = one.directory().organization().databases();
            DatabaseObject first = organize(one.directory().organization());
            UUID guid = first.header().guid();
            directory.request(first, true);
            await(() -> one.databases().mounted(guid).isPresent() && !directory.isNew(first));
            var elsewhere = new Node.Duties(false, true, _ -> true, "cas2"::equalsIgnoreCase);
            try (Node two = Node.open(DataFolder.open(folder.resolve("two")), storage, LAYOUT, elsewhere,
                    InstantSource.system(), new SecureRandom())) {
                assertThat(two.databases().mounted(guid)).as("mounted at its start").isPresent();
                directory.request(first, false);
                await(() -> one.databases().mounted(guid).isEmpty() && two.databases().mounted(guid).isEmpty());
                directory.request(first, true);
                await(() -> one.databases().mounted(guid).isPresent() && two.databases().mounted(guid).isPresent());

                DatabaseObject inFile = two.directory().organization().databases().create(DatabaseObject.Kind.MAILBOX,
                        "DB2", "mbx1", Map.of(DatabaseProperty.CONNECTION_STRING, DatabaseObject.IN_FILE)).value();
                one.databases().mount(inFile.header().guid(), "DB2", DatabaseHost.Kind.MAILBOX, true);
                assertThat(two.databases().opens(inFile.header().guid())).isFalse();
                assertThatThrownBy(() -> two.databases().mount(inFile.header().guid(), "DB2",
                        DatabaseHost.Kind.MAILBOX, false)).hasMessage("database 'DB2' is in a SQLite file of server"
                                + " 'mbx1' and serves only roles in the process of that server");

                one.directory().organization().mailboxes().remove("ann");
                directory.remove(DatabaseObject.Kind.MAILBOX, "DB1");
                await(() -> one.databases().mounted(guid).isEmpty() && two.databases().mounted(guid).isEmpty());
            }
        }
    }

    private static void await(BooleanSupplier happened) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!happened.getAsBoolean()) {
            assertThat(System.nanoTime()).as("within a minute").isLessThan(end);
            Thread.onSpinWait();
        }
    }

    private Node node(String name, Storage storage) throws IOException {
        return node(name, storage, LAYOUT, true);
    }

    private Node node(String name, Storage storage, Layout layout, boolean founds) throws IOException {
        return Node.open(DataFolder.open(folder.resolve(name)), storage, layout,
                new Node.Duties(founds, true, _ -> true, _ -> true), InstantSource.system(), new SecureRandom());
    }

    private static DatabaseObject organize(Organization organization) {
        organization.sites().create("HeadOffice", List.of());
        organization.servers().register("mbx1", "mbx1.shared.test", "HeadOffice",
                Set.of(ServerRole.MAILBOX, ServerRole.CLIENT_ACCESS));
        DatabaseObject database = organization.databases().create(DatabaseObject.Kind.MAILBOX, "DB1", "mbx1", Map.of())
                .value();
        organization.mailboxes().create(NewMailbox.of("Ann", "ann@shared.test", "A long password 1!".toCharArray(),
                "DB1"));
        return database;
    }

    private static MailboxSession session(Node node, MailboxUser user) {
        MailboxUser.Mailbox mailbox = user.mailbox().orElseThrow();
        return node.databases().mounted(mailbox.databaseGuid()).orElseThrow().open(
                new MailboxKey(mailbox.guid(), user.legacyExchangeDn(), user.displayName(),
                        user.primarySmtpAddress()),
                new Caller(user.samAccountName(), user.legacyExchangeDn(), user.displayName(), Caller.Rights.OWNER,
                        StandardCharsets.US_ASCII));
    }

    private static String database() throws Exception {
        String name = "shared_" + UUID.randomUUID().toString().replace("-", "");
        String url = Postgres.url();
        try (var connection = DriverManager.getConnection(url, Postgres.USER, "");
                var statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE " + name);
        }
        return url.substring(0, url.lastIndexOf('/') + 1) + name;
    }

    private static void copyKeys(Path from, Path to) throws IOException {
        Path keys = DataFolder.open(from).keys();
        Path target = DataFolder.open(to).keys();
        var files = new ArrayList<Path>();
        try (var listed = Files.list(keys)) {
            listed.filter(Files::isRegularFile).forEach(files::add);
        }
        for (Path file : files) {
            Files.copy(file, target.resolve(file.getFileName()));
        }
    }
}
