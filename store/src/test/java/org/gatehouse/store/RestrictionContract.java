package org.gatehouse.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.gatehouse.store.MailboxStoreContract.refused;
import static org.gatehouse.store.MailboxStoreContract.subjects;
import static org.gatehouse.store.MailboxStoreContract.text;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import org.gatehouse.mapi.property.ErrorCode;
import org.gatehouse.mapi.property.PropertyTag;
import org.gatehouse.mapi.property.PropertyValue;
import org.gatehouse.mapi.property.Restriction;
import org.gatehouse.mapi.property.Restriction.Operator;
import org.gatehouse.mapi.property.SortOrder;
import org.gatehouse.mapi.property.Tags;
import org.gatehouse.mapi.property.Value;
import org.gatehouse.wire.Bytes;
import org.junit.jupiter.api.Test;

/// Every restriction of [MS-OXCDATA] 2.12, by whichever index or by none.
abstract class RestrictionContract extends FoldersContract {
    private static final int CASE = Restriction.Content.IGNORE_CASE;
    private static final int ACCENTS = Restriction.Content.IGNORE_NON_SPACE;
    private static final int LOOSE = Restriction.Content.LOOSE;

    private static Restriction content(int low, int high, PropertyTag tag, String pattern) {
        return new Restriction.Content(low, high, tag, text(tag, pattern));
    }

    private static Restriction property(Operator operator, PropertyTag tag, Value value) {
        return new Restriction.Property(operator, tag, new PropertyValue(tag, value));
    }

    private static List<String> matching(Folder folder, Restriction restriction) {
        Table table = folder.contents(ContentsScope.MESSAGES);
        table.restrict(Optional.of(restriction));
        return subjects(table);
    }

    private static void expect(Folder folder, Restriction restriction, String... subjects) {
        assertThat(matching(folder, restriction)).as("%s", restriction).containsExactlyInAnyOrder(subjects);
        assertThat(matching(folder, restriction)).as("again: %s", restriction).containsExactlyInAnyOrder(subjects);
        // A count without end lets the same rows through, and no index helps.
        assertThat(matching(folder, new Restriction.Count(Integer.MAX_VALUE, restriction)))
                .as("read whole: %s", restriction).containsExactlyInAnyOrder(subjects);
    }

    @Test
    void contentLooksForTextAtEveryFuzzyLevel() { // [MS-OXCDATA] 2.12.4.1
        try (MailboxSession session = owner(ANN)) {
            Folder folder = made(session, "fuzzy");
            TableContract.mail(folder, "Café au lait", 1, 1);
            TableContract.mail(folder, "CAFE", 1, 2);
            TableContract.mail(folder, "100% of_it\\", 1, 3);
            expect(folder, content(0, 0, Tags.SUBJECT, "CAFE"), "CAFE");
            expect(folder, content(0, CASE, Tags.SUBJECT, "cafe"), "CAFE");
            expect(folder, content(0, 0, Tags.SUBJECT, "cafe"));
            expect(folder, content(1, CASE, Tags.SUBJECT, "AU"), "Café au lait");
            expect(folder, content(1, CASE, Tags.SUBJECT, "É AU"), "Café au lait");
            expect(folder, content(2, CASE, Tags.SUBJECT, "CAF"), "Café au lait", "CAFE");
            expect(folder, content(2, 0, Tags.SUBJECT, "Caf"), "Café au lait");
            expect(folder, content(2, CASE, Tags.SUBJECT, "cafe"), "CAFE");
            expect(folder, content(2, CASE | ACCENTS, Tags.SUBJECT, "cafe"), "Café au lait", "CAFE");
            expect(folder, content(2, ACCENTS, Tags.SUBJECT, "Cafe"), "Café au lait");
            expect(folder, content(1, LOOSE, Tags.SUBJECT, "CAFÉ"), "Café au lait", "CAFE");
            expect(folder, content(1, 0, Tags.SUBJECT, "0% of_it\\"), "100% of_it\\");
            expect(folder, content(1, CASE, Tags.SUBJECT, "%F"));
            expect(folder, content(1, CASE, Tags.SUBJECT, ""), "Café au lait", "CAFE", "100% of_it\\");
            refused(ErrorCode.TOO_COMPLEX, () -> matching(folder, content(3, 0, Tags.SUBJECT, "x")));
        }
    }

