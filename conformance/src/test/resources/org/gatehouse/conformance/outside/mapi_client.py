#!/usr/bin/python3
"""A MAPI client that shares no code with the server: impacket's transport, NTLM and NDR, and ROPs packed by hand.

usage: mapi_client.py ENDPOINTS_JSON SENDER_ACCOUNT RECIPIENT_ACCOUNT [ADDRESS]

Reads `endpoints.json` of the demonstration. Maps the interfaces on 135 (or the array's "epm" port), signs in with NTLM
at privacy, connects, logs on, lists folders, creates, saves and reads a message, submits one to the recipient, who
waits for it with EcDoAsyncWaitEx on another connection of the association group. Prints one line a step; status 0 only
if every step held.
"""
import json
import struct
import sys
import threading

from impacket.dcerpc.v5 import epm, rpcrt, transport
from impacket.dcerpc.v5.dtypes import LPSTR, STR, ULONG, USHORT, UUID
from impacket.dcerpc.v5.ndr import NDRCALL, NDRSTRUCT, NDRUniConformantArray, NDRUniConformantVaryingArray
from impacket.uuid import uuidtup_to_bin

EMSMDB = uuidtup_to_bin(("a4f1db00-ca47-1067-b31f-00dd010662da", "0.81"))
ASYNC_EMSMDB = uuidtup_to_bin(("5261574a-4572-206e-b268-6b199213b4e4", "0.1"))


def receive(tcp, force_recv=0, count=0):
    """impacket waits forever for the rest of a PDU whose connection has ended."""
    data = b""
    while True:
        piece = tcp.get_socket().recv(count - len(data) if count else 8192)
        if not piece:
            raise ConnectionError("the connection has ended")
        data += piece
        if len(data) >= count:
            return data


transport.TCPTransport.recv = receive


# [MS-OXCRPC] section 6.

class ContextHandle(NDRSTRUCT):
    align = 4
    structure = (("attributes", ULONG), ("uuid", UUID))


class Bytes(NDRUniConformantArray):
    item = "c"


class VaryingBytes(NDRUniConformantVaryingArray):
    item = "c"


class ThreeWords(NDRSTRUCT):
    structure = (("w0", USHORT), ("w1", USHORT), ("w2", USHORT))

    def getAlignment(self):
        return 2


class EcDoConnectEx(NDRCALL):
    opnum = 10
    structure = (
        ("szUserDN", STR), ("ulFlags", ULONG), ("ulConMod", ULONG), ("cbLimit", ULONG), ("ulCpid", ULONG),
        ("ulLcidString", ULONG), ("ulLcidSort", ULONG), ("ulIcxrLink", ULONG), ("usFCanConvertCodePages", USHORT),
        ("rgwClientVersion", ThreeWords), ("pulTimeStamp", ULONG), ("rgbAuxIn", Bytes), ("cbAuxIn", ULONG),
        ("pcbAuxOut", ULONG),
    )


class EcDoConnectExResponse(NDRCALL):
    structure = (
        ("pcxh", ContextHandle), ("pcmsPollsMax", ULONG), ("pcRetry", ULONG), ("pcmsRetryDelay", ULONG),
        ("picxr", USHORT), ("szDNPrefix", LPSTR), ("szDisplayName", LPSTR), ("rgwServerVersion", ThreeWords),
        ("rgwBestVersion", ThreeWords), ("pulTimeStamp", ULONG), ("rgbAuxOut", VaryingBytes), ("pcbAuxOut", ULONG),
        ("ErrorCode", ULONG),
    )


class EcDoRpcExt2(NDRCALL):
    opnum = 11
    structure = (
        ("pcxh", ContextHandle), ("pulFlags", ULONG), ("rgbIn", Bytes), ("cbIn", ULONG), ("pcbOut", ULONG),
        ("rgbAuxIn", Bytes), ("cbAuxIn", ULONG), ("pcbAuxOut", ULONG),
    )


class EcDoRpcExt2Response(NDRCALL):
    structure = (
        ("pcxh", ContextHandle), ("pulFlags", ULONG), ("rgbOut", VaryingBytes), ("pcbOut", ULONG),
        ("rgbAuxOut", VaryingBytes), ("pcbAuxOut", ULONG), ("pulTransTime", ULONG), ("ErrorCode", ULONG),
    )


