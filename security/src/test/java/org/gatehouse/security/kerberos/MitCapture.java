package org.gatehouse.security.kerberos;

import java.time.Instant;
import org.gatehouse.testing.Golden;

/// What MIT's tools of krb5 1.20.1 wrote: a keytab by kadmin, and the tokens of a DCE-style sign-in by its GSS-API
/// client with a ticket of its KDC. Our answer between them is the one that a generator seeded with [#SEED] makes.
final class MitCapture {
    /// Of the generator that made our AP-REP.
    static final int SEED = 7;
    static final Instant NOW = Instant.parse("2026-11-28T21:35:46Z");
    /// Two keys of one service.
    static final byte[] KEYTAB = Golden.bytes("""
            05 02                                                                    | version 0x502
            00 00 00 5e 00 02                                                        | length, two parts
            00 09 43 4f 52 50 2e 54 45 53 54                                         | realm CORP.TEST
            00 0b 65 78 63 68 61 6e 67 65 4d 44 42                                   | exchangeMDB
            00 11 6f 75 74 6c 6f 6f 6b 2e 63 6f 72 70 2e 74 65 73 74                 | outlook.corp.test
            00 00 00 01 6b 0b 49 2e                                                  | name type 1; time
            02                                                                       | version, lowest octet
            00 12 00 20                                                              | type, length of the key
            ec 32 02 31 01 89 a3 9d 6e d9 ff 9e 63 d7 84 06 9f 42 64 44 31 d7 46 a8  | key
            aa b9 ce ea 38 ca 67 17
            00 00 00 02                                                              | version
            00 00 00 4e 00 02                                                        | length, two parts
            00 09 43 4f 52 50 2e 54 45 53 54                                         | realm CORP.TEST
            00 0b 65 78 63 68 61 6e 67 65 4d 44 42                                   | exchangeMDB
            00 11 6f 75 74 6c 6f 6f 6b 2e 63 6f 72 70 2e 74 65 73 74                 | outlook.corp.test
            00 00 00 01 6b 0b 49 2e                                                  | name type 1; time
            02                                                                       | version, lowest octet
            00 11 00 10                                                              | type, length of the key
            4d 99 15 2e 2e a3 8e 01 ee b1 8b 2e bc 93 2c 12                          | key
            00 00 00 02                                                              | version
            """);
    /// The first token.
    static final byte[] AP_REQ = Golden.bytes("""
            6e 82 02 b6 30 82 02 b2 a0 03 02 01 05                                   | [APPLICATION 14], pvno 5
            a1 03 02 01 0e                                                           | msg-type 14
            a2 07 03 05 00 20 00 00 00                                               | ap-options: mutual-required
            a3 82 01 ce 61 82 01 ca 30 82 01 c6 a0 03 02 01 05                       | ticket, tkt-vno 5
            a1 0b 1b 09 43 4f 52 50 2e 54 45 53 54                                   | realm CORP.TEST
            a2 2b 30 29 a0 03 02 01 01                                               | sname: name-type 1
            a1 22 30 20 1b 0b 65 78 63 68 61 6e 67 65 4d 44 42                       | exchangeMDB
            1b 11 6f 75 74 6c 6f 6f 6b 2e 63 6f 72 70 2e 74 65 73 74                 | outlook.corp.test
            a3 82 01 83 30 82 01 7f a0 03 02 01 12                                   | etype 18, AES256
            a1 03 02 01 02                                                           | kvno 2
            a2 82 01 71 04 82 01 6d b3 c6 08 0b 9c dc 1d 24 f2 28 e2 3e a8 9d fd f0  | cipher of the ticket
            9c a5 ed 60 aa d0 3c 35 5b aa e4 85 84 0f b4 ae c6 18 f7 01 af b4 b3 a8
            46 3a 99 54 3e 0e bd 94 25 0d 8f 96 71 c0 9a 69 3d d9 b1 90 9b ea fe 5f
            c7 64 c0 6e c9 a7 fa 62 c2 8a dc 8e c3 63 22 6e bc 6f 93 14 10 76 17 b1
            85 6a d9 cf 1a 0f 5c e1 5a d9 31 de 66 4c ab 45 55 6a 43 87 71 44 d2 f7
            3c 16 82 af b9 64 a3 c6 f6 c4 91 d3 f8 b8 85 62 e7 f0 7d 46 5a 6d d3 05
            19 e7 3b 8d 2b 04 78 66 fa b6 3c df 8f 45 d1 cd 4d 66 2c aa b3 60 43 0b
            47 d3 8d 03 78 de 7e d8 e8 64 18 61 b0 02 32 b9 c0 fc 78 97 86 05 d8 cf
            d3 56 aa 60 79 f6 b4 fb eb 59 d4 28 73 64 a1 53 ad e4 a2 60 9f 94 73 62
            01 82 1d e6 54 34 87 c8 08 6b 99 4e 10 91 64 ee 08 2d b9 5f 2b 55 e4 d5
            32 c0 3d a6 83 ae 93 f2 f4 bf a4 82 64 be 8c 1c 8e 41 04 28 62 44 bb 51
            f8 7d 4a 7f 44 4f e3 f4 66 0f 61 4a 4d d8 14 1c a3 52 65 e3 00 8d 39 49
            85 b2 6f 33 99 1c 9c c2 d0 97 19 cc 2d 19 51 12 f9 b9 41 74 43 79 41 38
            4e ee 60 dc 59 c5 61 9c c7 15 05 22 18 01 6f e7 e5 a3 24 e0 84 e2 0a ec
            e3 6d ef 4c 95 24 45 d9 ae 60 c8 a5 18 ee c5 96 50 e1 44 6b 86 30 7c 16
            72 5c 7e 8b c2 47 dd ff 06 55 f2 3e ff
            a4 81 ca 30 81 c7 a0 03 02 01 12                                         | authenticator: etype 18
            a2 81 bf 04 81 bc c1 bb d1 28 8d aa 58 e9 89 cd a6 ce 64 7a fe d8 86 7d  | cipher of the authenticator
            8b 03 1d 30 07 7e 86 db 9b 9a 8e 9b 66 10 c6 e5 b6 8c 51 4c 3c 5f 06 59
            fa b2 6d df 63 7e c6 47 fb 88 d6 2c 3b 52 23 46 4a 26 d1 a4 71 df 59 d9
            24 bc cb 72 5e ac 17 72 57 04 a9 d0 05 46 14 c4 af e4 2d 54 66 e4 87 a4
            5c 9a 46 83 f6 62 19 49 49 75 d3 7c 1b c8 6d dc 59 fb be 0b 01 6b eb e8
            5b ca d8 2d 66 c7 51 97 d8 aa 77 ac 10 e5 8b fd 2f 17 43 65 4d fc 88 b5
            d7 3c 93 d6 e5 9e ba f9 11 9b e7 71 42 ae 39 b0 8a 0c 33 76 54 0b 9c 5f
            6b f1 29 b7 43 75 ff d5 28 0d f0 e5 d5 be 9f 81 30 ff eb 1b 98 fb e4 c8
            55 37
            """);
    /// Our answer.
    static final byte[] AP_REP = Golden.bytes("""
            6f 81 89 30 81 86 a0 03 02 01 05                                         | [APPLICATION 15], pvno 5
            a1 03 02 01 0f                                                           | msg-type 15
            a2 7a 30 78 a0 03 02 01 12                                               | etype 18
            a2 71 04 6f 49 94 16 83 9c 20 9c 8e 1f 26 68 a5 67 4f e4 4f 8a a6 38 34  | cipher
            79 23 15 a1 f5 07 0a cf 1b 4e f0 79 db ad 04 8e c0 43 c0 1c b6 6f ce af
            54 32 ed c9 12 05 2b b7 b2 fd 21 37 ce 71 62 65 23 4f 88 0d e4 68 16 e3
            97 a9 29 dc 1a 23 3d 63 b2 7c 73 5a 8b dc b6 3d 95 18 5b ea dd f0 d9 69
            e9 66 a8 2c 0b 6c 0f 65 5c 35 1b 81 9c f2 bb 73 5f 54 e8
            """);
    /// The client's AP-REP ([MS-KILE] 3.4.5.1).
    static final byte[] THIRD_LEG = Golden.bytes("""
            6f 5b 30 59 a0 03 02 01 05                                               | [APPLICATION 15], pvno 5
            a1 03 02 01 0f                                                           | msg-type 15
            a2 4d 30 4b a0 03 02 01 12                                               | etype 18
            a2 44 04 42 7c 94 d4 aa fb 79 39 c9 02 cc be 53 43 0e bc 5a 48 05 66 6a  | cipher
            08 51 d0 8f 0a ba 9f 9f 51 3d ce f9 57 c8 07 f5 9b fa fe 04 86 6c a9 d8
            dc 16 fc 00 3c 21 58 98 59 91 3b 47 c7 3c 8b a8 9b ca 3a 47 2a 71
            """);
    /// The sealed data; `head0` before it and `tail` behind it are signed only.
    static final byte[] SEALED_BODY = Golden.bytes("""
            b4 d5 e7 6b 62 ed 08 2e 91 ef c0 8e 2a 4c 9d 14 06 bc 69 c9 1d           | "a message from MIT, 0"
            """);
    /// Its Wrap token.
    static final byte[] SEAL = Golden.bytes("""
            05 04 06 ff                                                              | TOK_ID, sealed, acceptor subkey
            00 10 00 1c                                                              | EC 16, RRC 28
            00 00 00 00 22 d3 e2 a7                                                  | SND_SEQ
            c9 0a 18 76 b0 b6 c6 42 15 37 75 7e 6d 1e f4 ef 7e b3 3b 42 01 12 ef 53  | filler and header, encrypted
            35 a4 6c d5 e6 49 21 09
            9a de 8b 03 01 f0 ee 07 ec 50 c1 24                                      | checksum
            f6 99 e0 3e 6e d4 e0 7d da 15 74 09 05 84 be 91                          | confounder, encrypted
            """);
    /// The MIC of `signed 0`.
    static final byte[] MIC = Golden.bytes("""
            04 04 04 ff ff ff ff ff                                                  | TOK_ID, acceptor subkey, filler
            00 00 00 00 22 d3 e2 a8                                                  | SND_SEQ
            24 cc f4 9c 5e f7 35 9c cc 3b 07 c0                                      | SGN_CKSUM
            """);

    private MitCapture() {}
}
