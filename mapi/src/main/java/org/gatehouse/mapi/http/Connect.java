package org.gatehouse.mapi.http;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.gatehouse.wire.MalformedException.require;

import org.gatehouse.wire.ByteReader;
import org.gatehouse.wire.ByteWriter;
import org.gatehouse.wire.Bytes;

/// Connect: opens a session context at the mailbox endpoint ([MS-OXCMAPIHTTP] 2.2.4.1).
///
/// Its fields mean what those of EcDoConnectEx mean ([MS-OXCRPC] 3.1.4.1).
public final class Connect {
    private Connect() {}

    /// `UserDn, ASCII, ends with 0 | Flags (4) | DefaultCodePage (4) | LcidSort (4) | LcidString (4) |
    /// AuxiliaryBufferSize (4) | AuxiliaryBuffer` (2.2.4.1.1)
    public record Request(String userDn, int flags, int codePage, int sortLocale, int stringLocale, Bytes auxiliary) {
        public static Request read(ByteReader in) {
            return new Request(in.terminated(US_ASCII), in.i32(), in.i32(), in.i32(), in.i32(),
                    Auxiliary.readLast(in));
        }

        public Bytes write() {
            var out = new ByteWriter().terminated(userDn, US_ASCII).i32(flags).i32(codePage).i32(sortLocale)
                    .i32(stringLocale);
            Auxiliary.write(out, auxiliary);
            return out.toBytes();
        }
    }

    /// `StatusCode (4) = 0 | ErrorCode (4) | PollsMax (4) | RetryCount (4) | RetryDelay (4) | DnPrefix, ASCII, ends
    /// with 0 | DisplayName, UTF-16, ends with 0 | AuxiliaryBufferSize (4) | AuxiliaryBuffer` (2.2.4.1.2)
    ///
    /// @param error a return value of EcDoConnectEx
    public record Response(int error, int pollMillisMax, int retries, int retryDelayMillis, String dnPrefix,
            String displayName, Bytes auxiliary) {
        /// A connect that was refused: nothing else means anything.
        public static Response refusal(int error, Bytes auxiliary) {
            return new Response(error, 0, 0, 0, "", "", auxiliary);
        }

        public Bytes write() {
            var out = new ByteWriter().i32(0).i32(error).i32(pollMillisMax).i32(retries).i32(retryDelayMillis)
                    .terminated(dnPrefix, US_ASCII).utf16Terminated(displayName);
            Auxiliary.write(out, auxiliary);
            return out.toBytes();
        }

        public static Response read(ByteReader in) {
            require(in.i32() == 0, "StatusCode of a success");
            return new Response(in.i32(), in.i32(), in.i32(), in.i32(), in.terminated(US_ASCII),
                    in.utf16Terminated(), Auxiliary.readLast(in));
        }
    }
}
