package org.gatehouse.conformance.outside;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/// The Python clients of this package, which import each other and so have to lie in one folder.
final class Scripts {
    private static final List<String> NAMES = List.of("mapi_client.py", "sign_in.py", "address_book.py", "saver.py",
            "whole_mailbox.py", "mail_and_sharing.py", "drain.py", "typist.py", "mapi_http.py", "kerberos_client.py",
            "kerberos_samba.py", "channel_binding.py",
            "autodiscover_exchangelib.py", "outlook_anywhere.py", "full_access.py",
            "throttled.py", "delay_relay.py");

    private Scripts() {}

    static Path unpack(Path folder) throws IOException {
        Files.createDirectories(folder);
        for (String name : NAMES) {
            try (InputStream in = Scripts.class.getResourceAsStream(name)) {
                if (in == null) {
                    throw new IOException(name + " is missing");
                }
                Files.copy(in, folder.resolve(name), StandardCopyOption.REPLACE_EXISTING);
            }
        }
        return folder;
    }
}
