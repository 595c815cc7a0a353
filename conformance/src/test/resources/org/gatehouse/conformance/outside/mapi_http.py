#!/usr/bin/python3
"""MAPI over HTTP from outside: headers, cookies and bodies by hand after [MS-OXCMAPIHTTP], over Python's own HTTPS.

usage: mapi_http.py ENDPOINTS_JSON OWNER_ACCOUNT OTHER_ACCOUNT

Signs in with Basic over the array's https port, whose certificate has to lead to the demonstration's root; opens a
mailbox and works in it as whole_mailbox.py does over RPC, waits for events beside other requests, breaks the rules of
cookies and sequence, reads the address book. Prints one line a step; status 0 only if every step held.
"""
import base64
import http.client
import os
import ssl
import struct
import sys
import threading
import uuid

from mapi_client import Client, Demonstration, Reader, check, create, names_below, subjects_of, submit, wide

AUX = struct.pack("<I", 0)
STAT = struct.pack("<9I", 0, 0, 0, 0, 0, 0, 1252, 0x409, 0x409)


class Endpoint:
    """One client at one endpoint: its connection, its cookies, its request counter."""

    def __init__(self, demonstration, account, path):
        array = demonstration.endpoints["arrays"][0]
        root = os.path.join(os.path.dirname(demonstration.path), "root-certificate.pem")
        self.tls = ssl.create_default_context(cafile=root)
        self.place, self.path = (array["address"], array["ports"]["https"]), path
        user = demonstration.users[account]
        word = "%s:%s" % (user["upn"], user["password"])
        self.sign_in = "Basic " + base64.b64encode(word.encode()).decode()
        self.cookies, self.guid, self.count = {}, "{%s}" % str(uuid.uuid4()).upper(), 0
        self.connection = None

    def open(self):
        self.tls.check_hostname = False  # the client dials the address; names are curl's to check
        return http.client.HTTPSConnection(*self.place, context=self.tls, timeout=180)

    def post(self, kind, body, cookies=None, headers=None, connection=None):
        """Answers the response code that counts, the header fields, the meta-tags and the body."""
        self.count += 1
        if connection is None:
            connection = self.connection = self.connection or self.open()
        sent = self.cookies if cookies is None else cookies
        fields = {"Authorization": self.sign_in, "Content-Type": "application/mapi-http", "X-RequestType": kind,
                  "X-RequestId": "%s:%d" % (self.guid, self.count), "X-ClientInfo": self.guid + ":1",
                  "X-ClientApplication": "Outlook/15.0.4815.1000"}
        if sent:
            fields["Cookie"] = "; ".join("%s=%s" % each for each in sent.items())
        fields.update(headers or {})
        connection.request("POST", self.path, body, {name: value for name, value in fields.items() if value})
        response = connection.getresponse()
        raw = response.read()
        if response.status != 200:
            raise SystemExit("FAILED: %s: status %d" % (kind, response.status))
        for name in ("X-RequestType", "X-ClientInfo", "X-RequestId"):
            if fields.get(name) and response.headers[name] != fields[name]:
                raise SystemExit("FAILED: %s of %s: %s" % (name, kind, response.headers[name]))
        if not response.headers["X-ServerApplication"].startswith("Exchange/15.00.0847.032"):
            raise SystemExit("FAILED: X-ServerApplication")
        code = int(response.headers["X-ResponseCode"])
        kind_of_body = response.headers["Content-Type"].split(";")[0]
        if kind_of_body != ("text/html" if code else "application/mapi-http"):
            raise SystemExit("FAILED: Content-Type %s with code %d" % (kind_of_body, code))
        if code:
            return code, response.headers, [], raw
        if cookies is None:
            for cookie in response.headers.get_all("Set-Cookie", []):
                name, value = cookie.split(";")[0].split("=", 1)
                self.cookies[name] = value
        head, body = raw.split(b"\r\n\r\n", 1)
        lines = head.decode().split("\r\n")
        done = lines.index("DONE")
        later = dict(line.split(": ", 1) for line in lines[done + 1:])
        return int(later["X-ResponseCode"]), response.headers, lines[:done + 1], body


