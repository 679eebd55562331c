"""What goes wrong and can be mended by a person."""

from __future__ import annotations


class TenureError(Exception):
    """One sentence, for a person, that says what is wrong and names the next step."""
