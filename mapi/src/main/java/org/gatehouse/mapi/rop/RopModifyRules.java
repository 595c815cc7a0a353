package org.gatehouse.mapi.rop;

import java.util.List;
import org.gatehouse.wire.ByteReader;
import org.gatehouse.wire.ByteWriter;

/// RopModifyRules, RopId 0x41: changes a folder's rules.
///
/// Layout [MS-OXCROPS] 2.2.11.1; meaning [MS-OXORULE] 2.2.1.
public final class RopModifyRules {
    private RopModifyRules() {}

    public record Request(int logonId, int inputHandleIndex, int modifyRulesFlags,
            List<RowModification> rules) implements RopRequest {
        public Request {
            rules = List.copyOf(rules);
        }

        static Request decode(ByteReader in) {
            return new Request(in.u8(), in.u8(), in.u8(),
                   in.list(in.u16(), RowModification.SIZE_MIN, RowModification::read));
        }

        @Override
        public RopId id() {
            return RopId.MODIFY_RULES;
        }

        @Override
        public void encodeBody(ByteWriter out) {
            out.u8(inputHandleIndex);
            out.u8(modifyRulesFlags);
            out.u16(rules.size());
            rules.forEach(each -> each.write(out));
        }
    }

    public record Response(int handleIndex) implements RopResponse {
        static Response decode(ByteReader in, ResponseHead head) {
            return new Response(head.handleIndex());
        }

        @Override
        public RopId id() {
            return RopId.MODIFY_RULES;
        }

        @Override
        public void encodeBody(ByteWriter out) {
            // Nothing follows the return value.
        }
    }
}
