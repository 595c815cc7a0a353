#!/usr/bin/python3
"""What a client sees of a throttling policy: over RPC, MAPI over HTTP and Autodiscover, by impacket and packed bytes.

usage: throttled.py ENDPOINTS_JSON ACCOUNT SHELL WORD...

SHELL WORD... runs the management shell; "-c COMMAND" is added. The account has a session, then a policy that allows it
no time at all, then the default one again. Prints one line a step; status 0 only if every step held.
"""
import http.client
import re
import struct
import sys
import time

from impacket.dcerpc.v5 import nspi, oxabref
from impacket.dcerpc.v5.rpcrt import DCERPCException
from address_book import stat
from full_access import shell
from mapi_client import Demonstration, check
from mapi_http import AUX, STAT, Endpoint
from sign_in import NSPI, RFR

TOO_BUSY = 0x6BB
BACKOFF, GET_PROPERTIES = 0xF9, 0x07
MINUTE = 60


def refused(what, call):
    """A fault that impacket has no name for: it tells the number in words."""
    try:
        call()
    except DCERPCException as refusal:
        code = int(re.search("fault status code: ([0-9a-f]{8})", str(refusal)).group(1), 16)
        check(code == TOO_BUSY, "%s is refused with 0x%x" % (what, code))
        return
    check(False, what + " is refused")


def display_name(client):
    """RopGetPropertiesSpecific for PidTagDisplayName: the first byte of what it answers."""
    answer, _ = client.rops(struct.pack("<BBBHHHI", GET_PROPERTIES, 0, 0, 0, 1, 1, 0x3001001F),
                            [client.logon_handle])
    return answer.take("<B")[0], answer


def await_answer(client, rop):
    """A change of policies may take a minute; each question takes its time."""
    end = time.monotonic() + MINUTE
    while time.monotonic() < end:
        first, answer = display_name(client)
        if first == rop:
            return answer
    check(False, "the policy holds within a minute")


def over_http(demonstration, account, path, kind, body):
    code, _, _, answer = Endpoint(demonstration, account, path).post(kind, body)
    status, size = struct.unpack("<II", answer[:8])
    check((code, status) == (0, TOO_BUSY), "%s over HTTP has code %d and status 0x%x" % (kind, code, status))
    check("throttled: ".encode("utf-16-le") in answer[8:8 + size], "and says why")


def autodiscover(demonstration, account):
    endpoint = Endpoint(demonstration, account, "/autodiscover/autodiscover.xml")
    connection = endpoint.open()
    connection.request("POST", endpoint.path, b"", {"Authorization": endpoint.sign_in})
    response = connection.getresponse()
    text = response.read().decode()
    after = response.headers["Retry-After"]
    check(response.status == http.client.SERVICE_UNAVAILABLE and 1 <= int(after) <= 10,
          "Autodiscover: %d, again after %s s" % (response.status, after))
    check("EWSPercentTimeInCAS of throttling policy 'Outside'" in text, "and says why: " + text.strip())


def main(path, account, *words):
    words = list(words)
    demonstration = Demonstration(path)
    demonstration.path = path
    client = demonstration.client(account)
    client.connect()
    client.logon()
    book = demonstration.client(account).open(NSPI)
    referrals = demonstration.client(account).open(RFR)
    nspi.hNspiBind(book, stat())
    dn = client.user["legacyExchangeDN"]
    shell(words, "New-ThrottlingPolicy Outside -RCAPercentTimeInCAS 0 -EWSPercentTimeInCAS 0 | Out-Null; "
          "Set-ThrottlingPolicyAssociation %s -ThrottlingPolicy Outside" % account)
    answer = await_answer(client, BACKOFF)
    _, milliseconds, rops, more = answer.take("<BIBH")
    check(0 < milliseconds <= 10000 and (rops, more) == (0, 0), "RopBackoff for %d ms" % milliseconds)
    refused("EcDoConnectEx", lambda: demonstration.client(account).try_connect())
    refused("NspiBind", lambda: nspi.hNspiBind(book, stat()))
    refused("RfrGetNewDSA", lambda: oxabref.hRfrGetNewDSA(referrals, dn))
    over_http(demonstration, account, "/mapi/emsmdb/", "Connect",
              dn.encode() + b"\0" + struct.pack("<IIII", 0, 1252, 0x409, 0x409) + AUX)
    over_http(demonstration, account, "/mapi/nspi/", "Bind", struct.pack("<IB", 0, 0xFF) + STAT + AUX)
    autodiscover(demonstration, account)
    shell(words, "Set-ThrottlingPolicyAssociation %s -ThrottlingPolicy $null; "
          "Remove-ThrottlingPolicy Outside -Confirm:$false" % account)
    await_answer(client, GET_PROPERTIES)
    nspi.hNspiBind(book, stat())
    check(True, "served again under the default policy")
    client.disconnect()


if __name__ == "__main__":
    if len(sys.argv) < 4:
        raise SystemExit(__doc__)
    main(*sys.argv[1:])
