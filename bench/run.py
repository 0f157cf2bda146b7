"""Runs every measurement and prints a table: slots, its peer, and the ratio.

usage: run.py PROGRAM [start|files|large|merges|check|mixed|rounds|history]…
"""

import contextlib
import http.server
import json
import os
import pathlib
import random
import re
import resource
import shutil
import socket
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request

HERE = pathlib.Path(__file__).resolve().parent
PROGRAM = sys.argv[1]
WANTED = sys.argv[2:] or ["start", "files", "large", "merges", "check", "mixed", "rounds", "history"]
SLOTS = int(os.environ.get("SLOTS_BENCH_SLOTS", "10000"))
CHECKS = int(os.environ.get("SLOTS_BENCH_CHECKS", "1000"))
MIXED = int(os.environ.get("SLOTS_BENCH_MIXED", "20"))
LATENCY = 0.050


def measure(command, repeat, expected=(0,), **options):
    """The best wall time in seconds, processor time of that run, and the peak memory in MiB of all runs."""
    best, cpu, memory = None, None, 0
    for _ in range(repeat):
        start = time.perf_counter()
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, **options)
        errors = process.stderr.read()
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode not in expected:
            sys.exit(f"{' '.join(map(str, command))}: exit {process.returncode}\n{errors.decode(errors='replace')[:2000]}")
        memory = max(memory, usage.ru_maxrss / 1024)
        if best is None or wall < best:
            best, cpu = wall, usage.ru_utime + usage.ru_stime
    return best, cpu, memory


def seconds(value):
    return f"{value * 1000:.1f} ms" if value < 1 else f"{value:.2f} s"


ROWS = []


def row(name, ours, peer_name, peer, wanted, ratio_text, good):
    ROWS.append((name, seconds(ours[0]), f"{ours[2]:.0f} MiB", f"{peer_name} {seconds(peer)}", ratio_text, wanted,
                 "yes" if good else "NO"))
    print(" ", *ROWS[-1], sep="  ", flush=True)


