"""Long work in a process of its own: the sample of a first start, and the files that somebody uploads."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import BinaryIO

import streamlit as st

from pipelines.errors import WarehouseBusy, WeekwatchError

ROOT = Path(__file__).resolve().parents[2]
POINTER = Path("published") / "current.json"
_ODD = re.compile(r"[^\w .()\-+,&@=\[\]]")


class SampleError(WeekwatchError):
    """The sample data of a first start could not be made."""


@dataclass(frozen=True, slots=True)
class Inbox:
    """Where real data go: the data folder and the policy that reads them."""

    data: Path
    policy: Path

    @property
    def demo(self) -> Path:
        """The sample's own data folder, which never holds anything real."""
        return self.data / "demo"

    def command(self, data: Path, *words: str) -> list[str]:
        """A command line of the pipeline."""
        return [
            sys.executable,
            "-u",
            "-m",
            "pipelines",
            "--data",
            str(data.resolve()),
            "--policy",
            str(self.policy.resolve()),
            *words,
        ]


@dataclass(slots=True)
class Job:
    """A load that is under way or has ended; ``code`` is its exit status once it has."""

    names: Sequence[str]
    log: Path
    code: int | None = None
    told: list[str] = field(default_factory=list)

    @property
    def is_running(self) -> bool:
        """Whether it is still at work."""
        return self.code is None

    def lines(self) -> list[str]:
        """What it has said so far."""
        if self.is_running and self.log.exists():
            return _lines(self.log)
        return self.told

    @property
    def done(self) -> float:
        """The share of the files that it has spoken of, from 0 to 1; the last tenth is publishing."""
        spoken = " ".join(self.lines())
        return 0.05 + 0.85 * sum(name in spoken for name in self.names) / max(1, len(self.names))


@st.cache_resource
def jobs() -> dict[Path, Job]:
    """The newest job of each data folder, for every session: only one process may write a warehouse."""
    return {}


def load(inbox: Inbox, files: Iterable[tuple[str, BinaryIO]]) -> Job:
    """Starts to load uploaded files into the real data folder, and returns at once.

    Raises:
        WarehouseBusy: another load is still under way.
    """
    known = jobs()
    running = known.get(inbox.data)
    if running and running.is_running:
        raise WarehouseBusy("Imports", "other files are still being read", "Wait until they are done, then load yours")
    folder = Path(tempfile.mkdtemp(prefix="weekwatch-"))
    saved = [_save(folder / "files", name, content) for name, content in files]
    job = Job([path.name for path in saved], folder / "log.txt")
    known[inbox.data] = job
    command = inbox.command(inbox.data, "run", *map(str, saved))
    threading.Thread(target=_work, args=(job, command, folder), daemon=True).start()
    return job


def answer(inbox: Inbox, *words: str, policy: Path | None = None, given: str | None = None) -> tuple[int, str, str]:
    """Runs a short command of the pipeline and waits for it: exit status, output and what it complained of.

    ``given`` is what it reads from its standard input.
    """
    command = replace(inbox, policy=policy or inbox.policy).command(inbox.data, *words)
    ended = subprocess.run(  # noqa: S603
        command, input=given, capture_output=True, text=True, encoding="utf-8", cwd=ROOT, check=False
    )
    return ended.returncode, ended.stdout, ended.stderr


@contextmanager
def laid_out(name: str, content: bytes) -> Iterator[Path]:
    """An uploaded file on disk for as long as it is looked at, and no longer."""
    folder = Path(tempfile.mkdtemp(prefix="weekwatch-"))
    try:
        yield _save(folder / "files", name, io.BytesIO(content))
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _save(folder: Path, name: str, content: BinaryIO) -> Path:
    """Writes an upload under a name of its own that stays within the folder."""
    folder.mkdir(exist_ok=True, parents=True)
    safe = _ODD.sub("_", Path(name.replace("\\", "/")).name).lstrip(".-") or "upload"
    path = folder / safe
    number = 2
    while path.exists():
        path, number = folder / f"{Path(safe).stem} ({number}){Path(safe).suffix}", number + 1
    with path.open("wb") as file:
        shutil.copyfileobj(content, file)
    return path


def _work(job: Job, command: Sequence[str], folder: Path) -> None:
    """Runs the command to its end; what was uploaded does not outlive it."""
    code = 1
    try:
        with job.log.open("wb") as log:
            ended = subprocess.run(command, stdout=log, stderr=subprocess.STDOUT, cwd=ROOT, check=False)  # noqa: S603
        code = ended.returncode
        job.told = [line.replace(f"{folder / 'files'}/", "") for line in _lines(job.log)]
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        job.code = code


def _lines(log: Path) -> list[str]:
    text = log.read_text(encoding="utf-8", errors="replace")
    return [line for line in re.split(r"[\r\n]+", text) if line.strip()]


def make_sample(inbox: Inbox, run: Callable[..., subprocess.CompletedProcess[str]] = subprocess.run) -> None:
    """Loads the sample, with the record that its weeks would have left, into a data folder of its own.

    Under a policy whose people are others than the shipped one's, nobody recorded anything: then it has no record,
    and every page says so.

    Raises:
        SampleError: with the pipeline's own last line.
    """
    exports = inbox.demo / "exports"
    recorded = _ended(inbox, run, "sample", str(exports.resolve()), "--ledger").returncode == 0
    ended = _ended(inbox, run, "run", str(exports.resolve() if recorded else ROOT / "data" / "sample"))
    if not (inbox.demo / POINTER).exists():
        said = (ended.stderr.strip().splitlines() or ["it gave no reason"])[-1]
        raise SampleError("First start", f"the sample data could not be loaded: {said}", "Load your own exports below")


def _ended(
    inbox: Inbox, run: Callable[..., subprocess.CompletedProcess[str]], *words: str
) -> subprocess.CompletedProcess[str]:
    return run(inbox.command(inbox.demo, *words), capture_output=True, text=True, cwd=ROOT, check=False)
