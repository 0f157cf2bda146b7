"""load_octobot.py [--start] FOLDER: what does OctoBot make of user/config.json and its profile? Sends nothing.

Needs all of OctoBot. Loads and validates both files with OctoBot's own classes. Its schema takes any member below
"exchanges", so their names are checked here. Prints, for each exchange that is on, its type and a digest of the
credentials that OctoBot would sign in with. With --start it first does what the bot's start does to the files: obscure
plain credentials, sort, and save. Exit 0 or 1.
"""

import hashlib
import logging
import os
import sys

logging.disable(logging.CRITICAL)

import ccxt  # noqa: E402
import octobot  # noqa: E402
import octobot.configuration_manager  # noqa: E402
from octobot_commons import configuration  # noqa: E402
from octobot_trading.exchanges.exchange_manager import ExchangeManager  # noqa: E402

KNOWN = {
    "api-key", "api-secret", "api-password", "api-uid", "access_token", "sub_account", "enabled", "exchange-type",
    "sandboxed", "rest_only", "web-socket",
}
TYPES = {"spot", "future", "margin"}


class Reader(ExchangeManager):
    """An exchange's manager without an exchange: only what reads the configuration."""

    def __init__(self, config, name):  # noqa: super's would build an exchange
        self.config, self.exchange_class_string = config, name
        self.ignore_config = self.without_auth = False

    def get_exchange_name(self):
        """The name below "exchanges"."""
        return self.exchange_class_string


def problems_of(name, entry):
    """What OctoBot's own schema lets pass."""
    if name not in ccxt.exchanges:
        yield f"{name}: no such exchange"
    yield from (f"{name}: unknown member {member}" for member in entry if member not in KNOWN)
    if entry.get("exchange-type", "spot") not in TYPES:
        yield f"{name}: exchange-type"


def main(arguments):
    """Loads, and prints what came of it."""
    folder = [word for word in arguments if word != "--start"][0]
    schemas = os.path.join(os.path.dirname(octobot.__file__), "config")
    config = configuration.Configuration(
        os.path.join(folder, "user/config.json"), os.path.join(folder, "user/profiles"),
        os.path.join(schemas, "config_schema.json"), os.path.join(schemas, "profile_schema.json"),
    )
    try:
        config.read()
        for profile in config.profile_by_id.values():
            profile.schema_path = os.path.join(schemas, "profile_schema.json")
        config.validate()
    except Exception as error:  # noqa: BLE001: whatever it is, it is what is wrong
        # The first line only: the rest quotes the file.
        print("invalid", type(error).__name__, str(error).splitlines()[0])
        return 1
    entries = config.config["exchanges"]
    problems = [problem for name, entry in entries.items() for problem in problems_of(name, entry)]
    # In memory, as a start does before anything is read.
    octobot.configuration_manager.config_health_check(config, False) if "--start" in arguments else (
        configuration.encrypt_values_if_necessary(config.config)
    )
    for name, entry in sorted(entries.items()):
        if not entry.get("enabled"):
            continue
        found = Reader(config.config, name).get_exchange_credentials(name)
        if not (found.api_key and found.secret):
            problems.append(f"{name}: on without a key")
            continue
        text = "\n".join([found.api_key, found.secret, found.password or ""])
        print("ok", name, entry.get("exchange-type"), hashlib.sha256(text.encode()).hexdigest())
    for problem in problems:
        print("invalid", problem)
    return 1 if problems else 0


sys.exit(main(sys.argv[1:]))
