"""Who does the work that only one process may do, and which servers are alive.

Every change is one transaction; the time is an argument.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection

from tenure.core.metrics.permissions import (
    METADATA,
    Identifier,
    Level,
    Permission,
    strictest,
)
from tenure.store.database import transaction
from tenure.store.retention import DEFAULT, Retention, longest

WORKER = "worker"
"""The lease of the process that reads, counts and exports."""

EXPORT = "export"
"""The lease of the process that sends totals at this moment: the worker, or ``tenure export``."""

LIMIT_SECONDS = 5.0
"""A holder that has not renewed for so long has lost its lease."""


LONGEST_SECONDS = 600.0
"""No lease is given for longer: one that seems to be was, by a clock that was set back since."""


def acquire(
    connection: sqlite3.Connection,
    name: str,
    holder: str,
    now: float,
    *,
    limit: float = LIMIT_SECONDS,
) -> bool:
    """Take or renew the lease for ``holder``; False while another holds it."""
    with transaction(connection):
        return (
            connection.execute(
                "INSERT INTO lease VALUES (?1, ?2, ?3 + ?4) ON CONFLICT (name) DO UPDATE"
                " SET holder = excluded.holder, expires_at = excluded.expires_at"
                " WHERE holder = excluded.holder OR expires_at <= ?3 OR expires_at > ?3 + ?5",
                (name, holder, now, min(limit, LONGEST_SECONDS), LONGEST_SECONDS),
            ).rowcount
            > 0
        )


def release(connection: sqlite3.Connection, name: str, holder: str) -> None:
    """Give the lease back, if ``holder`` still has it."""
    with transaction(connection):
        connection.execute("DELETE FROM lease WHERE name = ? AND holder = ?", (name, holder))


def holder_of(connection: sqlite3.Connection, name: str, now: float) -> str | None:
    """Who holds the lease; None where nobody does."""
    row = connection.execute(
        "SELECT holder FROM lease WHERE name = ? AND expires_at > ? AND expires_at <= ?",
        (name, now, now + LONGEST_SECONDS),
    ).fetchone()
    return None if row is None else str(row[0])


def show_life(
    connection: sqlite3.Connection,
    server: str,
    editor: str | None,
    now: float,
    endpoint: str | None = None,
    permission: Permission = METADATA,
    retention: Retention = DEFAULT,
) -> None:
    """A sign of life of the process that answers an editor, with what its settings allow."""
    allowed = (permission.level, sorted(permission.identify), sorted(permission.content_on))
    with transaction(connection):
        connection.execute(
            # Not REPLACE, which would give it a new row: their order is that of the starts.
            "INSERT INTO server (id, editor, endpoint, permission, retention, seen_at)"
            " VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET editor = excluded.editor,"
            " endpoint = excluded.endpoint, permission = excluded.permission,"
            " retention = excluded.retention, seen_at = excluded.seen_at",
            (
                server,
                editor,
                endpoint or None,
                json.dumps(allowed),
                json.dumps((retention.days, retention.megabytes)),
                now,
            ),
        )


def end_life(connection: sqlite3.Connection, server: str) -> None:
    """The process that answered an editor ends."""
    with transaction(connection):
        connection.execute("DELETE FROM server WHERE id = ?", (server,))


def say_goodbye(connection: sqlite3.Connection, server: str) -> None:
    """The process ``server`` itself ends; after the last nobody knows what was purged."""
    end_life(connection, server)
    with transaction(connection):
        connection.execute("DELETE FROM purged WHERE NOT EXISTS (SELECT 1 FROM server)")


def servers(connection: sqlite3.Connection) -> dict[str, float]:
    """Every server that has not said goodbye, with its last sign of life."""
    return dict(connection.execute("SELECT id, seen_at FROM server").fetchall())


def permission_of_servers(connection: sqlite3.Connection, among: Collection[str]) -> Permission:
    """What each server ``among`` those allows: one that allows less is not overruled.

    Nothing where there is none.
    """
    rows = connection.execute("SELECT id, permission FROM server").fetchall()
    allowed = [json.loads(permission) for id_, permission in rows if id_ in among]
    return strictest(
        Permission(Level(level), frozenset(map(Identifier, identify)), frozenset(content_on))
        for level, identify, content_on in allowed
    )


def retention_of_servers(connection: sqlite3.Connection) -> Retention:
    """The longest that any server keeps: what is deleted does not come back."""
    rows = connection.execute("SELECT retention FROM server")
    return longest(Retention(*json.loads(retention)) for (retention,) in rows)


def endpoint_of_servers(connection: sqlite3.Connection, among: Collection[str]) -> str | None:
    """The endpoint of the server that started last ``among`` those that name one.

    Not that of the newest sign of life: of two windows, one with settings of yesterday, each would
    have its way for a second.
    """
    rows = connection.execute(
        "SELECT id, endpoint FROM server WHERE endpoint IS NOT NULL ORDER BY rowid DESC"
    )
    return next((str(url) for id_, url in rows if id_ in among), None)
