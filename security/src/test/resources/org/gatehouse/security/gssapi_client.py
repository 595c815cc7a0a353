# A Kerberos client made of MIT's GSS-API library, talking in lines of hexadecimal digits: tokens, then messages.
# Arguments: mechanism (krb5, spnego, or relisted: SPNEGO that prefers a mechanism nobody else knows), service, style (dce, mutual or oneway), channel binding data in hex or "-".
# KRB5CCNAME holds tickets, KRB5_CONFIG the settings.
import sys
from binascii import hexlify, unhexlify

import gssapi
from gssapi import raw


def say(*parts):
    print(" ".join(part if isinstance(part, str) else (hexlify(part).decode() or "-") for part in parts), flush=True)


def hear():
    line = sys.stdin.readline()
    if not line:
        sys.exit()
    return [b"" if part == "-" else unhexlify(part) for part in line.split()]


mechanism, service, style, binding = sys.argv[1:5]
spnego = gssapi.OID.from_int_seq("1.3.6.1.5.5.2")
oid = gssapi.MechType.kerberos if mechanism == "krb5" else spnego
credentials = None
if mechanism == "relisted":
    credentials = gssapi.Credentials(usage="initiate", mechs=[spnego])
    raw.set_neg_mechs(credentials, [gssapi.OID.from_int_seq("1.3.5.1.5.2"), gssapi.MechType.kerberos])
flag = gssapi.RequirementFlag
flags = flag.integrity | flag.confidentiality | flag.replay_detection | flag.out_of_sequence_detection
if style != "oneway":
    flags |= flag.mutual_authentication
if style == "dce":
    flags |= 0x1000
name = gssapi.Name(service, gssapi.NameType.kerberos_principal)
bindings = None if binding == "-" else raw.ChannelBindings(application_data=unhexlify(binding))
context = gssapi.SecurityContext(name=name, creds=credentials, mech=oid, usage="initiate", flags=flags, channel_bindings=bindings)
token = context.step()
while True:
    say(token or b"")
    if context.complete:
        break  # and nothing is to be heard any more, unless SPNEGO confirms
    heard, = hear()
    try:
        token = context.step(heard)
    except gssapi.exceptions.GSSError as error:
        say("error", str(error.min_code & 0xffffffff), str(error).encode())
        sys.exit()
    if context.complete and not token:
        break
say("complete")
kind = raw.IOVBufferType
for number in range(3):
    message = raw.IOV(raw.IOVBuffer(kind.header, True, None), raw.IOVBuffer(kind.sign_only, False, b"head%d" % number),
                      raw.IOVBuffer(kind.data, False, b"a message from MIT, %d" % number),
                      raw.IOVBuffer(kind.sign_only, False, b"tail"), std_layout=False)
    raw.wrap_iov(context, message, confidential=True, qop=None)
    say("seal", message[0].value, message[2].value)
    signature, body = hear()
    answer = raw.IOV(raw.IOVBuffer(kind.header, False, signature), raw.IOVBuffer(kind.sign_only, False, b"top"),
                     raw.IOVBuffer(kind.data, False, body), std_layout=False)
    raw.unwrap_iov(context, answer)
    say("opened", answer[2].value)
    say("sign", context.get_signature(b"signed %d" % number))
    mic, = hear()
    context.verify_signature(b"answer %d" % number, mic)
    say("holds")
