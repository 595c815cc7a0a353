package org.gatehouse.mapi.contact;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The electronic addresses that a contact can have ([MS-OXOCNTC] 2.2.1.2), and how each of three places numbers them.
public enum ContactAddress {
    EMAIL_1(0, 4),
    EMAIL_2(1, 5),
    EMAIL_3(2, 6),
    BUSINESS_FAX(3, 0),
    HOME_FAX(4, 1),
    PRIMARY_FAX(5, 2);

    private final int index;
    private final int wrapped;

    ContactAddress(int index, int wrapped) {
        this.index = index;
        this.wrapped = wrapped;
    }

    /// A value of PidLidAddressBookProviderEmailList (2.2.1.2.11), and the Index of a contact's entry id in the address
    /// book ([MS-OXCDATA] 2.2.5.3).
    public int index() {
        return index;
    }

    /// The number in the type of a wrapped entry id (2.2.2.2.4.1.1).
    public int wrapped() {
        return wrapped;
    }

    public static Optional<ContactAddress> ofIndex(int index) {
        return Arrays.stream(values()).filter(each -> each.index == index).findFirst();
    }

    public static Optional<ContactAddress> ofWrapped(int wrapped) {
        return Arrays.stream(values()).filter(each -> each.wrapped == wrapped).findFirst();
    }

    /// PidLidAddressBookProviderArrayType: a bit for each address that the contact has (2.2.1.2.12).
    public static int arrayType(Set<ContactAddress> addresses) {
        return addresses.stream().mapToInt(each -> 1 << each.index).sum();
    }

    /// PidLidAddressBookProviderEmailList, which says the same as the bits (2.2.1.2.11).
    public static List<Integer> emailList(Set<ContactAddress> addresses) {
        return addresses.stream().map(ContactAddress::index).sorted().toList();
    }

    /// The addresses of PidLidAddressBookProviderArrayType; bits that mean nothing are passed over.
    public static Set<ContactAddress> ofArrayType(int bits) {
        var addresses = EnumSet.noneOf(ContactAddress.class);
        for (ContactAddress each : values()) {
            if ((bits & 1 << each.index) != 0) {
                addresses.add(each);
            }
        }
        return addresses;
    }
}
