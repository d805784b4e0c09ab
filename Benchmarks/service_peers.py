#!/usr/bin/env python3
"""The what-if over HTTP: Steelyard's demonstration next to FastAPI with numpy, by the same wrk in the same run.

    python Benchmarks/service_peers.py --steelyard .build/release/steelyard

Prints requests a second and latencies of each, and how many times faster Steelyard is. Both run on this
machine beside wrk. Steelyard answers on a market that moves, with risk cycles and a journal; the peer has none of these. One
thread of Steelyard answers such questions, so one process of the peer is the like of it; two are shown as well.
"""
import argparse
import json
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.parse
import urllib.request

HERE = os.path.dirname(os.path.abspath(__file__))
CONNECTIONS = 32

SCRIPT = """
wrk.method = "POST"
wrk.headers["content-type"] = "application/json"
%s
local accounts = {%s}
local place = 0
request = function()
  place = place %% #accounts + 1
  return wrk.format(nil, "%s/accounts/" .. accounts[place] .. "/what-if/figures", nil, '%s')
end
done = function(summary, latency, requests)
  local failed = summary.errors.status + summary.errors.connect + summary.errors.read + summary.errors.timeout
  print(string.format("JSON {\\"rate\\": %%f, \\"p50\\": %%f, \\"p99\\": %%f, \\"failed\\": %%d}",
    summary.requests / summary.duration * 1e6, latency:percentile(50) / 1e3, latency:percentile(99) / 1e3, failed))
end
"""


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def measure(port, accounts, prefix, body, header, seconds):
    names = ", ".join(f'"{name}"' for name in accounts)
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as script:
        script.write(SCRIPT % (header, names, prefix, body))
        script.flush()
        printed = subprocess.run(
            ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", "-s", script.name,
             f"http://127.0.0.1:{port}"], check=True, capture_output=True, text=True).stdout
    found = json.loads(re.search(r"JSON (.*)", printed).group(1))
    if found["failed"]:
        sys.exit(f"{found['failed']:.0f} requests failed:\n{printed}")
    return found


def wait(url, headers):
    for _ in range(600):
        try:
            with urllib.request.urlopen(urllib.request.Request(url, headers=headers), timeout=2) as answer:
                return json.load(answer)
        except OSError:
            time.sleep(0.1)
    sys.exit(f"{url} did not answer within a minute")


def steelyard(program, seconds):
    with tempfile.TemporaryDirectory() as directory:
        port = free_port()
        demo = subprocess.Popen(
            [program, "demo", "--port", str(port), "--directory", directory],
            stdout=subprocess.PIPE, text=True)
        try:
            # The greeting comes once all accounts are open.
            for line in demo.stdout:
                if "127.0.0.1" in line or "localhost" in line:
                    break
            keys = os.path.join(directory, "keys.json")
            made = subprocess.run(
                [program, "keys", "create", "--file", keys, "--name", "bench", "--house",
                 "--requests-per-second", "1000000"], check=True, capture_output=True, text=True).stdout
            identifier = re.search(r"^key\s+(\S+)", made, re.M).group(1)
            secret = re.search(r"^secret\s+(\S+)", made, re.M).group(1)
            bearer = f"Bearer {identifier}.{secret}"
            time.sleep(2)  # a running server sees a new key within a second
            root = f"http://127.0.0.1:{port}/api/v1/accounts"
            headers = {"authorization": bearer}
            listed = wait(f"{root}?limit=1000", headers)["accounts"]
            # Those without orders at work: the peer has none whose fills would have to be bounded.
            accounts = [
                account["account"] for account in listed
                if account.get("margin_mode", account.get("mode")) == "portfolio"
                and not wait(f"{root}/{urllib.parse.quote(account['account'], safe='')}/orders", headers)["orders"]]
            return measure(
                port, accounts, "/api/v1", '{"trades":[{"instrument":"BTC-PERPETUAL","quantity":"1000"}]}',
                f'wrk.headers["authorization"] = "{bearer}"', seconds)
        finally:
            demo.send_signal(signal.SIGINT)
            demo.wait(60)


def peer(workers, seconds):
    port = free_port()
    server = subprocess.Popen(
        [sys.executable, "-m", "uvicorn", "service_peer:app", "--port", str(port), "--workers", str(workers),
         "--loop", "uvloop", "--http", "httptools", "--no-access-log", "--log-level", "error"],
        cwd=HERE, env={**os.environ, "OPENBLAS_NUM_THREADS": "1"})
    try:
        wait(f"http://127.0.0.1:{port}/openapi.json", {})
        return measure(
            port, [f"account-{number}" for number in range(125)], "",
            '{"trades":[{"instrument":17,"quantity":1.5}]}',
            'wrk.headers["authorization"] = "Bearer bench.an only secret of this run"', seconds)
    finally:
        server.terminate()
        server.wait(60)


def main():
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--steelyard", required=True, help="the built command line")
    arguments.add_argument("--seconds", type=int, default=10, help="of each measurement")
    options = arguments.parse_args()
    print(f"what-if over HTTP, {CONNECTIONS} connections, {options.seconds} s each, as fast as each answers")
    rows = [("steelyard", steelyard(os.path.abspath(options.steelyard), options.seconds))]
    for workers in (1, 2):
        rows.append((f"fastapi, {workers} process{'es' if workers > 1 else ''}", peer(workers, options.seconds)))
    for name, found in rows:
        print(f"{name:22} {found['rate']:8.0f} a second   p50 {found['p50']:7.2f} ms   p99 {found['p99']:7.2f} ms")
    for name, found in rows[1:]:
        print(f"steelyard answers {rows[0][1]['rate'] / found['rate']:.1f} times as many as {name}")


if __name__ == "__main__":
    main()
