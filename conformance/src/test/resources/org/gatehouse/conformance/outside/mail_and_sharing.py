#!/usr/bin/python3
"""More of a mailbox from outside, and public folders: ROPs packed by hand from [MS-OXCROPS], over impacket's transport.

usage: mail_and_sharing.py ENDPOINTS_JSON SENDER_ACCOUNT OTHER_ACCOUNT SHELL WORD...

SHELL WORD... runs the management shell; "-c COMMAND" is added. A group gets mail and an unknown address returns some; a
message keeps another within it, named properties, recipients and a long body; mail is deferred and taken back; two
handles conflict; a copy leaves properties out; a table's categories are closed again elsewhere; an administrator makes
a public folder, others post and read in it, each with read states of their own.
Prints one line a step; status 0 only if every step held.
"""
import struct
import subprocess
import sys
import time

from mapi_client import ASYNC_EMSMDB, Demonstration, EcDoAsyncWaitEx, check, wide
from whole_mailbox import (COLLAPSED, CONTENT_COUNT, EXPANDED, IMPORTANCE, INSTANCE_ID, NO_NOTIFICATIONS, NONE, ROW_TYPE,
                           SUBJECT, Desk, signed_in)

BODY, MESSAGE_CLASS, DISPLAY_NAME, KEYWORDS = 0x1000001F, 0x001A001F, 0x3001001F, 0x5002001F
ATTACH_METHOD, MESSAGE_FLAGS, UNREAD_COUNT = 0x37050003, 0x0E070003, 0x36030003
DEFERRED_SEND_TIME = 0x3FEF0040
READ, SUBMITTED = 0x01, 0x04
OBJECT_MODIFIED, NOT_FOUND = 0x80040109, 0x8004010F
EMBEDDED = 5  # afEmbeddedMessage, [MS-OXCMSG] 2.2.2.9
KEEP_OPEN, FORCE = 0x0A, 0x04
PIECE = 0x7000
USE_ADMIN_PRIVILEGE = 1  # ulFlags of [MS-OXCRPC] 3.1.4.1, OpenFlags of [MS-OXCSTOR] 2.2.1.1.1


def create(desk, folder, **texts):
    _, table = desk.done("RopCreateMessage", 0x06, struct.pack("<BBHQB", 0, 1, 0x0FFF, folder, 0), desk.logon, NONE)
    put(desk, table[1], [(MESSAGE_CLASS, wide("IPM.Note"))])
    if "subject" in texts:
        put(desk, table[1], [(SUBJECT, wide(texts["subject"]))])
    return table[1]


def put(desk, handle, values):
    body = struct.pack("<H", len(values)) + b"".join(struct.pack("<I", tag) + value for tag, value in values)
    answer, _ = desk.done("RopSetProperties", 0x0A, struct.pack("<BH", 0, len(body)) + body, handle)
    assert answer.take("<H")[0] == 0, "problems in setting %s" % values


def get(desk, handle, *tags):
    body = struct.pack("<BHHH", 0, 0, 1, len(tags)) + struct.pack("<%dI" % len(tags), *tags)
    answer, _ = desk.done("RopGetPropertiesSpecific", 0x07, body, handle)
    flagged, cells = answer.take("<B")[0], []
    for tag in tags:
        state = answer.take("<B")[0] if flagged else 0
        if state == 0:
            cells.append(answer.wide() if tag & 0xFFFF == 0x001F else answer.take("<I")[0])
        else:
            cells.append(("error", answer.take("<I")[0]) if state == 0x0A else None)
    return cells


def save(desk, message, flags=KEEP_OPEN):
    answer, code, _ = desk.rop(0x0C, struct.pack("<BBB", 0, 0, flags), message)
    return code, answer.take("<BQ")[1] if code == 0 else 0


def saved(desk, message):
    code, identifier = save(desk, message)
    check(code == 0, "RopSaveChangesMessage (0x%x)" % code)
    return identifier


def opened(desk, folder, message, mode=0):
    body = struct.pack("<BBHQBQ", 0, 1, 0x0FFF, folder, mode, message)
    return desk.done("RopOpenMessage", 0x03, body, desk.logon, NONE)[1][1]


def to(address, number=0):
    """A recipient by SMTP: type 3, E, D and U ([MS-OXCDATA] 2.8.3.1), no columns."""
    row = struct.pack("<H", 0x0003 | 0x0008 | 0x0010 | 0x0200) + wide(address) + wide(address) + struct.pack("<HB", 0, 0)
    return struct.pack("<IBH", number, 1, len(row)) + row


def address_to(desk, message, *addresses):
    body = struct.pack("<BHH", 0, 0, len(addresses)) + b"".join(to(each, i) for i, each in enumerate(addresses))
    desk.done("RopModifyRecipients", 0x0E, body, message)


