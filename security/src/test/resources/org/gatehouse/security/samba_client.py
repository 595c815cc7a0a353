# An NTLM or SPNEGO client made of Samba's gensec, talking in lines of hexadecimal digits: tokens, then messages.
# Arguments: mechanism (ntlmssp or spnego), domain, user, password.
import sys
from binascii import hexlify, unhexlify

from samba import credentials, gensec, param


def say(*parts):
    print(" ".join(part if isinstance(part, str) else (hexlify(part).decode() or "-") for part in parts), flush=True)


def hear():
    line = sys.stdin.readline()
    if not line:
        sys.exit()
    return [b"" if part == "-" else unhexlify(part) for part in line.split()]


mechanism, domain, user, password = sys.argv[1:5]
settings = param.LoadParm()
settings.load_default()
creds = credentials.Credentials()
creds.set_domain(domain)
creds.set_username(user)
creds.set_password(password)
creds.set_workstation("PROBE")
creds.set_kerberos_state(credentials.DONT_USE_KERBEROS)
client = gensec.Security.start_client({"target_hostname": "server", "lp_ctx": settings})
client.set_credentials(creds)
client.want_feature(gensec.FEATURE_SIGN | gensec.FEATURE_SEAL)
client.start_mech_by_name(mechanism)
finished, token = client.update(b"")
while not finished or token:
    say(token)
    if finished:
        break
    heard, = hear()
    finished, token = client.update(heard)
for number in range(3):
    say("wrap", client.wrap(b"a message from Samba, %d" % number))
    answer, = hear()
    say("unwrapped", client.unwrap(answer))
