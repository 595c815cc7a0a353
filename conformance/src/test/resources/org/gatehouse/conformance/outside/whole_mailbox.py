#!/usr/bin/python3
"""A whole mailbox from outside: ROPs packed by hand from [MS-OXCROPS], over impacket's transport.

usage: whole_mailbox.py ENDPOINTS_JSON OWNER_ACCOUNT OTHER_ACCOUNT

The owner makes a folder, groups, filters and searches its table, shares it with the other, who may read and no more,
searches with a search folder, deletes and recovers a message, seeks in and clones a stream, and hears of a new row.
Prints one line a step; status 0 only if every step held.
"""
import struct
import sys
import threading

from mapi_client import ASYNC_EMSMDB, Demonstration, EcDoAsyncWaitEx, check, set_properties, wide

NONE = 0xFFFFFFFF
SUBJECT, IMPORTANCE, MESSAGE_ID, INSTANCE_ID = 0x0037001F, 0x00170003, 0x674A0014, 0x674D0014
ROW_TYPE, CONTENT_COUNT, MEMBER_NAME, MEMBER_RIGHTS = 0x0FF50003, 0x36020003, 0x6672001F, 0x66730003
LEAF, EXPANDED, COLLAPSED = 1, 3, 4  # [MS-OXCTABL] 2.2.1.3
# [MS-OXCMSG] note 24: the code of a server of version 14.
NOT_FOUND, NO_CREATE_RIGHT = 0x8004010F, 0x4FF
SOFT_DELETED, NO_NOTIFICATIONS = 0x20, 0x10
REVIEWER = 0x0401


class Desk:
    """A logged-on client: one ROP at a time on objects of its own."""

    def __init__(self, client, logon):
        self.client, self.logon = client, logon

    def rop(self, rop_id, body, *handles):
        """Answers the response behind its return value, that value, and the handle table."""
        answer, table = self.client.rops(struct.pack("<BB", rop_id, 0) + body, list(handles))
        return answer, answer.head(rop_id), table

    def done(self, what, rop_id, body, *handles):
        answer, code, table = self.rop(rop_id, body, *handles)
        if code:
            raise SystemExit("FAILED: %s: 0x%x" % (what, code))
        return answer, table

    def folder(self, folder):
        return self.done("RopOpenFolder", 0x02, struct.pack("<BBQB", 0, 1, folder, 0), self.logon, NONE)[1][1]

    def create_folder(self, parent, name, kind):
        body = struct.pack("<BBBBBB", 0, 1, kind, 1, 0, 0) + wide(name) + wide("")
        answer, table = self.done("RopCreateFolder", 0x1C, body, parent, NONE)
        return answer.take("<Q")[0], table[1]

    def contents(self, folder, flags, columns):
        answer, table = self.done("RopGetContentsTable", 0x05, struct.pack("<BBB", 0, 1, flags), folder, NONE)
        self.columns(table[1], columns)
        return table[1], answer.take("<I")[0]

    def columns(self, table, columns):
        body = struct.pack("<BBH", 0, 0, len(columns)) + struct.pack("<%dI" % len(columns), *columns)
        self.done("RopSetColumns", 0x12, body, table)

    def rows(self, table, columns):
        answer, _ = self.done("RopQueryRows", 0x15, struct.pack("<BBBH", 0, 0, 1, 100), table)
        return [row(answer, columns) for _ in range(answer.take("<BH")[1])]

    def subjects(self, folder, flags=NO_NOTIFICATIONS):
        columns = [MESSAGE_ID, SUBJECT]
        return {subject: message for message, subject in
                self.rows(self.contents(folder, flags, columns)[0], columns)}

    def save(self, folder, subject, importance):
        rops = (struct.pack("<BBBBHQB", 0x06, 0, 0, 1, 0x0FFF, folder, 0)
                + set_properties(1, [(SUBJECT, wide(subject)), (IMPORTANCE, struct.pack("<I", importance))])
                + struct.pack("<BBBBB", 0x0C, 0, 1, 1, 0x0A))
        answer, table = self.client.rops(rops, [self.logon, NONE])
        assert answer.head(0x06) == 0
        if answer.take("<B")[0]:
            answer.take("<Q")
        assert answer.head(0x0A) == 0
        answer.take("<H")
        check(answer.head(0x0C) == 0, "saved " + subject)
        return answer.take("<BQ")[1], table[1]


def value(answer, tag):
    kind = tag & 0xFFFF
    if kind == 0x001F:
        return answer.wide()
    return answer.take({0x0003: "<I", 0x0014: "<Q"}[kind])[0]


def row(answer, columns):
    """A standard or a flagged row ([MS-OXCDATA] 2.8.1)."""
    flagged = answer.take("<B")[0]
    cells = []
    for tag in columns:
        state = answer.take("<B")[0] if flagged else 0
        if state == 0:
            cells.append(value(answer, tag))
        else:
            cells.append(None if state == 1 else ("error", answer.take("<I")[0]))
    return tuple(cells)