    @Test
    void propertiesCompareWithConstantsAndWithEachOther() { // 2.12.5 to 2.12.9
        try (MailboxSession session = owner(ANN)) {
            Folder folder = made(session, "compared");
            TableContract.mail(folder, "low", 0, 10, new PropertyValue(Tags.SENSITIVITY, new Value.Int32(2)));
            TableContract.mail(folder, "usual", 1, 20, new PropertyValue(Tags.SENSITIVITY, new Value.Int32(1)));
            TableContract.mail(folder, "high", 2, 30, text(Tags.SENT_REPRESENTING_NAME, "Bob"));
            for (Operator operator : List.of(Operator.LESS, Operator.LESS_OR_EQUAL, Operator.GREATER,
                    Operator.GREATER_OR_EQUAL, Operator.EQUAL, Operator.NOT_EQUAL)) {
                String[] expected = switch (operator) {
                    case LESS -> new String[] {"low"};
                    case LESS_OR_EQUAL -> new String[] {"low", "usual"};
                    case GREATER -> new String[] {"high"};
                    case GREATER_OR_EQUAL -> new String[] {"usual", "high"};
                    case EQUAL -> new String[] {"usual"};
                    default -> new String[] {"low", "high"};
                };
                expect(folder, property(operator, Tags.IMPORTANCE, new Value.Int32(1)), expected);
                expect(folder, property(operator, Tags.MESSAGE_DELIVERY_TIME, new Value.Time(200_000_000L)), expected);
            }
            expect(folder, property(Operator.EQUAL, Tags.SENT_REPRESENTING_NAME, new Value.Text("bob")), "high");
            expect(folder, new Restriction.CompareProperties(Operator.EQUAL, Tags.IMPORTANCE, Tags.SENSITIVITY),
                    "usual");
            expect(folder, new Restriction.BitMask(false, Tags.IMPORTANCE, 2), "high");
            expect(folder, new Restriction.BitMask(true, Tags.IMPORTANCE, 2), "low", "usual");
            expect(folder, new Restriction.Size(Operator.GREATER, Tags.SUBJECT, 10), "usual");
            expect(folder, new Restriction.Exist(Tags.SENT_REPRESENTING_NAME), "high");
            expect(folder, new Restriction.Not(new Restriction.Exist(Tags.SENT_REPRESENTING_NAME)), "low", "usual");
            expect(folder, new Restriction.And(List.of()), "low", "usual", "high");
            expect(folder, new Restriction.Or(List.of()));
            expect(folder, new Restriction.Comment(List.of(text(Tags.SUBJECT, "note")),
                    List.of(new Restriction.Exist(Tags.SENT_REPRESENTING_NAME))), "high");
            assertThat(matching(folder, new Restriction.Count(2, new Restriction.And(List.of())))).hasSize(2);
        }
    }

    @Test
    void recipientsAndAttachmentsAreLookedInto() { // 2.12.10
        try (MailboxSession session = owner(ANN)) {
            Folder folder = made(session, "parts");
            MessageDraft draft = folder.createMessage(false);
            draft.set(List.of(text(Tags.SUBJECT, "with parts")));
            draft.modifyRecipients(List.of(new MessageDraft.Recipient(0, 1,
                    List.of(text(Tags.DISPLAY_NAME, "Bob Builder")))));
            var attachment = draft.createAttachment();
            attachment.set(List.of(text(Tags.ATTACH_LONG_FILENAME, "plan.pdf")));
            attachment.save();
            draft.save(MessageDraft.SaveMode.NORMAL);
            TableContract.mail(folder, "without", 1, 1);
            expect(folder, new Restriction.SubObject(Tags.MESSAGE_RECIPIENTS,
                    content(1, CASE, Tags.DISPLAY_NAME, "builder")), "with parts");
            expect(folder, new Restriction.SubObject(Tags.MESSAGE_ATTACHMENTS,
                    content(1, CASE, Tags.ATTACH_LONG_FILENAME, ".PDF")), "with parts");
            expect(folder, new Restriction.SubObject(Tags.MESSAGE_ATTACHMENTS,
                    content(1, CASE, Tags.ATTACH_LONG_FILENAME, ".doc")));
            refused(ErrorCode.TOO_COMPLEX, () -> matching(folder, new Restriction.SubObject(Tags.SUBJECT,
                    new Restriction.And(List.of()))));
        }
    }

    @Test
    void aValueTooLongForTheIndexIsReadFromItsMessage() {
        try (MailboxSession session = owner(ANN)) {
            Folder folder = made(session, "long");
            String longSubject = "x".repeat(300) + "needle";
            String spread = "y".repeat(5_000) + "Needle";
            TableContract.mail(folder, longSubject, 1, 1);
            TableContract.mail(folder, spread, 1, 2);
            TableContract.mail(folder, "zero\0needle", 1, 3);
            TableContract.mail(folder, "hay", 1, 4);
            Table table = folder.contents(ContentsScope.MESSAGES);
            for (int round = 0; round < 3; round++) {
                table.restrict(Optional.of(content(1, CASE, Tags.SUBJECT, "NEEDLE")));
                assertThat(table.count()).as("round %d", round).isEqualTo(3);
                table.restrict(Optional.empty());
                assertThat(table.find(content(1, CASE, Tags.SUBJECT, "needle"), 0, false)).hasValue(1);
                assertThat(table.find(content(1, CASE, Tags.SUBJECT, "needle"), 2, true)).hasValue(1);
                assertThat(table.find(content(1, CASE, Tags.SUBJECT, "no such"), 0, false)).isEmpty();
            }
            table.sort(List.of(new SortOrder(Tags.SUBJECT, SortOrder.Direction.ASCENDING)));
            assertThat(subjects(table)).startsWith("hay").last().isEqualTo("zero\0needle");
        }
    }

