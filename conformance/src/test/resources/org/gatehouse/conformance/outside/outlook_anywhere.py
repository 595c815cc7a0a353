#!/usr/bin/python3
"""RPC over HTTP through the array with impacket's own proxy client: address book, referrals, a mailbox, refusals.

usage: outlook_anywhere.py ENDPOINTS_JSON SENDER_ACCOUNT RECIPIENT_ACCOUNT
"""
import struct
import sys
import threading

import address_book
import mapi_client
from impacket.dcerpc.v5 import nspi, oxabref, rpch, rpcrt, transport
from impacket.http import AUTH_BASIC, AUTH_NTLM
from mapi_client import ASYNC_EMSMDB, EMSMDB, Demonstration, check
from sign_in import NSPI, RFR

PORTS = {EMSMDB: 6001, ASYNC_EMSMDB: 6001, RFR: 6002, NSPI: 6004}

plain_receive = rpch.RPCProxyClient.rpc_out_recv1


def receive(proxy, amt=None):
    """impacket waits forever for the rest of a PDU whose channel has ended."""
    data = plain_receive(proxy, amt)
    if not data:
        raise ConnectionError("the channel has ended")
    return data


rpch.RPCProxyClient.rpc_out_recv1 = receive


class Tunnelled(mapi_client.Client):
    """A client whose every connection goes through HTTP, at the name and port of its inner server."""

    def __init__(self, web, server, user, domain, scheme=AUTH_BASIC, interface=EMSMDB, port=None, http_user=None,
                 level=rpcrt.RPC_C_AUTHN_LEVEL_PKT_PRIVACY):
        self.web, self.server, self.scheme, self.port = web, server, scheme, port
        self.http_user, self.user, self.domain, self.level = http_user or user, user, domain, level
        self.group = mapi_client.Group()
        self.dce = self.open(interface)

    def open(self, interface):
        http = transport.DCERPCTransportFactory("ncacn_http:%s[%d]" % (self.server, self.port or PORTS[interface]))
        http.set_rpc_proxy_url("https://%s/Rpc/RpcProxy.dll" % self.web)
        http.set_credentials(self.http_user["account"], self.http_user["password"], self.domain)
        http.set_auth_type(self.scheme)
        dce = http.get_dce_rpc()
        dce.set_credentials(self.user["account"], self.user["password"], self.domain)
        dce.set_auth_type(rpcrt.RPC_C_AUTHN_WINNT)
        dce.set_auth_level(self.level)
        dce.connect()
        self.group.bind(dce, interface)
        return dce


class Anywhere:
    def __init__(self, path):
        self.demonstration = Demonstration(path)
        array = self.demonstration.endpoints["arrays"][0]
        self.array = array["fqdn"]
        self.web = "%s:%d" % (array["address"], array["ports"]["https"])

    def client(self, account, server=None, **further):
        users = self.demonstration.users
        return Tunnelled(self.web, server or self.array, users[account], self.demonstration.domain, **further)

    def refused(self, wanted, what, **further):
        try:
            self.client("anna.berg", **further)
            check(False, what + " is refused")
        except rpcrt.DCERPCException as refused:
            check(refused.get_error_code() == wanted, "%s gives RPC Error %x: %s" % (what, wanted, refused))


def directory(anywhere):
    for name, scheme in (("Basic", AUTH_BASIC), ("NTLM", AUTH_NTLM)):
        dce = anywhere.client("anna.berg", interface=NSPI, scheme=scheme).dce
        handle = nspi.hNspiBind(dce, address_book.stat())["contextHandle"]
        address_book.table(dce, handle)
        address_book.names(anywhere.demonstration, dce, handle, address_book.table(dce, handle))
        nspi.hNspiUnbind(dce, handle)
        dce.disconnect()
        check(True, "the address book through HTTP with " + name)
    rfr = anywhere.client("anna.berg", interface=RFR).dce
    anna = anywhere.demonstration.users["anna.berg"]["legacyExchangeDN"]
    server = oxabref.hRfrGetNewDSA(rfr, anna)["ppszServer"]
    check(server == anywhere.array, "RfrGetNewDSA through HTTP sends Anna to " + server)
    rfr = anywhere.client("anna.berg", server="MBX1", interface=RFR).dce
    server = oxabref.hRfrGetNewDSA(rfr, anna)["ppszServer"]
    check(server == anywhere.array, "RfrGetNewDSA under a mailbox server's name sends Anna to " + server)
    dce = anywhere.client("anna.berg", server="mbx1.gatehouse.test", interface=NSPI).dce
    nspi.hNspiUnbind(dce, nspi.hNspiBind(dce, address_book.stat())["contextHandle"])
    check(True, "the address book under a mailbox server's name")


