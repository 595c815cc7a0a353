package org.gatehouse.server;

import java.util.UUID;
import org.gatehouse.access.emsmdb.Submission;
import org.gatehouse.mapi.id.ObjectId;
import org.gatehouse.transport.Mailroom;

/// What clients submit goes to the mailroom of this process.
record MailroomSubmission(Mailroom mailroom) implements Submission {
    @Override
    public int admit(String owner, int recipients, long bytes) {
        return mailroom.admit(owner, recipients, bytes);
    }

    @Override
    public long messageBytesMax(String owner) {
        return mailroom.messageBytesMax(owner);
    }

    @Override
    public void queued(UUID database, UUID mailbox, ObjectId message) {
        mailroom.queued(database, mailbox, message);
    }
}
