#!/usr/bin/python3
"""RFR and NSPI through the array's address with impacket's own NDR.

usage: address_book.py ENDPOINTS_JSON
"""
import sys

from impacket.dcerpc.v5 import nspi, oxabref, rpcrt, transport
from impacket.dcerpc.v5.dtypes import DWORD, NULL, ULONG
from impacket.dcerpc.v5.ndr import NDRCALL
from mapi_client import Demonstration, check
from sign_in import LEVELS, NSPI, RFR

SERVERS = "/o=Gatehouse/ou=Exchange Administrative Group (FYDIBOHF23SPDLT)/cn=Configuration/cn=Servers/cn="
DISPLAY_NAME, EMAIL_ADDRESS, ENTRY_ID, HOME_DATABASE = 0x3001001F, 0x3003001F, 0x0FFF0102, 0x8006001E
CONTAINER_ID = 0xFFFD0003
NOT_FOUND = 0x8004010F


class GetMatches(NDRCALL):
    """[MS-OXNSPI] 6; impacket leaves it out."""
    opnum = 5
    structure = (
        ("hRpc", nspi.handle_t), ("Reserved1", DWORD), ("pStat", nspi.STAT), ("pReserved", nspi.PPropertyTagArray_r),
        ("Reserved2", DWORD), ("Filter", nspi.PRestriction_r), ("lpPropName", nspi.PPropertyName_r),
        ("ulRequested", DWORD), ("pPropTags", nspi.PPropertyTagArray_r),
    )


class GetMatchesResponse(NDRCALL):
    structure = (("pStat", nspi.STAT), ("ppOutMIds", nspi.PPropertyTagArray_r), ("ppRows", nspi.PPropertyRowSet_r),
                 ("ErrorCode", ULONG))


class GetProps(NDRCALL):
    """impacket sends a referent for pStat, which is a reference pointer ([MS-OXNSPI] 3.1.4.1.7)."""
    opnum = 9
    structure = (("hRpc", nspi.handle_t), ("dwFlags", DWORD), ("pStat", nspi.STAT),
                 ("pPropTags", nspi.PPropertyTagArray_r))


class GetSpecialTable(NDRCALL):
    """As above ([MS-OXNSPI] 3.1.4.1.3)."""
    opnum = 12
    structure = (("hRpc", nspi.handle_t), ("dwFlags", DWORD), ("pStat", nspi.STAT), ("lpVersion", DWORD))


def fill(array, numbers):
    for number in numbers:
        item = DWORD()
        item["Data"] = number
        array["aulPropTag"].append(item)
    array["cValues"] = len(numbers)
    inner = array.fields.get("Data", array)
    inner.fields["aulPropTag"].fields["MaximumCount"] = len(numbers) + 1


def stat(target=None, **changed):
    values = target if target is not None else nspi.STAT()
    for name in ("SortType", "ContainerID", "CurrentRec", "Delta", "NumPos", "TotalRecs"):
        values[name] = changed.get(name, 0)
    values["CodePage"], values["TemplateLocale"], values["SortLocale"] = 1252, 0x409, 0x409
    return values


def numbers(array):
    return [item["Data"] for item in array["aulPropTag"]]


def referrals(demonstration):
    dce = demonstration.client("anna.berg").open(RFR)
    anna = demonstration.users["anna.berg"]
    fqdn = demonstration.endpoints["arrays"][0]["fqdn"]
    server = oxabref.hRfrGetNewDSA(dce, anna["legacyExchangeDN"])["ppszServer"]
    check(server == fqdn, "RfrGetNewDSA sends Anna to " + server)
    clara = demonstration.users["clara.nilsson"]
    server = oxabref.hRfrGetNewDSA(dce, clara["legacyExchangeDN"])["ppszServer"]
    check(server == "branch1.gatehouse.test", "RfrGetNewDSA sends Clara to " + server)
    for what, dn, wanted in (
            ("the array", SERVERS + "cas-headoffice", fqdn), ("a server", SERVERS + "CAS1", "cas1.gatehouse.test"),
            ("a public folder server", SERVERS + "MBX1", "mbx1.gatehouse.test"),
            ("a public folder database", SERVERS + "MBX1/cn=Microsoft Public MDB", "mbx1.gatehouse.test"),
            ("a mailbox database", SERVERS + "cas-headoffice/cn=Microsoft Private MDB", fqdn)):
        found = oxabref.hRfrGetFQDNFromServerDN(dce, dn)["ppszServerFQDN"]
        check(found == wanted, "RfrGetFQDNFromServerDN of %s is %s" % (what, found))
    try:
        oxabref.hRfrGetFQDNFromServerDN(dce, SERVERS + "NOBODY")
        check(False, "an unknown DN is refused")
    except rpcrt.DCERPCException as refused:
        check(refused.get_error_code() == NOT_FOUND, "an unknown DN gives 0x%x" % refused.get_error_code())
    return dce


def home_database(demonstration, dn):
    dce = demonstration.client("anna.berg").open(RFR)
    found = oxabref.hRfrGetFQDNFromServerDN(dce, dn)["ppszServerFQDN"]
    check(found == demonstration.endpoints["arrays"][0]["fqdn"], "RFR knows the home database of NSPI: " + dn)


