"""Makes the request stubs of NspiGoldenTest with impacket's own NDR, and reads ours back.

    python3 nspi_stubs.py requests          prints name <tab> hex for each request
    python3 nspi_stubs.py responses < file  reads name <tab> hex, prints what impacket understands

impacket leaves three structures out (commented, "need testing") and declares three others with pointers where
[MS-OXNSPI] 6 has none, or none where it has one; all six are declared here after that section.
"""
import random
import sys

from impacket import uuid
from impacket.dcerpc.v5 import nspi, oxabref
from impacket.dcerpc.v5.dtypes import DWORD, LPSTR, LPWSTR, NULL, ULONG
from impacket.dcerpc.v5.ndr import NDRCALL

HANDLE_UUID = uuid.string_to_bin('01234567-89AB-CDEF-0123-456789ABCDEF')


class SeekEntries(NDRCALL):
    opnum = 4
    structure = (
        ('hRpc', nspi.handle_t),
        ('Reserved', DWORD),
        ('pStat', nspi.STAT),
        ('pTarget', nspi.PropertyValue_r),
        ('lpETable', nspi.PPropertyTagArray_r),
        ('pPropTags', nspi.PPropertyTagArray_r),
    )


class GetProps(NDRCALL):
    opnum = 9
    structure = (
        ('hRpc', nspi.handle_t),
        ('dwFlags', DWORD),
        ('pStat', nspi.STAT),
        ('pPropTags', nspi.PPropertyTagArray_r),
    )


class GetSpecialTable(NDRCALL):
    opnum = 12
    structure = (
        ('hRpc', nspi.handle_t),
        ('dwFlags', DWORD),
        ('pStat', nspi.STAT),
        ('lpVersion', DWORD),
    )


class GetMatches(NDRCALL):
    opnum = 5
    structure = (
        ('hRpc', nspi.handle_t),
        ('Reserved1', DWORD),
        ('pStat', nspi.STAT),
        ('pReserved', nspi.PPropertyTagArray_r),
        ('Reserved2', DWORD),
        ('Filter', nspi.PRestriction_r),
        ('lpPropName', nspi.PPropertyName_r),
        ('ulRequested', DWORD),
        ('pPropTags', nspi.PPropertyTagArray_r),
    )


class GetMatchesResponse(NDRCALL):
    structure = (
        ('pStat', nspi.STAT),
        ('ppOutMIds', nspi.PPropertyTagArray_r),
        ('ppRows', nspi.PPropertyRowSet_r),
        ('ErrorCode', ULONG),
    )


class ResortRestriction(NDRCALL):
    opnum = 6
    structure = (
        ('hRpc', nspi.handle_t),
        ('Reserved', DWORD),
        ('pStat', nspi.STAT),
        ('pInMIds', nspi.PropertyTagArray_r),
        ('ppOutMIds', nspi.PPropertyTagArray_r),
    )


class ModProps(NDRCALL):
    opnum = 11
    structure = (
        ('hRpc', nspi.handle_t),
        ('Reserved', DWORD),
        ('pStat', nspi.STAT),
        ('pPropTags', nspi.PPropertyTagArray_r),
        ('pRow', nspi.PropertyRow_r),
    )


def dword(value):
    item = DWORD()
    item['Data'] = value
    return item


def stat(target):
    for name, value in (('SortType', 0), ('ContainerID', 0), ('CurrentRec', 0x1001), ('Delta', -2), ('NumPos', 3),
                        ('TotalRecs', 22), ('CodePage', 1252), ('TemplateLocale', 0x409), ('SortLocale', 0x407)):
        target[name] = value


def fill(array, numbers):
    for number in numbers:
        array['aulPropTag'].append(dword(number))
    array['cValues'] = len(numbers)
    inner = array.fields['Data'] if 'Data' in array.fields else array
    inner.fields['aulPropTag'].fields['MaximumCount'] = len(numbers) + 1


def strings(array, texts, kind):
    for text in texts:
        item = kind()
        item['Data'] = text + '\0'
        array['Strings'].append(item)
    array['Count'] = len(texts)


def value(target, tag, **members):
    target['ulPropTag'] = tag
    target['Value']['tag'] = tag & 0xffff
    for name, content in members.items():
        target['Value'][name] = content


def restriction():
    """And(Content(prefix, PidTagDisplayName, "an"), Or(Property(==, PidTagDisplayType, 0), Not(Exist(PidTagTitle))))"""
    both = nspi.Restriction_r()
    both['rt'] = 0
    both['res']['tag'] = 0
    content = nspi.Restriction_r()
    content['rt'] = 3
    content['res']['tag'] = 3
    content['res']['resContent']['ulFuzzyLevel'] = 0x10002
    content['res']['resContent']['ulPropTag'] = 0x3001001f
    value(content['res']['resContent']['lpProp'], 0x3001001f, lpszW='an\0')
    either = nspi.Restriction_r()
    either['rt'] = 1
    either['res']['tag'] = 1
    equal = nspi.Restriction_r()
    equal['rt'] = 4
    equal['res']['tag'] = 4
    equal['res']['resProperty']['relop'] = 4
    equal['res']['resProperty']['ulPropTag'] = 0x39000003
    value(equal['res']['resProperty']['lpProp'], 0x39000003, l=0)
    exist = nspi.Restriction_r()
    exist['rt'] = 8
    exist['res']['tag'] = 8
    exist['res']['resExist']['ulReserved1'] = 0
    exist['res']['resExist']['ulPropTag'] = 0x3a17001f
    exist['res']['resExist']['ulReserved2'] = 0
    either['res']['resOr']['cRes'] = 2
    either['res']['resOr']['lpRes'].append(equal)
    either['res']['resOr']['lpRes'].append(exist)
    both['res']['resAnd']['cRes'] = 2
    both['res']['resAnd']['lpRes'].append(content)
    both['res']['resAnd']['lpRes'].append(either)
    return both


