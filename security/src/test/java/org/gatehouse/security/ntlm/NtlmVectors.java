package org.gatehouse.security.ntlm;

import java.time.Instant;
import org.gatehouse.testing.Golden;
import org.gatehouse.wire.Bytes;

/// The worked example of NTLM version 2, [MS-NLMP] 4.2.1 and 4.2.4.
public final class NtlmVectors {
    public static final int FLAGS = 0xe28a8233;
    /// The NTLMv2 response of the example carries a FILETIME of zero.
    public static final Instant TIME = Instant.parse("1601-01-01T00:00:00Z");
    public static final Bytes SERVER_CHALLENGE = Bytes.ofHex("0123456789abcdef");
    public static final byte[] RANDOM_SESSION_KEY = Golden.bytes("55 55 55 55 55 55 55 55 55 55 55 55 55 55 55 55");
    public static final byte[] NEGOTIATE = Golden.bytes("""
            4e 54 4c 4d 53 53 50 00  | Signature
            01 00 00 00              | MessageType
            33 82 08 e2              | NegotiateFlags
            00 00 00 00 28 00 00 00  | DomainNameFields
            00 00 00 00 28 00 00 00  | WorkstationFields
            05 01 28 0a 00 00 00 0f  | Version
            """);
    public static final byte[] CHALLENGE = Golden.bytes("""
            4e 54 4c 4d 53 53 50 00              | Signature
            02 00 00 00                          | MessageType
            0c 00 0c 00 38 00 00 00              | TargetNameFields
            33 82 8a e2                          | NegotiateFlags
            01 23 45 67 89 ab cd ef              | ServerChallenge
            00 00 00 00 00 00 00 00              | Reserved
            24 00 24 00 44 00 00 00              | TargetInfoFields
            06 00 70 17 00 00 00 0f              | Version 6.0.6000
            53 00 65 00 72 00 76 00 65 00 72 00  | TargetName "Server"
            02 00 0c 00                          | MsvAvNbDomainName
            44 00 6f 00 6d 00 61 00 69 00 6e 00  | "Domain"
            01 00 0c 00                          | MsvAvNbComputerName
            53 00 65 00 72 00 76 00 65 00 72 00  | "Server"
            00 00 00 00                          | MsvAvEOL
            """);
    public static final byte[] TEMP = Golden.bytes("""
            01 01                                | RespType, HiRespType
            00 00 00 00 00 00                    | Reserved1, Reserved2
            00 00 00 00 00 00 00 00              | TimeStamp
            aa aa aa aa aa aa aa aa              | ChallengeFromClient
            00 00 00 00                          | Reserved3
            02 00 0c 00                          | MsvAvNbDomainName
            44 00 6f 00 6d 00 61 00 69 00 6e 00  | "Domain"
            01 00 0c 00                          | MsvAvNbComputerName
            53 00 65 00 72 00 76 00 65 00 72 00  | "Server"
            00 00 00 00                          | MsvAvEOL
            00 00 00 00                          | four zeros close the structure
            """);
    public static final byte[] AUTHENTICATE = Golden.bytes("""
            4e 54 4c 4d 53 53 50 00              | Signature
            03 00 00 00                          | MessageType
            18 00 18 00 6c 00 00 00              | LmChallengeResponseFields
            54 00 54 00 84 00 00 00              | NtChallengeResponseFields
            0c 00 0c 00 48 00 00 00              | DomainNameFields
            08 00 08 00 54 00 00 00              | UserNameFields
            10 00 10 00 5c 00 00 00              | WorkstationFields
            10 00 10 00 d8 00 00 00              | EncryptedRandomSessionKeyFields
            35 82 88 e2                          | NegotiateFlags
            05 01 28 0a 00 00 00 0f              | Version 5.1.2600
            44 00 6f 00 6d 00 61 00 69 00 6e 00  | DomainName
            55 00 73 00 65 00 72 00              | UserName
            43 00 4f 00 4d 00 50 00 55 00 54 00 45 00 52 00 | Workstation
            86 c3 50 97 ac 9c ec 10 25 54 76 4a 57 cc cc 19 | LMv2 response
            aa aa aa aa aa aa aa aa              | and its challenge
            68 cd 0a b8 51 e5 1c 96 aa bc 92 7b eb ef 6a 1c | NTProofStr
            01 01 00 00 00 00 00 00 00 00 00 00 00 00 00 00 | NTLMv2_CLIENT_CHALLENGE
            aa aa aa aa aa aa aa aa 00 00 00 00
            02 00 0c 00 44 00 6f 00 6d 00 61 00 69 00 6e 00
            01 00 0c 00 53 00 65 00 72 00 76 00 65 00 72 00
            00 00 00 00 00 00 00 00
            c5 da d2 54 4f c9 79 90 94 ce 1c e9 0b c9 d0 3e | EncryptedRandomSessionKey
            """);

    private NtlmVectors() {}
}
