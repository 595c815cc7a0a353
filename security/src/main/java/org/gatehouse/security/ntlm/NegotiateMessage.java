package org.gatehouse.security.ntlm;

import static org.gatehouse.wire.MalformedException.require;

import org.gatehouse.wire.ByteReader;
import org.gatehouse.wire.ByteWriter;
import org.gatehouse.wire.Bytes;

/// NEGOTIATE_MESSAGE ([MS-NLMP] 2.2.1.1): the client says what it can do.
///
/// Names are in the OEM character set and hints only. Some clients leave out everything after the flags or after the
/// names; that is read as zeros.
public record NegotiateMessage(int flags, String domain, String workstation, Version version) {
    static final int TYPE = 1;
    private static final int DOMAIN_AT = 16;
    private static final int WORKSTATION_AT = 24;
    private static final int OEM = 0;

    public static NegotiateMessage decode(Bytes message) {
        ByteReader in = message.reader();
        Payload.expect(in, TYPE);
        int flags = in.i32();
        String domain = "";
        String workstation = "";
        Version version = Version.NONE;
        if (in.hasRemaining()) {
            var domainField = Payload.Field.decode(in);
            var workstationField = Payload.Field.decode(in);
            if (NegotiateFlags.has(flags, NegotiateFlags.OEM_DOMAIN_SUPPLIED)) {
                domain = Payload.text(domainField.of(message), OEM);
            }
            if (NegotiateFlags.has(flags, NegotiateFlags.OEM_WORKSTATION_SUPPLIED)) {
                workstation = Payload.text(workstationField.of(message), OEM);
            }
            if (NegotiateFlags.has(flags, NegotiateFlags.VERSION) && in.remaining() >= Version.SIZE) {
                version = Version.decode(in);
            }
        }
        require(NegotiateFlags.has(flags, NegotiateFlags.UNICODE | NegotiateFlags.OEM), "no character set offered");
        return new NegotiateMessage(flags, domain, workstation, version);
    }

    public Bytes encode() {
        ByteWriter out = Payload.begin(TYPE).i32(flags);
        Payload.reserve(out);
        Payload.reserve(out);
        version.encode(out);
        Payload.append(out, DOMAIN_AT, Payload.bytes(domain, OEM));
        Payload.append(out, WORKSTATION_AT, Payload.bytes(workstation, OEM));
        return out.toBytes();
    }
}