def send(desk, address, subject):
    message = create(desk, desk.client.folders[5], subject=subject)
    address_to(desk, message, address)
    desk.done("RopSubmitMessage", 0x32, struct.pack("<BB", 0, 0), message)


def arrives(desk, what, holds):
    """Waits for new mail, or new messages, until it is what was wanted; at most a minute."""
    desk.done("RopRegisterNotification", 0x29, struct.pack("<BBHB", 0, 1, 0x0006, 1), desk.logon, NONE)
    waits, second, end = desk.client.async_handle(), desk.client.open(ASYNC_EMSMDB), time.monotonic() + 60
    while not holds() and time.monotonic() < end:
        request = EcDoAsyncWaitEx()
        request["acxh"], request["ulFlagsIn"] = waits, 0
        second.get_rpc_transport().get_socket().settimeout(60)
        second.request(request, checkError=False)
        desk.client.rops(b"", [])
    check(holds(), what)


def group_and_nobody(desk, other, shell):
    done = subprocess.run(shell + ["-c", "New-DistributionGroup -Name Outsiders -Members bruno.keller,anna.berg"],
                          capture_output=True, text=True, timeout=300)
    check(done.returncode == 0, "a group is made: " + done.stdout.strip() + done.stderr.strip())
    inbox = other.folder(other.client.folders[4])
    send(desk, "outsiders@gatehouse.test", "to the group")
    arrives(other, "a group's member has its mail", lambda: "to the group" in other.subjects(inbox))
    own = desk.folder(desk.client.folders[4])
    send(desk, "nobody.at.all@gatehouse.test", "to nobody")
    arrives(desk, "mail for nobody comes back", lambda: reports(desk, own))


def reports(desk, inbox):
    columns = [MESSAGE_CLASS, SUBJECT]
    return [subject for kind, subject in desk.rows(desk.contents(inbox, NO_NOTIFICATIONS, columns)[0], columns)
            if kind == "REPORT.IPM.Note.NDR" and "to nobody" in subject]


def embedded(desk, folder):
    message = create(desk, folder, subject="around")
    answer, table = desk.done("RopCreateAttachment", 0x23, struct.pack("<BB", 0, 1), message, NONE)
    number, attachment = answer.take("<I")[0], table[1]
    put(desk, attachment, [(ATTACH_METHOD, struct.pack("<I", EMBEDDED)), (DISPLAY_NAME, wide("inner"))])
    body = struct.pack("<BBHB", 0, 1, 0x0FFF, 2)
    inner = desk.done("RopOpenEmbeddedMessage", 0x46, body, attachment, NONE)[1][1]
    put(desk, inner, [(MESSAGE_CLASS, wide("IPM.Note")), (SUBJECT, wide("within"))])
    check(save(desk, inner)[0] == 0, "the embedded message is saved")
    desk.done("RopSaveChangesAttachment", 0x25, struct.pack("<BBB", 0, 0, KEEP_OPEN), attachment)
    again = opened(desk, folder, saved(desk, message))
    attachment = desk.done("RopOpenAttachment", 0x22, struct.pack("<BBBI", 0, 1, 0, number), again, NONE)[1][1]
    inner = desk.done("RopOpenEmbeddedMessage", 0x46, struct.pack("<BBHB", 0, 1, 0x0FFF, 0), attachment, NONE)[1][1]
    check(get(desk, inner, SUBJECT) == ["within"], "an embedded message is read back")
    check(get(desk, attachment, DISPLAY_NAME, ATTACH_METHOD) == ["inner", EMBEDDED], "with its attachment's properties")


def named(desk, folder):
    space = bytes.fromhex("2903020000000000c000000000000046")  # PS_PUBLIC_STRINGS
    text, number = wide("x-outside"), struct.pack("<B", 0) + bytes(range(16)) + struct.pack("<I", 0x8505)
    names = struct.pack("<B", 1) + space + struct.pack("<B", len(text)) + text + number
    answer, _ = desk.done("RopGetPropertyIdsFromNames", 0x56, struct.pack("<BBH", 0, 2, 2) + names, desk.logon)
    count, first, second = answer.take("<HHH")
    check(count == 2 and first > 0x8000 and second > 0x8000 and first != second, "names have ids")
    answer, _ = desk.done("RopGetNamesFromPropertyIds", 0x55, struct.pack("<BHHH", 0, 2, first, second), desk.logon)
    check(answer.data[answer.at:] == struct.pack("<H", 2) + names, "ids have their names back")
    message = create(desk, folder, subject="named")
    put(desk, message, [(first << 16 | 0x001F, wide("one")), (second << 16 | 0x0003, struct.pack("<I", 2))])
    again = opened(desk, folder, saved(desk, message))
    check(get(desk, again, first << 16 | 0x001F, second << 16 | 0x0003) == ["one", 2], "named properties are kept")


