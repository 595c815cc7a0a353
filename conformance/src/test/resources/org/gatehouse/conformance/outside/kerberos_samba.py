#!/usr/bin/python3
"""Calls with a Kerberos ticket by Samba's DCE/RPC client, raw and inside SPNEGO, signed and sealed.

usage: kerberos_samba.py ENDPOINTS_JSON HOST

Asks the management interface of the array's EMSMDB port. KRB5CCNAME holds tickets, KRB5_CONFIG the settings.
"""
import os
import sys

from mapi_client import EMSMDB, Client, Demonstration, check
from samba import credentials, param
from samba.dcerpc import mgmt


def main(endpoints, host):
    demonstration = Demonstration(endpoints)
    address, port = demonstration.array
    probe = Client.__new__(Client)
    probe.address, probe.epm_port = address, port
    emsmdb = probe.port_of(EMSMDB)
    settings = param.LoadParm()
    settings.load_default()
    settings.set("realm", host.split(".", 1)[1].upper())
    creds = credentials.Credentials()
    creds.guess(settings)
    creds.set_kerberos_state(credentials.MUST_USE_KERBEROS)
    creds.set_named_ccache(os.environ["KRB5CCNAME"], credentials.SPECIFIED, settings)
    for mechanism in ("krb5", "spnego"):
        for level in ("connect", "sign", "seal"):
            connection = mgmt.mgmt("ncacn_ip_tcp:%s[%d,%s,%s,target_hostname=%s]"
                                   % (address, emsmdb, mechanism, level, host), settings, creds)
            for _ in range(3):
                interfaces = connection.inq_if_ids()
            check(interfaces.count >= 3, "%d interfaces told with %s, %s" % (interfaces.count, mechanism, level))


if __name__ == "__main__":
    main(*sys.argv[1:])
