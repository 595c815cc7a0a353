package org.gatehouse.transport;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.gatehouse.mapi.property.PropertyTag;
import org.gatehouse.mapi.property.PropertyType;
import org.gatehouse.mapi.property.PropertyValue;
import org.gatehouse.mapi.property.Tags;
import org.gatehouse.mapi.property.Value;
import org.gatehouse.store.MailboxKey;
import org.gatehouse.store.MessageContents;
import org.gatehouse.store.MessageDraft;
import org.gatehouse.transport.Mailroom.Undelivered;

/// The report that tells a sender which recipients were not reached ([MS-OXOMSG] 2.2.2, class REPORT.IPM.Note.NDR).
final class NonDelivery {
    private static final PropertyTag REPORT_TEXT = PropertyTag.of(0x1001, PropertyType.STRING);
    private static final String SYSTEM = "System Administrator";

    private NonDelivery() {}

    static MessageContents report(MessageContents message, List<Undelivered> failures, Instant now, MailboxKey to) {
        String subject = message.property(Tags.SUBJECT).orElse(null) instanceof Value.Text(String text) ? text : "";
        String messageClass = message.property(Tags.MESSAGE_CLASS).orElse(null) instanceof Value.Text(String text)
                ? text : "IPM.Note";
        String body = body(subject, failures);
        var properties = new ArrayList<PropertyValue>(List.of(
                new PropertyValue(Tags.MESSAGE_CLASS, new Value.Text("REPORT." + messageClass + ".NDR")),
                new PropertyValue(Tags.SUBJECT, new Value.Text("Undeliverable: " + subject)),
                new PropertyValue(Tags.BODY, new Value.Text(body)),
                new PropertyValue(REPORT_TEXT, new Value.Text(body)),
                new PropertyValue(Tags.ORIGINAL_SUBJECT, new Value.Text(subject)),
                new PropertyValue(Tags.SENDER_NAME, new Value.Text(SYSTEM)),
                new PropertyValue(Tags.SENT_REPRESENTING_NAME, new Value.Text(SYSTEM)),
                new PropertyValue(Tags.REPORT_TIME, Value.Time.of(now)),
                new PropertyValue(Tags.CLIENT_SUBMIT_TIME, Value.Time.of(now))));
        message.property(Tags.CLIENT_SUBMIT_TIME)
                .ifPresent(time -> properties.add(new PropertyValue(Tags.ORIGINAL_SUBMIT_TIME, time)));
        var recipient = new MessageDraft.Recipient(0, 1, List.of(
                new PropertyValue(Tags.DISPLAY_NAME, new Value.Text(to.displayName())),
                new PropertyValue(Tags.ADDRESS_TYPE, new Value.Text("EX")),
                new PropertyValue(Tags.EMAIL_ADDRESS, new Value.Text(to.legacyDn()))));
        return MessageContents.of(properties, List.of(recipient));
    }

    private static String body(String subject, List<Undelivered> failures) {
        var text = new StringBuilder("Your message did not reach some or all of the intended recipients.\r\n\r\n")
                .append("Subject: ").append(subject).append("\r\n\r\n");
        for (Undelivered failure : failures) {
            text.append(failure.recipient()).append(": ").append(failure.reason()).append("\r\n");
        }
        return text.toString();
    }
}
