package org.gatehouse.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.gatehouse.transport.Town.to;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import org.gatehouse.mapi.property.PropertyTag;
import org.gatehouse.mapi.property.PropertyType;
import org.gatehouse.mapi.property.PropertyValue;
import org.gatehouse.mapi.property.Tags;
import org.gatehouse.mapi.property.Value;
import org.gatehouse.store.ReadFlags;
import org.gatehouse.store.SendingRates;
import org.gatehouse.store.SpecialFolder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Messages of those whose throttling policy lets them send no more.
class SendingRatesTest {
    private static final PropertyTag NON_RECEIPT = PropertyTag.of(0x0c06, PropertyType.BOOLEAN);

    @TempDir
    private Path folder;
    private Town town;

    @BeforeEach
    void open() {
        town = new Town(folder);
    }

    @AfterEach
    void close() {
        town.close();
    }

    private static PropertyValue subject(String text) {
        return new PropertyValue(Tags.SUBJECT, new Value.Text(text));
    }

    private List<String> outbox() {
        return town.texts("ann", SpecialFolder.OUTBOX, Tags.SUBJECT);
    }

    /// The courier's rounds of one second.
    private void pass(int seconds) {
        for (int second = 0; second < seconds; second++) {
            town.pass(Duration.ofSeconds(1));
            int _ = town.mailroom.run();
        }
    }

    // MessageRateLimit: messages are put off, none is lost
    @Test
    void moreThanAllowedInAMinuteStaysInTheOutboxAndGoesInItsOrder() {
        town.rates = new SendingRates(OptionalInt.of(2), OptionalInt.empty());
        for (int message = 1; message <= 5; message++) {
            town.send(to("bob"), subject("Plan " + message));
        }
        assertThat(town.inbox("bob")).containsExactlyInAnyOrder("Plan 1", "Plan 2");
        assertThat(outbox()).containsExactlyInAnyOrder("Plan 3", "Plan 4", "Plan 5");
        pass(59);
        assertThat(town.inbox("bob")).hasSize(2);
        pass(1);
        assertThat(town.inbox("bob")).containsExactlyInAnyOrder("Plan 1", "Plan 2", "Plan 3", "Plan 4");
        pass(60);
        assertThat(town.inbox("bob")).hasSize(5);
        assertThat(outbox()).isEmpty();
        assertThat(town.texts("ann", SpecialFolder.SENT_ITEMS, Tags.SUBJECT)).hasSize(5);
        assertThat(town.inbox("ann")).as("nobody needs to be told").isEmpty();
    }

    @Test
    void aMessageThatCannotBeDeliveredYetIsCountedOnce() {
        town.rates = new SendingRates(OptionalInt.of(1), OptionalInt.empty());
        town.databases.dismount(Town.SECOND);
        town.send(to("bob"));
        pass(60);
        town.send(to("cid"), subject("News"));
        assertThat(town.inbox("cid")).as("the second of its minute, while the first is tried again")
                .containsExactly("News");
    }

    // RecipientRateLimit: a report instead
    @Test
    void whatHasMoreRecipientsThanTheDayHasLeftReachesNobodyAndIsReported() {
        town.rates = new SendingRates(OptionalInt.empty(), OptionalInt.of(3));
        town.group("staff", "bob", "cid");
        town.send(to("staff", "bob"), subject("A group is one"));
        town.send(to("bob", "cid"), subject("Too many"));
        assertThat(town.inbox("bob")).containsExactly("A group is one");
        assertThat(town.inbox("cid")).containsExactly("A group is one");
        assertThat(town.inbox("ann")).containsExactly("Undeliverable: Too many");
        try (var session = town.session("ann"); var report = town.only(session)) {
            assertThat(report.recipients()).hasSize(2).allSatisfy(recipient -> assertThat(recipient.property(
                    Tags.NON_DELIVERY_REPORT_STATUS_CODE)).contains(new Value.Int32(553)));
        }
        town.send(to("bob"), subject("The last"));
        assertThat(town.inbox("bob")).hasSize(2);
        town.pass(Duration.ofHours(24).plusMinutes(10));
        town.send(to("bob", "cid"), subject("Another day"));
        assertThat(town.inbox("cid")).hasSize(2);
        assertThat(outbox()).isEmpty();
    }

    @Test
    void receiptsAndReportsAreNotTheOwners() {
        town.send(to("bob"), new PropertyValue(Tags.READ_RECEIPT_REQUESTED, new Value.Bool(true)),
                new PropertyValue(NON_RECEIPT, new Value.Bool(true)));
        town.rates = new SendingRates(OptionalInt.of(0), OptionalInt.of(0));
        try (var session = town.session("bob"); var message = town.only(session)) {
            message.setRead(new ReadFlags(0));
        }
        assertThat(town.mailroom.run()).isOne();
        assertThat(town.inbox("ann")).containsExactly("Read: Plans");
    }
}