def bench_start(folder):
    peer = folder / "start"
    subprocess.run(["cc", "-O2", HERE / "start.c", "-o", peer, "-lcurl", "-lyaml"], check=True)
    workspace = folder / "three"
    subprocess.run([PROGRAM, "init", workspace], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    slot = (workspace / "slots" / "aster.yaml").read_text()
    (workspace / "slots" / "aster-three.yaml").write_text("enabled: false\n" + slot)
    c_time = measure([peer], 60)
    for name, command in (("--version", ["--version"]), ("validate, 3 slots", ["-C", workspace, "validate"])):
        ours = measure([PROGRAM, *command], 60)
        ratio = ours[0] / c_time[0]
        row(f"start: {name}", ours, "C with libcurl, libyaml", c_time[0], "at most 2x", f"{ratio:.2f}x", ratio <= 2)


def write_workspace(workspace, count):
    (workspace / "slots").mkdir(parents=True)
    (workspace / "bots" / "gunbot").mkdir(parents=True)
    (workspace / "slots.yaml").write_text(
        "network: sandbox\nbots:\n  main:\n    template: gunbot\n    directory: bots/gunbot\n"
        "policy:\n  plaintext-secret: allow\n")
    for number in range(count):
        exchange = "aster" if number % 2 == 0 else "aster-futures"
        (workspace / "slots" / f"slot-{number:05}.yaml").write_text(
            f"exchange: {exchange}\nlabel: Slot {number}\ncredentials:\n  key: {number:064x}\n"
            f"  secret: {number + (1 << 200):064x}\nfees: 0.{number % 9 + 1}%\ndelay: {number % 50 + 5}s\n"
            f"require:\n  balance: {{USDT: 150}}\n  market: BTC/USDT\nip-allowlist: [203.0.113.{number % 255}]\n")


def bench_files(folder):
    workspace = folder / "many"
    write_workspace(workspace, SLOTS)
    schema = folder / "slot.schema.json"
    schema.write_bytes(subprocess.run([PROGRAM, "schema", "slot"], check=True, stdout=subprocess.PIPE).stdout)
    for name, ours_arguments, peer_argument in (
        ("validate", ["validate"], "validate"),
        ("plan --offline", ["plan", "--offline"], "plan"),
    ):
        ours = measure([PROGRAM, "-C", workspace, *ours_arguments], 7)
        peer = measure([sys.executable, HERE / "peer.py", peer_argument, workspace, schema], 2)
        ratio = peer[0] / ours[0]
        row(f"{name}, {SLOTS} slots", ours, "PyYAML (C), jsonschema, Jinja2", peer[0], "at least 20x, below 200 MiB",
            f"{ratio:.1f}x faster, {ours[1]:.2f} s of CPU against {peer[1]:.2f} s", ratio >= 20 and ours[2] < 200)


def bench_large(folder):
    """A bot's file of 33 MB with 1.5 million connections, of which one is a slot's."""
    workspace = folder / "large"
    write_workspace(workspace, 1)
    target = workspace / "bots" / "gunbot" / "config.js"
    with open(target, "w") as file:
        file.write('{"exchanges":{"e0":{"key":"k"}')
        for number in range(1, 1_500_000):
            file.write(f',"e{number}":{{"key":"k"}}')
        file.write("}}")
    target.chmod(0o600)
    ours = measure([PROGRAM, "-C", workspace, "plan", "--offline"], 3)
    script = "import json, sys; text = json.dumps(json.load(open(sys.argv[1])), indent=4)"
    peer = measure([sys.executable, "-c", script, target], 2)
    row("plan --offline, 1,500,000 entries in config.js", ours, "Python's json, read and written", peer[0],
        "below 300 MiB", f"{peer[0] / ours[0]:.1f}x faster, against {peer[2]:.0f} MiB", ours[2] < 300)


def bench_merges(folder):
    """1,000 merges into files of 1 MB, 100 in each apply, each written, flushed and kept as it was before."""
    workspace, files = folder / "merges", []
    write_workspace(workspace, 1)
    pairs = {f"USDT-C{number}": {"strategy": "gain", "override": {"GAIN": 0.5, "NOTE": "x" * 40}} for number in range(5300)}
    text = json.dumps({"exchanges": {}, "pairs": {"x": pairs}}, indent=1)
    bots = "bots:\n"
    for number in range(100):
        bots += f"  bot-{number}: {{template: gunbot, directory: bots/{number}}}\n"
        file = workspace / "bots" / str(number) / "config.js"
        file.parent.mkdir()
        file.write_text(text)
        file.chmod(0o600)
        files.append(file)
    (workspace / "slots.yaml").write_text(
        f"network: sandbox\npolicy: {{plaintext-secret: allow, keep-revisions: 2}}\n{bots}")
    slot = workspace / "slots" / "slot-00000.yaml"
    original, runs, copies = slot.read_text(), [], []
    measure([PROGRAM, "-C", workspace, "apply", "--offline", "--yes"], 1)
    for number in range(10):
        slot.write_text(original.replace("delay: 5s", f"delay: {number + 10}s"))
        os.sync()
        runs.append(measure([PROGRAM, "-C", workspace, "apply", "--offline", "--yes"], 1))
        os.sync()
        start = time.perf_counter()
        for file in files:
            copy = file.with_name("copy")
            shutil.copyfile(file, copy)
            with open(copy, "rb+") as written:
                os.fsync(written.fileno())
        copies.append(time.perf_counter() - start)
    ours = (sum(run[0] for run in runs), sum(run[1] for run in runs), max(run[2] for run in runs))
    ratio = ours[0] / sum(copies)
    row(f"1,000 merges, files of {len(text) / 1e6:.1f} MB, 100 in an apply", ours, "cp with fsync", sum(copies), "within 3x",
        f"{ratio:.1f}x, {ours[1]:.1f} s of CPU", ratio <= 3)


@contextlib.contextmanager
def sandbox(*options):
    """A sandbox process; gives the origin of every host, and when it has ended, how many rounds it counted."""
    process = subprocess.Popen([PROGRAM, "sandbox", "-o", "json", *options], stdin=subprocess.DEVNULL,
                               stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    served = json.loads(process.stdout.readline())
    try:
        yield served
    finally:
        process.terminate()
        served.update(json.loads(process.stdout.read()))
        process.wait()


def write_checks(workspace, served, count, form):
    (workspace / "slots").mkdir(parents=True)
    (workspace / "slots.yaml").write_text(
        "network: live\npolicy:\n  plaintext-secret: allow\n  withdraw: allow\nbots: {}\n")
    origins = served["hosts"]
    endpoint = f"{{spot: {origins['aster']}, futures: {origins['aster-futures']}}}"
    lines = []
    for number, account in enumerate(served["numbered"][form][:count]):
        fields = "".join(f"  {field}: \"{value}\"\n" for field, value in account.items())
        (workspace / "slots" / f"slot-{number:05}.yaml").write_text(
            f"exchange: aster\nendpoint: {endpoint}\ncredentials:\n{fields}")
        lines.append(f"{account.get('key', '')} {account.get('secret', '')}\n")
    (workspace / "accounts.txt").write_text("".join(lines))


@contextlib.contextmanager
def recorder(origin, seen):
    """A server in front of another one, which notes each GET with its beginning and its end; gives its own origin."""

    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self):
            began = time.monotonic()
            with urllib.request.urlopen(origin + self.path) as answer:
                body, kind, date = answer.read(), answer.headers["Content-Type"], answer.headers["Date"]
            self.send_response_only(200)
            for name, value in (("Date", date), ("Content-Type", kind), ("Content-Length", len(body))):
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)
            seen.append((began, time.monotonic(), origin + self.path))

        def log_message(self, *_):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()


