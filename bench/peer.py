"""A straightforward Python program that validates slot files, or plans a Gunbot config from them.

usage: peer.py validate|plan WORKSPACE SCHEMA
"""

import json
import pathlib
import sys

import jinja2
import jsonschema
import yaml

TEMPLATE = """{
  "masterkey": {{ credentials.key | tojson }}, "mastersecret": {{ credentials.secret | tojson }},
  "key": {{ credentials.key | tojson }}, "secret": {{ credentials.secret | tojson }}
  {%- if delay is defined %}, "delay": {{ delay | replace("s", "") }}{% endif %}
  {%- if fees is defined %}, "TRADING_FEES": {{ fees | replace("%", "") }}{% endif %}
}"""
IDS = {"aster": "asterdex", "aster-futures": "asterFutures"}


def read(workspace, schema):
    validator = jsonschema.Draft202012Validator(json.loads(pathlib.Path(schema).read_text()))
    slots, complaints = {}, []
    for path in sorted((workspace / "slots").glob("*.yaml")):
        with path.open("rb") as file:
            slot = yaml.load(file, Loader=yaml.CSafeLoader)
        complaints += [f"{path}: {error.message}" for error in validator.iter_errors(slot)]
        slots[path.stem] = slot
    return slots, complaints


def plan(workspace, slots):
    template = jinja2.Environment().from_string(TEMPLATE)
    target = workspace / "bots" / "gunbot" / "config.js"
    config = json.loads(target.read_text()) if target.exists() else {}
    exchanges = config.setdefault("exchanges", {})
    changes, counts = [], {}
    for name, slot in slots.items():
        base = IDS[slot["exchange"]]
        counts[base] = counts.get(base, 0) + 1
        identifier = base if counts[base] == 1 else f"{base}#{counts[base]}"
        entry = json.loads(template.render(**slot))
        current = exchanges.get(identifier, {})
        for member, value in entry.items():
            if current.get(member) != value:
                shown = "***" if member in ("key", "secret", "masterkey", "mastersecret") else value
                changes.append(f"exchanges.{identifier}.{member} = {shown}")
        exchanges[identifier] = {**current, **entry}
    json.dumps(config, indent=4)
    return changes


def main():
    command, workspace, schema = sys.argv[1], pathlib.Path(sys.argv[2]), sys.argv[3]
    slots, complaints = read(workspace, schema)
    print(f"{len(slots)} slots, {len(complaints)} complaints")
    if command == "plan":
        print("\n".join(plan(workspace, slots)))
    sys.exit(1 if complaints else 0)


main()
