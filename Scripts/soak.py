#!/usr/bin/env python3
"""Days of the service in minutes: whether its memory stays flat and its ledger right.

Starts `steelyard demo` on a market that runs many times faster than time, with orders, trades, funding,
settlements and margin calls; has clients come, ask, listen and leave, some of them badly; samples the memory of the
process; ends it, verifies the ledger, and fits a line through the memory after a warm-up.

What the service keeps on purpose and up to a bound (records for subscribers, idempotency keys of a day, the simulated
venue's finished orders, twice as many slots as instruments) fills while it warms up, which has to hold two market days
and more; with many --orders or --records-kept longer. How full each memory is stands beside the result.

Exit status 1 where memory grows, the ledger is damaged, or something of the day did not happen.
"""

import argparse
import asyncio
import collections
import json
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time

import aiohttp

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
CHANNELS = ["accounts", "risk", "market", "events", "alerts"]
PATHS = [
    "accounts?limit=50", "accounts/{a}", "accounts/{a}/positions", "accounts/{a}/balances",
    "accounts/{a}/orders", "accounts/{a}/margin?explain=true", "accounts/{a}/scenarios?limit=20",
    "accounts/{a}/limits", "market", "instruments?limit=100", "status", "parameters",
    "events?after=0&limit=50", "surface?underlying=BTC/USD:BTC", "openapi.json",
]


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--seconds", type=float, default=300, help="how long, after the start")
    parser.add_argument("--speed", type=float, default=2000, help="seconds of the market in one")
    parser.add_argument("--orders", type=int, default=20, help="orders a second of the bots")
    parser.add_argument("--clients", type=int, default=20, help="clients at a time")
    parser.add_argument("--seed", type=int, default=1, help="of market, bots and clients")
    parser.add_argument("--records-kept", type=int, default=1000, help="records that stay in memory")
    parser.add_argument("--warm-up", type=float, default=0.5, help="share that is not measured")
    parser.add_argument("--growth-max", type=float, default=0.03,
                        help="most growth by time alone over what is measured, as a share of the memory")
    parser.add_argument("--expect", default="funding,settled,fill,call",
                        help="what must have happened in the day")
    parser.add_argument("--samples", help="a file for all samples, as JSON")
    return parser.parse_args()


class Tally(collections.Counter):
    """What clients did, and what they were answered."""


async def reader(session, base, accounts, chance, tally):
    for _ in range(chance.randint(3, 12)):
        path = chance.choice(PATHS).replace("{a}", chance.choice(accounts))
        async with session.get(f"{base}/api/v1/{path}") as answer:
            await answer.read()
            tally[f"GET {answer.status}"] += 1


async def commander(session, base, accounts, chance, tally):
    for number in range(chance.randint(2, 8)):
        account = chance.choice(accounts)
        sign = chance.choice(["", "-"])
        trade = {"instrument": "BTC-PERPETUAL", "quantity": f"{sign}{chance.randint(1, 50) * 10}"}
        url, body = chance.choice([
            (f"accounts/{account}/what-if", {"trades": [trade]}),
            (f"accounts/{account}/orders", trade),
            (f"accounts/{account}/deposits", {"asset": "USDC", "amount": "1"}),
            (f"accounts/{account}/orders", {"instrument": "nothing"}),
        ])
        # The ledger remembers keys for a day of the market: many would be growth that is meant.
        headers = {}
        if chance.random() < 0.1:
            headers = {"idempotency-key": f"soak-{chance.getrandbits(60)}-{number}"}
        async with session.post(f"{base}/api/v1/{url}", json=body, headers=headers) as answer:
            await answer.read()
            tally[f"POST {answer.status}"] += 1


async def listener(session, base, chance, tally):
    async with session.ws_connect(f"{base}/api/v1/stream", max_msg_size=0) as socket:
        await socket.send_json({"op": "subscribe", "channels": chance.sample(CHANNELS, 3)})
        until = time.monotonic() + chance.uniform(0.5, 4)
        while time.monotonic() < until:
            try:
                message = await socket.receive(timeout=0.5)
            except asyncio.TimeoutError:
                continue
            tally[f"stream {message.type.name.lower()}"] += 1
            if message.type is not aiohttp.WSMsgType.TEXT:
                break
        # Some leave without a word, as networks let them.
        connection = socket._response.connection
        if chance.random() < 0.3 and connection is not None:
            connection.transport.abort()


