#!/usr/bin/python3
"""Signs in at the web services with Kerberos: bound to the TLS channel, bound to another one, and not bound.

usage: channel_binding.py ENDPOINTS_JSON HOST CHECKING

CHECKING is what the virtual directories are set to: None, Allow or Require. KRB5CCNAME holds a ticket for HTTP/HOST.
Prints one line a step; status 0 only if every step held.
"""
import base64
import hashlib
import http.client
import json
import os
import socket
import ssl
import sys

import gssapi
from gssapi import raw

path, host, checking = sys.argv[1:4]
with open(path, encoding="utf-8") as file:
    array = json.load(file)["arrays"][0]
trust = ssl.create_default_context(cafile=os.path.join(os.path.dirname(path), "root-certificate.pem"))
PING = {"X-RequestType": "PING", "X-RequestId": "{11111111-1111-1111-1111-111111111111}:1", "X-ClientInfo": "test",
        "Content-Type": "application/mapi-http"}
PLACES = (("POST", "/mapi/emsmdb/", b"", PING), ("POST", "/mapi/nspi/", b"", PING),
          ("POST", "/autodiscover/autodiscover.xml", b"<x/>", {"Content-Type": "text/xml"}),
          ("POST", "/autodiscover/autodiscover.svc", b"<x/>", {"Content-Type": "text/xml"}),
          ("RPC_IN_DATA", "/rpc/rpcproxy.dll", b"echo", {}))
LET_IN = {"None": ("none", "right", "wrong"), "Allow": ("none", "right"), "Require": ("right",)}


def bindings(kind, tls):
    if kind == "none":
        return None
    certificate = tls.getpeercert(binary_form=True)
    if kind == "wrong":
        certificate += b"\0"
    # RFC 5929 4.1: SHA-256, as the certificates are signed with it.
    return raw.ChannelBindings(application_data=b"tls-server-end-point:" + hashlib.sha256(certificate).digest())


def status(kind, method, where, body, fields):
    plain = socket.create_connection((array["address"], array["ports"]["https"]), timeout=180)
    with trust.wrap_socket(plain, server_hostname=host) as tls:
        context = gssapi.SecurityContext(name=gssapi.Name("HTTP@" + host, gssapi.NameType.hostbased_service),
                                         mech=gssapi.OID.from_int_seq("1.3.6.1.5.5.2"), usage="initiate",
                                         flags=gssapi.RequirementFlag.mutual_authentication,
                                         channel_bindings=bindings(kind, tls))
        connection = http.client.HTTPConnection(host)
        connection.sock = tls
        token = base64.b64encode(context.step()).decode()
        connection.request(method, where, body, {**fields, "Authorization": "Negotiate " + token})
        return connection.getresponse().status


for method, where, body, fields in PLACES:
    for kind in ("none", "right", "wrong"):
        answered = status(kind, method, where, body, fields)
        held = (answered != 401) == (kind in LET_IN[checking])
        print("%s: %s with %s binding where it is set to %s: %d" % ("ok" if held else "FAILED", where, kind, checking,
                                                                  answered))
        if not held:
            sys.exit(1)
