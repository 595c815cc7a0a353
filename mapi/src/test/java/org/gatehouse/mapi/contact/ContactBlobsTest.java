package org.gatehouse.mapi.contact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.gatehouse.mapi.id.AddressBookEntryId;
import org.gatehouse.mapi.id.LongTermId;
import org.gatehouse.mapi.id.MessageEntryId;
import org.gatehouse.mapi.id.OneOffEntryId;
import org.gatehouse.testing.Golden;
import org.gatehouse.testing.Mutations;
import org.gatehouse.wire.Bytes;
import org.gatehouse.wire.MalformedException;
import org.junit.jupiter.api.Test;

/// Laid out by hand from the tables of [MS-OXOCNTC], which shows no bytes of its own.
class ContactBlobsTest {
    private static final UUID MAILBOX = UUID.fromString("a591f8f7-341c-4116-8c48-9db01a86f50b");
    private static final UUID REPLICA = UUID.fromString("64d4774d-4983-4f70-9b8b-46e635bb78ab");

    /// 2.2.2.2.4.1.1: the second mail address of a contact.
    private static final Bytes WRAPPED_CONTACT = Bytes.copyOf(Golden.bytes("""
            00 00 00 00                                     | Flags
            c0 91 ad d3 51 9d cf 11 a4 a9 00 aa 00 47 fa a4 | ProviderUID
            d3                                              | Type: contact, Email2, not a one-off
            00 00 00 00                                     | EmbeddedEntryID: Flags
            f7 f8 91 a5 1c 34 16 41 8c 48 9d b0 1a 86 f5 0b | Provider UID: the mailbox
            07 00                                           | MessageType: eitLTPrivateMessage
            4d 77 d4 64 83 49 70 4f 9b 8b 46 e6 35 bb 78 ab | FolderDatabaseGuid
            00 00 00 78 27 1e 00 00                         | FolderGlobalCounter, Pad
            4d 77 d4 64 83 49 70 4f 9b 8b 46 e6 35 bb 78 ab | MessageDatabaseGuid
            00 00 00 78 34 84 00 00                         | MessageGlobalCounter, Pad
            """));
    /// 2.2.2.2.4 and 2.2.2.2.4.1: a user of the address book, and somebody of nowhere.
    private static final Bytes STREAM = Bytes.copyOf(Golden.bytes("""
            01 00 00 00                                     | StreamVersion, Reserved
            30 75 00 00                                     | BuildVersion: 3 * 10000
            01 00 00 00                                     | DistListStreamFlags: Always Use Stream
            02 00 00 00                                     | CountOfEntries
            60 00 00 00 2c 00 00 00 00 00 00 00             | TotalEntryIDSize, TotalOneOffSize, TotalExtraSize
            34 00 00 00                                     | EntryIdSize
            00 00 00 00                                     | Flags
            c0 91 ad d3 51 9d cf 11 a4 a9 00 aa 00 47 fa a4 | ProviderUID
            b5                                              | Type: mail user of the address book
            00 00 00 00                                     | EmbeddedEntryID: Flags
            dc a7 40 c8 c0 42 10 1a b4 b9 08 00 2b 2f e1 82 | ProviderUID
            01 00 00 00 00 00 00 00 2f 41 00                | Version, Type, X500DN
            00 00 00 00 00 00 00 00                         | one-offEntryIdSize, ExtraMemberInfoSize
            2c 00 00 00                                     | EntryIdSize
            00 00 00 00                                     | Flags
            81 2b 1f a4 be a3 10 19 9d 6e 00 dd 01 0f 54 02 | ProviderUID
            00 00 01 90                                     | Version, flags
            41 00 00 00                                     | DisplayName
            53 00 4d 00 54 00 50 00 00 00                   | AddressType
            61 00 40 00 00 00                               | EmailAddress
            2c 00 00 00                                     | one-offEntryIdSize
            00 00 00 00 81 2b 1f a4 be a3 10 19 9d 6e 00 dd 01 0f 54 02 00 00 01 90 41 00 00 00
            53 00 4d 00 54 00 50 00 00 00 61 00 40 00 00 00
            00 00 00 00                                     | ExtraMemberInfoSize
            00 00 00 00 00 00 00 00                         | Terminator1, Terminator2
            """));
    /// 2.2.1.7.1 and 2.2.1.7.1.1: a name, and a telephone number with a label.
    private static final Bytes CARD = Bytes.copyOf(Golden.bytes("""
            03 00 00                                        | MajorVersion, MinorVersion, TemplateID: image left
            02 10 0a                                        | CountOfFields, FieldInfoSize, ExtraInfoSize
            05 00                                           | ImageAlignment: middle center, ImageSource: photo
            ff 80 40 00                                     | BackgroundColor
            16 00 00 00 00                                  | ImageArea, Reserved
            01 30 02 00 0a 00                               | PidTagDisplayName, TextFormat, LabelFormat, FontSize
            fe ff 00 00 00 00 00 00 00 00                   | LabelOffset: none, ValueFontColor, LabelFontColor
            08 3a 00 02 08 00                               | PidTagBusinessTelephoneNumber
            00 00 00 00 ff 00 62 62 62 00                   | LabelOffset, colors
            57 00 6f 00 72 00 6b 00 00 00                   | ExtraInfo: Work
            """));