    @Test
    void whatASearchFindsDoesNotDependOnTheWayItTook() {
        var random = new Random(0x5eed);
        try (MailboxSession session = owner(ANN)) {
            Folder folder = made(session, "random");
            String[] words = {"alpha", "Beta", "GAMMA", "dé", "DE", "re: ", "Re: x", "ǅ", "ß", "SS", "K", "%", "_",
                ""};
            for (int each = 0; each < 60; each++) {
                String subject = words[random.nextInt(words.length)] + words[random.nextInt(words.length)] + each % 7;
                var others = new ArrayList<PropertyValue>();
                if (random.nextBoolean()) {
                    others.add(text(Tags.SENT_REPRESENTING_NAME, words[random.nextInt(words.length)]));
                }
                if (random.nextBoolean()) {
                    others.add(new PropertyValue(Tags.CLIENT_SUBMIT_TIME, new Value.Time(random.nextInt(5))));
                }
                TableContract.mail(folder, subject, random.nextInt(3), random.nextInt(20),
                        others.toArray(PropertyValue[]::new));
            }
            Table paged = folder.contents(ContentsScope.MESSAGES);
            Table whole = folder.contents(ContentsScope.MESSAGES);
            whole.restrict(Optional.of(new Restriction.Count(Integer.MAX_VALUE, new Restriction.And(List.of()))));
            for (int round = 0; round < 150; round++) {
                Restriction restriction = restriction(random, words, 0);
                assertThat(matching(folder, restriction)).as("%s", restriction)
                        .isEqualTo(matching(folder, new Restriction.Count(Integer.MAX_VALUE, restriction)));
                int from = random.nextInt(61);
                boolean backwards = random.nextBoolean();
                OptionalInt expected = whole.find(restriction, from, backwards);
                assertThat(paged.find(restriction, from, backwards)).as("%s from %d", restriction, from)
                        .isEqualTo(expected);
                if (round % 30 == 29) {
                    // The lines in memory are forgotten now and then, so that the database's index is searched too.
                    ((SqlMailboxSession) session).mailbox().indexes.clear();
                }
            }
        }
    }

    private static Restriction restriction(Random random, String[] words, int depth) {
        PropertyTag[] texts = {Tags.SUBJECT, Tags.NORMALIZED_SUBJECT, Tags.SENT_REPRESENTING_NAME, Tags.MESSAGE_CLASS,
            Tags.BODY};
        PropertyTag tag = texts[random.nextInt(texts.length)];
        String word = words[random.nextInt(words.length)];
        Operator operator = Operator.values()[random.nextInt(6)];
        return switch (random.nextInt(depth > 3 ? 6 : 9)) {
            case 0, 1 -> content(random.nextInt(3), random.nextInt(8), tag, word);
            case 2 -> property(operator, tag, new Value.Text(word));
            case 3 -> property(operator, Tags.MESSAGE_DELIVERY_TIME, new Value.Time(random.nextInt(20) * 10_000_000L));
            case 4 -> property(operator, Tags.CLIENT_SUBMIT_TIME, new Value.Time(random.nextInt(5)));
            case 5 -> random.nextBoolean() ? new Restriction.Exist(tag)
                    : new Restriction.BitMask(random.nextBoolean(), Tags.IMPORTANCE, random.nextInt(4));
            case 6 -> new Restriction.Not(restriction(random, words, depth + 1));
            case 7 -> new Restriction.And(List.of(restriction(random, words, depth + 1),
                    restriction(random, words, depth + 1)));
            default -> new Restriction.Or(List.of(restriction(random, words, depth + 1),
                    restriction(random, words, depth + 1)));
        };
    }

    @Test
    void binaryValuesHaveParts() {
        try (MailboxSession session = owner(ANN)) {
            Folder folder = made(session, "bytes");
            TableContract.mail(folder, "bytes", 1, 1, new PropertyValue(Tags.CONVERSATION_INDEX,
                    new Value.Binary(Bytes.ofHex("01a2b3c4"))));
            expect(folder, new Restriction.Content(1, 0, Tags.CONVERSATION_INDEX, new PropertyValue(
                    Tags.CONVERSATION_INDEX, new Value.Binary(Bytes.ofHex("a2b3")))), "bytes");
            expect(folder, new Restriction.Content(1, 0, Tags.CONVERSATION_INDEX, new PropertyValue(
                    Tags.CONVERSATION_INDEX, new Value.Binary(Bytes.ofHex("1a2b")))));
        }
    }
}