def write_gets(file, folder, served, count):
    """The GETs of a check of so many slots: those of one slot as they came, with each slot's own credentials.

    What bears no signature is asked once for all. Returns the number of rounds and of GETs.
    """
    seen, hosts = [], served["hosts"]
    with recorder(hosts["aster"], seen) as spot, recorder(hosts["aster-futures"], seen) as futures:
        recorded = {**served, "hosts": {**hosts, "aster": spot, "aster-futures": futures}}
        write_checks(folder, recorded, 1, "v3")
        subprocess.run([PROGRAM, "-C", folder, "check"], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    rounds, end = [], None
    for began, ended, url in sorted(seen):
        if end is None or began >= end:
            rounds.append([])
            end = ended
        rounds[-1].append(url)
        end = min(end, ended)
    accounts, number, total = served["numbered"]["v3"][:count], 0, 0
    with open(file, "w") as output:
        for index, account in enumerate(accounts):
            parts = []
            for urls in rounds:
                own = []
                for url in urls:
                    if "signature=" not in url and index > 0:
                        continue
                    for field, value in account.items():
                        url = url.replace(accounts[0][field], value)
                    number += 1
                    own.append(re.sub(r"nonce=[0-9]+", f"nonce={time.time_ns() // 1000 + number}", url))
                total += len(own)
                parts.append(" ".join(own))
            output.write(" | ".join(part for part in parts if part) + "\n")
    return len(rounds), total


def bench_check(folder):
    limit_program = folder / "gets"
    subprocess.run(["cc", "-O2", HERE / "gets.c", "-o", limit_program, "-lcurl"], check=True)
    latency = f"{LATENCY * 1000:.0f}ms"
    exchange = ("--latency", latency, "--accounts", str(CHECKS), "--unlimited", "--any-signature")
    runs = []
    for number in range(3):
        # A new exchange for each run: a spot slot never hears the futures host's limit, and keeps to the known one,
        # which three runs within a minute would use up.
        with sandbox(*exchange) as served:
            many = folder / f"checks-{number}"
            write_checks(many, served, CHECKS, "v3")
            runs.append(measure([PROGRAM, "-C", many, "check", "--timeout", "30s"], 1))
    ours = (*min(run[:2] for run in runs), max(run[2] for run in runs))
    limits = []
    for number in range(3):
        with sandbox(*exchange) as served:
            rounds, total = write_gets(folder / "gets.txt", folder / f"recorded-{number}", served, CHECKS)
            limits.append(measure([limit_program, folder / "gets.txt"], 1))
    limit = min(limits)
    ratio = ours[0] / limit[0]
    row(f"check, {CHECKS} slots (V3), {total} GETs in {rounds} rounds", ours, "C with libcurl, unsigned, unread",
        limit[0], "within 1.5x", f"{ratio:.2f}x, {ours[1]:.2f} s of CPU against {limit[1]:.2f} s", ratio <= 1.5)
    with sandbox(*exchange) as served:
        one = folder / "one"
        write_checks(one, served, 1, "v3")
        chain = measure([PROGRAM, "-C", one, "check"], 5)
        ratio = ours[0] / chain[0]
        row(f"check, {CHECKS} slots (V3), answers after {latency}", ours, "the chain of one slot", chain[0],
            "within 1.5x, below 100 MiB", f"{ratio:.2f}x, {ours[1]:.2f} s of CPU", ratio <= 1.5 and ours[2] < 100)

        hundred = folder / "hundred"
        write_checks(hundred, served, 100, "v1")
        ours = measure([PROGRAM, "-C", hundred, "check"], 3)
        peer = measure([sys.executable, HERE / "peer_check.py", served["hosts"]["aster"],
                        served["hosts"]["aster-futures"], hundred / "accounts.txt"], 2)
        row("check, 100 slots (V1), twelve checks", ours, "ccxt asyncio, time and balance", peer[0], "faster",
            f"{peer[0] / ours[0]:.1f}x faster", peer[0] > ours[0])


def write_mixed(workspace, served, kinds, count):
    (workspace / "slots").mkdir(parents=True)
    (workspace / "slots.yaml").write_text("network: live\npolicy:\n  plaintext-secret: allow\nbots: {}\n")
    hosts = served["hosts"]
    for selector, numbered, spot, futures in kinds:
        for number, account in enumerate(served["numbered"][numbered][:count]):
            fields = "".join(f"  {field}: \"{value}\"\n" for field, value in account.items())
            (workspace / "slots" / f"{numbered}-{number:03}.yaml").write_text(
                f"exchange: {selector}\nendpoint: {{spot: {hosts[spot]}, futures: {hosts[futures]}}}\n"
                f"credentials:\n{fields}")


def bench_mixed(folder):
    """All selectors in one workspace: no exchange's pace may slow the others down."""
    kinds = [
        ("aster", "v3", "aster", "aster-futures"), ("aster", "v1", "aster", "aster-futures"),
        ("bitget", "bitget", "bitget", "bitget"), ("bitget-futures", "bitget-futures", "bitget", "bitget"),
        ("hitbtc", "hitbtc", "hitbtc", "hitbtc"),
    ]
    with sandbox("--latency", f"{LATENCY * 1000:.0f}ms", "--accounts", str(MIXED), "--unlimited") as served:
        alone = {}
        for kind in kinds:
            workspace = folder / f"only-{kind[1]}"
            write_mixed(workspace, served, [kind], MIXED)
            alone[kind[1]] = measure([PROGRAM, "-C", workspace, "check", "--timeout", "60s"], 1)[0]
        slowest = max(alone, key=alone.get)
        workspace = folder / "mixed"
        write_mixed(workspace, served, kinds, MIXED)
        ours = measure([PROGRAM, "-C", workspace, "check", "--timeout", "60s"], 1)
        ratio = ours[0] / alone[slowest]
        row(f"check, {MIXED} slots of each of {len(kinds)} kinds", ours, f"{slowest} alone", alone[slowest],
            "within 1.5x", f"{ratio:.2f}x", ratio <= 1.5)


def count_rounds(workspace, account, selector, port, latency):
    """Round trips of a check of one slot that wants whatever a slot can want; on these ports, which its file names."""
    with sandbox("--latency", latency, "--port", str(port)) as served:
        if not workspace.exists():
            write_mixed(workspace, served, [], 0)
            fields = "".join(f"  {field}: \"{value}\"\n" for field, value in account["credentials"].items())
            spot = selector.removesuffix("-futures")
            futures = "aster-futures" if spot == "aster" else spot
            modes = "account: {position-mode: one-way, margin-mode: cross}\n" if selector.endswith("-futures") else ""
            (workspace / "slots" / "one.yaml").write_text(
                f"exchange: {selector}\nendpoint: {{spot: {served['hosts'][spot]}, futures: {served['hosts'][futures]}}}\n"
                f"fees: 0.1%\n{modes}credentials:\n{fields}")
        measure([PROGRAM, "-C", workspace, "check"], 1)
    return served["rounds"]


def free_ports(count):
    """The first of so many free ports in a row, below those that the system gives to connections."""
    while True:
        port = random.randrange(20000, 32000)
        try:
            for number in range(port, port + count):
                with socket.socket() as probe:
                    probe.bind(("127.0.0.1", number))
            return port
        except OSError:
            continue


def bench_rounds(folder):
    """How often in a row a check of one slot waits for answers, as the built-in exchange counts it.

    With a key that was never seen to work, and with one that was. Requests that leave together may arrive apart, and
    then count once more: the least of several runs is the chain.
    """
    port = free_ports(8)
    for selector in ("aster", "aster-futures", "bitget", "bitget-futures", "hitbtc"):
        told = subprocess.run([PROGRAM, "sandbox", "--fakes", selector, "-o", "json"], check=True, stdout=subprocess.PIPE)
        for account in json.loads(told.stdout)["accounts"]:
            kind = account["account"].removeprefix(f"{selector}-")
            if kind not in ("connected", "v1-connected", "unified"):
                continue
            new, seen = [], []
            for latency in ("100ms", "200ms", "400ms"):
                workspace = folder / f"rounds-{selector}-{kind}-{latency}"
                new.append(count_rounds(workspace, account, selector, port, latency))
                seen.append(count_rounds(workspace, account, selector, port, latency))
            wanted = 3 if kind == "unified" else 2
            name = f"check, {selector}" + {"connected": "", "v1-connected": ", V1 key", "unified": ", unified"}[kind]
            ROWS.append((name, "", "", "", f"{min(new)} round trips; {min(seen)} where the key was seen to work",
                         f"at most {wanted}", "yes" if max(min(new), min(seen)) <= wanted else "NO"))
            print(" ", *ROWS[-1], sep="  ", flush=True)


def bench_history(folder):
    """A year of 20 slots that were checked every 15 minutes, as it is kept: all of a week, an hour's, a day's."""
    workspace = folder / "history"
    measure([PROGRAM, "init", workspace], 1)
    measure([PROGRAM, "-C", workspace, "check"], 1)
    empty = measure([PROGRAM, "-C", workspace, "check"], 5)
    path = workspace / ".slots" / "history.sqlite"
    database = sqlite3.connect(path)
    names = [name for name, in database.execute("SELECT slot FROM latest ORDER BY slot")]
    columns = [name for _, name, *_ in database.execute("PRAGMA table_info(checks)") if name not in ("id", "results")]
    row_of = dict(zip(columns, database.execute(f"SELECT {', '.join(columns)} FROM checks ORDER BY id").fetchone()))
    now, minute = row_of["checked_at"], 60_000_000
    day = 1440 * minute
    ages = [*range(365 * day, 90 * day, -day), *range(90 * day, 7 * day, -60 * minute), *range(7 * day, 0, -15 * minute)]
    for slot in names + [f"slot-{number}" for number in range(20 - len(names))]:
        rows = [{**row_of, "slot": slot, "checked_at": now - age} for age in ages]
        database.executemany(f"INSERT INTO checks ({', '.join(columns)}) VALUES (:{', :'.join(columns)})", rows)
    database.execute("UPDATE latest SET thinned_at = NULL")
    database.commit()
    database.close()
    name = f"a year's history of 20 slots, {path.stat().st_size >> 20} MiB"
    thinned = measure([PROGRAM, "-C", workspace, "check"], 1)
    row(f"check, {name}, looked through", thinned, "empty history", empty[0], "below 1 s", f"{thinned[0] / empty[0]:.1f}x",
        thinned[0] < 1)
    check = measure([PROGRAM, "-C", workspace, "check"], 5)
    row(f"check, {name}", check, "empty history", empty[0], "at most 2x", f"{check[0] / empty[0]:.1f}x",
        check[0] <= 2 * empty[0])
    for command in (["history", names[0]], ["balances", names[0], "-o", "csv"], ["balances", "-o", "csv"]):
        start = time.perf_counter()
        with contextlib.closing(sqlite3.connect(path)) as database:
            one = len(command) > 1 and command[1] == names[0]
            database.execute("SELECT * FROM checks" + (" WHERE slot = ?" if one else ""), [names[0]] if one else []).fetchall()
        peer = time.perf_counter() - start
        ours = measure([PROGRAM, "-C", workspace, *command], 3)
        limit = 1 if one else 2
        row(f"{' '.join(command)}, {name}", ours, "Python's sqlite3, rows alone", peer, f"below {limit} s",
            f"{ours[0] / peer:.1f}x", ours[0] < limit)


def main():
    os.environ["PYTHONDONTWRITEBYTECODE"] = "1"
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    start, began = os.getloadavg(), time.monotonic()
    folder = pathlib.Path(tempfile.mkdtemp(prefix="slots-bench-"))
    os.environ["XDG_RUNTIME_DIR"] = str(folder / "run")
    try:
        for name in WANTED:
            {"start": bench_start, "files": bench_files, "large": bench_large, "merges": bench_merges, "check": bench_check,
             "mixed": bench_mixed, "rounds": bench_rounds, "history": bench_history}[name](folder)
    finally:
        shutil.rmtree(folder)
    end = os.getloadavg()
    heads = ("measurement", "slots", "memory", "peer", "ratio", "wanted", "reached")
    widths = [max(len(line[index]) for line in [heads, *ROWS]) for index in range(len(heads))]
    print()
    print(f"{len(os.sched_getaffinity(0))} cores; load average {start[0]:.1f} at the start and {end[0]:.1f} at the end, after "
          f"{time.monotonic() - began:.0f} s; every time is the best of several runs")
    print()
    for line in [heads, *ROWS]:
        print("  ".join(text.ljust(width) for text, width in zip(line, widths)).rstrip())


main()
