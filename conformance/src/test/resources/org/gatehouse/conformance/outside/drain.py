#!/usr/bin/python3
"""Drains the member of the array that serves a client, and sees who serves the next one.

usage: drain.py ENDPOINTS_JSON SHELL WORD...   SHELL WORD... runs the management shell; "-c COMMAND" is added
"""
import json
import subprocess
import sys

from mapi_client import Demonstration, check, create, read_subject


def shell(line, command):
    done = subprocess.run(line + ["-c", command], capture_output=True, text=True, timeout=300)
    if done.returncode:
        raise SystemExit("FAILED: %s: %s" % (command, done.stdout + done.stderr))
    return done.stdout


def members(line):
    said = shell(line, "Get-ClientAccessArrayMember | Select-Object Server,State,Connections | ConvertTo-Json")
    return {each["Server"]: (each["State"], each["Connections"]) for each in json.loads(said)}


def signed_in(demonstration, account):
    client = demonstration.client(account)
    client.connect()
    client.logon()
    return client


def leave(client):
    client.disconnect()
    client.dce.disconnect()


def main(path, *line):
    line = list(line)
    demonstration = Demonstration(path)
    idle = members(line)
    old = signed_in(demonstration, "anna.berg")
    busy = members(line)
    serving = [name for name in busy if busy[name][1] > idle[name][1]]
    check(len(serving) == 1, "one member serves the client: %s" % serving)
    drained = serving[0]
    shell(line, "Suspend-ClientAccessArrayMember %s -Confirm:$false" % drained)
    try:
        before = members(line)
        check(before[drained][0] == "Draining", "%s is draining" % drained)
        beside = signed_in(demonstration, "bruno.keller")
        after = members(line)
        check(after[drained][1] <= before[drained][1], "%s got no new connection" % drained)
        check(sum(count for name, (_, count) in after.items() if name != drained)
              > sum(count for name, (_, count) in before.items() if name != drained),
              "another member serves the next client of the same address")
        message = create(old, old.folders[4], "Written while draining", "body")
        check(read_subject(old, old.folders[4], message) == "Written while draining", "the old session goes on")
        leave(beside)
        leave(old)
        while members(line)[drained][0] != "Drained":
            pass
        check(members(line)[drained] == ("Drained", 0), "%s is left by everybody" % drained)
    finally:
        shell(line, "Resume-ClientAccessArrayMember %s" % drained)
    check(members(line)[drained][0] == "Up", "%s is up again" % drained)


if __name__ == "__main__":
    main(*sys.argv[1:])