class HttpClient(Client):
    """What mapi_client does over RPC, here over HTTP: the ROPs are the same."""

    def __init__(self, demonstration, account):
        self.endpoint = Endpoint(demonstration, account, "/mapi/emsmdb/?MailboxId=" + account)
        self.user = demonstration.users[account]

    def connect(self):
        body = self.user["legacyExchangeDN"].encode() + b"\0" + struct.pack("<IIII", 0, 1252, 0x409, 0x409) + AUX
        code, _, tags, body = self.endpoint.post("Connect", body)
        check(code == 0 and tags == ["PROCESSING", "DONE"], "Connect of " + self.user["account"])
        answer = Reader(body)
        status, error, polls, retries, delay = answer.take("<5I")
        check((status, error) == (0, 0) and polls and retries and delay, "connected (0x%x)" % error)
        check(set(self.endpoint.cookies) == {"MapiContext", "MapiSequence"}, "two cookies")

    def rops(self, rops, handles):
        payload = struct.pack("<H", len(rops) + 2) + rops + b"".join(struct.pack("<I", each) for each in handles)
        code, _, _, body = self.endpoint.post("Execute", execute(payload))
        if code:
            raise SystemExit("FAILED: Execute: response code %d" % code)
        return executed(body)

    def wait(self, outcome):
        connection = self.endpoint.open()
        code, headers, tags, body = self.endpoint.post("NotificationWait", struct.pack("<I", 0) + AUX,
                                                       connection=connection, cookies=dict(self.endpoint.cookies))
        outcome.append((code, tags, headers["Transfer-Encoding"]) + struct.unpack("<III", body[:12]))

    def disconnect(self):
        code, _, _, body = self.endpoint.post("Disconnect", AUX)
        check(code == 0 and struct.unpack("<II", body[:8]) == (0, 0), "Disconnect")


def execute(payload, flags=3):
    buffer = struct.pack("<HHHH", 0, 4, len(payload), len(payload)) + payload
    return struct.pack("<II", flags, len(buffer)) + buffer + struct.pack("<I", 0x18008) + AUX


