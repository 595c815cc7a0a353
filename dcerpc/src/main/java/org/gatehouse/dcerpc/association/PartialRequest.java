package org.gatehouse.dcerpc.association;

import org.gatehouse.dcerpc.pdu.Pdu;
import org.gatehouse.dcerpc.pdu.PduHeader;
import org.gatehouse.wire.ByteWriter;
import org.jspecify.annotations.Nullable;

/// A request ([C706] 12.6.4.9) whose last fragment has not come yet. Fragments of calls never interleave, not even
/// when calls do.
final class PartialRequest {
    final PduHeader header;
    final Pdu.Request head;
    final PresentationContexts.Accepted context;
    final @Nullable SecurityContext security;
    final ByteWriter stub;

    PartialRequest(PduHeader header, Pdu.Request head, PresentationContexts.Accepted context,
            @Nullable SecurityContext security) {
        this.header = header;
        this.head = head;
        this.context = context;
        this.security = security;
        this.stub = new ByteWriter(head.stub().length());
    }
}