def begin(call):
    request = call()
    for name in ('hRpc', 'contextHandle'):
        if name in request.fields:
            request[name]['context_handle_attributes'] = 0
            request[name]['context_handle_uuid'] = HANDLE_UUID
    if 'pStat' in request.fields:
        stat(request['pStat'])
    for name in ('Reserved', 'Reserved1', 'Reserved2', 'dwFlags'):
        if name in request.fields:
            request[name] = 0
    return request


def requests():
    made = []

    def made_of(name, request):
        made.append((name, request.getData()))

    bind = begin(nspi.NspiBind)
    bind['pServerGuid'] = b'\0' * 16
    made_of('NspiBind', bind)
    made_of('NspiUnbind', begin(nspi.NspiUnbind))
    update = begin(nspi.NspiUpdateStat)
    update['plDelta'] = 5
    made_of('NspiUpdateStat', update)

    rows = begin(nspi.NspiQueryRows)
    rows['dwFlags'] = 2
    rows['Count'] = 50
    for mid in (0x1001, 0x1002, 0x1003):
        rows['lpETable'].append(dword(mid))
    rows['dwETableCount'] = 3
    fill(rows['pPropTags'], (0x0fff0102, 0x3001001f))
    made_of('NspiQueryRows', rows)
    rows = begin(nspi.NspiQueryRows)
    rows['Count'] = 2
    rows['dwETableCount'] = 0
    rows['lpETable'] = NULL
    rows['pPropTags'] = NULL
    made_of('NspiQueryRows.table', rows)

    matches = begin(GetMatches)
    matches['pReserved'] = NULL
    matches['Filter'] = restriction()
    matches['lpPropName'] = NULL
    matches['ulRequested'] = 100
    fill(matches['pPropTags'], (0x3001001e,))
    made_of('NspiGetMatches', matches)

    resort = begin(ResortRestriction)
    fill(resort['pInMIds'], (0x1003, 0x1001))
    resort['ppOutMIds'] = NULL
    made_of('NspiResortRestriction', resort)

    names = begin(nspi.NspiDNToMId)
    strings(names['pNames'], ('/o=Org/ou=Group/cn=Recipients/cn=ann', '/x'), LPSTR)
    made_of('NspiDNToMId', names)

    listed = begin(nspi.NspiGetPropList)
    listed['dwFlags'] = 1
    listed['dwMId'] = 0x1001
    listed['CodePage'] = 1252
    made_of('NspiGetPropList', listed)

    compare = begin(nspi.NspiCompareMIds)
    compare['MId1'] = 0x1001
    compare['MId2'] = 0x1002
    made_of('NspiCompareMIds', compare)

    template = begin(nspi.NspiGetTemplateInfo)
    template['dwFlags'] = 1
    template['ulType'] = 0
    template['pDN'] = '/cn=a\0'
    template['dwCodePage'] = 1252
    template['dwLocaleID'] = 0x409
    made_of('NspiGetTemplateInfo', template)

    columns = begin(nspi.NspiQueryColumns)
    columns['dwFlags'] = 0x80000000
    made_of('NspiQueryColumns', columns)

    resolve = begin(nspi.NspiResolveNames)
    fill(resolve['pPropTags'], (0x3003001e,))
    strings(resolve['paStr'], ('ann', ''), LPSTR)
    made_of('NspiResolveNames', resolve)
    resolve = begin(nspi.NspiResolveNamesW)
    fill(resolve['pPropTags'], (0x3003001f, 0x3001001f))
    strings(resolve['paStr'], ('Ann', '=SMTP:b\u00f6b@corp.example'), LPWSTR)
    made_of('NspiResolveNamesW', resolve)

    link = begin(nspi.NspiModLinkAtt)
    link['dwFlags'] = 1
    link['ulPropTag'] = 0x8015000d
    link['dwMId'] = 0x1001
    for content in (b'\x87\0\0\0', b'\0'):
        entry = nspi.Binary_r()
        entry['lpb'] = content
        entry['cValues'] = len(content)
        link['lpEntryIds']['lpbin'].append(entry)
    link['lpEntryIds']['cValues'] = 2
    made_of('NspiModLinkAtt', link)

    modify = begin(ModProps)
    fill(modify['pPropTags'], (0x3a701102,))
    modify['pRow']['Reserved'] = 0
    for tag, members in ((0x3001001f, {'lpszW': 'Ann\0'}), (0x39000003, {'l': 6}), (0x3a40000b, {'b': 1}),
                         (0x3001001e, {'lpszA': 'Ann\0'})):
        held = nspi.PropertyValue_r()
        value(held, tag, **members)
        modify['pRow']['lpProps'].append(held)
    modify['pRow']['cValues'] = 4
    made_of('NspiModProps', modify)

    referral = oxabref.RfrGetNewDSA()
    referral['ulFlags'] = 0
    referral['pUserDN'] = '/o=Org/cn=ann\0'
    referral['ppszUnused'] = NULL
    referral['ppszServer'] = '\0'
    made_of('RfrGetNewDSA', referral)
    referral = oxabref.RfrGetFQDNFromServerDN()
    referral['ulFlags'] = 0
    referral['szMailboxServerDN'] = '/o=Org/cn=server\0'
    referral['cbMailboxServerDN'] = len('/o=Org/cn=server\0')
    made_of('RfrGetFQDNFromServerDN', referral)

    seek = begin(SeekEntries)
    value(seek['pTarget'], 0x3001001f, lpszW='b\u00f6b\0')
    fill(seek['lpETable'], (0x1001, 0x1003))
    fill(seek['pPropTags'], (0x3001001f,))
    made_of('NspiSeekEntries', seek)
    seek = begin(SeekEntries)
    value(seek['pTarget'], 0x3001001e, lpszA='bob\0')
    seek['lpETable'] = NULL
    seek['pPropTags'] = NULL
    made_of('NspiSeekEntries.table', seek)

    properties = begin(GetProps)
    properties['dwFlags'] = 3
    fill(properties['pPropTags'], (0x0fff0102, 0x8006001e))
    made_of('NspiGetProps', properties)
    properties = begin(GetProps)
    properties['pPropTags'] = NULL
    made_of('NspiGetProps.all', properties)

    special = begin(GetSpecialTable)
    special['dwFlags'] = 4
    special['lpVersion'] = 0x47410001
    made_of('NspiGetSpecialTable', special)
    return made


