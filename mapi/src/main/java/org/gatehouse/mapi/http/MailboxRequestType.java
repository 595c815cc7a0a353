package org.gatehouse.mapi.http;

import java.util.Optional;
import java.util.stream.Stream;

/// Values of the X-RequestType header at the mailbox endpoint ([MS-OXCMAPIHTTP] 2.2.3.3.1).
public enum MailboxRequestType {
    CONNECT("Connect"),
    EXECUTE("Execute"),
    DISCONNECT("Disconnect"),
    NOTIFICATION_WAIT("NotificationWait"),
    PING("PING");

    private final String text;

    MailboxRequestType(String text) {
        this.text = text;
    }

    public String text() {
        return text;
    }

    public static Optional<MailboxRequestType> of(String text) {
        return Stream.of(values()).filter(type -> type.text.equalsIgnoreCase(text)).findFirst();
    }
}