async def ccxt_listener(session, base, chance, tally):
    async with session.ws_connect(f"{base}/ws/api/v2", max_msg_size=0) as socket:
        await socket.send_json({
            "jsonrpc": "2.0", "id": 1, "method": "public/subscribe",
            "params": {"channels": ["ticker.BTC-PERPETUAL.100ms", "book.BTC-PERPETUAL.100ms"]}})
        for _ in range(chance.randint(2, 20)):
            try:
                message = await socket.receive(timeout=1)
            except asyncio.TimeoutError:
                continue
            tally[f"Deribit {message.type.name.lower()}"] += 1
            if message.type is not aiohttp.WSMsgType.TEXT:
                break


async def stranger(host, port, chance, tally):
    """Somebody without a key, or without manners."""
    stream, writer = await asyncio.open_connection(host, port)
    writer.write(chance.choice([
        b"GET /api/v1/accounts HTTP/1.1\r\nhost: x\r\n\r\n",
        b"GET /metrics HTTP/1.1\r\nhost: x\r\nauthorization: Bearer sk-no.thing\r\n\r\n",
        b"POST /api/v1/accounts HTTP/1.1\r\nhost: x\r\ncontent-length: 900\r\n\r\n{", b"\x16\x03\x01", b"",
    ]))
    await writer.drain()
    await asyncio.sleep(chance.uniform(0, 0.3))
    writer.close()
    tally["strangers"] += 1


async def client(number, key, base, host, port, accounts, seed, until, tally):
    chance = random.Random(seed * 1000 + number)
    while time.monotonic() < until:
        try:
            # A connection of its own each time: clients come and leave.
            async with aiohttp.ClientSession(headers={"authorization": key}) as session:
                kind = chance.random()
                if kind < 0.35:
                    await reader(session, base, accounts, chance, tally)
                elif kind < 0.6:
                    await commander(session, base, accounts, chance, tally)
                elif kind < 0.8:
                    await listener(session, base, chance, tally)
                elif kind < 0.95:
                    await ccxt_listener(session, base, chance, tally)
                else:
                    await stranger(host, port, chance, tally)
        except (aiohttp.ClientError, OSError, asyncio.TimeoutError) as error:
            tally[f"fault {type(error).__name__}"] += 1
        await asyncio.sleep(chance.uniform(0, 0.2))


def resident(process):
    with open(f"/proc/{process.pid}/statm") as file:
        return int(file.read().split()[1]) * os.sysconf("SC_PAGESIZE") / 1e6


async def gauges(session, base):
    """The memories of the service, by name: how many entries each has; and its heap, in MB."""
    async with session.get(f"{base}/metrics") as answer:
        text = await answer.text()
    found = {
        name: int(float(value)) for name, value in
        re.findall(r'^steelyard_memory_entries\{memory="(\w+)"\} (\S+)$', text, re.MULTILINE)}
    for state, value in re.findall(
            r'^steelyard_heap_bytes\{state="(\w+)"\} (\S+)$', text, re.MULTILINE):
        found[f"heap_{state}"] = float(value) / 1e6
    return found


async def run(options, process, key, base, samples, tally):
    host, port = base.removeprefix("http://").split(":")
    async with aiohttp.ClientSession(headers={"authorization": key}) as session:
        async with session.get(f"{base}/api/v1/accounts?limit=1000") as answer:
            accounts = [row["account"] for row in (await answer.json())["accounts"]]
    start = time.monotonic()
    until = start + options.seconds
    clients = [
        asyncio.create_task(client(
            number, key, base, host, int(port), accounts, options.seed, until, tally))
        for number in range(options.clients)
    ]
    async with aiohttp.ClientSession(headers={"authorization": key}) as session:
        while time.monotonic() < until and process.poll() is None:
            entries = await gauges(session, base)
            samples.append((time.monotonic() - start, resident(process), entries))
            await asyncio.sleep(0.5)
    await asyncio.gather(*clients)