    @Test
    void aMemberSaysWhatItIs() {
        Bytes message = MessageEntryId.ofMailbox(MAILBOX, new LongTermId(REPLICA, 0x78271e),
                new LongTermId(REPLICA, 0x783484)).encode();
        WrappedEntryId member = WrappedEntryId.ofContact(ContactAddress.EMAIL_2, message);

        assertThat(WrappedEntryId.of(WRAPPED_CONTACT)).isEqualTo(member);
        assertThat(member.encode()).isEqualTo(WRAPPED_CONTACT);
        for (WrappedEntryId.Kind kind : WrappedEntryId.Kind.values()) {
            var other = new WrappedEntryId(kind, Optional.empty(), message);
            assertThat(WrappedEntryId.of(other.encode())).isEqualTo(other);
        }
        assertThat(new WrappedEntryId(WrappedEntryId.Kind.PERSONAL_LIST, Optional.empty(), message).encode().at(20))
                .isEqualTo(0xb4);
        assertThat(new WrappedEntryId(WrappedEntryId.Kind.ONE_OFF, Optional.empty(), message).encode().at(20)).isZero();
    }

    @Test
    void aLongListStreamsItsMembers() {
        DistributionListStream list = DistributionListStream.of(STREAM);
        Bytes nobody = OneOffEntryId.smtp("A", "a@").encode(StandardCharsets.US_ASCII);
        WrappedEntryId user = WrappedEntryId.of(list.members().getFirst().entryId());

        assertThat(list.flags()).isEqualTo(DistributionListStream.ALWAYS_STREAM);
        assertThat(user.kind()).isEqualTo(WrappedEntryId.Kind.USER);
        assertThat(AddressBookEntryId.of(user.entryId())).isEqualTo(AddressBookEntryId.ofUser("/A"));
        assertThat(list.members().get(1)).isEqualTo(new DistributionListStream.Member(nobody, nobody, Bytes.EMPTY));
        assertThat(list.encode()).isEqualTo(STREAM);
    }

    @Test
    void aCardFindsItsLabels() {
        BusinessCard card = BusinessCard.of(CARD);

        assertThat(card.template()).isZero();
        assertThat(card.imagePercent()).isEqualTo(22);
        assertThat(card.background()).isEqualTo(0x4080ff);
        assertThat(card.fields()).extracting(BusinessCard.Field::propertyId).containsExactly(0x3001, 0x3a08);
        assertThat(card.fields()).extracting(card::label).containsExactly(Optional.empty(), Optional.of("Work"));
        assertThat(BusinessCard.labels(List.of("Work"))).isEqualTo(card.labels());
        assertThat(card.encode()).isEqualTo(CARD);
    }

    @Test
    void theAddressesOfAContactAreToldTwice() { // [MS-OXOCNTC] 2.2.1.2.11, 2.2.1.2.12
        Set<ContactAddress> addresses = EnumSet.of(ContactAddress.EMAIL_1, ContactAddress.EMAIL_3,
                ContactAddress.HOME_FAX);

        assertThat(ContactAddress.arrayType(addresses)).isEqualTo(0x15);
        assertThat(ContactAddress.emailList(addresses)).containsExactly(0, 2, 4);
        assertThat(ContactAddress.ofArrayType(0x15 | 0x100)).isEqualTo(addresses);
        assertThat(ContactAddress.ofIndex(5)).contains(ContactAddress.PRIMARY_FAX);
        assertThat(ContactAddress.ofWrapped(3)).isEmpty();
    }

    @Test
    void everyMutationIsAValueOrMalformed() {
        survive(WRAPPED_CONTACT, WrappedEntryId::of);
        survive(STREAM, DistributionListStream::of);
        survive(CARD, input -> {
            BusinessCard card = BusinessCard.of(input);
            return card.fields().stream().map(card::label).toList();
        });
        assertThatThrownBy(() -> WrappedEntryId.of(STREAM)).isInstanceOf(MalformedException.class);
        assertThatThrownBy(() -> DistributionListStream.of(CARD)).isInstanceOf(MalformedException.class);
    }

    private static void survive(Bytes golden, Function<Bytes, Object> decode) {
        Mutations.survive(golden.toArray(), 3_000, MalformedException.class,
                input -> decode.apply(Bytes.copyOf(input)));
    }
}
