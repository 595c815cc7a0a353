package org.gatehouse.edge.dns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.gatehouse.edge.dns.DnsResponder.Transport;
import org.gatehouse.testing.Golden;
import org.gatehouse.testing.Mutations;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Opcode;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.Type;
import org.xbill.DNS.Update;

final class DnsAnswersTest {
    private static final InstantSource CLOCK = InstantSource.fixed(Instant.parse("2026-11-22T12:00:00Z"));
    private static final TsigKey KEY = new TsigKey("update-key", "hmac-sha256", new byte[32]);
    /// Written by hand from RFC 1035 4.1.
    private static final byte[] QUERY = Golden.bytes("""
            12 34                       | ID
            01 00                       | RD
            00 01 00 00 00 00 00 00     | one question
            04 43 41 53 31              | "CAS1"
            07 63 6f 6e 74 6f 73 6f     | "contoso"
            07 65 78 61 6d 70 6c 65 00  | "example", the root
            00 01 00 01                 | A, IN
            """);
    private static final byte[] ANSWER = Golden.bytes("""
            12 34                       | ID
            85 00                       | QR, AA, RD, no error
            00 01 00 01 00 00 00 00     | one question, one answer
            04 43 41 53 31              | "CAS1" as it was asked
            07 63 6f 6e 74 6f 73 6f     | "contoso"
            07 65 78 61 6d 70 6c 65 00  | "example", the root
            00 01 00 01                 | A, IN
            c0 0c                       | the name of the question
            00 01 00 01                 | A, IN
            00 00 00 3c                 | one minute to live
            00 04 7f 00 01 0b           | 127.0.1.11
            """);

    private final ZoneStore store = ZoneStore.inMemory();
    private final OwnZone zone;
    private final DnsResponder responder;

    DnsAnswersTest() throws IOException {
        zone = new OwnZone(ZoneSettings.of("contoso.example", "ns.contoso.example"), store);
        responder = new DnsResponder(zone, List.of(KEY), CLOCK);
        zone.publish("ns.contoso.example", addresses("127.0.1.53"));
        zone.publish("cas1.contoso.example", addresses("127.0.1.11"));
        zone.publish("cas-headoffice.contoso.example", addresses("127.0.1.10", "2001:db8::10"));
        zone.publish("deep.under.contoso.example", addresses("127.0.1.12"));
        zone.publishService("_autodiscover._tcp.contoso.example", 443, "cas1.contoso.example");
    }

    @Test
    void hostIsAnsweredWithTheQuestionsSpelling() {
        assertThat(Golden.hex(responder.answer(QUERY, Transport.UDP).orElseThrow())).isEqualTo(Golden.hex(ANSWER));
    }

    @Test
    void bothFamiliesAreAnswered() {
        assertThat(ask("cas-headoffice.contoso.example", Type.A).getSection(Section.ANSWER)).hasSize(1);
        assertThat(ask("cas-headoffice.contoso.example", Type.AAAA).getSection(Section.ANSWER)).hasSize(1)
                .first().asString().contains("2001:db8:0:0:0:0:0:10");
    }

    @Test
    void serviceComesWithItsAddress() {
        Message answer = ask("_autodiscover._tcp.contoso.example", Type.SRV);
        assertThat(answer.getSection(Section.ANSWER)).hasSize(1).first().asString()
                .contains("0 0 443 cas1.contoso.example.");
        assertThat(answer.getSection(Section.ADDITIONAL)).hasSize(1);
    }

    @Test
    void apexTellsSoaAndNs() {
        var soa = (SOARecord) ask("contoso.example", Type.SOA).getSection(Section.ANSWER).getFirst();
        assertThat(soa.getSerial()).isEqualTo(zone.serial());
        assertThat(soa.getMinimum()).isEqualTo(60);
        assertThat(soa.getAdmin()).hasToString("hostmaster.contoso.example.");
        assertThat(ask("contoso.example", Type.NS).getSection(Section.ANSWER)).hasSize(1);
    }

