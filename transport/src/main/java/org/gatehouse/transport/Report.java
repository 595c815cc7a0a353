package org.gatehouse.transport;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.gatehouse.mapi.property.PropertyTag;
import org.gatehouse.mapi.property.PropertyType;
import org.gatehouse.mapi.property.PropertyValue;
import org.gatehouse.mapi.property.Tags;
import org.gatehouse.mapi.property.Value;
import org.gatehouse.store.MessageContents;
import org.gatehouse.store.MessageDraft.Recipient;

/// What a sender is told about a message: that recipients were not reached, or that they were ([MS-OXOMSG] 2.2.2).
/// The report's recipients are those it tells of; a non-delivery report holds the message, to send it again.
final class Report {
    private static final PropertyTag REPORT_TEXT = PropertyTag.of(0x1001, PropertyType.STRING);
    private static final PropertyTag SUPPLEMENTARY_INFO = PropertyTag.of(0x0c1b, PropertyType.STRING);
    private static final String SYSTEM = "System Administrator";
    private static final int EMBEDDED_MESSAGE = 5;
    /// Of the message, as the report carries it.
    private static final Map<PropertyTag, PropertyTag> CARRIED = Map.ofEntries(
            Map.entry(Tags.SUBJECT, Tags.ORIGINAL_SUBJECT),
            Map.entry(Tags.CLIENT_SUBMIT_TIME, Tags.ORIGINAL_SUBMIT_TIME),
            Map.entry(Tags.DISPLAY_TO, Tags.ORIGINAL_DISPLAY_TO), Map.entry(Tags.DISPLAY_CC, Tags.ORIGINAL_DISPLAY_CC),
            Map.entry(Tags.DISPLAY_BCC, Tags.ORIGINAL_DISPLAY_BCC),
            Map.entry(Tags.SENDER_NAME, Tags.ORIGINAL_SENDER_NAME),
            Map.entry(Tags.SENDER_ENTRY_ID, Tags.ORIGINAL_SENDER_ENTRY_ID),
            Map.entry(Tags.SENDER_SEARCH_KEY, Tags.ORIGINAL_SENDER_SEARCH_KEY),
            Map.entry(Tags.SENT_REPRESENTING_NAME, Tags.ORIGINAL_SENT_REPRESENTING_NAME),
            Map.entry(Tags.SENT_REPRESENTING_ENTRY_ID, Tags.ORIGINAL_SENT_REPRESENTING_ENTRY_ID),
            Map.entry(Tags.SENT_REPRESENTING_SEARCH_KEY, Tags.ORIGINAL_SENT_REPRESENTING_SEARCH_KEY),
            Map.entry(Tags.SEARCH_KEY, Tags.PARENT_KEY), Map.entry(Tags.REPORT_TAG, Tags.REPORT_TAG),
            Map.entry(Tags.INTERNET_MESSAGE_ID, Tags.ORIGINAL_MESSAGE_ID),
            Map.entry(Tags.CONVERSATION_INDEX, Tags.CONVERSATION_INDEX),
            Map.entry(Tags.CONVERSATION_TOPIC, Tags.CONVERSATION_TOPIC),
            Map.entry(Tags.SENSITIVITY, Tags.ORIGINAL_SENSITIVITY));

    private Report() {}

    /// Class REPORT.IPM.Note.NDR, for a message of class IPM.Note.
    static MessageContents undelivered(MessageContents message, List<Undelivered> failures, Instant now) {
        var text = new StringBuilder("Your message did not reach some or all of the intended recipients.\r\n\r\n")
                .append("Subject: ").append(subject(message)).append("\r\n\r\n");
        var recipients = new ArrayList<Recipient>();
        for (Undelivered failure : failures) {
            Undelivered.Reason reason = failure.reason();
            String words = "#" + reason.status() + "# " + reason.words();
            text.append(shown(failure.recipient())).append(": ").append(reason.words()).append(" (")
                    .append(reason.status()).append(")\r\n");
            recipients.add(told(failure.recipient(), recipients.size(), now, List.of(
                    new PropertyValue(Tags.NON_DELIVERY_REPORT_REASON_CODE, new Value.Int32(reason.reasonCode())),
                    new PropertyValue(Tags.NON_DELIVERY_REPORT_DIAG_CODE, new Value.Int32(reason.diagnosticCode())),
                    new PropertyValue(Tags.NON_DELIVERY_REPORT_STATUS_CODE, new Value.Int32(reason.statusCode())),
                    new PropertyValue(SUPPLEMENTARY_INFO, new Value.Text(words)))));
        }
        var original = new MessageContents.Attachment(List.of(
                new PropertyValue(Tags.ATTACH_METHOD, new Value.Int32(EMBEDDED_MESSAGE)),
                new PropertyValue(Tags.RENDERING_POSITION, new Value.Int32(-1)),
                new PropertyValue(Tags.DISPLAY_NAME, new Value.Text(subject(message)))), Optional.of(message));
        return new MessageContents(properties(message, ".NDR", "Undeliverable: ", text.toString(), now), recipients,
                List.of(original), message.names());
    }

