#!/usr/bin/python3
"""Who may sign in and how: authentication levels, refusals, and logons at the wrong server, with impacket.

usage: sign_in.py ENDPOINTS_JSON
"""
import struct
import sys

from impacket.dcerpc.v5 import epm, rpcrt, transport
from mapi_client import ASYNC_EMSMDB, EMSMDB, Demonstration, check
from impacket.uuid import uuidtup_to_bin

NSPI = uuidtup_to_bin(("f5cc5a18-4264-101a-8c59-08002b2f8426", "56.0"))
RFR = uuidtup_to_bin(("1544f5e0-613c-11d1-93df-00c04fd7bd09", "1.0"))
LEVELS = (("connect", rpcrt.RPC_C_AUTHN_LEVEL_CONNECT), ("integrity", rpcrt.RPC_C_AUTHN_LEVEL_PKT_INTEGRITY),
          ("privacy", rpcrt.RPC_C_AUTHN_LEVEL_PKT_PRIVACY))
# [MS-OXCDATA] 2.4
NOT_ENCRYPTED, LOGIN_PERM, ACCESS_DENIED, WRONG_SERVER = 0x970, 0x3F2, 0x80070005, 0x478


def endpoint_map(demonstration):
    address, port = demonstration.array
    ports = {}
    for name, interface in (("EMSMDB", EMSMDB), ("AsyncEMSMDB", ASYNC_EMSMDB), ("NSPI", NSPI), ("RFR", RFR)):
        dce = transport.DCERPCTransportFactory("ncacn_ip_tcp:%s[%d]" % (address, port)).get_dce_rpc()
        dce.connect()
        binding = epm.hept_map(address, interface, protocol="ncacn_ip_tcp", dce=dce)
        check(binding.startswith("ncacn_ip_tcp:" + address + "["), "the array's map sends %s to %s" % (name, binding))
        ports[name] = binding
        dce.disconnect()
    check(ports["EMSMDB"] == ports["AsyncEMSMDB"] and ports["NSPI"] == ports["RFR"] and ports["EMSMDB"] != ports["NSPI"],
          "two services, two interfaces each")


def levels(demonstration):
    for name, level in LEVELS:
        client = demonstration.client("anna.berg", level=level)
        code = client.try_connect()["ErrorCode"]
        wanted = 0 if name == "privacy" else NOT_ENCRYPTED
        check(code == wanted, "EcDoConnectEx at %s gives 0x%x" % (name, code))


def refusals(demonstration):
    try:
        demonstration.client("anna.berg", password="not hers").try_connect()
        check(False, "a wrong password is refused")
    except rpcrt.DCERPCException as refused:
        check("access_denied" in str(refused), "a wrong password is refused: %s" % refused)
    code = demonstration.client("anna.berg").try_connect(flags=1)["ErrorCode"]
    check(code == LOGIN_PERM, "a non-administrator who asks for the privilege gets 0x%x" % code)
    code = demonstration.client("anna.berg").try_connect(demonstration.users["bruno.keller"]["legacyExchangeDN"])
    check(code["ErrorCode"] == ACCESS_DENIED, "another's DN gives 0x%x" % code["ErrorCode"])
    code = demonstration.client("Administrator").try_connect(
        demonstration.users["anna.berg"]["legacyExchangeDN"], flags=1)["ErrorCode"]
    check(code == 0, "an administrator may ask (0x%x)" % code)


def redirect(demonstration, place, public, wanted):
    """[MS-OXCROPS] 2.2.3.1.4: LogonFlags, ServerNameSize, ServerName with its terminator."""
    client = demonstration.client("anna.berg", place)
    client.connect()
    answer, code, _ = client.try_logon("" if public else client.user["legacyExchangeDN"], public)
    check(code == WRONG_SERVER, "%s logon there gives 0x%x" % ("public" if public else "private", code))
    _, size = answer.take("<BB")
    name = struct.unpack_from("%ds" % size, answer.data, answer.at)[0]
    check(name.endswith(b"\0") and name.decode()[:-1].endswith("/cn=Servers/cn=" + wanted), "redirect to %r" % name)
    client.disconnect()


def main(path):
    demonstration = Demonstration(path)
    endpoint_map(demonstration)
    levels(demonstration)
    refusals(demonstration)
    redirect(demonstration, demonstration.server("MBX1"), False, "cas-headoffice")
    redirect(demonstration, None, True, "MBX1")


if __name__ == "__main__":
    main(*sys.argv[1:])
