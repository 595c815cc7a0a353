#!/usr/bin/python3
"""A mailbox reached with a Kerberos ticket for the array's name, by impacket.

usage: kerberos_client.py ENDPOINTS_JSON ACCOUNT CREDENTIAL_CACHE SERVICE [refused]

The cache holds a ticket for SERVICE, so no KDC is asked. With "refused" the sign-in has to fail.
"""
import sys

from impacket.dcerpc.v5 import rpcrt, transport
from impacket.krb5.ccache import CCache
from mapi_client import Client, Demonstration, check

# At integrity impacket 0.10 signs text in place of bytes and fails by itself.
LEVELS = (("connect", rpcrt.RPC_C_AUTHN_LEVEL_CONNECT, 0x970), ("privacy", rpcrt.RPC_C_AUTHN_LEVEL_PKT_PRIVACY, 0))


class KerberosClient(Client):
    """Signs in with SPNEGO around Kerberos, DCE style."""

    def __init__(self, ticket, realm, *args, **kwargs):
        self.ticket, self.realm = ticket, realm
        Client.__init__(self, *args, **kwargs)

    def open(self, interface):
        rpctransport = transport.DCERPCTransportFactory(
            "ncacn_ip_tcp:%s[%d]" % (self.address, self.port_of(interface)))
        rpctransport.set_credentials(self.user["account"], "", self.realm, TGS=self.ticket)
        rpctransport.set_kerberos(True)
        rpctransport.set_connect_timeout(30)
        dce = rpctransport.get_dce_rpc()
        dce.set_credentials(*rpctransport.get_credentials())
        dce.set_auth_type(rpcrt.RPC_C_AUTHN_GSS_NEGOTIATE)
        dce.set_auth_level(self.level)
        dce.connect()
        self.group.bind(dce, interface)
        return dce


def main(endpoints, account, cache, service, refused=""):
    demonstration = Demonstration(endpoints)
    address, port = demonstration.array
    user = demonstration.users[account]
    realm = user["upn"].split("@")[1].upper()
    credential = CCache.loadFile(cache).getCredential("%s@%s" % (service, realm), anySPN=False)

    def client(level):
        return KerberosClient(credential.toTGS(service), realm, address, port, user, realm, level)

    if refused:
        try:
            client(rpcrt.RPC_C_AUTHN_LEVEL_PKT_PRIVACY)
            check(False, "a ticket made with another key is refused")
        except rpcrt.DCERPCException as error:
            check("bind_nak" in str(error).lower() or "checksum" in str(error), "refused: %s" % error)
        return
    for name, level, wanted in LEVELS:
        code = client(level).try_connect()["ErrorCode"]
        check(code == wanted, "EcDoConnectEx with Kerberos at %s gives 0x%x" % (name, code))
    mailbox = client(rpcrt.RPC_C_AUTHN_LEVEL_PKT_PRIVACY)
    mailbox.connect()
    mailbox.logon()
    mailbox.disconnect()


if __name__ == "__main__":
    main(*sys.argv[1:])
