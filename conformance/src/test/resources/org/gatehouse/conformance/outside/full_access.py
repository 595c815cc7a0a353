#!/usr/bin/python3
"""Another's mailbox with full access: over RPC, MAPI over HTTP and Outlook Anywhere, by impacket and packed ROPs.

usage: full_access.py ENDPOINTS_JSON DELEGATE_ACCOUNT SHELL WORD...

SHELL WORD... runs the management shell; "-c COMMAND" is added. A shared mailbox, which nobody signs in to, is shut to
the delegate; Add-MailboxPermission opens it whole over each transport, a denial and a removal shut it again.
Autodiscover tells of it in plain XML, with a certificate that has to lead to the demonstration's root.
Prints one line a step; status 0 only if every step held.
"""
import base64
import os
import ssl
import struct
import subprocess
import sys
import urllib.request
import xml.etree.ElementTree as ElementTree

from mapi_client import Demonstration, check, create, subjects_of
from mapi_http import HttpClient
from outlook_anywhere import Anywhere

LOGIN_PERMISSION = 0x3F2
OWNER_RIGHT, SEND_AS_RIGHT = 0x02, 0x04  # [MS-OXCSTOR] 2.2.1.1.3
OUTLOOK = "http://schemas.microsoft.com/exchange/autodiscover/outlook/responseschema/2006a"
REQUEST = """<?xml version="1.0" encoding="utf-8"?>
<Autodiscover xmlns="http://schemas.microsoft.com/exchange/autodiscover/outlook/requestschema/2006"><Request>
<EMailAddress>%s</EMailAddress><AcceptableResponseSchema>%s</AcceptableResponseSchema></Request></Autodiscover>"""


def shell(words, command):
    done = subprocess.run(words + ["-c", command], capture_output=True, text=True, timeout=300)
    check(done.returncode == 0, command + ": " + done.stdout.strip() + done.stderr.strip())
    return done.stdout


def log_on(client, dn):
    answer, code, handles = client.try_logon(dn)
    if code:
        return code, 0
    answer.take("<B")
    client.folders, client.logon_handle = answer.take("<13Q"), handles[0]
    return code, answer.take("<B")[0]


def alternatives(path, demonstration, account, capable):
    """The AlternativeMailbox elements of an account's answer, as dictionaries."""
    user, array = demonstration.users[account], demonstration.endpoints["arrays"][0]
    root = os.path.join(os.path.dirname(path), "root-certificate.pem")
    context = ssl.create_default_context(cafile=root)
    context.check_hostname = False
    request = urllib.request.Request("https://%s:%d/autodiscover/autodiscover.xml" % (
        array["address"], array["ports"]["https"]), (REQUEST % (user["upn"], OUTLOOK)).encode())
    request.add_header("Content-Type", "text/xml; charset=utf-8")
    request.add_header("Authorization", "Basic " + base64.b64encode(
        (user["upn"] + ":" + user["password"]).encode()).decode())
    if capable:
        request.add_header("X-MapiHttpCapability", "1")
    with urllib.request.urlopen(request, context=context, timeout=60) as answer:
        tree = ElementTree.parse(answer)
    return [{each.tag.split("}")[1]: each.text for each in found}
            for found in tree.iter("{%s}AlternativeMailbox" % OUTLOOK)]


def main(path, delegate, *words):
    words = list(words)
    demonstration = Demonstration(path)
    demonstration.path = path
    shell(words, "New-Mailbox -Shared -Name 'Outside Team' -Alias outsideteam -Database DB-Main | Out-Null")
    dn = shell(words, "(Get-Mailbox outsideteam).LegacyExchangeDN").strip()
    clients = {"RPC": demonstration.client(delegate), "MAPI over HTTP": HttpClient(demonstration, delegate),
               "Outlook Anywhere": Anywhere(path).client(delegate)}
    for name, client in clients.items():
        client.connect()
        check(log_on(client, dn)[0] == LOGIN_PERMISSION, "shut over " + name)
    shell(words, "Add-MailboxPermission outsideteam -User %s -AccessRights FullAccess | Out-Null" % delegate)
    for name, client in clients.items():
        code, flags = log_on(client, dn)
        check(code == 0, "opens over %s (0x%x)" % (name, code))
        check(flags & (OWNER_RIGHT | SEND_AS_RIGHT) == OWNER_RIGHT, "whole, but not to send as it (0x%x)" % flags)
        message = create(client, client.folders[4], "by way of " + name, "body")
        check((message, "by way of " + name) in subjects_of(client, client.folders[4]), "written over " + name)
    check(len(subjects_of(clients["RPC"], clients["RPC"].folders[4])) == 3, "one mailbox over all of them")
    found = alternatives(path, demonstration, delegate, True)
    check(found == [{"Type": "Delegate", "DisplayName": "Outside Team",
                     "SmtpAddress": "outsideteam@gatehouse.test"}], "Autodiscover tells of it: %s" % found)
    found = alternatives(path, demonstration, delegate, False)
    check(found == [{"Type": "Delegate", "DisplayName": "Outside Team", "LegacyDN": dn,
                     "Server": demonstration.endpoints["arrays"][0]["fqdn"]}], "and older clients: %s" % found)
    shell(words, "Add-MailboxPermission outsideteam -User %s -AccessRights FullAccess -Deny | Out-Null" % delegate)
    check(log_on(clients["RPC"], dn)[0] == LOGIN_PERMISSION, "a denial outweighs")
    check(alternatives(path, demonstration, delegate, True) == [], "Autodiscover tells of it no longer")
    shell(words, "Remove-MailboxPermission outsideteam -User %s -AccessRights FullAccess -Confirm:$false;"
          " Remove-MailboxPermission outsideteam -User %s -AccessRights FullAccess -Deny -Confirm:$false"
          % (delegate, delegate))
    for name, client in clients.items():
        check(log_on(client, dn)[0] == LOGIN_PERMISSION, "shut again over " + name)
        client.disconnect()
    shell(words, "Remove-Mailbox outsideteam -Confirm:$false")


if __name__ == "__main__":
    if len(sys.argv) < 4:
        raise SystemExit(__doc__)
    main(*sys.argv[1:])