def contains(text):
    """RES_CONTENT: a substring of the subject, case ignored ([MS-OXCDATA] 2.12.4)."""
    return struct.pack("<BHHII", 0x03, 0x0001, 0x0001, SUBJECT, SUBJECT) + wide(text)


def tables(desk, folder, handle):
    for subject, importance in (("red apple", 2), ("green apple", 0), ("red plum", 2)):
        desk.save(folder, subject, importance)
    columns = [ROW_TYPE, SUBJECT, CONTENT_COUNT, IMPORTANCE, INSTANCE_ID]
    table, count = desk.contents(handle, NO_NOTIFICATIONS, columns)
    check(count == 3, "three messages in the table")
    sort = (struct.pack("<BBHHH", 0, 0, 2, 1, 1) + struct.pack("<IB", IMPORTANCE, 0) + struct.pack("<IB", SUBJECT, 0))
    desk.done("RopSortTable", 0x13, sort, table)
    got = desk.rows(table, columns)
    check([(each[0], each[3]) for each in got] == [(EXPANDED, 0), (LEAF, 0), (EXPANDED, 2), (LEAF, 2), (LEAF, 2)],
          "categories by importance with their messages")
    check([each[2] for each in got if each[0] == EXPANDED] == [1, 2], "categories count their messages")
    check([each[1] for each in got if each[0] == LEAF] == ["green apple", "red apple", "red plum"], "sorted within")
    answer, _ = desk.done("RopCollapseRow", 0x5A, struct.pack("<BQ", 0, got[2][4]), table)
    check(answer.take("<I")[0] == 2, "RopCollapseRow hides two rows")
    desk.done("RopSeekRow", 0x18, struct.pack("<BBiB", 0, 0, 0, 0), table)
    check([each[0] for each in desk.rows(table, columns)] == [EXPANDED, LEAF, COLLAPSED], "the category is collapsed")

    columns = [MESSAGE_ID, SUBJECT]
    table, _ = desk.contents(handle, NO_NOTIFICATIONS, columns)
    desk.done("RopSortTable", 0x13, struct.pack("<BBHHH", 0, 0, 1, 0, 0) + struct.pack("<IB", SUBJECT, 1), table)
    wanted = contains("RED")
    desk.done("RopRestrict", 0x14, struct.pack("<BBH", 0, 0, len(wanted)) + wanted, table)
    check([each[1] for each in desk.rows(table, columns)] == ["red plum", "red apple"], "restricted and sorted down")
    wanted = contains("apple")
    find = struct.pack("<BBH", 0, 0, len(wanted)) + wanted + struct.pack("<BH", 0, 0)
    answer, _ = desk.done("RopFindRow", 0x4F, find, table)
    gone, has_row = answer.take("<BB")
    check((gone, has_row, row(answer, columns)[1]) == (0, 1, "red apple"), "RopFindRow")
    wanted = contains("green")
    find = struct.pack("<BBH", 0, 0, len(wanted)) + wanted + struct.pack("<BH", 0, 0)
    check(desk.rop(0x4F, find, table)[1] == NOT_FOUND, "RopFindRow finds nothing outside the restriction")


def entry_id(dn):
    """[MS-OXCDATA] 2.2.5.2: a user of the address book."""
    return (bytes(4) + bytes.fromhex("dca740c8c042101ab4b908002b2fe182") + struct.pack("<II", 1, 0)
            + dn.encode() + b"\0")


def sharing(desk, other, owner_dn, other_dn, folder, handle):
    answer, code, _ = other.try_logon(owner_dn)
    check(code != 0, "a stranger does not log on (0x%x)" % code)
    who = entry_id(other_dn)
    body = (struct.pack("<BBH", 0, 0, 1) + struct.pack("<BH", 0x01, 2) + struct.pack("<IH", 0x0FFF0102, len(who)) + who
            + struct.pack("<II", MEMBER_RIGHTS, REVIEWER))
    desk.done("RopModifyPermissions", 0x40, body, handle)
    _, table = desk.done("RopGetPermissionsTable", 0x3E, struct.pack("<BBB", 0, 1, 0), handle, NONE)
    columns = [MEMBER_NAME, MEMBER_RIGHTS]
    desk.columns(table[1], columns)
    check(REVIEWER in [rights for _, rights in desk.rows(table[1], columns)], "the permissions table shows the grant")
    answer, code, handles = other.try_logon(owner_dn)
    check(code == 0, "a reviewer logs on")
    delegate = Desk(other, handles[0])
    check("red apple" in delegate.subjects(delegate.folder(folder)), "a reviewer reads")
    _, code, _ = delegate.rop(0x06, struct.pack("<BBHQB", 0, 1, 0x0FFF, folder, 0), delegate.logon, NONE)
    check(code == NO_CREATE_RIGHT, "a reviewer does not write (0x%x)" % code)
    _, code, _ = delegate.rop(0x02, struct.pack("<BBQB", 0, 1, desk.client.folders[4], 0), delegate.logon, NONE)
    check(code == NOT_FOUND, "the Inbox is not there for a reviewer of another folder (0x%x)" % code)


