package org.gatehouse.access.emsmdb;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.gatehouse.mapi.id.ObjectId;
import org.gatehouse.mapi.property.ErrorCode;
import org.gatehouse.mapi.property.PropertyRow;
import org.gatehouse.mapi.property.PropertyTag;
import org.gatehouse.mapi.property.PropertyType;
import org.gatehouse.mapi.property.PropertyValue;
import org.gatehouse.mapi.property.RecipientRow;
import org.gatehouse.mapi.property.Tags;
import org.gatehouse.mapi.property.Value;
import org.gatehouse.mapi.rop.ModifyRecipientRow;
import org.gatehouse.mapi.rop.RopAbortSubmit;
import org.gatehouse.mapi.rop.RopCreateMessage;
import org.gatehouse.mapi.rop.RopGetTransportFolder;
import org.gatehouse.mapi.rop.RopModifyRecipients;
import org.gatehouse.mapi.rop.RopRequest;
import org.gatehouse.mapi.rop.RopSetProperties;
import org.gatehouse.mapi.rop.RopSetSpooler;
import org.gatehouse.mapi.rop.RopSpoolerLockMessage;
import org.gatehouse.mapi.rop.RopSubmitMessage;
import org.gatehouse.mapi.rop.RopTransportNewMail;
import org.gatehouse.mapi.rop.RopTransportSend;

/// Mail that the owner sends to himself: what waits, what is sent, what came ([MS-OXOMSG]).
final class ModelMail {
    static final int KINDS = 5;
    private static final int INBOX = 4;
    private static final int OUTBOX = 5;
    private static final int SENT_ITEMS = 6;
    private static final int NEEDS_SPOOLER = 2;
    private static final int LOCK = 0;
    private static final int FINISHED = 2;

    private final ModelRun run;
    private final List<String> received = new ArrayList<>();
    private final List<String> sent = new ArrayList<>();
    private final List<String> waiting = new ArrayList<>();

    ModelMail(ModelRun run) {
        this.run = run;
    }

    void act(int kind, Random random) {
        ModelSession session = run.owner(random);
        String subject = ModelRun.any(ModelRun.WORDS, random);
        switch (kind) {
            case 0 -> {
                run.note(session.name + ": send '" + subject + "'");
                ModelRun.same("sending", submit(session, subject, new RopSubmitMessage.Request(0, 1, 0), 0), 0);
                sent.add(subject);
                received.add(subject);
            }
            case 1 -> {
                run.note(session.name + ": send '" + subject + "' past the spooler, though it was to wait");
                ModelRun.same("sending", submit(session, subject, new RopTransportSend.Request(0, 1), 2), 0);
                sent.add(subject);
                received.add(subject);
            }
            case 2 -> putOff(session, subject, random);
            case 3 -> spool(session, subject);
            case 4 -> announce(session, random);
            default -> throw new IllegalArgumentException("step " + kind);
        }
        compare(run.owner(random));
    }

    /// @param hours to wait
    private int submit(ModelSession session, String subject, RopRequest how, int hours) {
        var values = new ArrayList<>(List.of(new PropertyValue(Tags.SUBJECT, new Value.Text(subject))));
        if (hours > 0) {
            values.add(new PropertyValue(PropertyTag.of(0x3feb, PropertyType.INTEGER32), new Value.Int32(hours)));
            values.add(new PropertyValue(PropertyTag.of(0x3fec, PropertyType.INTEGER32), new Value.Int32(1)));
        }
        var reply = session.rops(List.of(session.logon, ModelSession.NONE), new RopCreateMessage.Request(0, 0, 1,
                0xfff, folder(session, OUTBOX), false), new RopSetProperties.Request(0, 1, values),
                new RopModifyRecipients.Request(0, 1, List.of(), List.of(new ModifyRecipientRow(0, 1,
                        new RecipientRow(0, true, new RecipientRow.Address.X500(0, 0, run.ownerUser.legacyDn()), null,
                                new Value.Text("Owner"), null, null, new PropertyRow(List.of()))))), how);
        session.release(reply.handles().get(1));
        return reply.responses().get(3).returnValue();
    }