class EcDoDisconnect(NDRCALL):
    opnum = 1
    structure = (("pcxh", ContextHandle),)


class EcDoDisconnectResponse(NDRCALL):
    structure = (("pcxh", ContextHandle), ("ErrorCode", ULONG))


class EcDoAsyncConnectEx(NDRCALL):
    opnum = 14
    structure = (("cxh", ContextHandle),)


class EcDoAsyncConnectExResponse(NDRCALL):
    structure = (("pacxh", ContextHandle), ("ErrorCode", ULONG))


class EcDoAsyncWaitEx(NDRCALL):
    opnum = 0
    structure = (("acxh", ContextHandle), ("ulFlagsIn", ULONG))


class EcDoAsyncWaitExResponse(NDRCALL):
    structure = (("pulFlagsOut", ULONG), ("ErrorCode", ULONG))


def check(holds, what):
    if not holds:
        raise SystemExit("FAILED: " + what)
    print("ok: " + what, flush=True)


class Group:
    """The association group of a client: asked for on further connections, learned from the first ([C706] 12.6)."""

    lock = threading.Lock()

    def __init__(self):
        self.number = 0

    def bind(self, dce, interface):
        with Group.lock:
            plain_bind, plain_ack = rpcrt.MSRPCBind, rpcrt.MSRPCBindAck
            group = self

            class Bind(plain_bind):
                def __init__(self, *args, **kwargs):
                    plain_bind.__init__(self, *args, **kwargs)
                    self["assoc_group"] = group.number

            class Ack(plain_ack):
                def __init__(self, *args, **kwargs):
                    plain_ack.__init__(self, *args, **kwargs)
                    group.number = self["assoc_group"]

            rpcrt.MSRPCBind, rpcrt.MSRPCBindAck = Bind, Ack
            try:
                dce.bind(interface)
            finally:
                rpcrt.MSRPCBind, rpcrt.MSRPCBindAck = plain_bind, plain_ack