    /// Class REPORT.IPM.Note.DR.
    static MessageContents delivered(MessageContents message, List<Recipient> reached, Instant now) {
        var text = new StringBuilder("Your message was delivered to the following recipients.\r\n\r\n")
                .append("Subject: ").append(subject(message)).append("\r\n\r\n");
        var recipients = new ArrayList<Recipient>();
        for (Recipient recipient : reached) {
            text.append(shown(recipient)).append("\r\n");
            recipients.add(told(recipient, recipients.size(), now,
                    List.of(new PropertyValue(Tags.DELIVER_TIME, Value.Time.of(now)))));
        }
        return MessageContents.of(properties(message, ".DR", "Delivered: ", text.toString(), now), recipients);
    }

    private static Recipient told(Recipient recipient, int row, Instant now, List<PropertyValue> news) {
        var properties = new ArrayList<>(recipient.properties());
        properties.addAll(news);
        properties.add(new PropertyValue(Tags.REPORT_TIME, Value.Time.of(now)));
        return new Recipient(row, 1, properties);
    }

    private static List<PropertyValue> properties(MessageContents message, String kind, String prefix, String body,
            Instant now) {
        String messageClass = message.property(Tags.MESSAGE_CLASS).orElse(null) instanceof Value.Text(String text)
                ? text : "IPM.Note";
        String normal = message.property(Tags.NORMALIZED_SUBJECT).orElse(null) instanceof Value.Text(String text)
                ? text : subject(message);
        var properties = new ArrayList<PropertyValue>();
        CARRIED.forEach((from, tag) -> message.property(from)
                .ifPresent(value -> properties.add(new PropertyValue(tag, value))));
        properties.add(new PropertyValue(Tags.MESSAGE_CLASS, new Value.Text("REPORT." + messageClass + kind)));
        properties.add(new PropertyValue(Tags.ORIGINAL_MESSAGE_CLASS, new Value.Text(messageClass)));
        properties.add(new PropertyValue(Tags.SUBJECT_PREFIX, new Value.Text(prefix)));
        properties.add(new PropertyValue(Tags.NORMALIZED_SUBJECT, new Value.Text(normal)));
        properties.add(new PropertyValue(Tags.SUBJECT, new Value.Text(prefix + normal)));
        properties.add(new PropertyValue(Tags.BODY, new Value.Text(body)));
        properties.add(new PropertyValue(REPORT_TEXT, new Value.Text(body)));
        properties.add(new PropertyValue(Tags.REPORT_NAME, new Value.Text(SYSTEM)));
        properties.add(new PropertyValue(Tags.SENDER_NAME, new Value.Text(SYSTEM)));
        properties.add(new PropertyValue(Tags.SENT_REPRESENTING_NAME, new Value.Text(SYSTEM)));
        properties.add(new PropertyValue(Tags.REPORT_TIME, Value.Time.of(now)));
        properties.add(new PropertyValue(Tags.CLIENT_SUBMIT_TIME, Value.Time.of(now)));
        return properties;
    }

    private static String subject(MessageContents message) {
        return message.property(Tags.SUBJECT).orElse(null) instanceof Value.Text(String text) ? text : "";
    }

    private static String shown(Recipient recipient) {
        String name = Expansion.text(recipient, Tags.DISPLAY_NAME);
        String address = Expansion.text(recipient, Tags.EMAIL_ADDRESS);
        if (address.isEmpty()) {
            address = Expansion.text(recipient, Tags.SMTP_ADDRESS);
        }
        if (name.isEmpty() || name.equals(address)) {
            return address;
        }
        return address.isEmpty() ? name : name + " (" + address + ")";
    }
}
