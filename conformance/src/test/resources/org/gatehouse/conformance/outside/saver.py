#!/usr/bin/python3
"""Saves messages until the server is gone, and finds them again.

usage: saver.py ENDPOINTS_JSON save WRITERS     one line "saved ID SUBJECT" after each acknowledgement
       saver.py ENDPOINTS_JSON find < LINES     status 0 when every message of such lines opens with its subject
"""
import sys
import threading

from mapi_client import Demonstration, create, read_subject


def signed_in(demonstration):
    client = demonstration.client("anna.berg")
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


def find(client):
    found = 0
    for line in sys.stdin:
        _, identifier, subject = line.rstrip("\n").split(" ", 2)
        got = read_subject(client, client.folders[4], int(identifier, 16))
        if got != subject:
            raise SystemExit("FAILED: message %s is %r instead of %r" % (identifier, got, subject))
        found += 1
    print("found %d" % found)


def main(path, what, writers="1"):
    demonstration = Demonstration(path)
    if what == "find":
        find(signed_in(demonstration))
        return
    clients = [signed_in(demonstration) for _ in range(int(writers))]
    threads = [threading.Thread(target=save, args=(client, number)) for number, client in enumerate(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


if __name__ == "__main__":
    main(*sys.argv[1:])
