package org.gatehouse.directory.organization;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.gatehouse.directory.DirectoryException;
import org.gatehouse.directory.DirectoryException.Reason;
import org.gatehouse.directory.Names;

/// What somebody may do with a mailbox as a whole. Only full access means something to a server: the others are rights
/// to the mailbox as an object, which administrators have by their group here.
public enum MailboxRight {
    FULL_ACCESS("FullAccess"),
    EXTERNAL_ACCOUNT("ExternalAccount"),
    DELETE_ITEM("DeleteItem"),
    READ_PERMISSION("ReadPermission"),
    CHANGE_PERMISSION("ChangePermission"),
    CHANGE_OWNER("ChangeOwner");

    private final String word;

    MailboxRight(String word) {
        this.word = word;
    }

    /// As the shell has it.
    public String word() {
        return word;
    }

    /// Which attribute names the accounts.
    ///
    /// @param denied of those who are denied the right rather than given it
    String attribute(boolean denied) {
        return "gatehouseMailbox" + (denied ? "Deny" : "") + word;
    }

    /// The rights that people name.
    public static List<MailboxRight> of(String parameter, List<String> words) {
        return words.stream().map(word -> Arrays.stream(values())
                .filter(right -> right.word.equalsIgnoreCase(word.strip())).findFirst()
                .orElseThrow(() -> DirectoryException.about(Reason.INVALID, parameter, Names.shown(word),
                        "is no right to a mailbox", "Give one or several of " + String.join(", ",
                                Stream.of(values()).map(MailboxRight::word).toList())
                                + (word.equalsIgnoreCase("SendAs") ? "; Add-ADPermission gives Send As" : ""))))
                .distinct().sorted().toList();
    }
}