    @Test
    void missingNameAndMissingTypeAreToldApart() {                    // RFC 2308 2
        Message missing = ask("nobody.contoso.example", Type.A);
        assertThat(missing.getRcode()).isEqualTo(Rcode.NXDOMAIN);
        assertThat(missing.getSection(Section.AUTHORITY)).hasSize(1).first().isInstanceOf(SOARecord.class);
        for (String name : List.of("cas1.contoso.example", "under.contoso.example", "contoso.example")) {
            Message empty = ask(name, Type.AAAA);
            assertThat(empty.getRcode()).as(name).isEqualTo(Rcode.NOERROR);
            assertThat(empty.getSection(Section.ANSWER)).isEmpty();
            assertThat(empty.getSection(Section.AUTHORITY)).hasSize(1).first().isInstanceOf(SOARecord.class);
        }
    }

    @Test
    void whatIsNotOursIsRefused() {
        assertThat(ask("contoso.com", Type.A).getRcode()).isEqualTo(Rcode.REFUSED);
        assertThat(ask("contoso.example", Type.AXFR).getRcode()).isEqualTo(Rcode.REFUSED);
        assertThat(ask("contoso.example", Type.IXFR).getRcode()).isEqualTo(Rcode.REFUSED);
        assertThat(ask("notcontoso.example", Type.A).getRcode()).isEqualTo(Rcode.REFUSED);
    }

    @Test
    void otherOperationsAreNotImplemented() throws IOException {
        Message notify = query("contoso.example", Type.SOA);
        notify.getHeader().setOpcode(Opcode.NOTIFY);
        assertThat(answer(notify, Transport.UDP).getRcode()).isEqualTo(Rcode.NOTIMP);
    }

    @Test
    void longAnswersAreCutOnUdpAndWholeOnTcp() throws IOException {
        for (int i = 0; i < 15; i++) {
            zone.change(records -> records.add(new TXTRecord(Names.absolute("long.contoso.example"), DClass.IN, 60,
                    "x".repeat(40) + records.count())));
        }
        Message plain = answer(query("long.contoso.example", Type.TXT), Transport.UDP);
        assertThat(plain.getHeader().getFlag(Flags.TC)).isTrue();
        assertThat(plain.numBytes()).isLessThanOrEqualTo(512);
        Message options = query("long.contoso.example", Type.TXT);
        options.addRecord(new OPTRecord(4096, 0, 0), Section.ADDITIONAL);
        Message wide = answer(options, Transport.UDP);
        assertThat(wide.numBytes()).isBetween(513, 1232);
        assertThat(wide.getOPT()).isNotNull();
        assertThat(wide.getSection(Section.ANSWER)).hasSize(15);
        Message whole = answer(query("long.contoso.example", Type.TXT), Transport.TCP);
        assertThat(whole.getHeader().getFlag(Flags.TC)).isFalse();
        assertThat(whole.getSection(Section.ANSWER)).hasSize(15);
    }

    @Test
    void laterVersionOfEdnsIsNamedBad() throws IOException {           // RFC 6891 6.1.3
        Message query = query("cas1.contoso.example", Type.A);
        query.addRecord(new OPTRecord(1232, 0, 1), Section.ADDITIONAL);
        assertThat(answer(query, Transport.UDP).getRcode()).isEqualTo(Rcode.BADVERS);
    }

    @Test
    void messagesThatAreNoneGetNoAnswerOrAnError() {
        assertThat(responder.answer(new byte[11], Transport.UDP)).isEmpty();
        assertThat(responder.answer(ANSWER, Transport.UDP)).isEmpty();
        byte[] cut = Arrays.copyOf(QUERY, 20);
        assertThat(responder.answer(cut, Transport.UDP)).hasValueSatisfying(bytes ->
                assertThat(Golden.hex(bytes)).isEqualTo("12 34 81 01 00 00 00 00 00 00 00 00"));
        byte[] two = QUERY.clone();
        two[5] = 0;
        assertThat(responder.answer(two, Transport.UDP).orElseThrow()[3] & 0xf).isEqualTo(Rcode.FORMERR);
    }

