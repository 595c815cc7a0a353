package org.gatehouse.access.emsmdb;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.gatehouse.access.emsmdb.AccessDirectory.Principal;
import org.gatehouse.access.emsmdb.AccessDirectory.User;
import org.gatehouse.mapi.id.AddressBookEntryId;
import org.gatehouse.mapi.id.OneOffEntryId;
import org.gatehouse.mapi.property.Cell;
import org.gatehouse.mapi.property.ErrorCode;
import org.gatehouse.mapi.property.PropertyTag;
import org.gatehouse.mapi.property.PropertyValue;
import org.gatehouse.mapi.property.Tags;
import org.gatehouse.mapi.property.Value;
import org.gatehouse.store.MailboxException;
import org.gatehouse.store.PropertyObject;
import org.gatehouse.wire.Bytes;
import org.gatehouse.wire.MalformedException;

/// In whose name a message is sent: PidTagSender* and PidTagSentRepresenting* say it, whatever else the client wrote
/// ([MS-OXOMSG] 2.2.1.48 to 2.2.1.58, 3.3.5.1).
final class SenderNames {
    private static final int BYTES_MAX = 4096;

    private final AccessDirectory directory;

    SenderNames(AccessDirectory directory) {
        this.directory = directory;
    }

    /// @param sender who sends; the represented one's own name with the right to send as
    private record Names(Principal sender, Principal represented) {}

    /// What a submission sets.
    ///
    /// @param actor the account that submits
    /// @param owner of the mailbox it submits from, who is represented when the message names nobody
    /// @throws MailboxException ACCESS_DENIED when the actor may not send in that name
    List<PropertyValue> of(PropertyObject message, User actor, User owner, Instant now) {
        Names names = names(message, actor, owner);
        var values = new ArrayList<PropertyValue>();
        add(values, names.sender, Tags.SENDER_NAME, Tags.SENDER_ADDRESS_TYPE, Tags.SENDER_EMAIL_ADDRESS,
                Tags.SENDER_SMTP_ADDRESS, Tags.SENDER_ENTRY_ID, Tags.SENDER_SEARCH_KEY);
        add(values, names.represented, Tags.SENT_REPRESENTING_NAME, Tags.SENT_REPRESENTING_ADDRESS_TYPE,
                Tags.SENT_REPRESENTING_EMAIL_ADDRESS, Tags.SENT_REPRESENTING_SMTP_ADDRESS,
                Tags.SENT_REPRESENTING_ENTRY_ID, Tags.SENT_REPRESENTING_SEARCH_KEY);
        values.add(new PropertyValue(Tags.CLIENT_SUBMIT_TIME, Value.Time.of(now)));
        return values;
    }

    private Names names(PropertyObject message, User actor, User owner) {
        Principal self = principal(actor);
        Optional<String> claimed = claimed(message);
        Principal represented = claimed.isEmpty() ? principal(owner) : isOf(actor, claimed.get()) ? self
                : directory.principal(claimed.get()).orElseThrow(() -> denied(actor, claimed.get()));
        if (represented.legacyDn().equalsIgnoreCase(actor.legacyDn())) {
            return new Names(self, self);
        }
        return switch (directory.sendRight(actor, represented)) {
            case AS -> new Names(represented, represented);
            case ON_BEHALF -> new Names(self, represented);
            case NONE -> throw denied(actor, represented.legacyDn());
        };
    }

    private static MailboxException denied(User actor, String other) {
        return new MailboxException(ErrorCode.ACCESS_DENIED, actor.legacyDn() + " may not send as or on behalf of "
                + other);
    }

    private static boolean isOf(User user, String address) {
        return address.equalsIgnoreCase(user.legacyDn()) || address.equalsIgnoreCase(user.smtpAddress());
    }

    private static Principal principal(User user) {
        return new Principal(user.legacyDn(), user.displayName(), user.smtpAddress());
    }

    /// The address of whom the client says it represents.
    private static Optional<String> claimed(PropertyObject message) {
        List<Cell> cells = message.get(List.of(Tags.SENT_REPRESENTING_EMAIL_ADDRESS, Tags.SENT_REPRESENTING_ENTRY_ID),
                BYTES_MAX);
        if (cells.get(0) instanceof Cell.Present(Value.Text(String address)) && !address.isEmpty()) {
            return Optional.of(address);
        }
        return cells.get(1) instanceof Cell.Present(Value.Binary(Bytes entryId)) && !entryId.isEmpty()
                ? Optional.of(address(entryId)) : Optional.empty();
    }

    /// Empty for an entry id that names nobody: it is nobody's address either.
    private static String address(Bytes entryId) {
        try {
            return AddressBookEntryId.of(entryId).x500Dn();
        } catch (MalformedException another) { // perhaps a one-off address
            try {
                return OneOffEntryId.of(entryId, StandardCharsets.ISO_8859_1).emailAddress();
            } catch (MalformedException neither) {
                return "";
            }
        }
    }

    private static void add(List<PropertyValue> values, Principal who, PropertyTag name, PropertyTag type,
            PropertyTag address, PropertyTag smtp, PropertyTag entryId, PropertyTag searchKey) {
        values.add(new PropertyValue(name, new Value.Text(who.displayName())));
        values.add(new PropertyValue(type, new Value.Text("EX")));
        values.add(new PropertyValue(address, new Value.Text(who.legacyDn())));
        values.add(new PropertyValue(smtp, new Value.Text(who.smtpAddress())));
        values.add(new PropertyValue(entryId, new Value.Binary(AddressBookEntryId.ofUser(who.legacyDn()).encode())));
        values.add(new PropertyValue(searchKey, new Value.Binary(RecipientRows.searchKey("EX", who.legacyDn()))));
    }
}
