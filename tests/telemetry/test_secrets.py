"""Secrets are taken out of a text before it leaves the machine."""

from __future__ import annotations

import base64
import random
import string
from pathlib import Path

import pytest
from detect_secrets.core.plugins.util import get_mapping_from_secret_type_to_class
from tenure.telemetry.secrets import LONGEST, MOST_ASSIGNMENTS, REMOVED, without_secrets

from tests.environment import ROOT

_RANDOM = random.Random(20_26)
LETTERS = string.ascii_letters + string.digits


def drawn(length: int, letters: str = LETTERS) -> str:
    """Letters that nobody chose, and that are written nowhere: no key is published."""
    return "".join(_RANDOM.choices(letters, k=length))


def jwt() -> str:
    head, body = (
        base64.urlsafe_b64encode(part).decode().rstrip("=")
        for part in (b'{"alg":"HS256","typ":"JWT"}', b'{"sub":"1234567890","name":"Jane"}')
    )
    return f"{head}.{body}.{drawn(43)}"


HEX = "0123456789abcdef"
UPPER = string.ascii_uppercase + string.digits
LOWER = string.ascii_lowercase + string.digits

LINES: dict[str, tuple[str, str]] = {
    # The detector: a line of code, and the secret that stands in it at {}.
    "ArtifactoryDetector": ('token = "{}"', "AKC" + drawn(70)),
    "AWSKeyDetector": ("key_id={}", "AKIA" + drawn(16, UPPER)),
    "AzureStorageKeyDetector": ("c = 'AccountKey={}'", drawn(86) + "=="),
    "BasicAuthDetector": ('url = "https://jane:{}@example.com/a"', "correct-horse"),
    "CloudantDetector": ('cloudant_password = "{}"', drawn(64, HEX)),
    "DiscordBotTokenDetector": ("run({})", f"M{drawn(23)}.{drawn(6)}.{drawn(27)}"),
    "GitHubTokenDetector": ("git clone https://{}@example.com", "ghp_" + drawn(36)),
    "GitLabTokenDetector": ("curl -H 'PRIVATE-TOKEN: {}'", "glpat-" + drawn(20)),
    "Base64HighEntropyString": ('x = "{}"', base64.b64encode(_RANDOM.randbytes(30)).decode()),
    "HexHighEntropyString": ("x = '{}'", drawn(40, HEX)),
    "IbmCloudIamDetector": ('ibm_cloud_iam_api_key = "{}"', drawn(44)),
    "IbmCosHmacDetector": ('cos_hmac_secret_access_key = "{}"', drawn(48, HEX)),
    "IPPublicDetector": ("connect('{}')", "93.184.216.34:8080"),
    "JwtTokenDetector": ("Authorization: Bearer {}", jwt()),
    "KeywordDetector": ('password = "{}"', "hunter2!"),
    "MailchimpDetector": ("mailchimp({})", drawn(32, LOWER) + "-us12"),
    "NpmDetector": ("//registry.example.com/:_authToken={}", "npm_" + drawn(36)),
    "OpenAIDetector": ("OpenAI('{}')", f"sk-{drawn(20)}T3BlbkFJ{drawn(20)}"),
    "PypiTokenDetector": ("password: {}", "pypi-AgEIcHlwaS5vcmc" + drawn(80)),
    "SendGridDetector": ("send({})", f"SG.{drawn(22)}.{drawn(43)}"),
    "SlackDetector": ("say('{}')", f"xoxb-{drawn(12, string.digits)}-{drawn(24)}"),
    "SoftlayerDetector": ('softlayer_api_key = "{}"', drawn(64, HEX)),
    "SquareOAuthDetector": ("square({})", "sq0csp-" + drawn(43)),
    "StripeDetector": ("stripe.api({})", "sk_live_" + drawn(24)),
    "TelegramBotTokenDetector": ("Bot({})", f"{drawn(9, string.digits)}:{drawn(35)}"),
    "TwilioKeyDetector": ("Client({})", "SK" + drawn(32, LOWER)),
}


@pytest.mark.parametrize("detector", LINES)
def test_a_secret_of_each_kind_is_removed_whole(detector):
    """Nothing of it is left but the line that it stood in, nor where it is named again."""
    line, secret = LINES[detector]
    text = f"def connect():\n    {line.format(secret)}\n    again({secret})\n    return 1\n"
    left = without_secrets(text, "python")

    assert secret not in left
    assert REMOVED in left
    assert not any(secret[start : start + 8] in left for start in range(len(secret) - 8))
    assert left.startswith("def connect():\n")
    assert left.endswith("    return 1\n")


def test_every_detector_that_there_is_has_a_line_here():
    """But that of private keys, which are more than a line."""
    names = {one.__name__ for one in get_mapping_from_secret_type_to_class().values()}

    assert names - {"PrivateKeyDetector"} == set(LINES)


@pytest.mark.parametrize(
    "kind", ["RSA ", "EC ", "OPENSSH ", "", "ENCRYPTED ", "PGP ", "SSH2 ENCRYPTED "]
)
@pytest.mark.parametrize("is_whole", [True, False])
def test_a_private_key_is_removed_with_its_block(kind, is_whole):
    """Up to its last line; to the end of the text where a suggestion stops within it."""
    block = " BLOCK" if kind == "PGP " else ""
    body = "\n".join("ab" * 16 for _ in range(5))
    end = f"-----END {kind}PRIVATE KEY{block}-----" if is_whole else ""
    text = f'KEY = """-----BEGIN {kind}PRIVATE KEY{block}-----\n{body}\n{end}'
    after = '"""\nrest = 1\n' if is_whole else ""

    assert without_secrets(text + after, "python") == f'KEY = """{REMOVED}{after}'


def test_no_comment_lets_a_secret_through():
    """The mark by which detect-secrets is told to pass over a line says nothing here."""
    text = 'password = "hunter2!"  # pragma: allowlist secret\n'

    assert "hunter2!" not in without_secrets(text, "python")


def test_every_assignment_of_a_line_is_looked_at():
    """Not the first alone; a line with more than anybody writes goes as a whole."""
    few = "".join(f'password_{n} = "pass-{n}"; ' for n in range(5))
    many = "".join(f'password_{n} = "pass-{n}"; ' for n in range(MOST_ASSIGNMENTS + 5))

    assert "pass-" not in without_secrets(few, "python")
    assert "pass-" not in without_secrets(many, "python")


@pytest.mark.parametrize("language", ["yaml", "dotenv", "ini", "properties", "shellscript"])
def test_where_nobody_quotes_a_value_needs_no_quotes(language):
    """The language says how an assignment looks."""
    assert "hunter2" not in without_secrets("db_password: hunter2!\n", language)


def test_what_is_no_secret_stays_as_it_is():
    """Our own sources come through without a change, but for what looks just like one."""
    sources = sorted(Path(ROOT / "server/tenure").rglob("*.py"))
    changed = [
        source.name
        for source in sources[::4]
        if without_secrets(text := source.read_text(), "python") != text
    ]

    assert len(sources) > 100
    assert len(changed) <= 2, changed


def test_a_text_that_is_too_long_to_search_does_not_leave():
    """Whole or not at all."""
    assert without_secrets("a " * LONGEST, "python") is None
    assert without_secrets("", "python") == ""


@pytest.mark.parametrize(
    "piece", ["-----BEGIN ", "https://", 'password = "x" ', "aB3/", "'", " ", "eyJ", "AKIA"]
)
def test_no_text_takes_long(piece):
    """As long as a text may be, and of what the patterns begin with; none of them is quadratic."""
    assert without_secrets((piece * LONGEST)[:LONGEST], "yaml") is not None