    @Test
    void mutatedMessagesNeverBreakTheResponder() throws IOException {
        int records = zone.records().count();
        Message options = query("cas1.contoso.example", Type.ANY);
        options.addRecord(new OPTRecord(1232, 0, 0), Section.ADDITIONAL);
        for (byte[] golden : List.of(QUERY, options.toWire(), signed(update("x.contoso.example", "127.0.0.1")))) {
            var random = new Random(Mutations.seed());
            for (int i = 0; i < Mutations.rounds(5_000); i++) {
                Optional<byte[]> answer = responder.answer(Mutations.mutate(golden, random), Transport.UDP);
                assertThat(answer.map(bytes -> bytes.length).orElse(0)).isLessThanOrEqualTo(1232);
            }
        }
        // Some mutations leave the signed part as it was; nothing but what was signed is ever taken.
        assertThat(zone.published("x.contoso.example")).isIn(List.of(), addresses("127.0.0.1"));
        assertThat(zone.records().count()).isLessThanOrEqualTo(records + 1);
    }

    @Test
    void signedUpdateIsTakenAndKept() throws IOException {
        long before = zone.serial();
        assertThat(new Message(responder.answer(signed(update("new.contoso.example", "127.0.1.99")), Transport.TCP)
                .orElseThrow()).getRcode()).isEqualTo(Rcode.NOERROR);
        assertThat(zone.published("new.contoso.example")).isEqualTo(addresses("127.0.1.99"));
        assertThat(zone.serial()).isEqualTo(before + 1);
        var again = new OwnZone(ZoneSettings.of("contoso.example", "ns.contoso.example"), store);
        assertThat(again.published("new.contoso.example")).isEqualTo(addresses("127.0.1.99"));
        assertThat(again.serial()).isEqualTo(zone.serial());
        assertThat(again.records().all()).hasSameElementsAs(zone.records().all());
    }

    @Test
    void unsignedUpdateIsRefused() throws IOException {
        assertThat(answer(update("new.contoso.example", "127.0.1.99"), Transport.TCP).getRcode())
                .isEqualTo(Rcode.REFUSED);
        assertThat(zone.published("new.contoso.example")).isEmpty();
    }

    @Test
    void wrongKeySecretOrTimeIsNotAuthorised() throws IOException {
        var wrongSecret = new TsigKey("update-key", "hmac-sha256", new byte[] {1, 2, 3});
        var wrongName = new TsigKey("other-key", "hmac-sha256", new byte[32]);
        InstantSource late = InstantSource.fixed(CLOCK.instant().plus(Duration.ofHours(1)));
        for (byte[] bytes : List.of(signed(update("a.contoso.example", "127.0.0.1"), wrongSecret, CLOCK),
                signed(update("a.contoso.example", "127.0.0.1"), wrongName, CLOCK),
                signed(update("a.contoso.example", "127.0.0.1"), KEY, late))) {
            var response = new Message(responder.answer(bytes, Transport.TCP).orElseThrow());
            assertThat(response.getHeader().getRcode()).isEqualTo(Rcode.NOTAUTH);
            assertThat(response.getTSIG().getError()).isNotZero();
        }
        assertThat(zone.published("a.contoso.example")).isEmpty();
    }

    @Test
    void prerequisitesDecideOverTheWholeUpdate() throws IOException {  // RFC 2136 3.2
        Update taken = update("new.contoso.example", "127.0.1.99");
        taken.absent(Names.absolute("cas1.contoso.example"));
        assertThat(rcode(taken)).isEqualTo(Rcode.YXDOMAIN);
        Update missing = update("new.contoso.example", "127.0.1.99");
        missing.present(Names.absolute("cas1.contoso.example"), Type.TXT);
        assertThat(rcode(missing)).isEqualTo(Rcode.NXRRSET);
        Update other = update("new.contoso.example", "127.0.1.99");
        other.present(new ARecord(Names.absolute("cas1.contoso.example"), DClass.IN, 0, address("10.0.0.1")));
        assertThat(rcode(other)).isEqualTo(Rcode.NXRRSET);
        assertThat(zone.published("new.contoso.example")).isEmpty();
        Update right = update("new.contoso.example", "127.0.1.99");
        right.present(new ARecord(Names.absolute("cas1.contoso.example"), DClass.IN, 0, address("127.0.1.11")));
        assertThat(rcode(right)).isEqualTo(Rcode.NOERROR);
        assertThat(zone.published("new.contoso.example")).hasSize(1);
    }

