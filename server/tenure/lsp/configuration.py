"""What a client says of our settings: as it starts the server, when asked, and when they change.

Which of that is believed is ``settings.sources``'; here it is only told apart.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec

from tenure.files import path_of
from tenure.settings import Settings, resolve

CHANGED = "workspace/didChangeConfiguration"
SECTION = "tenure"

REQUEST_ID = "tenure.settings"
"""The id of our one request that pygls does not make: it would rename the answer's keys."""


class Configuration:
    """The settings of one conversation; ``initialize`` are the params of that request."""

    def __init__(self, environment: Mapping[str, str], initialize: Mapping[str, Any]) -> None:
        self._environment = environment
        self._client = _section(initialize.get("initializationOptions"))
        self._folders = _folders(initialize)
        capabilities = (initialize.get("capabilities") or {}).get("workspace") or {}
        self._can_be_asked = bool(capabilities.get("configuration"))
        self.settings = self._resolved({})

    def changed(self, params: bytes) -> bool:
        """Take a message that says the settings changed; False where it does not say to what."""
        try:
            told = _section(msgspec.json.decode(params).get("settings"))
        except (msgspec.MsgspecError, AttributeError):
            return True
        if told:
            self.settings = self._resolved(told)
        return bool(told)

    def request(self) -> bytes | None:
        """The request that asks for them; None where the client did not say that it answers."""
        if not self._can_be_asked:
            return None
        params = {"items": [{"section": SECTION}]}
        request = {"id": REQUEST_ID, "method": "workspace/configuration", "params": params}
        return msgspec.json.encode({"jsonrpc": "2.0", **request})

    def answered(self, body: bytes) -> None:
        """Take the answer to ``request``."""
        try:
            found = msgspec.json.decode(body).get("result")
        except (msgspec.MsgspecError, AttributeError):
            return
        if isinstance(found, list) and found and isinstance(found[0], dict):
            self.settings = self._resolved(found[0])

    def _resolved(self, told: Mapping[str, Any]) -> Settings:
        return resolve(self._environment, client=self._client, told=told, folders=self._folders)


def _section(options: object) -> Mapping[str, Any]:
    found = options.get(SECTION) if isinstance(options, dict) else None
    return found if isinstance(found, dict) else {}


def _folders(initialize: Mapping[str, Any]) -> list[Path]:
    """The workspace's folders that lie on this machine."""
    folders = initialize.get("workspaceFolders") or [{"uri": initialize.get("rootUri")}]
    uris = (one.get("uri") for one in folders if isinstance(one, dict))
    paths = (path_of(uri) for uri in uris if isinstance(uri, str))
    return [path for path in paths if path is not None]
