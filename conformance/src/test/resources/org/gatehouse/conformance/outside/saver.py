#!/usr/bin/python3
"""Saves and sends messages until the server is gone, and finds them again.

usage: saver.py ENDPOINTS_JSON save WRITERS     one line "saved ID SUBJECT" after each acknowledgement
       saver.py ENDPOINTS_JSON post ROUND       one line "posted 0 SUBJECT" after each acknowledged submission
       saver.py ENDPOINTS_JSON find < LINES     status 0 when every message of such lines opens with its subject, and
                                                every one posted has reached its recipient, none twice
"""
import struct
import sys
import threading
import time

from mapi_client import Demonstration, create, open_folder, read_subject, submit

SENDER, RECIPIENT = "anna.berg", "bruno.keller"
DELIVERY_SECONDS_MAX = 240


def signed_in(demonstration, account=SENDER):
    client = demonstration.client(account)
    client.connect()
    client.logon()
    return client


def save(client, writer):
    number = 0
    while True:
        number += 1
        subject = "kept %d-%d" % (writer, number)
        try:
            message = create(client, client.folders[4], subject, "x" * 4000)
        except Exception as gone:
            print("writer %d ends: %s" % (writer, gone), flush=True)
            return
        print("saved %x %s\n" % (message, subject), end="", flush=True)


def post(client, recipient, turn):
    number = 0
    while True:
        number += 1
        subject = "posted %s-%d" % (turn, number)
        try:
            submit(client, recipient, subject)
        except Exception as gone:
            print("poster ends: %s" % gone, flush=True)
            return
        print("posted 0 %s\n" % subject, end="", flush=True)


def subjects(client, folder):
    """All subjects of a folder, 100 rows at a time."""
    rops = (open_folder(0, 1, folder) + struct.pack("<BBBBB", 0x05, 0, 1, 2, 0)
            + struct.pack("<BBBBHI", 0x12, 0, 2, 0, 1, 0x0037001F))
    _, handles = client.rops(rops, [client.logon_handle, 0xFFFFFFFF, 0xFFFFFFFF])
    found = []
    while True:
        answer, _ = client.rops(struct.pack("<BBBBBH", 0x15, 0, 0, 0, 1, 100), [handles[2]])
        assert answer.head(0x15) == 0
        _, count = answer.take("<BH")
        if count == 0:
            return found
        for _ in range(count):
            flagged = answer.take("<B")[0]
            present = not flagged or answer.take("<B")[0] == 0
            found.append(answer.wide() if present else (answer.take("<I"), "")[1])


def find(client, recipient):
    found = 0
    posted = set()
    for line in sys.stdin:
        what, identifier, subject = line.rstrip("\n").split(" ", 2)
        if what == "posted":
            posted.add(subject)
            continue
        got = read_subject(client, client.folders[4], int(identifier, 16))
        if got != subject:
            raise SystemExit("FAILED: message %s is %r instead of %r" % (identifier, got, subject))
        found += 1
    latest = time.monotonic() + DELIVERY_SECONDS_MAX
    while True:
        delivered = [subject for subject in subjects(recipient, recipient.folders[4]) if subject.startswith("posted ")]
        if posted <= set(delivered):
            break
        if time.monotonic() > latest:
            raise SystemExit("FAILED: not delivered: %s" % sorted(posted - set(delivered)))
    if len(delivered) != len(set(delivered)):
        raise SystemExit("FAILED: delivered twice: %s" % sorted(delivered))
    print("found %d" % (found + len(posted)))


def main(path, what, writers="1"):
    demonstration = Demonstration(path)
    if what == "find":
        find(signed_in(demonstration), signed_in(demonstration, RECIPIENT))
        return
    if what == "post":
        post(signed_in(demonstration), demonstration.users[RECIPIENT], writers)
        return
    clients = [signed_in(demonstration) for _ in range(int(writers))]
    threads = [threading.Thread(target=save, args=(client, number)) for number, client in enumerate(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


if __name__ == "__main__":
    main(*sys.argv[1:])