def recipients(desk, folder):
    message = create(desk, folder, subject="to three")
    who = ["anna.berg@gatehouse.test", "bruno.keller@gatehouse.test", "far@away.test"]
    address_to(desk, message, *who)
    again = opened(desk, folder, saved(desk, message))
    answer, _ = desk.done("RopReadRecipients", 0x0F, struct.pack("<BIH", 0, 0, 0), again)
    found = []
    for _ in range(answer.take("<B")[0]):
        row_id, _, _, _, size = answer.take("<IBHHH")
        found.append((row_id, answer.data[answer.at:answer.at + size]))
        answer.at += size
    check([row_id for row_id, _ in found] == [0, 1, 2], "three recipients are read back")
    check(all(wide(name) in row or name.encode() in row for name, (_, row) in zip(who, found)), "as they were written")
    check(desk.rop(0x0F, struct.pack("<BIH", 0, 9, 0), again)[1] == NOT_FOUND, "none from a row that is not there")


def long_body(desk, folder):
    text = "".join("line %06d\r\n" % number for number in range(4300)).encode("utf-16-le")
    check(len(text) > 100 * 1024, "a body of %d bytes" % len(text))
    message = create(desk, folder, subject="long")
    stream = desk.done("RopOpenStream", 0x2B, struct.pack("<BBIB", 0, 1, BODY, 2), message, NONE)[1][1]
    for at in range(0, len(text), PIECE):
        piece = text[at:at + PIECE]
        answer, _ = desk.done("RopWriteStream", 0x2D, struct.pack("<BH", 0, len(piece)) + piece, stream)
        assert answer.take("<H")[0] == len(piece)
    desk.done("RopCommitStream", 0x5D, struct.pack("<B", 0), stream)
    again = opened(desk, folder, saved(desk, message))
    answer, table = desk.done("RopOpenStream", 0x2B, struct.pack("<BBIB", 0, 1, BODY, 0), again, NONE)
    check(answer.take("<I")[0] == len(text), "the stream has the body's size")
    read = b""
    while True:
        answer, _ = desk.done("RopReadStream", 0x2C, struct.pack("<BH", 0, PIECE), table[1])
        size = answer.take("<H")[0]
        if not size:
            break
        read += answer.data[answer.at:answer.at + size]
    check(read == text, "a long body is read back")


def taken_back(desk):
    outbox = desk.client.folders[5]
    message = create(desk, outbox, subject="later")
    address_to(desk, message, "bruno.keller@gatehouse.test")
    year = 365 * 86400 * 10**7
    put(desk, message, [(DEFERRED_SEND_TIME, struct.pack("<Q", int(time.time()) * 10**7 + 116444736000000000 + year))])
    identifier = saved(desk, message)
    desk.done("RopSubmitMessage", 0x32, struct.pack("<BB", 0, 0), message)
    handle = desk.folder(outbox)
    check("later" in desk.subjects(handle), "deferred mail waits in the Outbox")
    desk.done("RopAbortSubmit", 0x34, struct.pack("<BQQ", 0, outbox, identifier), desk.logon)
    flags = get(desk, opened(desk, outbox, identifier), MESSAGE_FLAGS)[0]
    check(flags & SUBMITTED == 0, "a submission is taken back (flags 0x%x)" % flags)


def conflict(desk, folder):
    identifier = saved(desk, create(desk, folder, subject="contested"))
    first, second = opened(desk, folder, identifier, 1), opened(desk, folder, identifier, 1)
    put(desk, first, [(SUBJECT, wide("first"))])
    put(desk, second, [(SUBJECT, wide("second"))])
    saved(desk, first)
    code, _ = save(desk, second)
    check(code == OBJECT_MODIFIED, "the second save conflicts (0x%x)" % code)
    check(save(desk, second, FORCE)[0] == 0, "and wins by force")
    check(get(desk, opened(desk, folder, identifier), SUBJECT) == ["second"], "the forced save is there")


def copied(desk, folder):
    source, target = create(desk, folder, subject="original"), create(desk, folder)
    put(desk, source, [(KEYWORDS, wide("kept")), (BODY, wide("left out"))])
    body = struct.pack("<BBBBBHI", 0, 1, 0, 1, 0, 1, BODY)
    answer, _ = desk.done("RopCopyTo", 0x39, body, source, target)
    check(answer.take("<H")[0] == 0, "RopCopyTo has no problems")
    got = get(desk, target, SUBJECT, KEYWORDS, BODY)
    check(got[:2] == ["original", "kept"] and got[2] == ("error", NOT_FOUND), "all but the excluded: %s" % got)


