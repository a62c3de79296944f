"""Serving the dashboard: the command hands over to Streamlit, and the server itself says whether it may start."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path

import click

from pipelines.commands.setting import Setting
from pipelines.errors import BadInput

ROOT = Path(__file__).resolve().parents[2]
HERE = ("127.0.0.1", "localhost")


@click.command()
@click.option("--address", default=HERE[0], show_default=True, help="Beyond this computer only with a sign-in.")
@click.option("--port", type=click.IntRange(1, 65535), default=8501, show_default=True)
@click.option("--host", "hosts", multiple=True, help="A name by which browsers reach it, beside localhost.")
@click.pass_obj
def serve(setting: Setting, address: str, port: int, hosts: tuple[str, ...]) -> None:
    """Serves the dashboard; without a sign-in it prints the one link that lets a browser in."""
    _try(address, port)
    here = os.environ | {
        "WEEKWATCH_DATA": str(setting.data.resolve()), "WEEKWATCH_POLICY": str(setting.policy_path.resolve()),
    }  # fmt: skip
    told = {"server.address": address, "server.port": port}
    options = [word for name, value in told.items() for word in (f"--{name}", str(value))]
    options += [word for host in dict.fromkeys((*HERE, *hosts)) for word in ("--server.allowedHosts", host)]
    command = [sys.executable, "-m", "streamlit", "run", "server.py", *options]
    os.chdir(ROOT)  # where .streamlit lies
    if os.name == "posix":
        os.execve(sys.executable, command, here)  # noqa: S606  so that a signal meets the server itself
    raise SystemExit(subprocess.call(command, env=here))  # noqa: S603


def _try(address: str, port: int) -> None:
    """Says in words what Streamlit would say in a traceback."""
    kind = socket.AF_INET6 if ":" in address else socket.AF_INET
    try:
        with socket.socket(kind) as tried:
            tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            tried.bind((address, port))
    except OSError as error:
        what = f"nothing can be served there ({error.strerror or error})"
        raise BadInput(f"{address}:{port}", what, "Name another --port or --address") from error


COMMANDS = (serve,)
