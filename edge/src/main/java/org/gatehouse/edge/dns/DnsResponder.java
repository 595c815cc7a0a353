package org.gatehouse.edge.dns;

import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Header;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Opcode;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.TSIG;
import org.xbill.DNS.TSIGRecord;
import org.xbill.DNS.Type;

/// Answers DNS messages for one zone with authority (RFC 1034 4.3.2 without recursion), and takes updates signed
/// by a known key (RFC 2136, RFC 8945). Bytes in, bytes out; thread-safe.
public final class DnsResponder {
    private static final Logger LOG = LoggerFactory.getLogger(DnsResponder.class);
    private static final int HEADER_SIZE = 12;
    /// RFC 1035 4.2.1, for peers without EDNS.
    private static final int UDP_SIZE_PLAIN = 512;
    /// What passes every path without fragments (DNS flag day 2020).
    private static final int UDP_SIZE_MAX = 1232;
    private static final int TCP_SIZE_MAX = 65_535;
    private static final int CNAME_CHAIN_MAX = 8;

    private final OwnZone zone;
    private final List<TsigKey> keys;
    private final InstantSource clock;

    /// How a message came.
    public enum Transport { UDP, TCP }

    /// @param keys those whose holders may change the zone; none refuses all updates
    public DnsResponder(OwnZone zone, List<TsigKey> keys, InstantSource clock) {
        this.zone = zone;
        this.keys = List.copyOf(keys);
        this.clock = clock;
    }

    /// The answer, or empty for what is not worth one: no DNS message, or an answer itself.
    public Optional<byte[]> answer(byte[] query, Transport transport) {
        if (query.length < HEADER_SIZE || (query[2] & 0x80) != 0) {
            return Optional.empty();
        }
        Message message;
        try {
            message = new Message(query);
        } catch (IOException | RuntimeException malformed) {
            return Optional.of(formatError(query));
        }
        try {
            return Optional.of(new Exchange(message, query, transport).answer());
        } catch (IOException failure) {
            LOG.error("the zone {} cannot be changed: {}", zone.zones().getFirst(), failure.getMessage());
            return Optional.of(failure(message, Rcode.SERVFAIL));
        }
    }

    /// Only the header can be trusted of a message that cannot be read.
    private static byte[] formatError(byte[] query) {
        byte[] answer = new byte[HEADER_SIZE];
        answer[0] = query[0];
        answer[1] = query[1];
        answer[2] = (byte) (0x80 | query[2] & 0x79);
        answer[3] = Rcode.FORMERR;
        return answer;
    }

    private static byte[] failure(Message query, int rcode) {
        Message response = responseTo(query);
        response.getHeader().setRcode(rcode);
        return response.toWire(TCP_SIZE_MAX);
    }

    private static Message responseTo(Message query) {
        var response = new Message(query.getHeader().getID());
        Header header = response.getHeader();
        header.setFlag(Flags.QR);
        header.setOpcode(query.getHeader().getOpcode());
        if (query.getHeader().getFlag(Flags.RD)) {
            header.setFlag(Flags.RD);
        }
        query.getSection(Section.QUESTION).forEach(question -> response.addRecord(question, Section.QUESTION));
        return response;
    }

    /// One message and its answer.
    private final class Exchange {
        private final Message query;
        private final byte[] bytes;
        private final Transport transport;
        private final Message response;

        Exchange(Message query, byte[] bytes, Transport transport) {
            this.query = query;
            this.bytes = bytes;
            this.transport = transport;
            this.response = responseTo(query);
        }

        byte[] answer() throws IOException {
            TSIGRecord signature = query.getTSIG();
            Optional<TSIG> signer = Optional.empty();
            if (signature != null) {
                Optional<TsigKey> key = keys.stream()
                        .filter(known -> known.keyName().equals(signature.getName())).findFirst();
                int verdict = key.isEmpty() ? Rcode.BADKEY
                        : key.get().signer(clock).verify(query, bytes, null);
                if (verdict != Rcode.NOERROR) {
                    return unverified(signature, key, verdict);
                }
                signer = key.map(known -> known.signer(clock));
            }
            response.getHeader().setRcode(process(signer.isPresent()));
            OPTRecord options = query.getOPT();
            if (options != null) {
                response.addRecord(new OPTRecord(UDP_SIZE_MAX, options.getVersion() > 0 ? 1 : 0, 0),
                        Section.ADDITIONAL);
            }
            signer.ifPresent(known -> response.setTSIG(known, Rcode.NOERROR, signature));
            return response.toWire(sizeMax(options));
        }

