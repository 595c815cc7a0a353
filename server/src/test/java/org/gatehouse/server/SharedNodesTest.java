package org.gatehouse.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
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
import org.gatehouse.directory.organization.DatabaseObject;
import org.gatehouse.directory.organization.Layout;
import org.gatehouse.directory.organization.MailboxUser;
import org.gatehouse.directory.organization.NewMailbox;
import org.gatehouse.directory.organization.Organization;
import org.gatehouse.directory.organization.ServerRole;
import org.gatehouse.mapi.property.PropertyValue;
import org.gatehouse.mapi.property.Tags;
import org.gatehouse.mapi.property.Value;
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
            }
        }
    }

    private Node node(String name, Storage storage) throws IOException {
        return Node.open(DataFolder.open(folder.resolve(name)), storage, LAYOUT, true, InstantSource.system(),
                new SecureRandom());
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