def least(samples, size):
    """The smallest of every few seconds: what a frame in the making holds for a moment is no growth."""
    seconds = max(1, min(10, (samples[-1][0] - samples[0][0]) / 6))
    windows = {}
    for sample in samples:
        place = int(sample[0] // seconds)
        if place not in windows or size(sample) < size(windows[place]):
            windows[place] = sample
    return [windows[place] for place in sorted(windows)]


def line(samples, size):
    """The least squares of memory on time and listed instruments: growth over the samples, MB an instrument, mean.

    Instruments that a market lists are use, some kilobytes each: a new month brings a quarter more of them. What is
    left after them is what time alone does.
    """
    count = len(samples)
    sizes = [size(sample) for sample in samples]
    columns = [[sample[0] for sample in samples], [sample[2]["frame_instruments"] for sample in samples]]
    means = [sum(column) / count for column in columns]
    mean = sum(sizes) / count

    def product(left, right):
        return sum(x * y for x, y in zip(left, right))

    time, listed = ([x - mean for x in column] for column, mean in zip(columns, means))
    centred = [x - mean for x in sizes]
    spread = product(listed, listed)
    share = product(time, listed) / spread if spread else 0
    alone = [x - share * y for x, y in zip(time, listed)]
    if product(alone, alone) <= 1e-9 * product(time, time):
        # Instruments came as time went: what cannot be told apart is held against time.
        alone, spread = time, 0
    slope = product(alone, centred) / product(alone, alone)
    each = product([x - slope * y for x, y in zip(centred, time)], listed) / spread if spread else 0
    return slope * (samples[-1][0] - samples[0][0]), each, mean


def happened(journal):
    """Kinds of events in the journal, and how often."""
    kinds = collections.Counter()
    export = subprocess.Popen(
        ["steelyard", "ledger", "export", "--journal", journal], stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL)
    for row in export.stdout:
        for event in json.loads(row)["events"]:
            kinds[event["kind"]] += 1
    if export.wait() != 0:
        sys.exit("soak: the journal can't be exported")
    return kinds


def main():
    options = arguments()
    os.environ["PATH"] = f"{ROOT}/.build/release:{os.environ['PATH']}"
    directory = tempfile.mkdtemp(prefix="steelyard-soak-")
    log = open(f"{directory}/log", "w+")
    process = subprocess.Popen(
        ["steelyard-server", "demo", "--port", "0", "--directory", f"{directory}/data",
         "--speed", str(options.speed), "--orders", str(options.orders), "--seed", str(options.seed),
         "--records-kept", str(options.records_kept)],
        stdout=subprocess.PIPE, stderr=log, text=True)
    faults = []
    try:
        greeting = ""
        while "Ctrl-C" not in greeting:
            row = process.stdout.readline()
            if not row:
                log.seek(0)
                sys.exit(f"soak: the service did not start: {log.read()}")
            greeting += row
        base = re.search(r"address\s+(\S+)", greeting)[1]
        key = re.search(r"'Authorization: ([^']+)'", greeting)[1]
        samples, tally = [], Tally()
        asyncio.run(run(options, process, key, base, samples, tally))
        process.send_signal(signal.SIGTERM)
        process.stdout.read()
        status = process.wait(timeout=120)
        if status != 0:
            faults.append(f"the service ended with {status}")
        log.seek(0)
        complaints = [row for row in log.read().splitlines() if '"error"' in row]
        if complaints:
            faults.append(f"{len(complaints)} errors in the log, first: {complaints[0]}")

        kinds = happened(f"{directory}/data/journal")
        verified = subprocess.run(
            ["steelyard", "ledger", "verify", "--journal", f"{directory}/data/journal"],
            capture_output=True, text=True)
        if verified.returncode != 0:
            faults.append(f"the ledger is damaged: {verified.stderr.strip()}")
        for word in filter(None, options.expect.split(",")):
            if not any(word in kind for kind in kinds):
                faults.append(f"the day had no event like {word!r}")
        if not any(name == "GET 200" for name in tally):
            faults.append("no client was answered")

        if options.samples:
            with open(options.samples, "w") as file:
                json.dump(samples, file)
        measured = [s for s in samples if s[0] >= options.warm_up * options.seconds]
        lines = []
        most = options.growth_max * sum(sample[1] for sample in measured) / len(measured)
        for name, size in [("resident", lambda s: s[1]), ("in use", lambda s: s[2]["heap_used"])]:
            growth, each, mean = line(least(measured, size), size)
            lines.append(
                f"{name:9}{mean:.1f} MB, of them {each * 1000:.1f} kB an instrument; {growth:+.1f} MB by time alone "
                f"after the warm-up; {most:.1f} MB are allowed")
            if growth > most:
                faults.append(f"memory {name} grows by {growth:.1f} MB; {most:.1f} MB are allowed")
        print(f"market   {options.seconds * options.speed / 3600:.1f} hours in {options.seconds:.0f} s")
        print("events   " + ", ".join(f"{count} {kind}" for kind, count in kinds.most_common(14)))
        print("clients  " + ", ".join(f"{tally[name]} {name}" for name in sorted(tally)))
        print("memory   " + " ".join(
            f"{samples[i * (len(samples) - 1) // 12][1]:.0f}" for i in range(13)) + " MB")
        for name in samples[-1][2]:
            print(f"  {name:22}" + " ".join(
                f"{samples[i * (len(samples) - 1) // 12][2].get(name, 0):.0f}" for i in range(13)))
        print("\n".join(lines))
        print("ledger   " + next(
            (row.split(None, 1)[1] for row in verified.stdout.splitlines() if "verdict" in row), "?"))
    finally:
        if process.poll() is None:
            process.kill()
            process.wait()
        log.close()
        shutil.rmtree(directory)
    for fault in faults:
        print(f"soak: {fault}", file=sys.stderr)
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main()
