package org.gatehouse.access.nspi;

/// Where the Address Book service reads from. Thread-safe.
public interface AddressBook {
    /// The whole address book at one moment: cheap when nothing changed, never more than seconds old.
    AddressBookSnapshot snapshot();
}