    private static ObjectId folder(ModelSession session, int index) {
        return session.store.folderIds().get(index);
    }

    /// To be sent in two hours, and taken back before that by whichever session; then it is a draft again.
    private void putOff(ModelSession session, String subject, Random random) {
        run.note(session.name + ": send '" + subject + "' later, and take it back");
        ModelRun.same("sending later", submit(session, subject, new RopSubmitMessage.Request(0, 1, 0), 2), 0);
        waiting.add(subject);
        compare(run.owner(random));
        ModelSession other = run.owner(random);
        ObjectId id = waitingId(other, subject);
        var abort = new RopAbortSubmit.Request(0, 0, folder(other, OUTBOX), id);
        ModelSteps.refused("taking back", other.one(List.of(other.logon), abort), 0);
        ModelSteps.refused("taking back twice", session.one(List.of(session.logon), abort), ErrorCode.NOT_IN_QUEUE);
        clear(other, id);
        waiting.remove(subject);
    }

    private static void clear(ModelSession session, ObjectId id) {
        int outbox = session.open(folder(session, OUTBOX));
        ModelSteps.refused("deleting what is not sent", session.one(List.of(outbox),
                new org.gatehouse.mapi.rop.RopHardDeleteMessages.Request(0, 0, false, false, List.of(id))), 0);
        session.release(outbox);
    }

    private static ObjectId waitingId(ModelSession session, String subject) {
        return session.messages(folder(session, OUTBOX), 0).stream().filter(row -> row.subject().equals(subject))
                .findFirst().orElseThrow(() -> new AssertionError("'" + subject + "' does not wait")).id();
    }

    /// Left to a client's spooler, which another session's cannot lock meanwhile.
    private void spool(ModelSession session, String subject) {
        run.note(session.name + ": spool '" + subject + "'");
        ModelSteps.refused("being a spooler", session.one(List.of(session.logon), new RopSetSpooler.Request(0, 0)), 0);
        ModelRun.same("the transport folder", ModelSession.expect(session.one(List.of(session.logon),
                new RopGetTransportFolder.Request(0, 0)), RopGetTransportFolder.Response.class).folderId(),
                folder(session, OUTBOX));
        ModelRun.same("leaving it to the spooler", submit(session, subject, new RopSubmitMessage.Request(0, 1,
                NEEDS_SPOOLER), 0), 0);
        ObjectId id = waitingId(session, subject);
        ModelSteps.refused("locking", session.one(List.of(session.logon), new RopSpoolerLockMessage.Request(0, 0, id,
                LOCK)), 0);
        ModelSession other = run.owners.stream().filter(each -> each != session).findFirst().orElseThrow();
        ModelSteps.refused("locking what another locked", other.one(List.of(other.logon),
                new RopSpoolerLockMessage.Request(0, 0, id, LOCK)), ErrorCode.ACCESS_DENIED);
        ModelSteps.refused("having sent", session.one(List.of(session.logon), new RopSpoolerLockMessage.Request(0, 0,
                id, FINISHED)), 0);
        sent.add(subject);
    }

    private void announce(ModelSession session, Random random) {
        var row = ModelRun.any(session.messages(folder(session, INBOX), 0), random);
        if (row != null) {
            run.note(session.name + ": announce '" + row.subject() + "'");
            ModelSteps.refused("announcing", session.one(List.of(session.logon), new RopTransportNewMail.Request(0, 0,
                    row.id(), folder(session, INBOX), "IPM.Note", 0)), 0);
        }
    }

    private void compare(ModelSession session) {
        same(session, "received", INBOX, received);
        same(session, "sent", SENT_ITEMS, sent);
        same(session, "waiting", OUTBOX, waiting);
    }

    private static void same(ModelSession session, String what, int folder, List<String> expected) {
        ModelRun.same("mail " + what + " for " + session.name, session.messages(folder(session, folder), 0).stream()
                .map(ModelSession.Row::subject).sorted().collect(Collectors.toList()),
                expected.stream().sorted().collect(Collectors.toList()));
    }
}