def mail(anywhere, sender_name, recipient_name):
    users = anywhere.demonstration.users
    recipient = anywhere.client(recipient_name, scheme=AUTH_NTLM)
    recipient.connect()
    recipient.logon()
    recipient.rops(struct.pack("<BBBBHB", 0x29, 0, 0, 1, 0x0002, 1), [recipient.logon_handle, 0xFFFFFFFF])
    handle = recipient.async_handle()
    second = recipient.open(ASYNC_EMSMDB)
    outcome = []

    def wait():
        request = mapi_client.EcDoAsyncWaitEx()
        request["acxh"], request["ulFlagsIn"] = handle, 0
        response = second.request(request, checkError=False)
        outcome.append((response["ErrorCode"], response["pulFlagsOut"]))

    waiting = threading.Thread(target=wait, daemon=True)
    waiting.start()
    sender = anywhere.client(sender_name, server="CAS1")
    sender.connect()
    sender.logon()
    bulk(sender)
    mapi_client.submit(sender, users[recipient_name], "Sent through HTTP")
    waiting.join(60)
    check(outcome == [(0, 1)], "EcDoAsyncWaitEx through HTTP told of an event: %s" % outcome)
    found = [text for _, text in mapi_client.subjects_of(recipient, recipient.folders[4])]
    check("Sent through HTTP" in found, "delivered through HTTP")
    sender.disconnect()
    recipient.disconnect()


def bulk(client):
    """More in both directions than any receive window takes: acknowledgments have to come."""
    body = "All work and no play. " * 600
    message = mapi_client.create(client, client.folders[4], "Long", body)
    rops = (struct.pack("<BBBBHQBQ", 0x03, 0, 0, 1, 0x0FFF, client.folders[4], 0, message)
            + struct.pack("<BBBHHHI", 0x07, 0, 1, 0, 1, 1, 0x1000001F))
    for _ in range(40):
        answer, _ = client.rops(rops, [client.logon_handle, 0xFFFFFFFF])
        if wide_of(body) not in answer.data:
            check(False, "a long body comes back")
    check(True, "a megabyte comes through the OUT channel")
    for number in range(12):
        mapi_client.create(client, client.folders[4], "Long %d" % number, body)
    check(True, "and a quarter of one through the IN channel")


def wide_of(text):
    return text.encode("utf-16-le")


def public_folders(anywhere):
    client = anywhere.client("anna.berg", server="mbx1.gatehouse.test")
    client.connect()
    _, code, _ = client.try_logon("", public=True)
    check(code == 0, "public folders at their mailbox server through HTTP (0x%x)" % code)
    client.disconnect()


def refusals(anywhere):
    anywhere.refused(5, "a server that is not the organisation's", server="elsewhere.example")
    anywhere.refused(5, "another port", port=389)
    anywhere.refused(5, "its address book", server="elsewhere.example", interface=NSPI)
    users = anywhere.demonstration.users
    try:
        anywhere.client("anna.berg", http_user=dict(users["anna.berg"], password="not hers"))
        check(False, "a wrong password is refused")
    except rpcrt.DCERPCException as refused:
        check("401" in str(refused), "a wrong password is refused: %s" % refused)
    code = anywhere.client("anna.berg", level=rpcrt.RPC_C_AUTHN_LEVEL_PKT_INTEGRITY).try_connect()["ErrorCode"]
    check(code == 0x970, "TLS does not stand for encryption of RPC (0x%x)" % code)


def main(path, sender, recipient):
    anywhere = Anywhere(path)
    directory(anywhere)
    mail(anywhere, sender, recipient)
    public_folders(anywhere)
    refusals(anywhere)


if __name__ == "__main__":
    main(*sys.argv[1:])
