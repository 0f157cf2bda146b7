"""What the trials of real clients share: checks that print a line each, and the documented fakes (docs/sandbox.md)."""

import argparse
import base64

import ccxt

FAILURES = []


def check(name, holds, detail=""):
    """Prints the outcome of one check."""
    print(f"{'ok      ' if holds else 'MISMATCH'} {name}" + (f": {detail}" if detail and not holds else ""), flush=True)
    if not holds:
        FAILURES.append(name)


def refused(name, kind, action):
    """Checks that an action raises an error of that very kind, not of a more general one."""
    try:
        action()
    except Exception as error:  # noqa: BLE001: any other error is the finding
        check(name, isinstance(error, kind), f"{type(error).__name__}: {error}")
    else:
        check(name, False, "accepted")


def fake(label):
    """The Keccak-256 of a label in hexadecimal digits."""
    return ccxt.Exchange.hash(label.encode(), "keccak", "hex")


def fake_base64(label):
    """The first 24 bytes of the Keccak-256 of a label in URL-safe base64."""
    return base64.urlsafe_b64encode(bytes.fromhex(fake(label))[:24]).decode()


def amounts(balance, asset):
    """Free, used and total of an asset."""
    found = balance[asset]
    return found["free"], found["used"], found["total"]


def run(purpose, checks, add_arguments):
    """Parses the arguments, runs the checks, and returns the exit code."""
    parser = argparse.ArgumentParser(description=purpose.split("\n", 1)[0])
    add_arguments(parser)
    arguments = parser.parse_args()
    print(f"ccxt {ccxt.__version__}")
    checks(arguments)
    return 1 if FAILURES else 0
