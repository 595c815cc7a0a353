package org.gatehouse.access.nspi;

import java.util.AbstractList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.RandomAccess;
import java.util.UUID;
import java.util.stream.IntStream;

/// The objects of one address list in display order, as rows of the Global Address List. Immutable.
final class AddressTable {
    private final AddressBookSnapshot book;
    /// Places in the Global Address List, ascending.
    private final int[] places;
    private final List<AddressBookEntry> entries = new Entries();

    private final class Entries extends AbstractList<AddressBookEntry> implements RandomAccess {
        @Override
        public AddressBookEntry get(int row) {
            return book.listed().get(places[row]);
        }

        @Override
        public int size() {
            return places.length;
        }
    }

    AddressTable(AddressBookSnapshot book, AddressList list) {
        this.book = book;
        this.places = IntStream.range(0, book.listed().size()).filter(place -> list.holds(book.listed().get(place)))
                .toArray();
    }

    List<AddressBookEntry> entries() {
        return entries;
    }

    int size() {
        return places.length;
    }

    /// The zero-based row of an object, empty for one that is not in the list.
    Optional<Integer> position(UUID guid) {
        return book.position(guid).map(place -> Arrays.binarySearch(places, place)).filter(row -> row >= 0);
    }

    /// The row of the first object whose display name is not before `name`; the size if there is none.
    int positionAtOrAfter(String name) {
        int row = Arrays.binarySearch(places, book.positionAtOrAfter(name));
        return row < 0 ? -row - 1 : row;
    }
}
