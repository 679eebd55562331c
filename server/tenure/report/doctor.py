"""What is connected, what is not, and the next step for each thing that is not."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from tenure import __version__
from tenure.core.records import Kind, SeenBy, State
from tenure.core.self_check import SelfCheck
from tenure.report import exports
from tenure.settings import Settings, resolve
from tenure.store import lease, notices
from tenure.store.database import StoreError, StoreMissing, open_store
from tenure.store.disks import network_file_system
from tenure.store.self_check import self_checks
from tenure.telemetry.targets import shown

ALIVE_SECONDS = 10.0
"""A server shows life every 2 s; one that has not for this long is gone."""


def examine(
    path: Path,
    environment: Mapping[str, str],
    now: float,
    settings: Settings | None = None,
    *,
    send_test: bool = False,
) -> dict[str, Any]:
    """All that tells why a figure of the store at ``path`` is missing; ``problems`` are next steps.

    ``settings`` are an editor's; without them those of the folder that this process runs in.
    Receivers are asked for the first signal; with ``send_test`` for each.
    """
    settings = settings or resolve(environment, folders=[Path.cwd()])
    problems: list[str] = list(settings.problems)
    if (network := network_file_system(path)) is not None:
        problems.append(
            f"the store {path} lies on a network disk ({network}), where writing is slow and "
            "relies on its locks; set TENURE_HOME to a folder on a local disk"
        )
    store: dict[str, Any] = {"path": str(path), "state": "well"}
    servers: list[str] = []
    worker = False
    checks: list[SelfCheck] = []
    endpoint = settings.endpoint
    try:
        with closing(open_store(path, create=False)) as connection:
            store |= _store(connection)
            servers = [
                id_ for id_, seen in lease.servers(connection).items() if now - seen < ALIVE_SECONDS
            ]
            worker = lease.holder_of(connection, lease.WORKER, now) is not None
            endpoint = endpoint or lease.endpoint_of_servers(connection, servers) or ""
            checks = self_checks(connection)
            problems += [notice.text for notice in notices.notices(connection)]
    except StoreMissing:
        store["state"] = "nothing was recorded yet"
    except StoreError as error:
        store["state"] = "unusable"
        problems.append(str(error))
    except sqlite3.Error as error:
        store["state"] = "unusable"
        problems.append(f"{path} cannot be read ({error}); move it away to begin anew")
    if servers and not worker:
        problems.append("no worker reads and exports; restart the editor's Tenure server")
    export = exports.examine(endpoint, environment, send_test=send_test)
    problems += export.pop("problems")
    return {
        "version": __version__,
        "store": store,
        "servers": len(servers),
        "worker": worker,
        "export": export,
        "selfCheck": [
            {
                "state": one.state.value,
                "kind": one.kind.value,
                SeenBy.BOTH.value: one.both,
                SeenBy.PRECISE.value: one.precise_only,
                SeenBy.STABLE.value: one.stable_only,
            }
            for one in checks
        ],
        "settings": [
            {"name": f"tenure.{name}", "value": _unsigned(value.value), "source": value.source}
            for name, value in settings.values.items()
        ],
        "problems": problems,
    }


def render(found: dict[str, Any]) -> str:
    """The examination for a terminal."""
    store = found["store"]
    lines = [
        f"Tenure {found['version']}",
        f"  store     {store['path']} ({store['state']})",
    ]
    if "suggestions" in store:
        counted = [_counted(store[f"{one}s"], one) for one in ("suggestion", "reading")]
        lines.append(f"            schema {store['schema']}, {', '.join(counted)}")
    lines += [
        f"  servers   {found['servers']} running",
        f"  worker    {'running' if found['worker'] else 'not running'}",
        *exports.render(found["export"]),
        *_render_checks(found["selfCheck"]),
        "  settings",
    ]
    lines += [
        f"    {setting['name']:<28}{_shown(setting['value'])}  ({setting['source']})"
        for setting in found["settings"]
    ]
    if found["problems"]:
        lines += ["", "What needs you:", *(f"  - {problem}" for problem in found["problems"])]
    else:
        lines += ["", "All is well."]
    return "\n".join(lines)


def _render_checks(checks: Sequence[dict[str, Any]]) -> list[str]:
    """How far keys alone can be trusted, where an editor told its reasons beside them."""
    lines = ["  keys alone, held to the editor's own reasons"] if checks else []
    for one in checks:
        counts = (one[seen_by] for seen_by in SeenBy)
        check = SelfCheck(State(one["state"]), Kind(one["kind"]), *counts)
        what = f"{check.state} {check.kind}"
        seen = f"{check.recall.words} seen, {check.precision.words} of what was seen was so"
        lines.append(f"    {what:<26}{seen}")
    return lines


def _store(connection: sqlite3.Connection) -> dict[str, Any]:
    intact = connection.execute("PRAGMA quick_check(1)").fetchone()[0] == "ok"
    return {
        "state": "well" if intact else "damaged",
        "schema": connection.execute("PRAGMA user_version").fetchone()[0],
        "suggestions": connection.execute("SELECT count(*) FROM suggestion").fetchone()[0],
        "readings": connection.execute("SELECT count(*) FROM reading").fetchone()[0],
    }


def _unsigned(value: Any) -> Any:
    """A value as it may be shown: an endpoint without what one signs in with."""
    return shown(value) if isinstance(value, str) else value


def _counted(number: int, of: str) -> str:
    return f"{number} {of}" if number == 1 else f"{number} {of}s"


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return (", ".join(value) if isinstance(value, list | tuple) else str(value)) or "none"
