# An NTLM client made of impacket, talking in lines of hexadecimal digits: each side's token, then messages.
# Arguments: domain user password, "exchange" or "plain" (without key exchange).
import struct
import sys
from binascii import hexlify, unhexlify

from impacket import ntlm


def say(*parts):
    print(" ".join(part if isinstance(part, str) else hexlify(part).decode() for part in parts), flush=True)


def hear():
    line = sys.stdin.readline()
    if not line:
        sys.exit()
    return [unhexlify(part) for part in line.split()]


domain, user, password, exchange = sys.argv[1:5]
first = ntlm.getNTLMSSPType1("PROBE", domain, signingRequired=True, use_ntlmv2=True)
if exchange == "plain":
    first["flags"] &= ~ntlm.NTLMSSP_NEGOTIATE_KEY_EXCH
say(first.getData())
challenge, = hear()
third, key = ntlm.getNTLMSSPType3(first, challenge, user, password, domain, use_ntlmv2=True)
say(third.getData())
flags = third["flags"]
client_sign = ntlm.SIGNKEY(flags, key, "Client")
server_sign = ntlm.SIGNKEY(flags, key, "Server")
client_seal = ntlm.SEALKEY(flags, key, "Client")
server_seal = ntlm.SEALKEY(flags, key, "Server")
client_stream = ntlm.ARC4.new(client_seal).encrypt
server_stream = ntlm.ARC4.new(server_seal).encrypt

for number in range(4):
    head, body = b"head%d" % number, b"a body from the client, %d" % number
    if number % 2 == 0:
        sealed, signature = ntlm.SEAL(flags, client_sign, client_seal, head + body, body, number, client_stream)
        say("seal", head, sealed, signature.getData())
    else:
        signature = ntlm.SIGN(flags, client_sign, head + body, number, client_stream)
        say("sign", head, body, signature.getData())
    head, body, signature = hear()
    if number % 2 == 0:
        body = server_stream(body)
    expected = ntlm.MAC(flags, server_stream, server_sign, number, head + body).getData()
    say("holds" if expected == signature else "broken", body)
