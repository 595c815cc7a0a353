package org.gatehouse.security.spnego;

import static org.gatehouse.wire.MalformedException.require;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.gatehouse.security.der.Der;
import org.gatehouse.wire.ByteReader;
import org.gatehouse.wire.Bytes;

/// NegTokenInit (RFC 4178 4.2.1) in its GSS frame: the mechanisms a side can do, the preferred one first.
///
/// reqFlags is read over: nothing protects it ([MS-SPNG] 3.1.5.3).
///
/// @param mechTypeList the DER bytes of the whole MechTypeList as sent; mechListMIC covers them
/// @param mechToken the preferred mechanism's first token, sent at a venture
public record NegTokenInit(List<MechanismId> mechTypes, Bytes mechTypeList, Optional<Bytes> mechToken,
        Optional<Bytes> mechListMic) {
    /// Windows offers four or five.
    private static final int MECHANISMS_MAX = 32;
    private static final String HINT = "not_defined_in_RFC4178@please_ignore";

    public NegTokenInit {
        mechTypes = List.copyOf(mechTypes);
    }

    /// A token that offers these mechanisms.
    public static NegTokenInit of(List<MechanismId> mechTypes, Optional<Bytes> mechToken) {
        Bytes[] elements = mechTypes.stream().map(MechanismId::element).toArray(Bytes[]::new);
        return new NegTokenInit(mechTypes, Der.element(Der.SEQUENCE, elements), mechToken, Optional.empty());
    }

    public static NegTokenInit decode(Bytes token) {
        ByteReader outer = token.reader();
        ByteReader frame = Der.enter(outer, Der.APPLICATION_0);
        Der.end(outer);
        require(Der.enter(frame, Der.OBJECT_IDENTIFIER).rest().equals(MechanismId.SPNEGO.content()),
                "GSS token of another mechanism than SPNEGO");
        ByteReader choice = Der.enter(frame, Der.context(0));
        Der.end(frame);
        ByteReader fields = Der.enter(choice, Der.SEQUENCE);
        Der.end(choice);
        ByteReader listField = Der.enter(fields, Der.context(0));
        Bytes list = listField.rest();
        List<MechanismId> mechTypes = mechTypes(list);
        if (Der.peek(fields) == Der.context(1)) {
            Der.enter(fields, Der.context(1));
        }
        Optional<Bytes> token2 = octets(fields, 2);
        Optional<Bytes> mic = Optional.empty();
        // [3] is the MIC in RFC 4178 and the hints, a sequence, in NegTokenInit2, whose MIC is [4] ([MS-SPNG] 2.2.1).
        if (Der.peek(fields) == Der.context(3)) {
            ByteReader third = Der.enter(fields, Der.context(3));
            if (Der.peek(third) == Der.OCTET_STRING) {
                mic = Optional.of(Der.enter(third, Der.OCTET_STRING).rest());
            }
        }
        if (Der.peek(fields) == Der.context(4)) {
            mic = octets(fields, 4);
        }
        Der.end(fields);
        return new NegTokenInit(mechTypes, list, token2, mic);
    }

    public Bytes encode() {
        return encode(Bytes.EMPTY);
    }

    /// The form in which a server opens, NegTokenInit2 with its hint ([MS-SPNG] 2.2.1).
    public Bytes encodeWithHint() {
        Bytes hint = Der.element(Der.GENERAL_STRING, Bytes.wrap(HINT.getBytes(StandardCharsets.US_ASCII)));
        return encode(Der.element(Der.context(3), Der.element(Der.SEQUENCE, Der.element(Der.context(0), hint))));
    }

    private Bytes encode(Bytes hints) {
        Bytes token = mechToken.map(bytes -> Der.element(Der.context(2), Der.element(Der.OCTET_STRING, bytes)))
                .orElse(Bytes.EMPTY);
        int micNumber = hints.isEmpty() ? 3 : 4;
        Bytes mic = mechListMic.map(bytes -> Der.element(Der.context(micNumber), Der.element(Der.OCTET_STRING, bytes)))
                .orElse(Bytes.EMPTY);
        Bytes fields = Der.element(Der.SEQUENCE, Der.element(Der.context(0), mechTypeList), token, hints, mic);
        return Der.element(Der.APPLICATION_0, MechanismId.SPNEGO.element(), Der.element(Der.context(0), fields));
    }

    private static List<MechanismId> mechTypes(Bytes list) {
        ByteReader in = list.reader();
        ByteReader elements = Der.enter(in, Der.SEQUENCE);
        Der.end(in);
        var mechTypes = new ArrayList<MechanismId>();
        while (elements.hasRemaining()) {
            require(mechTypes.size() < MECHANISMS_MAX, "too many mechanisms");
            mechTypes.add(new MechanismId(Der.enter(elements, Der.OBJECT_IDENTIFIER).rest()));
        }
        require(!mechTypes.isEmpty(), "no mechanism offered");
        return mechTypes;
    }

    private static Optional<Bytes> octets(ByteReader fields, int number) {
        return Der.peek(fields) == Der.context(number)
                ? Optional.of(Der.explicit(fields, number, Der.OCTET_STRING)) : Optional.empty();
    }
}