def bind(demonstration, level):
    dce = demonstration.client("anna.berg", level=level).open(NSPI)
    return dce, nspi.hNspiBind(dce, stat())["contextHandle"]


def table(dce, handle):
    response = nspi.hNspiQueryRows(dce, handle, dwFlags=0, pStat=stat(), Count=50,
                                   pPropTags=[DISPLAY_NAME, EMAIL_ADDRESS])
    rows = nspi.simplifyPropertyRowSet(response["ppRows"])
    names = [row[DISPLAY_NAME] for row in rows]
    check(names == sorted(names) and set(names) >= {"Anna Berg", "Bruno Keller", "Clara Nilsson", "David Osei"},
          "NspiQueryRows: " + ", ".join(names))
    return {row[DISPLAY_NAME]: row[EMAIL_ADDRESS] for row in rows}


def names(demonstration, dce, handle, listed):
    response = nspi.hNspiResolveNamesW(dce, handle, pPropTags=[DISPLAY_NAME, ENTRY_ID],
                                       paStr=["Anna", "keller", "nobody at all"])
    found = numbers(response["ppMIds"])
    rows = nspi.simplifyPropertyRowSet(response["ppRows"])
    check(found == [2, 2, 0], "NspiResolveNamesW: resolved, resolved, unresolved (%s)" % found)
    check([row[DISPLAY_NAME] for row in rows] == ["Anna Berg", "Bruno Keller"], "and their rows")
    anna = demonstration.users["anna.berg"]["legacyExchangeDN"]
    mids = numbers(nspi.hNspiDNToMId(dce, handle, [anna, "/o=Nobody/cn=x"])["ppOutMIds"])
    check(mids[0] >= 0x10 and mids[1] == 0, "NspiDNToMId: %s" % mids)
    check(listed["Anna Berg"].lower() == anna.lower(), "the table's address is the legacy DN")
    return mids[0]


def properties(demonstration, dce, handle, mid):
    request = GetProps()
    request["hRpc"], request["dwFlags"] = handle, 0
    stat(request["pStat"], CurrentRec=mid)
    fill(request["pPropTags"], [DISPLAY_NAME, HOME_DATABASE, 0x39FE001F])
    dce.call(request.opnum, request)
    row = nspi.simplifyPropertyRow(nspi.NspiGetPropsResponse(dce.recv())["ppRows"])
    check(row[DISPLAY_NAME] == "Anna Berg" and row[0x39FE001F] == "anna.berg@gatehouse.test",
          "NspiGetProps: %s" % row[0x39FE001F])
    home_database(demonstration, row[HOME_DATABASE])


def matches(dce, handle):
    request = GetMatches()
    request["hRpc"], request["Reserved1"], request["Reserved2"] = handle, 0, 0
    stat(request["pStat"])
    condition = nspi.Restriction_r()
    condition["rt"], condition["res"]["tag"] = 3, 3  # content, prefix, case aside
    content = condition["res"]["resContent"]
    content["ulFuzzyLevel"], content["ulPropTag"] = 0x10002, DISPLAY_NAME
    content["lpProp"]["ulPropTag"], content["lpProp"]["Value"]["tag"] = DISPLAY_NAME, 0x1F
    content["lpProp"]["Value"]["lpszW"] = "dav\0"
    request["pReserved"], request["Filter"], request["lpPropName"] = NULL, condition, NULL
    request["ulRequested"] = 10
    fill(request["pPropTags"], [DISPLAY_NAME])
    dce.call(request.opnum, request)
    response = GetMatchesResponse(dce.recv())
    rows = nspi.simplifyPropertyRowSet(response["ppRows"])
    check(response["ErrorCode"] == 0 and [row[DISPLAY_NAME] for row in rows] == ["David Osei"],
          "NspiGetMatches: %s" % [row[DISPLAY_NAME] for row in rows])


def hierarchy(dce, handle):
    request = GetSpecialTable()
    request["hRpc"], request["dwFlags"], request["lpVersion"] = handle, nspi.NspiUnicodeStrings, 0
    stat(request["pStat"])
    dce.call(request.opnum, request)
    rows = nspi.simplifyPropertyRowSet(nspi.NspiGetSpecialTableResponse(dce.recv())["ppRows"])
    check(len(rows) >= 1 and all(CONTAINER_ID in row for row in rows), "NspiGetSpecialTable: %d container" % len(rows))


def main(path):
    demonstration = Demonstration(path)
    referrals(demonstration)
    for name, level in LEVELS:
        dce, handle = bind(demonstration, level)
        listed = table(dce, handle)
        check(len(listed) >= 5, "NSPI at " + name)
    mid = names(demonstration, dce, handle, listed)
    properties(demonstration, dce, handle, mid)
    matches(dce, handle)
    hierarchy(dce, handle)
    closed = nspi.hNspiUnbind(dce, handle)
    check(closed["contextHandle"]["context_handle_uuid"] == b"\0" * 16, "NspiUnbind closes the handle")


if __name__ == "__main__":
    main(*sys.argv[1:])