def executed(body):
    status, error, flags, size = struct.unpack("<4I", body[:16])
    if (status, error, flags) != (0, 0, 0):
        raise SystemExit("FAILED: Execute: status 0x%x, error 0x%x, flags 0x%x" % (status, error, flags))
    out = body[16:16 + size]
    _, flags, length, _ = struct.unpack("<HHHH", out[:8])
    if flags != 4 or length != len(out) - 8:
        raise SystemExit("FAILED: RPC_HEADER_EXT of the response")
    rop_size = struct.unpack("<H", out[8:10])[0]
    table = out[8 + rop_size:]
    return Reader(out[10:8 + rop_size]), list(struct.unpack("<%dI" % (len(table) // 4), table))


def mailbox(demonstration, owner_name, other_name):
    recipient = HttpClient(demonstration, other_name)
    recipient.connect()
    recipient.logon()
    answer, _ = recipient.rops(struct.pack("<BBBBHB", 0x29, 0, 0, 1, 0x0002, 1),
                               [recipient.logon_handle, 0xFFFFFFFF])
    check(answer.head(0x29) == 0, "RopRegisterNotification")
    outcome = []
    waiting = threading.Thread(target=recipient.wait, args=(outcome,), daemon=True)
    waiting.start()
    sender = HttpClient(demonstration, owner_name)
    sender.connect()
    sender.logon()
    names = [name for _, name in names_below(sender, sender.folders[3])]
    check("Inbox" in names and "Sent Items" in names, "folders over HTTP")
    message = create(sender, sender.folders[4], "Written over HTTP", "body")
    check((message, "Written over HTTP") in subjects_of(sender, sender.folders[4]), "message is in the table")
    submit(sender, demonstration.users[other_name], "Sent over HTTP")
    waiting.join(60)
    check(len(outcome) == 1 and outcome[0][0] == 0 and outcome[0][1][0] == "PROCESSING"
          and outcome[0][2:] == ("chunked", 0, 0, 1), "NotificationWait told of an event: %s" % outcome)
    check("Sent over HTTP" in [text for _, text in subjects_of(recipient, recipient.folders[4])], "delivered")
    recipient.disconnect()
    return sender


def rules(demonstration, sender, other_name):
    endpoint = sender.endpoint
    empty = execute(struct.pack("<H", 2))
    old = dict(endpoint.cookies)
    check(endpoint.post("Execute", empty)[0] == 0, "an empty Execute")
    check(endpoint.post("Execute", empty, cookies=old)[0] == 15, "a sequence that was used is refused with 15")
    check(endpoint.post("PING", b"")[0] == 0, "PING")
    endpoint.connection.close()
    endpoint.connection = None
    check(endpoint.post("Execute", empty)[0] == 0, "the session goes on over another connection")
    other = Endpoint(demonstration, other_name, "/mapi/emsmdb")
    check(other.post("Execute", empty, cookies=dict(endpoint.cookies))[0] == 10, "another's cookie is refused with 10")
    check(endpoint.post("Execute", empty, cookies={})[0] == 13, "no cookie is refused with 13")
    check(endpoint.post("Execute", b"\0\0", cookies=dict(endpoint.cookies))[0] == 12, "half a body is refused with 12")
    check(endpoint.post("Bind", b"", cookies={})[0] == 5, "the other endpoint's request type is refused with 5")
    check(endpoint.post("Connect", b"", cookies={}, headers={"X-RequestId": None})[0] == 7, "a missing header with 7")
    before = dict(endpoint.cookies)
    sender.connect()
    check(endpoint.cookies["MapiContext"] != before["MapiContext"], "Connect makes a new context")
    check(endpoint.post("Execute", empty, cookies=before)[0] == 10, "the old context is gone")
    last = dict(endpoint.cookies)
    sender.disconnect()
    check(endpoint.post("Execute", empty, cookies=last)[0] == 10, "after Disconnect there is no context")


def tagged(answer):
    """AddressBookPropertyValueList ([MS-OXCMAPIHTTP] 2.2.1.3) of the types that are asked for here."""
    found = {}
    for _ in range(answer.take("<I")[0]):
        tag = answer.take("<I")[0]
        kind = tag & 0xFFFF
        if kind in (0x1F, 0x102):
            assert answer.take("<B")[0] == 0xFF
            found[tag] = answer.wide() if kind == 0x1F else answer.data[
                answer.at + 4:answer.at + 4 + answer.take("<I")[0]]
            answer.at += len(found[tag]) if kind == 0x102 else 0
        else:
            found[tag] = answer.take({0x03: "<I", 0x0A: "<I", 0x0B: "<B"}[kind])[0]
    return found


def address_book(demonstration, owner_name):
    endpoint = Endpoint(demonstration, owner_name, "/mapi/nspi/")
    code, _, _, body = endpoint.post("Bind", struct.pack("<IB", 0, 0xFF) + STAT + AUX)
    check(code == 0 and struct.unpack("<II", body[:8]) == (0, 0) and body[8:24] != b"\0" * 16, "Bind")
    name = demonstration.users[owner_name]["upn"]
    code, _, _, body = endpoint.post("ResolveNames", struct.pack("<IB", 0, 0xFF) + STAT + struct.pack("<BIII", 0xFF, 2,
                                     0x3001001F, 0x0FFF0102) + struct.pack("<BI", 0xFF, 1) + wide(name) + AUX)
    answer = Reader(body)
    check(answer.take("<III") == (0, 0, 1252), "ResolveNames")
    check(answer.take("<BII")[:2] == (0xFF, 1), "one name, one answer")
    check(answer.take("<BI") == (0xFF, 2) and answer.take("<II") == (0x3001001F, 0x0FFF0102), "two columns")
    check(answer.take("<IBB")[0] == 1, "one row")
    display = answer.wide()
    check(display != "", "resolved to " + display)
    code, _, _, body = endpoint.post("QueryRows", struct.pack("<IB", 0, 0xFF) + STAT + struct.pack("<II", 0, 50)
                                     + struct.pack("<BII", 0xFF, 1, 0x3001001F) + AUX)
    answer = Reader(body)
    check(answer.take("<IIB") == (0, 0, 0xFF), "QueryRows")
    answer.take("<9I")
    check(answer.take("<BIII")[:3] == (0xFF, 1, 0x3001001F), "a column")
    dn = demonstration.users[owner_name]["legacyExchangeDN"].encode() + b"\0"
    code, _, _, body = endpoint.post("DNToMId", struct.pack("<IBI", 0, 0xFF, 1) + dn + AUX)
    answer = Reader(body)
    status, error, has, count, minimal_id = answer.take("<IIBII")
    check((status, error, has, count) == (0, 0, 0xFF, 1) and minimal_id > 0x10, "DNToMId")
    stat = struct.pack("<9I", 0, 0, minimal_id, 0, 0, 0, 1252, 0x409, 0x409)
    code, _, _, body = endpoint.post("GetProps", struct.pack("<IB", 0, 0xFF) + stat + struct.pack("<BIII", 0xFF, 2,
                                     0x3001001F, 0x39FE001F) + AUX)
    answer = Reader(body)
    check(answer.take("<IIIB") == (0, 0, 1252, 0xFF), "GetProps")
    check(tagged(answer)[0x3001001F] == display, "of the one that was resolved")
    code, _, _, body = endpoint.post("GetMailboxUrl", struct.pack("<I", 0) + wide(dn.decode()[:-1]) + AUX)
    check(code == 0, "GetMailboxUrl answers")
    code, _, _, body = endpoint.post("Unbind", struct.pack("<I", 0) + AUX)
    check(code == 0 and struct.unpack("<II", body[:8]) == (0, 1), "Unbind")


def main(path, owner_name, other_name):
    demonstration = Demonstration(path)
    demonstration.path = path
    sender = mailbox(demonstration, owner_name, other_name)
    rules(demonstration, sender, other_name)
    address_book(demonstration, owner_name)


if __name__ == "__main__":
    if len(sys.argv) != 4:
        raise SystemExit(__doc__)
    main(*sys.argv[1:])