def show(row):
    simple = nspi.simplifyPropertyRow(row)
    return ';'.join('%08x=%s' % (tag, text(simple[tag])) for tag in sorted(simple))


def text(content):
    if isinstance(content, nspi.PermanentEntryID):
        return 'permanent:%d:%s' % (content['DisplayType'], str(content))
    if isinstance(content, nspi.EphemeralEntryID):
        return 'ephemeral:%d:%d' % (content['DisplayType'], content['MId'])
    if isinstance(content, bytes):
        return content.hex()
    return str(content)


def numbers(array):
    return ','.join('%x' % item['Data'] for item in array['aulPropTag'])


READERS = {
    'NspiSeekEntries': (nspi.NspiSeekEntriesResponse, lambda r: 'current=%x at=%d of=%d ' % (
        r['pStat']['CurrentRec'], r['pStat']['NumPos'], r['pStat']['TotalRecs'])
        + '|'.join(show(row) for row in r['ppRows']['aRow'])),
    'NspiBind': (nspi.NspiBindResponse, lambda r: 'attributes=%d' % r['contextHandle']['context_handle_attributes']),
    'NspiUpdateStat': (nspi.NspiUpdateStatResponse,
                       lambda r: 'current=%x delta=%d' % (r['pStat']['CurrentRec'], r['plDelta'])),
    'NspiQueryRows': (nspi.NspiQueryRowsResponse, lambda r: '|'.join(show(row) for row in r['ppRows']['aRow'])),
    'NspiGetMatches': (GetMatchesResponse, lambda r: numbers(r['ppOutMIds']) + ' '
                       + '|'.join(show(row) for row in r['ppRows']['aRow'])),
    'NspiDNToMId': (nspi.NspiDNToMIdResponse, lambda r: numbers(r['ppOutMIds'])),
    'NspiGetProps': (nspi.NspiGetPropsResponse, lambda r: show(r['ppRows'])),
    'NspiGetSpecialTable': (nspi.NspiGetSpecialTableResponse,
                            lambda r: '%x ' % r['lpVersion'] + '|'.join(show(row) for row in r['ppRows']['aRow'])),
    'NspiResolveNamesW': (nspi.NspiResolveNamesWResponse, lambda r: numbers(r['ppMIds']) + ' '
                          + '|'.join(show(row) for row in r['ppRows']['aRow'])),
    'RfrGetFQDNFromServerDN': (oxabref.RfrGetFQDNFromServerDNResponse, lambda r: r['ppszServerFQDN'][:-1]),
}


def responses():
    for line in sys.stdin:
        name, stub = line.split()
        call, reader = READERS[name]
        response = call(bytes.fromhex(stub))
        print('%s\t%s status=%x' % (name, reader(response), response['ErrorCode']))


if __name__ == '__main__':
    random.seed(20261122)
    if sys.argv[1] == 'requests':
        for made_name, stub_bytes in requests():
            print('%s\t%s' % (made_name, stub_bytes.hex()))
    else:
        responses()
