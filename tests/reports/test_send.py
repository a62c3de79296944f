"""The week's mail from the command line to the mailbox: once a week, tried again, and honest when it failed."""

from __future__ import annotations

import io
import os
import re
import subprocess
import sys

import openpyxl

from pipelines.ledger import Ledger
from pipelines.policy import load_policy
from pipelines.reports import mail
from tests.pages import story
from tests.pages.desks import saved
from tests.reports.conftest import SECRET, TO, Inbox
from tests.serving import free_port
from tests.test_main import POLICY, failed, run


def told_to(settings, path):
    """The policy with what a server asks for under [mail]."""
    lines = [f'{key} = "{getattr(settings, key)}"' for key in ("host", "tls", "sender", "user", "ca_file")]
    more = "\n".join(["", "[mail]", f"port = {settings.port}", f"to = {settings.to}", *lines, ""])
    # Few sheets: what the workbook holds is tested elsewhere.
    rules = re.sub(r"^sheets = \[.*?^\]", 'sheets = ["cadence"]', POLICY.read_text(encoding="utf-8"), flags=re.M | re.S)
    path.write_text(rules + more, encoding="utf-8")
    return path


def called(data, policy, *words):
    """A process of its own, as a schedule starts it."""
    command = [sys.executable, "-m", "pipelines", "--data", str(data), "--policy", str(policy), "digest", *words]
    environment = os.environ | {mail.PASSWORD: SECRET}
    return subprocess.run(command, capture_output=True, text=True, check=False, env=environment, timeout=600)


def test_the_week_is_mailed_with_its_workbook_once_however_often_a_schedule_asks(tmp_path, serve):
    inbox, data = Inbox("421 later"), saved(story.Story(), tmp_path / "data")
    policy = told_to(serve(inbox), tmp_path / "policy.toml")
    with Ledger(data, load_policy(policy), lambda: story.NOW) as ledger:
        ledger.note("read_logged", subject="comments", actor="ceo")
    first = called(data, policy, "--send", "--by", "ceo")
    assert (first.returncode, first.stdout, first.stderr) == (0, "sent the report of 2026-W10\n", "")
    assert inbox.tries == 2  # the first was put off, the second taken after a real wait
    second = called(data, policy, "--send", "--by", "ceo")
    assert (second.returncode, second.stdout) == (0, "the report of 2026-W10 was sent before\n")
    assert inbox.tries == 2
    ((envelope, got, was_encrypted),) = inbox.taken
    assert (envelope.rcpt_tos, was_encrypted) == (TO, True)
    page, pack = got.iter_attachments()
    assert "<h1" in page.get_content()
    assert "Cover" in openpyxl.load_workbook(io.BytesIO(pack.get_content())).sheetnames
    with Ledger(data, load_policy(policy), lambda: story.NOW) as ledger:
        assert [e["subject"] for e in ledger.events("export_made")] == ["digest-mail"]


def test_a_server_that_is_down_is_tried_four_times_and_the_week_goes_once_it_is_back(tmp_path, serve, monkeypatch):
    inbox, data, waits, port = Inbox(), saved(story.Story(), tmp_path / "data"), [], free_port()
    settings = serve(inbox, port=port)
    serve.stop()
    policy = told_to(settings, tmp_path / "policy.toml")
    monkeypatch.setenv(mail.PASSWORD, SECRET)
    monkeypatch.setitem(mail.send.__kwdefaults__, "wait", waits.append)
    failed(run(data, "digest", "--send", policy=policy), "could not be reached (ConnectionRefusedError). Run it again")
    assert waits == list(mail.PAUSES)
    serve(inbox, port=port)
    back = run(data, "digest", "--send", policy=policy)
    assert (back.exit_code, back.stdout, len(inbox.taken)) == (0, "sent the report of 2026-W10\n", 1)
