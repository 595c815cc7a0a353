#!/usr/bin/python3
"""Autodiscover as exchangelib, an independent EWS client, does it: from nothing but an address and a password.

usage: autodiscover_exchangelib.py ENDPOINTS_JSON ACCOUNT SERVER MOVED TARGET FOREIGN URL

Goes through exchangelib's steps with the demonstration's DNS server: no host of the domain's own, then the host
autodiscover; and again for who has no such host, by the service record. Its HTTPS goes to the port that the
demonstration has, with a certificate that has to lead to its root. Plain XML first, then the SOAP service; SERVER is
the endpoint that both have to tell. MOVED is an address whose mailbox is now TARGET, and FOREIGN one in a domain whose
own Autodiscover is at URL (without its ending). Prints one line a step; status 0 only if every step held.
"""
import json
import os
import sys
from urllib.parse import urlsplit

import dns.resolver
import requests.adapters
from exchangelib import BASIC, Configuration, Credentials
from exchangelib.autodiscover.discovery.pox import PoxAutodiscovery
from exchangelib.autodiscover.protocol import AutodiscoverProtocol
from exchangelib.errors import ErrorNonExistentMailbox
from exchangelib.protocol import BaseProtocol
from exchangelib.services import GetUserSettings

path, account, expected, moved, target, foreign, url = sys.argv[1:8]
with open(path, encoding="utf-8") as file:
    endpoints = json.load(file)
user = next(each for each in endpoints["users"] if each["account"] == account)
address = user["upn"]
root = os.path.join(os.path.dirname(path), "root-certificate.pem")
domain = address.split("@")[1]
port = endpoints["arrays"][0]["ports"]["https"]
names = dns.resolver.Resolver(configure=False)
names.nameservers, names.port = [endpoints["dns"]["address"]], endpoints["dns"]["port"]
asked = []


class Here(requests.adapters.HTTPAdapter):
    """Leads HTTPS to where the demonstration listens, and checks certificates against its root."""

    def send(self, request, **kwargs):
        parts = urlsplit(request.url)
        if parts.hostname.endswith(domain):
            asked.append(parts.hostname)
            request.headers["Host"] = parts.netloc
            where = names.resolve(parts.hostname + ".", "A")[0].to_text()
            request.url = request.url.replace(parts.netloc, "%s:%d" % (where, port), 1)
            self.poolmanager.connection_pool_kw["assert_hostname"] = parts.hostname
        kwargs["verify"] = root
        return super().send(request, **kwargs)


def check(held, what):
    print(("ok: " if held else "FAILED: ") + what)
    if not held:
        sys.exit(1)


def here(record):
    """exchangelib follows service records at 443 only; Here leads from there to the port that the record named."""
    check(record.port == port, "the service record names the port of HTTPS")
    record.port = 443
    return record


BaseProtocol.HTTP_ADAPTER_CLS = Here
PoxAutodiscovery.DNS_RESOLVER_KWARGS = {"configure": False}
PoxAutodiscovery.DNS_RESOLVER_ATTRS = {"nameservers": [endpoints["dns"]["address"]], "port": endpoints["dns"]["port"]}
look_up = PoxAutodiscovery._get_srv_records
PoxAutodiscovery._get_srv_records = lambda self, host: [here(record) for record in look_up(self, host)]

credentials = Credentials(address, user["password"])

found = PoxAutodiscovery(address, credentials)._step_1(domain)
check(set(asked) == {"autodiscover." + domain}, "found at the host autodiscover")
asked.clear()
found = PoxAutodiscovery(address, credentials)._step_4(domain)
check(set(asked) == {"cas1." + domain}, "the service record led to " + asked[-1])
check(found.user.autodiscover_smtp_address.lower() == address.lower(), "POX tells of " + address)
check(found.user.legacy_dn == user["legacyExchangeDN"], "POX tells the legacy DN")
exch = next(each for each in found.account.protocols if each.type == "EXCH")
check(exch.server == expected, "POX: EXCH, Server " + str(exch.server))
check(str(exch.server_version) == "15.0.847.0", "POX: ServerVersion is of build " + str(exch.server_version))
check(exch.mdb_dn.endswith("/cn=Microsoft Private MDB"), "POX: MdbDN " + exch.mdb_dn)
check(not exch.ews_url, "POX advertises no EWS")
try:
    PoxAutodiscovery("nobody@" + domain, credentials)._step_1(domain)
    check(False, "POX knows nobody")
except ErrorNonExistentMailbox:
    check(True, "POX knows nobody of that address")

protocol = AutodiscoverProtocol(config=Configuration(
    service_endpoint="https://autodiscover.%s/autodiscover/autodiscover.svc" % domain, credentials=credentials,
    auth_type=BASIC))
settings = GetUserSettings(protocol=protocol).get(users=[address], settings=[
    "auto_discover_smtp_address", "user_dn", "internal_rpc_client_server", "mapi_http_enabled", "cas_version",
    "external_ews_url"])
check(settings.user_settings_errors["external_ews_url"][0] == "SettingIsNotAvailable", "SOAP advertises no EWS")
settings = settings.user_settings
check(settings["auto_discover_smtp_address"].lower() == address.lower(), "SOAP tells of " + address)
check(settings["user_dn"] == user["legacyExchangeDN"], "SOAP tells the legacy DN")
check(settings["internal_rpc_client_server"] == expected, "SOAP: " + settings["internal_rpc_client_server"])
check(settings["mapi_http_enabled"] == "True", "SOAP: MAPI over HTTP is there")
check(settings["cas_version"] == "15.00.0847.032", "SOAP: " + settings["cas_version"])

found = PoxAutodiscovery(moved, credentials)._step_1(domain)
check(found.account.action == "redirectAddr" and found.redirect_address == target, "POX sends on to " + target)
# exchangelib looks for RedirectURL, where the specification has RedirectUrl, so the action is all that it sees.
found = PoxAutodiscovery(foreign, credentials)._step_1(domain)
check(found.account.action == "redirectUrl" and not found.account.protocols, "POX sends on to a URL")
elsewhere = list(GetUserSettings(protocol=protocol).call(users=[moved, foreign], settings=["user_dn"]))
check(elsewhere[0].redirect_address == target, "SOAP sends on to " + str(elsewhere[0].redirect_address))
check(elsewhere[1].redirect_url == url + ".svc", "SOAP sends on to " + str(elsewhere[1].redirect_url))
