"""Reports over an invented publication of twelve weeks, and mail servers on this computer."""

from __future__ import annotations

import io
import ssl
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.policy import default
from ipaddress import ip_address

import openpyxl
import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from pipelines.metrics import all_metrics
from pipelines.policy import Mail
from pipelines.reports import Figures, Report
from pipelines.reports.pack import board_pack
from pipelines.reports.subjects import exact_subjects
from pipelines.reports.withheld import published
from tests.pages import story
from tests.serving import free_port

SECRET = "correct horse"
TO = ["ceo@example.org", "chair@example.org"]
CHECKPOINT = "weekwatch/0123456789abcdef\n3\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n"


def report(told, exact=True, **more):
    sheets = more.pop("sheets", list(all_metrics()))
    return Report(Figures(told), story.window(), exact, CHECKPOINT, "commit abc", sheets, **more)


def opened(made):
    return openpyxl.load_workbook(io.BytesIO(made))


@pytest.fixture(scope="session")
def told():
    told = story.Story()
    told.db.execute(
        "insert into flag_outcome select channel, day, week_start, coalesce(top_category, 'nothing'), count(*), "
        "count(decided_at), 0, count(*) filter (top_category = 'confidential' and decided_at is not null) from comment "
        "group by all"
    )
    told.db.execute("insert into post_figure select post_key, 'engagements', captured_on, value // 10 from post_figure")
    told.db.execute("insert into export_file select file_no, sha256 from import_file")
    return told


@pytest.fixture(scope="session")
def made(told):
    return board_pack(report(told))


@pytest.fixture(scope="session")
def book(made):
    return opened(made)


@pytest.fixture(scope="session")
def exact(told):
    return exact_subjects(report(told))


@pytest.fixture(scope="session")
def withheld(exact):
    return published(exact, story.LAST)


class Inbox:
    """What a server took, and what it answers first."""

    def __init__(self, *answers):
        self.taken, self.answers, self.tries = [], list(answers), 0

    async def handle_DATA(self, server, session, envelope):  # noqa: N802 - the server's name for it
        self.tries += 1
        if self.answers:
            return self.answers.pop(0)
        self.taken.append(
            (
                envelope,
                message_from_bytes(envelope.content, policy=default),
                server.transport.get_extra_info("ssl_object") is not None,
            )
        )
        return "250 taken"


@pytest.fixture(scope="session")
def certificate(tmp_path_factory):
    """A certificate for this computer, made now: the file to trust, and the server's side of it."""
    key, folder = ec.generate_private_key(ec.SECP256R1()), tmp_path_factory.mktemp("certificate")
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    made = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(x509.random_serial_number()).not_valid_before(datetime.now(UTC) - timedelta(days=1))
        .not_valid_after(datetime.now(UTC) + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    pem, secret = folder / "cert.pem", folder / "key.pem"
    pem.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    secret.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(pem, secret)
    return pem, context


def login(server, session, envelope, mechanism, data):
    return AuthResult(success=data.login == b"office" and data.password == SECRET.encode(), handled=False)


@pytest.fixture
def serve(certificate):
    """Starts servers, and stops them; what they take lands in the inbox given."""
    started = []

    def start(inbox, tls="starttls", port=None):
        _, context = certificate
        more = {"ssl_context": context} if tls == "tls" else {}
        if tls == "starttls":
            more = {"tls_context": context, "require_starttls": True}
        if tls != "none":
            more |= {"authenticator": login, "auth_required": True, "auth_require_tls": tls == "starttls"}
        port = port or free_port()
        server = Controller(inbox, hostname="127.0.0.1", port=port, **more)
        server.start()
        started.append(server)
        user = "office" if tls != "none" else ""
        ca_file = str(certificate[0]) if tls != "none" else ""
        return Mail(host="127.0.0.1", port=port, tls=tls, sender="w@example.org", to=TO, user=user, ca_file=ca_file)

    def stop():
        while started:
            started.pop().stop()

    start.stop = stop
    yield start
    stop()
