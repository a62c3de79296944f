"""The weekly report by e-mail: over an encrypted line, tried again when the server is busy, and once a week."""

from __future__ import annotations

import hashlib
import smtplib
import sqlite3
import ssl
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from pathlib import Path

from pipelines.errors import MailError
from pipelines.policy import Mail
from pipelines.reports import Report, words

PAUSES = (5.0, 30.0, 180.0)  # seconds before each further try
PASSWORD = "WEEKWATCH_MAIL_PASSWORD"  # noqa: S105 - the name of a variable
KEPT = "sent.sqlite"
_PATIENCE = 30


def message(report: Report, settings: Mail, sentence: str, page: str, pack: bytes) -> EmailMessage:
    """The mail: the sentence of the week as text, the whole report as HTML, the workbook attached."""
    name = f"{report.week.since:%G-W%V}"
    made = EmailMessage(policy=SMTP)
    made["From"], made["To"] = settings.sender, ", ".join(settings.to)
    made["Subject"] = f"{report.publication['organisation']}: week of {words.day(report.week.since)}"
    made["Date"] = format_datetime(datetime.now(UTC))
    # The same for every try of one week, so that a mailbox that got it twice shows it once.
    about = hashlib.sha256(f"{report.publication['organisation']} {name}".encode()).hexdigest()[:16]
    made["Message-ID"] = f"<weekwatch-{name.lower()}-{about}@{settings.sender.rpartition('@')[2].strip('> ')}>"
    made["Auto-Submitted"] = "auto-generated"
    made.set_content(f"{sentence}\n\nThe whole report and the workbook are attached.\n")
    made.add_alternative(page, subtype="html")
    kind = "vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    made.add_attachment(page.encode(), maintype="text", subtype="html", filename=f"report-{name}.html")
    made.add_attachment(pack, maintype="application", subtype=kind, filename=f"board-pack-{name}.xlsx")
    return made


def send(
    made: EmailMessage, settings: Mail, password: str, *, pauses: Sequence[float] = PAUSES,
    wait: Callable[[float], None] = time.sleep,
) -> None:  # fmt: skip
    """Hands the mail to the server, and tries again when the line or the server fails for a while.

    Raises:
        MailError: the server refused it, or was not to be had at the last try either. No address stands in it.
    """
    for pause in (*pauses, None):
        try:
            _handed_over(made, settings, password)
        except (OSError, smtplib.SMTPException) as error:
            if pause is None or _is_final(error):
                raise MailError(f"{settings.host}:{settings.port}", _what(error), _do(error)) from None
            wait(pause)
        else:
            return


def _handed_over(made: EmailMessage, settings: Mail, password: str) -> None:
    secure = ssl.create_default_context(cafile=settings.ca_file or None)
    secure.minimum_version = ssl.TLSVersion.TLSv1_2
    server: smtplib.SMTP
    if settings.tls == "tls":
        server = smtplib.SMTP_SSL(settings.host, settings.port, timeout=_PATIENCE, context=secure)
    else:
        server = smtplib.SMTP(settings.host, settings.port, timeout=_PATIENCE)
    with server:
        if settings.tls == "starttls":
            server.starttls(context=secure)
        if settings.user:
            server.login(settings.user, password)
        server.send_message(made)


def _is_final(error: Exception) -> bool:
    """Whether another try would meet the same refusal: bad credentials, a bad certificate, an answer from 500 on."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return all(code >= 500 for code, _ in error.recipients.values())
    if isinstance(error, smtplib.SMTPResponseException):
        return error.smtp_code >= 500
    return isinstance(error, ssl.SSLCertVerificationError | smtplib.SMTPNotSupportedError)


def _what(error: Exception) -> str:
    if isinstance(error, ssl.SSLCertVerificationError):
        return "the certificate of the mail server is not to be trusted"
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return "the mail server refused every address"
    if isinstance(error, smtplib.SMTPResponseException):
        return f"the mail server answered {error.smtp_code}"
    if isinstance(error, smtplib.SMTPNotSupportedError):
        return "the mail server cannot do what [mail] asks of it"
    return f"the mail server could not be reached ({type(error).__name__})"


def _do(error: Exception) -> str:
    if _is_final(error):
        return f"Mend [mail] in policy.toml, or the password in {PASSWORD}, and run it again"
    return "Run it again later: nothing counts as sent"


@contextmanager
def once(data: Path, week: str) -> Iterator[bool]:
    """Whether a week's report is still to be sent; it counts as sent only when the block ends well.

    Whoever comes second waits for the first. A run that is killed leaves nothing behind, and the next one sends.

    Raises:
        MailError: another run has been sending it for minutes.
    """
    data.mkdir(parents=True, exist_ok=True)
    with closing(sqlite3.connect(data / KEPT, timeout=300, isolation_level=None)) as db:
        db.execute("pragma synchronous = full")
        try:
            db.execute("begin immediate")
        except sqlite3.OperationalError as error:
            raise MailError(str(data / KEPT), "another run is still sending", "Wait until it has ended") from error
        try:
            db.execute("create table if not exists sent (week text primary key, at text not null)")
            is_due = db.execute("select 1 from sent where week = ?", [week]).fetchone() is None
            yield is_due
            if is_due:
                db.execute("insert into sent values (?, ?)", [week, datetime.now(UTC).isoformat(timespec="seconds")])
            db.execute("commit")
        except BaseException:
            db.execute("rollback")
            raise
