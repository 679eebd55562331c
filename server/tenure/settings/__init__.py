"""Every setting once (``table``), and where its value comes from (``sources``)."""

from tenure.settings.sources import disabled, home, resolve, user_file
from tenure.settings.table import SETTINGS, Setting, Settings, Value

__all__ = ["SETTINGS", "Setting", "Settings", "Value", "disabled", "home", "resolve", "user_file"]
