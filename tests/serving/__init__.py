"""A server for tests, started as people start it."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import time
from contextlib import contextmanager


def free_port():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


@contextmanager
def served(data, *options, port=None, **environment):
    """The dashboard on a port of the loopback, a free one: the link that it prints, and its port."""
    port = port or free_port()
    log = data / "server.log"
    command = [sys.executable, "-m", "pipelines", "--data", str(data), *options, "serve", "--port", str(port)]
    with log.open("wb") as out:
        process = subprocess.Popen(command, stdout=out, stderr=subprocess.STDOUT, env=os.environ | environment)
    try:
        yield _link(log, process), port
    finally:
        process.terminate()
        process.wait(20)


def _link(log, process):
    for _ in range(300):
        found = re.search(r"Weekwatch is at (\S+)", log.read_text())
        if found and _answers(found[1]):
            return found[1]
        assert process.poll() is None, log.read_text()
        time.sleep(0.2)
    raise AssertionError(log.read_text())


def _answers(link):
    where = re.match(r"https?://([^:/]+):(\d+)", link)
    with socket.socket() as tried:
        return tried.connect_ex((where[1], int(where[2]))) == 0
