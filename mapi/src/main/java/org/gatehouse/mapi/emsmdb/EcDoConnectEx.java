package org.gatehouse.mapi.emsmdb;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.gatehouse.wire.MalformedException.require;

import java.nio.charset.Charset;
import org.gatehouse.wire.Bytes;
import org.gatehouse.wire.ndr.ContextHandle;
import org.gatehouse.wire.ndr.NdrReader;
import org.gatehouse.wire.ndr.NdrWriter;

/// EcDoConnectEx, opnum 10: opens a session for a user ([MS-OXCRPC] 3.1.4.1, section 6).
public final class EcDoConnectEx {
    public static final int OPERATION = 10;
    /// ulFlags: asks for administrative behaviour.
    public static final int FLAG_ADMINISTRATOR = 0x0000_0001;
    /// ulFlags: the client can do without public folders.
    public static final int FLAG_NO_PUBLIC_FOLDERS = 0x0000_8000;
    private static final int USER_DN_MAX = 4096;

    private EcDoConnectEx() {}

    /// `[in, string] unsigned char *szUserDN; [in] ulong ulFlags, ulConMod, cbLimit, ulCpid, ulLcidString, ulLcidSort,
    /// ulIcxrLink; [in] ushort usFCanConvertCodePages; [in] ushort rgwClientVersion[3]; [in, out] ulong *pulTimeStamp;
    /// [in, size_is(cbAuxIn)] uchar rgbAuxIn[]; [in] ulong cbAuxIn; [in, out] SMALL_RANGE_ULONG *pcbAuxOut`
    ///
    /// @param clientVersion as it came, since a reply repeats it
    /// @param auxiliaryOutMax room the client has for auxiliary output, with its header
    public record Request(String userDn, int flags, int connectionModulus, int codePage, int stringLocale,
            int sortLocale, int linkedSession, ProtocolVersion.Words clientVersion, int timeStamp, Bytes auxiliary,
            int auxiliaryOutMax) {

        public static Request read(NdrReader in) {
            String userDn = in.string(USER_DN_MAX, US_ASCII);
            int flags = in.i32();
            int connectionModulus = in.i32();
            in.i32(); // cbLimit: ignored
            int codePage = in.i32();
            int stringLocale = in.i32();
            int sortLocale = in.i32();
            int linkedSession = in.i32();
            in.u16(); // usFCanConvertCodePages: reserved
            var clientVersion = ProtocolVersion.Words.read(in);
            int timeStamp = in.i32();
            Bytes auxiliary = in.conformantBytes(Ranges.SMALL_MAX);
            require(in.u32() == auxiliary.length(), "cbAuxIn");
            return new Request(userDn, flags, connectionModulus, codePage, stringLocale, sortLocale, linkedSession,
                    clientVersion, timeStamp, auxiliary, Ranges.small(in));
        }

        public Bytes write() {
            var out = new NdrWriter().string(userDn, US_ASCII).i32(flags).i32(connectionModulus).i32(0)
                    .i32(codePage).i32(stringLocale).i32(sortLocale).i32(linkedSession).u16(1);
            clientVersion.write(out);
            return out.i32(timeStamp).conformantBytes(auxiliary).i32(auxiliary.length()).i32(auxiliaryOutMax)
                    .toBytes();
        }
    }

    /// `[out, ref] CXH *pcxh; [out] ulong *pcmsPollsMax, *pcRetry, *pcmsRetryDelay; [out] ushort *picxr;
    /// [out, string] uchar **szDNPrefix, **szDisplayName; [out] ushort rgwServerVersion[3], rgwBestVersion[3];
    /// [in, out] ulong *pulTimeStamp; [out, length_is(*pcbAuxOut), size_is(*pcbAuxOut)] uchar rgbAuxOut[];
    /// [in, out] SMALL_RANGE_ULONG *pcbAuxOut; long`
    public record Response(ContextHandle session, int pollMillisMax, int retries, int retryDelayMillis,
            int sessionIndex, String dnPrefix, String displayName, ProtocolVersion.Words serverVersion,
            ProtocolVersion.Words bestVersion, int timeStamp, Bytes auxiliary, int result) {

        /// A refusal: no session, and only the version fields mean something (3.1.4.1, rgwBestVersion).
        ///
        /// @param auxiliary what the server has to say to it: an extended buffer or nothing
        public static Response refusal(int result, ProtocolVersion.Words best, int timeStamp, Bytes auxiliary) {
            return new Response(ContextHandle.NONE, 0, 0, 0, 0, "", "", ProtocolVersion.Words.of(Versions.SERVER),
                    best, timeStamp, auxiliary, result);
        }

        public static Response read(NdrReader in) {
            ContextHandle session = in.contextHandle();
            int pollMillisMax = in.i32();
            int retries = in.i32();
            int retryDelayMillis = in.i32();
            int sessionIndex = in.u16();
            String dnPrefix = in.pointer() ? in.string(USER_DN_MAX, US_ASCII) : "";
            String displayName = in.pointer() ? in.string(USER_DN_MAX, US_ASCII) : "";
            var serverVersion = ProtocolVersion.Words.read(in);
            var bestVersion = ProtocolVersion.Words.read(in);
            int timeStamp = in.i32();
            Bytes auxiliary = in.conformantVaryingBytes(Ranges.SMALL_MAX);
            require(in.u32() == auxiliary.length(), "pcbAuxOut");
            return new Response(session, pollMillisMax, retries, retryDelayMillis, sessionIndex, dnPrefix,
                    displayName, serverVersion, bestVersion, timeStamp, auxiliary, in.i32());
        }

        public Bytes write() {
            return write(US_ASCII);
        }

        /// @param codePage the one that the request asked for, in which the display name is written
        public Bytes write(Charset codePage) {
            var out = new NdrWriter().contextHandle(session).i32(pollMillisMax).i32(retries).i32(retryDelayMillis)
                    .u16(sessionIndex).pointer(true).string(dnPrefix, US_ASCII)
                    .pointer(true).string(displayName, codePage);
            serverVersion.write(out);
            bestVersion.write(out);
            return out.i32(timeStamp).conformantVaryingBytes(auxiliary, auxiliary.length())
                    .i32(auxiliary.length()).i32(result).toBytes();
        }
    }
}
