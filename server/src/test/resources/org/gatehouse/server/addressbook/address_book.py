"""Uses an Address Book service as an independent client would, with impacket's transport, sign-in and NDR.

    python3 address_book.py PORT DOMAIN USER USER_DN SERVER_DN    (the password is the first line of standard input)

Prints one line for each finding. impacket's own NspiGetProps carries a pointer that [MS-OXNSPI] 6 does not have, its
NspiSeekEntries lacks one, and its NspiGetMatches is commented out: all are declared here.
"""
import sys

from impacket.dcerpc.v5 import nspi, oxabref, transport
from impacket.dcerpc.v5.dtypes import DWORD, NULL, ULONG
from impacket.dcerpc.v5.ndr import NDRCALL
from impacket.dcerpc.v5.rpcrt import DCERPCException, RPC_C_AUTHN_LEVEL_PKT_INTEGRITY, RPC_C_AUTHN_LEVEL_PKT_PRIVACY


class NspiGetProps(NDRCALL):
    opnum = 9
    structure = (('hRpc', nspi.handle_t), ('dwFlags', DWORD), ('pStat', nspi.STAT),
                 ('pPropTags', nspi.PPropertyTagArray_r))


class NspiGetPropsResponse(NDRCALL):
    structure = (('ppRows', nspi.PPropertyRow_r), ('ErrorCode', ULONG))


class NspiSeekEntries(NDRCALL):
    opnum = 4
    structure = (('hRpc', nspi.handle_t), ('Reserved', DWORD), ('pStat', nspi.STAT),
                 ('pTarget', nspi.PropertyValue_r), ('lpETable', nspi.PPropertyTagArray_r),
                 ('pPropTags', nspi.PPropertyTagArray_r))


class NspiSeekEntriesResponse(NDRCALL):
    structure = (('pStat', nspi.STAT), ('ppRows', nspi.PPropertyRowSet_r), ('ErrorCode', ULONG))


class NspiGetMatches(NDRCALL):
    opnum = 5
    structure = (('hRpc', nspi.handle_t), ('Reserved1', DWORD), ('pStat', nspi.STAT),
                 ('pReserved', nspi.PPropertyTagArray_r), ('Reserved2', DWORD), ('Filter', nspi.PRestriction_r),
                 ('lpPropName', nspi.PPropertyName_r), ('ulRequested', DWORD),
                 ('pPropTags', nspi.PPropertyTagArray_r))


class NspiGetMatchesResponse(NDRCALL):
    structure = (('pStat', nspi.STAT), ('ppOutMIds', nspi.PPropertyTagArray_r), ('ppRows', nspi.PPropertyRowSet_r),
                 ('ErrorCode', ULONG))


def connect(port, domain, user, password, interface, level):
    rpc = transport.DCERPCTransportFactory('ncacn_ip_tcp:127.0.0.1[%s]' % port)
    rpc.set_credentials(user, password, domain)
    rpc.set_connect_timeout(20)
    dce = rpc.get_dce_rpc()
    dce.set_credentials(*rpc.get_credentials())
    dce.set_auth_level(level)
    dce.connect()
    dce.bind(interface)
    return dce


def tags(array, numbers):
    for number in numbers:
        item = DWORD()
        item['Data'] = number
        array['aulPropTag'].append(item)
    array['cValues'] = len(numbers)
    array.fields['aulPropTag'].fields['MaximumCount'] = len(numbers) + 1


def show(row):
    simple = nspi.simplifyPropertyRow(row)
    return ' '.join('%08x=%s' % (tag, simple[tag]) for tag in sorted(simple))


def names(answer):
    return ', '.join(nspi.simplifyPropertyRow(row)[0x3001001f] for row in answer['ppRows']['aRow'])