class Client:
    def __init__(self, address, epm_port, user, domain, level=rpcrt.RPC_C_AUTHN_LEVEL_PKT_PRIVACY):
        self.address, self.epm_port, self.user, self.domain, self.level = address, epm_port, user, domain, level
        self.group = Group()
        self.dce = self.open(EMSMDB)

    def port_of(self, interface):
        rpctransport = transport.DCERPCTransportFactory("ncacn_ip_tcp:%s[%d]" % (self.address, self.epm_port))
        dce = rpctransport.get_dce_rpc()
        dce.connect()
        binding = epm.hept_map(self.address, interface, protocol="ncacn_ip_tcp", dce=dce)
        dce.disconnect()
        return int(binding.split("[")[1].rstrip("]"))

    def open(self, interface):
        rpctransport = transport.DCERPCTransportFactory(
            "ncacn_ip_tcp:%s[%d]" % (self.address, self.port_of(interface)))
        rpctransport.set_credentials(self.user["account"], self.user["password"], self.domain)
        rpctransport.set_connect_timeout(30)
        dce = rpctransport.get_dce_rpc()
        dce.set_auth_type(rpcrt.RPC_C_AUTHN_WINNT)
        dce.set_auth_level(self.level)
        dce.connect()
        self.group.bind(dce, interface)
        return dce

    def try_connect(self, dn=None, flags=0):
        """EcDoConnectEx, whatever the server says to it."""
        request = EcDoConnectEx()
        request["szUserDN"] = (dn or self.user["legacyExchangeDN"]) + "\0"
        request["ulFlags"] = flags
        request["ulCpid"], request["ulLcidString"], request["ulLcidSort"] = 1252, 1033, 1033
        request["ulIcxrLink"], request["usFCanConvertCodePages"] = 0xFFFFFFFF, 1
        version = request["rgwClientVersion"]
        version["w0"], version["w1"], version["w2"] = 14 << 8, 6009 | 0x8000, 1000
        request["rgbAuxIn"], request["cbAuxIn"], request["pcbAuxOut"] = b"", 0, 0x1008
        return self.dce.request(request, checkError=False)

    def connect(self):
        response = self.try_connect()
        check(response["ErrorCode"] == 0, "EcDoConnectEx of %s (0x%x)" % (self.user["account"], response["ErrorCode"]))
        self.handle = response["pcxh"]
        server = response["rgwServerVersion"]
        check((server["w0"], server["w1"] & 0x8000) == (14 << 8 | 3, 0x8000), "server announces 14.3")

    def rops(self, rops, handles):
        """Runs packed ROPs; answers the responses' bytes and the handle table ([MS-OXCROPS] 2.2.1)."""
        payload = struct.pack("<H", len(rops) + 2) + rops + b"".join(struct.pack("<I", each) for each in handles)
        request = EcDoRpcExt2()
        request["pcxh"] = self.handle
        request["pulFlags"] = 3  # neither compressed nor obfuscated
        request["rgbIn"] = struct.pack("<HHHH", 0, 4, len(payload), len(payload)) + payload
        request["cbIn"] = len(payload) + 8
        request["pcbOut"] = 0x18008
        request["rgbAuxIn"], request["cbAuxIn"], request["pcbAuxOut"] = b"", 0, 0x1008
        response = self.dce.request(request, checkError=False)
        if response["ErrorCode"] != 0:
            raise SystemExit("FAILED: EcDoRpcExt2 0x%x" % response["ErrorCode"])
        out = b"".join(response["rgbOut"])
        _, flags, size, _ = struct.unpack("<HHHH", out[:8])
        if flags != 4 or size != len(out) - 8:
            raise SystemExit("FAILED: RPC_HEADER_EXT of the response")
        rop_size = struct.unpack("<H", out[8:10])[0]
        table = out[8 + rop_size:]
        return Reader(out[10:8 + rop_size]), list(struct.unpack("<%dI" % (len(table) // 4), table))

    def try_logon(self, dn, public=False, also=0):
        """RopLogon ([MS-OXCROPS] 2.2.3.1): the answer's reader, its code and the handle."""
        name = dn.encode() + b"\0" if dn else b""
        flags, opening = (0x00, 0x01000002) if public else (0x01, 0x01000000)
        rops = struct.pack("<BBBBIIH", 0xFE, 0, 0, flags, opening | also, 0, len(name)) + name
        answer, handles = self.rops(rops, [0xFFFFFFFF])
        return answer, answer.head(0xFE), handles

    def logon(self):
        answer, code, handles = self.try_logon(self.user["legacyExchangeDN"])
        check(code == 0, "RopLogon of %s (0x%x)" % (self.user["account"], code))
        answer.take("<B")
        self.folders = answer.take("<13Q")
        self.logon_handle = handles[0]

    def async_handle(self):
        request = EcDoAsyncConnectEx()
        request["cxh"] = self.handle
        response = self.dce.request(request, checkError=False)
        check(response["ErrorCode"] == 0, "EcDoAsyncConnectEx")
        return response["pacxh"]

    def disconnect(self):
        request = EcDoDisconnect()
        request["pcxh"] = self.handle
        response = self.dce.request(request, checkError=False)
        check(response["ErrorCode"] == 0 and response["pcxh"]["uuid"] == b"\0" * 16, "EcDoDisconnect")


class Reader:
    def __init__(self, data):
        self.data, self.at = data, 0

    def take(self, layout):
        values = struct.unpack_from(layout, self.data, self.at)
        self.at += struct.calcsize(layout)
        return values

    def head(self, rop_id):
        """RopId, handle index, return value, which it answers."""
        got, _, code = self.take("<BBI")
        if got != rop_id:
            raise SystemExit("FAILED: response of ROP 0x%x instead of 0x%x" % (got, rop_id))
        return code

    def wide(self):
        end = self.at
        while self.data[end:end + 2] != b"\0\0":
            end += 2
        text = self.data[self.at:end].decode("utf-16-le")
        self.at = end + 2
        return text

    def left(self):
        return len(self.data) - self.at


def wide(text):
    return text.encode("utf-16-le") + b"\0\0"


def open_folder(index, out, folder):
    return struct.pack("<BBBBQB", 0x02, 0, index, out, folder, 0)


def set_properties(index, values):
    body = struct.pack("<H", len(values)) + b"".join(struct.pack("<I", tag) + value for tag, value in values)
    return struct.pack("<BBBH", 0x0A, 0, index, len(body)) + body


def names_below(client, folder):
    rops = (open_folder(0, 1, folder) + struct.pack("<BBBBB", 0x04, 0, 1, 2, 0x10)
            + struct.pack("<BBBBHII", 0x12, 0, 2, 0, 2, 0x67480014, 0x3001001F)
            + struct.pack("<BBBBBH", 0x15, 0, 2, 0, 1, 100))
    return rows(client, rops, 0x04)


def subjects_of(client, folder):
    rops = (open_folder(0, 1, folder) + struct.pack("<BBBBB", 0x05, 0, 1, 2, 0x10)
            + struct.pack("<BBBBHII", 0x12, 0, 2, 0, 2, 0x674A0014, 0x0037001F)
            + struct.pack("<BBBBBH", 0x15, 0, 2, 0, 1, 100))
    return rows(client, rops, 0x05)


def rows(client, rops, table_rop):
    """Rows of an id and a text: standard or flagged ([MS-OXCDATA] 2.8.1)."""
    answer, _ = client.rops(rops, [client.logon_handle, 0xFFFFFFFF, 0xFFFFFFFF])
    assert answer.head(0x02) == 0
    answer.take("<BB")
    assert answer.head(table_rop) == 0
    answer.take("<I")
    assert answer.head(0x12) == 0
    answer.take("<B")
    assert answer.head(0x15) == 0
    _, count = answer.take("<BH")
    found = []
    for _ in range(count):
        flagged = answer.take("<B")[0]
        if flagged:
            answer.take("<B")
        identifier = answer.take("<Q")[0]
        present = not flagged or answer.take("<B")[0] == 0
        found.append((identifier, answer.wide() if present else (answer.take("<I"), "")[1]))
    return found


def create(client, folder, subject, body):
    rops = (struct.pack("<BBBBHQB", 0x06, 0, 0, 1, 0x0FFF, folder, 0)
            + set_properties(1, [(0x001A001F, wide("IPM.Note")), (0x0037001F, wide(subject)),
                                 (0x1000001F, wide(body))])
            + struct.pack("<BBBBB", 0x0C, 0, 1, 1, 0x0A))
    answer, _ = client.rops(rops, [client.logon_handle, 0xFFFFFFFF])
    assert answer.head(0x06) == 0
    if answer.take("<B")[0]:
        answer.take("<Q")
    assert answer.head(0x0A) == 0
    assert answer.take("<H")[0] == 0
    check(answer.head(0x0C) == 0, "RopSaveChangesMessage")
    return answer.take("<BQ")[1]


def read_subject(client, folder, message):
    rops = (struct.pack("<BBBBHQBQ", 0x03, 0, 0, 1, 0x0FFF, folder, 0, message)
            + struct.pack("<BBB", 0x01, 0, 1))  # opened, then released: its header is all we read
    answer, _ = client.rops(rops, [client.logon_handle, 0xFFFFFFFF])
    assert answer.head(0x03) == 0
    answer.take("<B")
    texts = []
    for _ in range(2):
        kind = answer.take("<B")[0]
        if kind == 3:
            end = answer.data.index(b"\0", answer.at)
            texts.append(answer.data[answer.at:end].decode("latin-1"))
            answer.at = end + 1
        else:
            texts.append(answer.wide() if kind == 4 else "")
    return texts[1]


def submit(client, recipient, subject):
    outbox, sent = client.folders[5], client.folders[6]
    # X500 recipient, Unicode display name ([MS-OXCDATA] 2.8.3.1: type 1, D, U)
    row = (struct.pack("<HBB", 0x0001 | 0x0010 | 0x0200, 0, 0) + recipient["legacyExchangeDN"].encode() + b"\0"
           + wide(recipient["account"]) + struct.pack("<HB", 0, 0))
    rops = (struct.pack("<BBBBHQB", 0x06, 0, 0, 1, 0x0FFF, outbox, 0)
            + set_properties(1, [(0x001A001F, wide("IPM.Note")), (0x0037001F, wide(subject)),
                                 (0x1000001F, wide("from outside")),
                                 (0x674000FB, struct.pack("<HBQQI", 21, 1, sent, 0, 0))])
            + struct.pack("<BBBHH", 0x0E, 0, 1, 0, 1) + struct.pack("<IBH", 0, 1, len(row)) + row
            + struct.pack("<BBBB", 0x32, 0, 1, 0))
    answer, _ = client.rops(rops, [client.logon_handle, 0xFFFFFFFF])
    assert answer.head(0x06) == 0
    if answer.take("<B")[0]:
        answer.take("<Q")
    assert answer.head(0x0A) == 0
    assert answer.take("<H")[0] == 0
    assert answer.head(0x0E) == 0
    code = answer.head(0x32)
    check(code == 0, "RopSubmitMessage to %s (0x%x)" % (recipient["account"], code))


class Demonstration:
    """What endpoints.json tells."""

    def __init__(self, path):
        with open(path, encoding="utf-8") as file:
            self.endpoints = json.load(file)
        array = self.endpoints["arrays"][0]
        self.users = {user["account"]: user for user in self.endpoints["users"]}
        self.domain = self.endpoints["domain"].split(".")[0].upper()
        self.array = (array["address"], array["ports"]["epm"])

    def server(self, name):
        found = [each for each in self.endpoints["servers"] if each["name"] == name][0]
        return found["address"], found["ports"]["epm"]

    def client(self, account, place=None, level=rpcrt.RPC_C_AUTHN_LEVEL_PKT_PRIVACY, **changed):
        return Client(*(place or self.array), dict(self.users[account], **changed), self.domain, level)


def main(path, sender_name, recipient_name, address=None):
    demonstration = Demonstration(path)
    users, domain = demonstration.users, demonstration.domain
    place = (address or demonstration.array[0], demonstration.array[1])

    recipient = Client(*place, users[recipient_name], domain)
    recipient.connect()
    recipient.logon()
    answer, _ = recipient.rops(struct.pack("<BBBBHB", 0x29, 0, 0, 1, 0x0002, 1),
                               [recipient.logon_handle, 0xFFFFFFFF])
    check(answer.head(0x29) == 0, "RopRegisterNotification")
    handle = recipient.async_handle()
    second = recipient.open(ASYNC_EMSMDB)
    check(True, "second connection in association group 0x%x" % recipient.group.number)
    outcome = []

    def wait():
        request = EcDoAsyncWaitEx()
        request["acxh"], request["ulFlagsIn"] = handle, 0
        response = second.request(request, checkError=False)
        outcome.append((response["ErrorCode"], response["pulFlagsOut"]))

    waiting = threading.Thread(target=wait, daemon=True)
    waiting.start()

    sender = Client(*place, users[sender_name], domain)
    sender.connect()
    sender.logon()
    names = [name for _, name in names_below(sender, sender.folders[3])]
    check("Inbox" in names and "Sent Items" in names, "folders: " + ", ".join(sorted(names)))
    message = create(sender, sender.folders[4], "Written from outside", "body")
    check((message, "Written from outside") in subjects_of(sender, sender.folders[4]), "message is in the table")
    check(read_subject(sender, sender.folders[4], message) == "Written from outside", "message opens")
    submit(sender, users[recipient_name], "Sent from outside")
    check("Sent from outside" in [text for _, text in subjects_of(sender, sender.folders[6])], "sent copy")

    waiting.join(60)
    check(outcome == [(0, 1)], "EcDoAsyncWaitEx told of an event: %s" % outcome)
    answer, _ = recipient.rops(b"", [])
    check(answer.take("<B")[0] == 0x2A, "RopNotify")
    check("Sent from outside" in [text for _, text in subjects_of(recipient, recipient.folders[4])], "delivered")
    sender.disconnect()
    recipient.disconnect()


if __name__ == "__main__":
    if len(sys.argv) not in (4, 5):
        raise SystemExit(__doc__)
    main(*sys.argv[1:])
