package org.gatehouse.security.spnego;

import static org.gatehouse.wire.MalformedException.require;

import java.util.Optional;
import org.gatehouse.security.der.Der;
import org.gatehouse.wire.ByteReader;
import org.gatehouse.wire.Bytes;

/// NegTokenResp (RFC 4178 4.2.2): every token after the first, from either side.
public record NegTokenResp(Optional<State> state, Optional<MechanismId> supportedMech, Optional<Bytes> responseToken,
        Optional<Bytes> mechListMic) {
    /// negState.
    public enum State {
        ACCEPT_COMPLETED(0), ACCEPT_INCOMPLETE(1), REJECT(2), REQUEST_MIC(3);

        private final int wire;

        State(int wire) {
            this.wire = wire;
        }

        static State of(Bytes content) {
            require(content.length() == 1, "negState of a wrong size");
            for (State state : values()) {
                if (state.wire == content.at(0)) {
                    return state;
                }
            }
            throw new org.gatehouse.wire.MalformedException("unknown negState " + content.at(0));
        }
    }

    public static NegTokenResp decode(Bytes token) {
        ByteReader in = token.reader();
        ByteReader choice = Der.enter(in, Der.context(1));
        Der.end(in);
        ByteReader fields = Der.enter(choice, Der.SEQUENCE);
        Der.end(choice);
        Optional<State> state = field(fields, 0, Der.ENUMERATED).map(State::of);
        Optional<MechanismId> mech = field(fields, 1, Der.OBJECT_IDENTIFIER).map(MechanismId::new);
        Optional<Bytes> response = field(fields, 2, Der.OCTET_STRING);
        Optional<Bytes> mic = field(fields, 3, Der.OCTET_STRING);
        Der.end(fields);
        return new NegTokenResp(state, mech, response, mic);
    }

    public Bytes encode() {
        return Der.element(Der.context(1), Der.element(Der.SEQUENCE,
                element(0, state.map(value -> Der.element(Der.ENUMERATED, Bytes.wrap(new byte[] {(byte) value.wire})))),
                element(1, supportedMech.map(MechanismId::element)),
                element(2, responseToken.map(bytes -> Der.element(Der.OCTET_STRING, bytes))),
                element(3, mechListMic.map(bytes -> Der.element(Der.OCTET_STRING, bytes)))));
    }

    private static Bytes element(int number, Optional<Bytes> inner) {
        return inner.map(bytes -> Der.element(Der.context(number), bytes)).orElse(Bytes.EMPTY);
    }

    private static Optional<Bytes> field(ByteReader fields, int number, int tag) {
        return Der.peek(fields) == Der.context(number) ? Optional.of(Der.explicit(fields, number, tag))
                : Optional.empty();
    }
}