def grouped(desk, handle, columns):
    table, _ = desk.contents(handle, NO_NOTIFICATIONS, columns)
    sort = (struct.pack("<BBHHH", 0, 0, 2, 1, 1) + struct.pack("<IB", IMPORTANCE, 0) + struct.pack("<IB", SUBJECT, 0))
    desk.done("RopSortTable", 0x13, sort, table)
    return table


def collapsed(desk):
    folder, handle = desk.create_folder(desk.folder(desk.client.folders[3]), "Grouped from outside", 1)
    for subject, importance in (("a", 0), ("b", 2), ("c", 2)):
        desk.save(folder, subject, importance)
    columns = [ROW_TYPE, SUBJECT, CONTENT_COUNT, IMPORTANCE, INSTANCE_ID]
    table = grouped(desk, handle, columns)
    high = [each for each in desk.rows(table, columns) if each[0] == EXPANDED][1]
    desk.done("RopCollapseRow", 0x5A, struct.pack("<BQ", 0, high[4]), table)
    answer, _ = desk.done("RopGetCollapseState", 0x6B, struct.pack("<BQI", 0, high[4], 0), table)
    size = answer.take("<H")[0]
    state = answer.data[answer.at:answer.at + size]
    other = grouped(desk, handle, columns)
    check(len(desk.rows(other, columns)) == 5, "another table is open all over")
    answer, _ = desk.done("RopSetCollapseState", 0x6C, struct.pack("<BH", 0, len(state)) + state, other)
    check(answer.take("<H")[0] > 0, "RopSetCollapseState gives a bookmark")
    desk.done("RopSeekRow", 0x18, struct.pack("<BBiB", 0, 0, 0, 0), other)
    check([each[0] for each in desk.rows(other, columns)][-1] == COLLAPSED, "its category is closed by the state")


def public(demonstration, account, privilege=0):
    client = demonstration.client(account, demonstration.server("MBX1"))
    response = client.try_connect(flags=privilege)
    check(response["ErrorCode"] == 0, "EcDoConnectEx with 0x%x (0x%x)" % (privilege, response["ErrorCode"]))
    client.handle = response["pcxh"]
    answer, code, handles = client.try_logon("", True, privilege)
    check(code == 0, "public folder logon of %s (0x%x)" % (account, code))
    answer.take("<B")
    client.folders, client.logon_handle = answer.take("<13Q"), handles[0]
    return Desk(client, handles[0])


def public_folders(demonstration, poster, reader):
    keeper = public(demonstration, "Administrator", USE_ADMIN_PRIVILEGE)
    folder, _ = keeper.create_folder(keeper.folder(keeper.client.folders[1]), "Notices", 1)
    writes, reads = public(demonstration, poster), public(demonstration, reader)
    notice = saved(writes, create(writes, folder, subject="a notice"))
    check(reads.subjects(reads.folder(folder)) == {"a notice": notice}, "what one posts another finds")
    unread = [get(desk, desk.folder(folder), UNREAD_COUNT)[0] for desk in (reads, keeper)]
    check(unread == [1, 1], "unread by both: %s" % unread)
    message, token = opened(reads, folder, notice), bytes(range(24))
    answer, _ = reads.done("RopSetMessageReadFlag", 0x11, struct.pack("<BBB", 0, 0, 0) + token, message)
    changed, _ = answer.take("<BB")
    check(changed == 1 and answer.data[answer.at:] == token, "reading it is told with the client's data")
    unread = [get(desk, desk.folder(folder), UNREAD_COUNT)[0] for desk in (reads, keeper)]
    check(unread == [0, 1], "each has a read state of one's own: %s" % unread)
    check(get(keeper, opened(keeper, folder, notice), MESSAGE_FLAGS)[0] & READ == 0, "so has the message")
    for desk in (keeper, writes, reads):
        desk.client.disconnect()


def main(path, owner_name, other_name, *shell):
    demonstration = Demonstration(path)
    desk, other = signed_in(demonstration, owner_name), signed_in(demonstration, other_name)
    folder, _ = desk.create_folder(desk.folder(desk.client.folders[3]), "Kept from outside", 1)
    for step in (embedded, named, recipients, long_body, conflict, copied):
        step(desk, folder)
    collapsed(desk)
    taken_back(desk)
    group_and_nobody(desk, other, list(shell))
    public_folders(demonstration, owner_name, other_name)
    desk.client.disconnect()
    other.client.disconnect()


if __name__ == "__main__":
    if len(sys.argv) < 5:
        raise SystemExit(__doc__)
    main(*sys.argv[1:])
