"""An authority with certificates good and bad, made anew for each test run."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import trustme


@dataclass(frozen=True)
class Certificates:
    """Paths of files: an authority's certificate, a server's with its key, and a client's.

    ``expired`` and ``elsewhere`` are a server's too: one that is over, one of another host.
    """

    authority: Path
    server: Path
    expired: Path
    elsewhere: Path
    client: Path
    client_key: Path

    @classmethod
    def made_in(cls, folder: Path) -> Certificates:
        authority = trustme.CA()
        past = datetime(2020, 1, 1, tzinfo=UTC)

        def server(name: str, host: str, **options: datetime) -> Path:
            path = folder / f"{name}.pem"
            authority.issue_cert(host, **options).private_key_and_cert_chain_pem.write_to_path(path)
            return path

        made = cls(
            folder / "authority.pem",
            server("server", "localhost"),
            server("expired", "localhost", not_before=past, not_after=past.replace(year=2021)),
            server("elsewhere", "elsewhere.example"),
            folder / "client.pem",
            folder / "client-key.pem",
        )
        authority.cert_pem.write_to_path(made.authority)
        client = authority.issue_cert("client@tenure.example")
        client.cert_chain_pems[0].write_to_path(made.client)
        client.private_key_pem.write_to_path(made.client_key)
        return made
