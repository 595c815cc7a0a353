#!/usr/bin/python3
"""A person at a real terminal: the interactive shell behind a pseudo-terminal.

usage: typist.py ENDPOINTS_JSON SHELL WORD...   SHELL WORD... starts the shell
"""
import os
import pty
import re
import select
import sys
import time

ESCAPES = re.compile(rb"\x1b(\[[0-9;?$]*([a-zA-Z]|$)|[=>]|$)")
PROMPT = "[GMS] > "


class Typist:
    def __init__(self, line):
        self.child, self.terminal = pty.fork()
        if self.child == 0:
            os.environ["TERM"] = "xterm"
            os.execvp(line[0], line)
        self.raw, self.seen = b"", 0

    def shown(self):
        return ESCAPES.sub(b"", self.raw).decode("utf-8", "replace")

    def sees(self, text):
        end = time.monotonic() + 180
        while text not in self.shown()[self.seen:]:
            ready, _, _ = select.select([self.terminal], [], [], max(0, end - time.monotonic()))
            try:
                came = os.read(self.terminal, 65536) if ready else b""
            except OSError:
                came = b""
            if not came:
                raise SystemExit("FAILED: %r did not come after:\n%s" % (text, self.shown()[self.seen:]))
            self.raw += came
        self.seen = self.shown().index(text, self.seen) + len(text)
        print("ok: saw %r" % text, flush=True)

    def types(self, text):
        os.write(self.terminal, text.encode())


def main(path, *line):
    person = Typist(list(line))
    person.sees(PROMPT)
    person.types("Get-MailboxDatabase DB-Ma\t")
    person.sees("DB-Main ")
    person.types("-Stat\t| fl Name,Mounted\r")
    person.sees("Mounted : True")
    person.sees(PROMPT)
    person.types("1..2 | ForEach-Object {\r")
    person.sees(">> ")
    person.types("'number ' + $_ }\r")
    person.sees("number 2")
    person.sees(PROMPT)
    person.types("1..150000 | ForEach-Object { 'line ' + $_ }\r")
    person.sees("line 500")
    person.types("\x03")
    person.sees(PROMPT)
    person.types("Dismount-Database DB-Branch\r")
    person.sees("[Y] Yes")
    person.types("n\r")
    person.sees(PROMPT)
    person.types("exit 7\r")
    _, status = os.waitpid(person.child, 0)
    print("status %d" % os.waitstatus_to_exitcode(status))


if __name__ == "__main__":
    main(*sys.argv[1:])