def search(desk, folder):
    finder = desk.folder(desk.client.folders[10])
    _, found = desk.create_folder(finder, "Ripe", 2)
    wanted = contains("ripe")
    body = (struct.pack("<BH", 0, len(wanted)) + wanted + struct.pack("<HQ", 1, folder)
            + struct.pack("<I", 0x00000002 | 0x00000008))  # restart, shallow
    desk.done("RopSetSearchCriteria", 0x30, body, found)
    message, _ = desk.save(folder, "a ripe pear", 1)
    check(desk.subjects(found) == {"a ripe pear": message}, "a search folder found what came later")


def recovery(desk, folder, handle):
    message, _ = desk.save(folder, "thrown away", 1)
    answer, _ = desk.done("RopDeleteMessages", 0x1E, struct.pack("<BBBHQ", 0, 0, 0, 1, message), handle)
    check(answer.take("<B")[0] == 0 and "thrown away" not in desk.subjects(handle), "deleted")
    check(desk.subjects(handle, NO_NOTIFICATIONS | SOFT_DELETED) == {"thrown away": message}, "softly, as it shows")
    inbox = desk.folder(desk.client.folders[4])
    answer, _ = desk.done("RopMoveCopyMessages", 0x33, struct.pack("<BBHQBB", 0, 1, 1, message, 0, 0), handle, inbox)
    check(answer.take("<B")[0] == 0 and "thrown away" in desk.subjects(inbox), "recovered")
    check(not desk.subjects(handle, NO_NOTIFICATIONS | SOFT_DELETED), "nothing is left to recover")


def streams(desk, folder):
    _, message = desk.save(folder, "with a stream", 1)
    answer, table = desk.done("RopOpenStream", 0x2B, struct.pack("<BBIB", 0, 1, 0x67020102, 2), message, NONE)
    stream = table[1]
    answer, _ = desk.done("RopWriteStream", 0x2D, struct.pack("<BH", 0, 10) + b"0123456789", stream)
    check(answer.take("<H")[0] == 10, "RopWriteStream")
    answer, _ = desk.done("RopSeekStream", 0x2E, struct.pack("<BBq", 0, 2, -4), stream)
    check(answer.take("<Q")[0] == 6, "RopSeekStream from the end")
    _, table = desk.done("RopCloneStream", 0x3B, struct.pack("<BB", 0, 1), stream, NONE)
    clone = table[1]
    answer, _ = desk.done("RopReadStream", 0x2C, struct.pack("<BH", 0, 100), stream)
    check(answer.data[answer.at + 2:] == b"6789", "read from there")
    answer, _ = desk.done("RopReadStream", 0x2C, struct.pack("<BH", 0, 2), clone)
    check(answer.data[answer.at + 2:] == b"67", "the clone has a place of its own")
    answer, _ = desk.done("RopGetStreamSize", 0x5E, struct.pack("<B", 0), clone)
    check(answer.take("<I")[0] == 10, "RopGetStreamSize")


def events(desk, writer, folder, handle):
    columns = [MESSAGE_ID, SUBJECT]
    table, _ = desk.contents(handle, 0, columns)
    desk.rows(table, columns)
    waits = desk.client.async_handle()
    second = desk.client.open(ASYNC_EMSMDB)
    outcome = []

    def wait():
        request = EcDoAsyncWaitEx()
        request["acxh"], request["ulFlagsIn"] = waits, 0
        response = second.request(request, checkError=False)
        outcome.append((response["ErrorCode"], response["pulFlagsOut"]))

    waiting = threading.Thread(target=wait, daemon=True)
    waiting.start()
    writer.save(folder, "news in the table", 1)
    waiting.join(60)
    check(outcome == [(0, 1)], "EcDoAsyncWaitEx told of an event: %s" % outcome)
    answer, _ = desk.client.rops(b"", [])
    rop, subject, _, flags, event = answer.take("<BIBHH")
    check((rop, subject) == (0x2A, table), "RopNotify for the table")
    # [MS-OXCNOTIF] 2.2.1.4.1.2: of a message, in a table that was modified by a row added
    check((flags, event) == (0x8100, 3), "a row event: flags 0x%x, event %d" % (flags, event))
    check(wide("news in the table") in answer.data, "with the row's data")


def signed_in(demonstration, account):
    client = demonstration.client(account)
    client.connect()
    client.logon()
    return Desk(client, client.logon_handle)


def main(path, owner_name, other_name):
    demonstration = Demonstration(path)
    desk = signed_in(demonstration, owner_name)
    other = demonstration.client(other_name)
    other.connect()
    folder, handle = desk.create_folder(desk.folder(desk.client.folders[3]), "Seen from outside", 1)
    tables(desk, folder, handle)
    sharing(desk, other, demonstration.users[owner_name]["legacyExchangeDN"],
            demonstration.users[other_name]["legacyExchangeDN"], folder, handle)
    search(desk, folder)
    recovery(desk, folder, handle)
    streams(desk, folder)
    events(desk, signed_in(demonstration, owner_name), folder, handle)
    desk.client.disconnect()
    other.disconnect()


if __name__ == "__main__":
    if len(sys.argv) != 4:
        raise SystemExit(__doc__)
    main(*sys.argv[1:])
