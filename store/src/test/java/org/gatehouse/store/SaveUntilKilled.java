package org.gatehouse.store;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Executors;
import org.gatehouse.mapi.property.PropertyValue;
import org.gatehouse.mapi.property.Tags;
import org.gatehouse.mapi.property.Value;

/// A child process that saves messages from several threads and prints a line for each one once it is acknowledged,
/// until someone kills it, or nobody reads them any more. `<mid> <change number> <writer>-<n> <body length>`
final class SaveUntilKilled {
    private static final int WRITERS = 8;

    private SaveUntilKilled() {}

    public static void main(String[] arguments) {
        SqliteDatabaseHost host = SqliteMailboxStoreTest.host(Path.of(arguments[0]));
        host.mount(SqliteMailboxStoreTest.MAILBOXES, "DB 1", DatabaseHost.Kind.MAILBOX, true);
        MailboxSession session = host.mounted(SqliteMailboxStoreTest.MAILBOXES).orElseThrow()
                .open(MailboxStoreContract.OWNER, MailboxStoreContract.ANN);
        System.out.println("ready");
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int writer = 0; writer < WRITERS; writer++) {
                int number = writer;
                threads.submit(() -> saveForEver(session, arguments[1] + number));
            }
        }
    }

    private static void saveForEver(MailboxSession session, String writer) {
        Folder inbox = MailboxStoreContract.inbox(session);
        for (int n = 0; !System.out.checkError(); n++) {
            String name = writer + "-" + n;
            String body = body(name);
            MessageDraft draft = inbox.createMessage(false);
            draft.set(List.of(new PropertyValue(Tags.SUBJECT, new Value.Text(name)),
                    new PropertyValue(Tags.BODY, new Value.Text(body))));
            MessageDraft.Saved saved = draft.save(MessageDraft.SaveMode.NORMAL);
            byte[] line = (saved.id().counter() + " " + saved.changeNumber() + " " + name + "\n")
                    .getBytes(StandardCharsets.US_ASCII);
            synchronized (System.out) {
                System.out.write(line, 0, line.length);
            }
        }
    }

    /// The body that belongs to a subject, of a length of its own.
    static String body(String name) {
        return (name + ";").repeat(100 + Math.floorMod(name.hashCode(), 1_500));
    }
}
