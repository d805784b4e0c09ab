#!/usr/bin/env python3
"""The what-if over HTTP: Steelyard's demonstration next to FastAPI with numpy, by the same wrk in the same run.

    python Benchmarks/service_peers.py --steelyard .build/release/steelyard

1. A demonstration whose market stands still for now gives the peer its market, accounts and parameters.
2. For every account both must answer the same figures, before and after the trade, within 1e-9; else nothing is timed.
3. The same wrk asks both the same questions, on this machine, one after the other.

Prints requests a second and latencies of each, and how many times as many Steelyard answers. Steelyard runs on the still market
for the like of the peer, which has no market that moves, no risk cycles and no journal; and once more with all three.
"""
import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
import time

from service_demo import TRADES, Demo, ask, free_port

HERE = os.path.dirname(os.path.abspath(__file__))
PARAMETERS = os.path.join(HERE, "..", "Parameters", "margin", "deribit-2026-02.json")
CONNECTIONS = 32
TOLERANCE = 1e-9

SCRIPT = """
wrk.method = "POST"
wrk.headers["content-type"] = "application/json"
wrk.headers["authorization"] = "%s"
local accounts = {%s}
local place = 0
request = function()
  place = place %% #accounts + 1
  return wrk.format(nil, "/api/v1/accounts/" .. accounts[place] .. "/what-if/figures", nil, '%s')
end
done = function(summary, latency, requests)
  local failed = summary.errors.status + summary.errors.connect + summary.errors.read + summary.errors.timeout
  print(string.format("JSON {\\"rate\\": %%f, \\"p50\\": %%f, \\"p99\\": %%f, \\"failed\\": %%d}",
    summary.requests / summary.duration * 1e6, latency:percentile(50) / 1e3, latency:percentile(99) / 1e3, failed))
end
"""


def measure(port, accounts, bearer, seconds):
    names = ", ".join(f'"{name}"' for name in accounts)
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as script:
        script.write(SCRIPT % (bearer, names, json.dumps(TRADES)))
        script.flush()
        printed = subprocess.run(
            ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", "-s", script.name,
             f"http://127.0.0.1:{port}"], check=True, capture_output=True, text=True).stdout
    found = json.loads(re.search(r"JSON (.*)", printed).group(1))
    if found["failed"]:
        sys.exit(f"{found['failed']:.0f} requests failed:\n{printed}")
    return found


class Peer:
    """FastAPI in so many processes, on inputs that were written to a file."""

    def __init__(self, inputs_path, workers):
        self.port = free_port()
        self.server = subprocess.Popen(
            [sys.executable, "-m", "uvicorn", "service_peer:app", "--port", str(self.port), "--workers", str(workers),
             "--loop", "uvloop", "--http", "httptools", "--no-access-log", "--log-level", "error"],
            cwd=HERE, env={**os.environ, "OPENBLAS_NUM_THREADS": "1", "STEELYARD_PEER_INPUTS": inputs_path})
        for _ in range(600):
            try:
                ask(f"http://127.0.0.1:{self.port}/openapi.json")
                return
            except OSError:
                time.sleep(0.1)
        sys.exit("the peer did not answer within a minute")

    def __enter__(self):
        return self

    def __exit__(self, *failure):
        self.server.terminate()
        self.server.wait(60)


def figures(port, account, bearer):
    return ask(f"http://127.0.0.1:{port}/api/v1/accounts/{account}/what-if/figures", bearer, TRADES)


def largest_difference(demo, peer, inputs):
    """The largest relative difference of any figure of any account; None where the market moved meanwhile.

    An excess is a difference of two figures that are compared, so what equity or margin measures measures it too.
    """
    largest = 0.0
    for account in inputs["accounts"]:
        ours, theirs = figures(demo.port, account, demo.bearer), figures(peer.port, account, demo.bearer)
        if (ours["frame"], ours["position"]) != (theirs["frame"], theirs["position"]):
            return None
        if set(ours) != set(theirs):
            sys.exit(f"{account}: {sorted(set(ours) ^ set(theirs))} stands in one answer only")
        for state in ("before", "after"):
            if set(ours[state]) != set(theirs[state]):
                sys.exit(f"{account}: the answers have different figures")
            size = max(abs(ours[state]["equity"]), ours[state]["initial_margin"])
            for figure, value in ours[state].items():
                scale = size if figure.endswith("excess") else abs(value)
                difference = abs(value - theirs[state][figure])
                relative = difference / scale if scale else difference
                if relative > TOLERANCE:
                    sys.exit(f"{account}, {state}, {figure}: Steelyard {value}, the peer {theirs[state][figure]}")
                largest = max(largest, relative)
    return largest


def same_figures(demo, path):
    """Writes the peer's inputs, and proves on them that both answer the same."""
    with open(PARAMETERS, encoding="utf-8") as file:
        parameters = json.load(file)
    for _ in range(20):
        inputs = demo.inputs(parameters)
        if inputs is None:
            continue
        with open(path, "w", encoding="utf-8") as file:
            json.dump(inputs, file)
        with Peer(path, 1) as peer:
            largest = largest_difference(demo, peer, inputs)
        if largest is not None:
            print(f"{len(inputs['accounts'])} accounts, {len(inputs['contracts'])} contracts: "
                  f"the same figures before and after, largest relative difference {largest:.1e}", flush=True)
            return list(inputs["accounts"])
    sys.exit("the market did not stand still for the comparison")


def main():
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--steelyard", required=True, help="the built command line")
    arguments.add_argument("--seconds", type=int, default=10, help="of each measurement")
    arguments.add_argument("--check-only", action="store_true", help="compare the figures and time nothing")
    options = arguments.parse_args()
    program, seconds, rows = os.path.abspath(options.steelyard), options.seconds, []
    with tempfile.TemporaryDirectory() as directory:
        path = os.path.join(directory, "inputs.json")
        with Demo(program, "--orders", "0", "--speed", "0.1") as demo:
            accounts, bearer = same_figures(demo, path), demo.bearer
            if options.check_only:
                return
            print(f"what-if over HTTP, {CONNECTIONS} connections, {seconds} s each, as fast as each answers", flush=True)
            rows.append(("steelyard", measure(demo.port, accounts, bearer, seconds)))
        for workers in (1, 2):
            with Peer(path, workers) as peer:
                rows.append((f"fastapi, {workers} process{'es' if workers > 1 else ''}",
                             measure(peer.port, accounts, bearer, seconds)))
    with Demo(program) as demo:
        names = [account["account"] for account in demo.accounts()]
        moving = measure(demo.port, names, demo.bearer, seconds)
    for name, found in rows + [("steelyard, moving", moving)]:
        print(f"{name:22} {found['rate']:8.0f} a second   p50 {found['p50']:7.2f} ms   p99 {found['p99']:7.2f} ms")
    for name, found in rows[1:]:
        print(f"steelyard answers {rows[0][1]['rate'] / found['rate']:.1f} times as many as {name} "
              f"({moving['rate'] / found['rate']:.1f} while its market moves)")


if __name__ == "__main__":
    main()