    @Test
    void apexKeepsItsOwnRecordsAndAliasesStandAlone() throws IOException {
        var update = new Update(Names.absolute("contoso.example"));
        update.delete(Names.absolute("contoso.example"));
        update.delete(Names.absolute("contoso.example"), Type.NS);
        update.add(Names.absolute("cas1.contoso.example"), Type.CNAME, 60, "ns.contoso.example.");
        update.add(Names.absolute("alias.contoso.example"), Type.CNAME, 60, "cas1.contoso.example.");
        update.delete(Names.absolute("deep.under.contoso.example"));
        assertThat(rcode(update)).isEqualTo(Rcode.NOERROR);
        assertThat(ask("contoso.example", Type.NS).getSection(Section.ANSWER)).hasSize(1);
        assertThat(zone.published("cas1.contoso.example")).hasSize(1);
        assertThat(ask("alias.contoso.example", Type.A).getSection(Section.ANSWER)).hasSize(2);
        assertThat(ask("under.contoso.example", Type.A).getRcode()).isEqualTo(Rcode.NXDOMAIN);
        var foreign = update("x.contoso.com", "127.0.0.1");
        assertThat(rcode(foreign)).isEqualTo(Rcode.NOTZONE);
        var soa = new Update(Names.absolute("contoso.example"));
        soa.add(Names.absolute("contoso.example"), Type.NS, 60, "evil.example.");
        assertThat(rcode(soa)).isEqualTo(Rcode.REFUSED);
    }

    @Test
    void serialGrowsOnlyWithAChange() throws IOException {
        long before = zone.serial();
        zone.publish("cas1.contoso.example", addresses("127.0.1.11"));
        assertThat(zone.serial()).isEqualTo(before);
        zone.publish("cas1.contoso.example", List.of());
        assertThat(zone.serial()).isEqualTo(before + 1);
        assertThat(ask("cas1.contoso.example", Type.A).getRcode()).isEqualTo(Rcode.NXDOMAIN);
    }

    @Test
    void failedSaveChangesNothing() throws IOException {
        var failing = new ZoneStore() {
            @Override
            public Optional<Saved> load() {
                return Optional.of(new Saved(7, List.of("cas1.contoso.example.\t60\tIN\tA\t127.0.1.11")));
            }

            @Override
            public void save(Saved saved) throws IOException {
                throw new IOException("disk full");
            }
        };
        var held = new OwnZone(ZoneSettings.of("contoso.example", "ns.contoso.example"), failing);
        assertThatThrownBy(() -> held.publish("cas1.contoso.example", List.of())).hasMessage("disk full");
        assertThat(held.published("cas1.contoso.example")).hasSize(1);
        var response = new Message(new DnsResponder(held, List.of(KEY), CLOCK)
                .answer(signed(update("x.contoso.example", "127.0.0.1")), Transport.TCP).orElseThrow());
        assertThat(response.getRcode()).isEqualTo(Rcode.SERVFAIL);
    }

    @Test
    void namesOutsideTheZoneAreNotPublished() {
        assertThatThrownBy(() -> zone.publish("www.contoso.com", addresses("127.0.0.1")))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("www.contoso.com");
        assertThat(zone.zones()).containsExactly("contoso.example");
    }

    private Message ask(String name, int type) {
        try {
            return answer(query(name, type), Transport.UDP);
        } catch (IOException bad) {
            throw new AssertionError(bad);
        }
    }

    private Message answer(Message query, Transport transport) throws IOException {
        return new Message(responder.answer(query.toWire(), transport).orElseThrow());
    }

    private int rcode(Message update) throws IOException {
        return new Message(responder.answer(signed(update), Transport.TCP).orElseThrow()).getRcode();
    }

    private static Message query(String name, int type) {
        return Message.newQuery(Record.newRecord(Names.absolute(name), type, DClass.IN));
    }

    private static Update update(String name, String address) throws IOException {
        var update = new Update(Names.absolute("contoso.example"));
        Name added = Names.absolute(name);
        update.add(added, Type.A, 60, address);
        return update;
    }

    private static byte[] signed(Message message) {
        return signed(message, KEY, CLOCK);
    }

    private static byte[] signed(Message message, TsigKey key, InstantSource clock) {
        message.setTSIG(key.signer(clock));
        return message.toWire(65_535);
    }

    private static List<InetAddress> addresses(String... literals) {
        var addresses = new ArrayList<InetAddress>();
        for (String literal : literals) {
            addresses.add(address(literal));
        }
        return addresses;
    }

    private static InetAddress address(String literal) {
        return InetAddress.ofLiteral(literal);
    }
}
