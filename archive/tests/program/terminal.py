"""Runs a program on a pseudo-terminal as somebody would who sits at it: waits for a text, types, sends signals.

Reads a job as JSON from standard input and writes what happened as JSON to standard output. Needs nothing but Python.
"""

import base64
import fcntl
import json
import os
import pty
import select
import signal
import struct
import sys
import termios
import time

# Nothing is slower than this but a program that hangs.
PATIENCE = 120


def main():
    job = json.load(sys.stdin)
    out_read, out_write = os.pipe()
    child, master = pty.fork()
    if child == 0:
        os.close(out_read)
        if job["stdout_is_pipe"]:
            os.dup2(out_write, 1)
        os.close(out_write)
        os.chdir(job["folder"])
        os.execve(job["arguments"][0], job["arguments"], job["environment"])
    os.close(out_write)
    fcntl.ioctl(master, termios.TIOCSWINSZ, struct.pack("HHHH", job["rows"], job["columns"], 0, 0))
    before = termios.tcgetattr(master)[3]

    shown, piped, marks = bytearray(), bytearray(), []
    steps, seen, hung = list(job["steps"]), 0, False
    begin = time.monotonic()
    sources = [master, out_read]
    while sources:
        ready, _, _ = select.select(sources, [], [], 1)
        for source in ready:
            try:
                data = os.read(source, 65536)
            except OSError:
                data = b""  # what Linux says when nobody has the terminal open any more
            if not data:
                sources.remove(source)
            (shown if source == master else piped).extend(data)
        while steps:
            at = shown.find(steps[0]["wait"].encode(), seen)
            if at < 0:
                break
            step = steps.pop(0)
            seen = at + len(step["wait"].encode())
            marks.append(seen)
            if step.get("type"):
                os.write(master, step["type"].encode())
            if step.get("signal"):
                os.kill(child, getattr(signal, step["signal"]))
        if time.monotonic() - begin > PATIENCE:
            os.kill(child, signal.SIGKILL)
            hung = True
            break
    after = termios.tcgetattr(master)[3]
    _, status = os.waitpid(child, 0)
    json.dump(
        {
            "code": None if hung else os.waitstatus_to_exitcode(status),
            "shown": base64.b64encode(shown).decode(),
            "piped": piped.decode(),
            "marks": marks,
            "waiting_for": [step["wait"] for step in steps],
            "is_as_before": before == after,
        },
        sys.stdout,
    )


main()
