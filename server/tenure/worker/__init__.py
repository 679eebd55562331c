"""The background process: what is too slow for the process that answers an editor.

Must not load the language server's libraries; distances, parsers and OpenTelemetry come when they
are first needed.
"""

from tenure.worker.passes import Done, work
from tenure.worker.process import run

__all__ = ["Done", "run", "work"]