def main():
    port, domain, user, user_dn, server_dn = sys.argv[1:]
    password = sys.stdin.readline().rstrip('\n')
    dce = connect(port, domain, user, password, oxabref.MSRPC_UUID_OXABREF, RPC_C_AUTHN_LEVEL_PKT_INTEGRITY)
    print('new dsa', oxabref.hRfrGetNewDSA(dce, user_dn)['ppszServer'])
    print('fqdn', oxabref.hRfrGetFQDNFromServerDN(dce, server_dn)['ppszServerFQDN'])
    try:
        oxabref.hRfrGetFQDNFromServerDN(dce, '/o=Nobody/cn=Nowhere')
    except DCERPCException as refused:
        print('unknown %x' % refused.get_error_code())
    dce.disconnect()

    dce = connect(port, domain, user, password, nspi.MSRPC_UUID_NSPI, RPC_C_AUTHN_LEVEL_PKT_PRIVACY)
    handle = nspi.hNspiBind(dce)['contextHandle']
    table = nspi.hNspiGetSpecialTable(dce, handle)
    lists = [nspi.simplifyPropertyRow(row) for row in table['ppRows']['aRow']]
    print('hierarchy', ', '.join('%s %d' % (row[0x3001001f], row[0x30050003]) for row in lists))
    ids = dict((row[0x3001001f], row[0xfffd0003]) for row in lists)
    for name in ('Users', 'Groups'):
        rows = nspi.hNspiQueryRows(dce, handle, ContainerID=ids['All ' + name], Count=10, pPropTags=[0x3001001f])
        print(name.lower(), names(rows))

    rows = nspi.hNspiQueryRows(dce, handle, Count=10, pPropTags=[0x3001001f])
    print('rows', names(rows))
    ids = [item['Data'] for item in nspi.hNspiDNToMId(dce, handle, [user_dn, '/o=nobody'])['ppOutMIds']['aulPropTag']]
    print('second unknown', ids[1])

    explicit = nspi.hNspiQueryRows(dce, handle, Count=1, lpETable=ids[:1], pPropTags=[0x39fe001f])
    print('explicit', show(explicit['ppRows']['aRow'][0]))

    request = NspiGetProps()
    request['hRpc'] = handle
    request['dwFlags'] = 0
    request['pStat']['CurrentRec'] = ids[0]
    request['pStat']['CodePage'] = nspi.CP_TELETEX
    tags(request['pPropTags'], [0x3003001e, 0x8006001e, 0x0fff0102])
    answer = dce.request(request)
    print('props', show(answer['ppRows']))

    resolved = nspi.hNspiResolveNamesW(dce, handle, pPropTags=[0x3001001f], paStr=['=SMTP:bob@corp.example', 'bo', 'xx'])
    print('resolved', [item['Data'] for item in resolved['ppMIds']['aulPropTag']],
          show(resolved['ppRows']['aRow'][0]))

    request = NspiGetMatches()
    request['hRpc'] = handle
    request['Reserved1'] = 0
    request['pStat']['CodePage'] = nspi.CP_TELETEX
    request['pReserved'] = NULL
    request['Reserved2'] = 0
    request['Filter']['rt'] = 4
    request['Filter']['res']['tag'] = 4
    condition = request['Filter']['res']['resProperty']
    condition['relop'] = 4
    condition['ulPropTag'] = 0x360c001f
    condition['lpProp']['ulPropTag'] = 0x360c001f
    condition['lpProp']['Value']['tag'] = 0x1f
    condition['lpProp']['Value']['lpszW'] = 'bob\0'
    request['lpPropName'] = NULL
    request['ulRequested'] = 10
    tags(request['pPropTags'], [0x3001001f])
    answer = dce.request(request)
    print('matches', len(answer['ppOutMIds']['aulPropTag']), names(answer))

    request = NspiSeekEntries()
    request['hRpc'] = handle
    request['Reserved'] = 0
    request['pStat']['CodePage'] = nspi.CP_TELETEX
    request['pTarget']['ulPropTag'] = 0x3001001f
    request['pTarget']['Value']['tag'] = 0x1f
    request['pTarget']['Value']['lpszW'] = 'b\0'
    request['lpETable'] = NULL
    tags(request['pPropTags'], [0x3001001f])
    answer = dce.request(request)
    print('sought', answer['pStat']['NumPos'], 'of', answer['pStat']['TotalRecs'], names(answer).split(',')[0])

    team = nspi.hNspiDNToMId(dce, handle, [user_dn.replace('cn=ann', 'cn=team')])['ppOutMIds']['aulPropTag'][0]['Data']
    request = NspiGetMatches()
    request['hRpc'] = handle
    request['Reserved1'] = 0
    request['pStat']['SortType'] = 1000
    request['pStat']['ContainerID'] = 0x8009000d
    request['pStat']['CurrentRec'] = team
    request['pStat']['CodePage'] = nspi.CP_TELETEX
    request['pReserved'] = NULL
    request['Reserved2'] = 0
    request['Filter'] = NULL
    request['lpPropName'] = NULL
    request['ulRequested'] = 10
    tags(request['pPropTags'], [0x3001001f])
    print('members', names(dce.request(request)))

    try:
        nspi.hNspiGetNamesFromIDs(dce, handle)
        print('opnum 17 answered')
    except DCERPCException as refused:
        print('opnum 17', str(refused).split()[-1])
    print('unbound %x' % nspi.hNspiUnbind(dce, handle)['ErrorCode'])
    dce.disconnect()


if __name__ == '__main__':
    main()
