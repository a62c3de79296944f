"""The weekly mail against a real server on this computer: encrypted, tried again, and sent once a week."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading

import pytest

from pipelines.errors import MailError
from pipelines.policy import Mail
from pipelines.reports import mail
from tests.reports.conftest import SECRET, TO, Inbox, report
from tests.test_main import failed, run


def made(told, settings):
    return mail.message(report(told, sheets=["cadence"]), settings, "✕ breach. Not compliant.", "<p>whole</p>", b"PK")


@pytest.mark.parametrize("tls", ["starttls", "tls", "none"])
def test_a_real_server_takes_the_report_with_the_workbook(told, serve, tls):
    inbox = Inbox()
    settings = serve(inbox, tls)
    mail.send(made(told, settings), settings, SECRET)
    ((envelope, got, was_encrypted),) = inbox.taken
    assert envelope.rcpt_tos == TO
    assert was_encrypted == (tls != "none")
    assert got["Subject"] == "Healthwatch Rutland: week of Monday 2 March 2026"
    assert got.get_body(("plain",)).get_content().startswith("✕ breach. Not compliant.")
    assert "<p>whole</p>" in got.get_body(("html",)).get_content()
    names = [part.get_filename() for part in got.iter_attachments()]
    assert names == ["report-2026-W10.html", "board-pack-2026-W10.xlsx"]


def test_a_busy_server_is_tried_again_with_longer_and_longer_waits(told, serve):
    inbox, waits = Inbox("451 busy", "421 later"), []
    settings = serve(inbox)
    mail.send(made(told, settings), settings, SECRET, wait=waits.append)
    assert inbox.tries == 3
    assert len(inbox.taken) == 1
    assert waits == list(mail.PAUSES[:2])


def test_a_server_that_stays_busy_is_reported(told, serve):
    inbox, waits = Inbox(*["451 busy"] * 9), []
    settings = serve(inbox)
    with pytest.raises(MailError, match=r"answered 451.*Run it again later: nothing counts as sent"):
        mail.send(made(told, settings), settings, SECRET, wait=waits.append)
    assert waits == list(mail.PAUSES)


@pytest.mark.parametrize(
    ("password", "answers", "told_as"), [("wrong", [], "answered 535"), (SECRET, ["554 no"], "answered 554")]
)
def test_a_refusal_is_not_tried_again_and_names_no_address(told, serve, password, answers, told_as):
    settings, waits = serve(Inbox(*answers)), []
    with pytest.raises(MailError, match=told_as) as refusal:
        mail.send(made(told, settings), settings, password, wait=waits.append)
    assert waits == []
    assert not any(word in str(refusal.value) for word in (*TO, password, "example.org"))


def test_a_certificate_that_nobody_vouches_for_is_refused(told, serve):
    inbox = Inbox()
    settings = serve(inbox, "tls")
    stranger = Mail(host=settings.host, port=settings.port, tls="tls", sender="w@example.org", to=TO, user="office")
    with pytest.raises(MailError, match="certificate of the mail server is not to be trusted"):
        mail.send(made(told, settings), stranger, SECRET, wait=lambda _: None)
    assert inbox.taken == []


def test_no_server_at_all_is_reported(told):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        nobody = Mail(host="127.0.0.1", port=free.getsockname()[1], tls="none", sender="w@example.org", to=TO)
    with pytest.raises(MailError, match="could not be reached"):
        mail.send(made(told, nobody), nobody, "", wait=lambda _: None)


def test_every_try_of_a_week_has_the_same_id(told):
    settings = Mail(host="h", sender="Weekwatch <w@example.org>", to=TO)
    assert made(told, settings)["Message-ID"] == made(told, settings)["Message-ID"]
    assert made(told, settings)["Message-ID"].endswith("@example.org>")


def failing(folder):
    with mail.once(folder, "2026-W10") as is_due:
        assert is_due
        raise MailError("here", "it failed", "Try again")


def test_a_week_is_sent_once_and_what_failed_is_not_sent(tmp_path):
    with pytest.raises(MailError):
        failing(tmp_path)
    for wanted in (True, False, False):
        with mail.once(tmp_path, "2026-W10") as is_due:
            assert is_due is wanted
    with mail.once(tmp_path, "2026-W11") as is_due:
        assert is_due


def test_of_two_at_once_one_sends(tmp_path):
    sent, together = [], threading.Barrier(2)

    def work():
        together.wait()
        with mail.once(tmp_path, "2026-W10") as is_due:
            if is_due:
                sent.append(1)

    both = [threading.Thread(target=work) for _ in range(2)]
    for one in both:
        one.start()
    for one in both:
        one.join(20)
    assert sent == [1]


KILLED = """
import sys
from pathlib import Path
from pipelines.reports import mail
with mail.once(Path(sys.argv[1]), "2026-W10") as is_due:
    print(is_due, flush=True)
    sys.stdin.read()
"""


def test_a_run_that_is_killed_has_not_sent_and_stands_in_nobodys_way(tmp_path):
    pipe = subprocess.PIPE
    with subprocess.Popen([sys.executable, "-c", KILLED, str(tmp_path)], stdin=pipe, stdout=pipe, text=True) as process:
        assert process.stdout.readline() == "True\n"
        os.kill(process.pid, signal.SIGKILL)
        process.wait(20)
    with mail.once(tmp_path, "2026-W10") as is_due:
        assert is_due


@pytest.mark.parametrize(
    ("line", "told_as"),
    [
        ('tls = "none"', 'tls "none" is for a server on this computer alone'),
        ('tls = "plain"', 'tls "plain" is unknown'),
        ("to = []", '"to" names nobody'),
        ("password = 'x'", '"password" is no setting here'),
    ],
)
def test_a_mail_setting_that_cannot_be_right_is_told_with_its_line(tmp_path, line, told_as):
    from tests.test_main import POLICY

    to = "" if line.startswith("to") else 'to = ["a@example.org"]\n'
    policy = tmp_path / "policy.toml"
    more = f'\n[mail]\nhost = "smtp.example.org"\nsender = "w@example.org"\n{to}{line}\n'
    policy.write_text(POLICY.read_text(encoding="utf-8") + more, encoding="utf-8")
    failed(run(tmp_path, "digest", "--send", policy=policy), told_as)


def test_without_settings_nothing_is_sent(tmp_path):
    failed(run(tmp_path, "digest", "--send"), "the policy has no [mail]")