        private int sizeMax(OPTRecord options) {
            if (transport == Transport.TCP) {
                return TCP_SIZE_MAX;
            }
            return options == null ? UDP_SIZE_PLAIN
                    : Math.clamp(options.getPayloadSize(), UDP_SIZE_PLAIN, UDP_SIZE_MAX);
        }

        /// RFC 8945 5.2: NOTAUTH, with the reason in a TSIG record; signed only if it is the clock that is wrong.
        private byte[] unverified(TSIGRecord signature, Optional<TsigKey> key, int verdict) {
            LOG.warn("DNS message with key {} not verified: {}", signature.getName(), Rcode.TSIGstring(verdict));
            response.getHeader().setRcode(Rcode.NOTAUTH);
            if (verdict == Rcode.BADTIME && key.isPresent()) {
                response.setTSIG(key.get().signer(clock), Rcode.BADTIME, signature);
            } else {
                response.addRecord(new TSIGRecord(signature.getName(), DClass.ANY, 0, signature.getAlgorithm(),
                        clock.instant(), signature.getFudge(), new byte[0], query.getHeader().getID(), verdict,
                        new byte[0]), Section.ADDITIONAL);
            }
            return response.toWire(sizeMax(query.getOPT()));
        }

        private int process(boolean signed) throws IOException {
            OPTRecord options = query.getOPT();
            if (options != null && options.getVersion() > 0) {
                return Rcode.NOERROR; // BADVERS: its upper bits stand in the OPT record (RFC 6891 6.1.3)
            }
            return switch (query.getHeader().getOpcode()) {
                case Opcode.QUERY -> query();
                case Opcode.UPDATE -> signed ? new ZoneUpdate(zone, query).apply() : Rcode.REFUSED;
                default -> Rcode.NOTIMP;
            };
        }

        private int query() {
            if (query.getSection(Section.QUESTION).size() != 1) {
                return Rcode.FORMERR;
            }
            Record question = query.getQuestion();
            int type = question.getType();
            boolean transfer = type == Type.AXFR || type == Type.IXFR;
            if (transfer || question.getDClass() != DClass.IN || !question.getName().subdomain(zone.origin())) {
                return Rcode.REFUSED;
            }
            response.getHeader().setFlag(Flags.AA);
            return lookUp(question.getName(), type, 0);
        }

        private int lookUp(Name name, int type, int chained) {
            ZoneRecords records = zone.records();
            if (name.equals(zone.origin()) && (type == Type.SOA || type == Type.ANY)) {
                add(List.of(zone.soa()), Section.ANSWER);
                return Rcode.NOERROR;
            }
            List<Record> found = find(records, name, type);
            if (!found.isEmpty()) {
                add(found, Section.ANSWER);
                addTargets(records, found);
                return Rcode.NOERROR;
            }
            List<Record> alias = records.find(name, Type.CNAME);
            if (!alias.isEmpty()) {
                add(alias, Section.ANSWER);
                Name target = ((CNAMERecord) alias.getFirst()).getTarget();
                boolean goesOn = target.subdomain(zone.origin()) && chained < CNAME_CHAIN_MAX;
                return goesOn ? lookUp(target, type, chained + 1) : Rcode.NOERROR;
            }
            add(List.of(zone.soa()), Section.AUTHORITY);
            return records.exists(name) || name.equals(zone.origin()) ? Rcode.NOERROR : Rcode.NXDOMAIN;
        }

        /// To a question for everything one kind of record is answered (RFC 8482 4.1).
        private static List<Record> find(ZoneRecords records, Name name, int type) {
            if (type != Type.ANY) {
                return records.find(name, type);
            }
            Map<Integer, List<Record>> types = records.find(name);
            return types.isEmpty() ? List.of() : types.values().iterator().next();
        }

        /// The addresses of hosts that SRV, NS and MX records name.
        private void addTargets(ZoneRecords records, List<Record> found) {
            var more = new ArrayList<Record>();
            for (Record named : found) {
                Name target = named.getAdditionalName();
                if (target != null) {
                    more.addAll(records.find(target, Type.A));
                    more.addAll(records.find(target, Type.AAAA));
                }
            }
            add(more, Section.ADDITIONAL);
        }

        private void add(List<? extends Record> records, int section) {
            records.forEach(added -> response.addRecord(added, section));
        }
    }
}
