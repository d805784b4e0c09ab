"""Steelyard's demonstration for a measurement: started, asked, ended."""
import hashlib
import json
import os
import re
import signal
import socket
import subprocess
import tempfile
import time
import urllib.parse
import urllib.request

# The body of every question that is timed.
TRADES = {"trades": [{"instrument": "BTC-PERPETUAL", "quantity": "1000"}]}


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def ask(url, bearer="", body=None):
    headers = {"content-type": "application/json"} | ({"authorization": bearer} if bearer else {})
    sent = None if body is None else json.dumps(body).encode()
    with urllib.request.urlopen(urllib.request.Request(url, sent, headers), timeout=60) as answer:
        return json.load(answer)


class Demo:
    """A running demonstration, and a key to all its accounts."""

    def __init__(self, program, *options):
        self.directory = tempfile.TemporaryDirectory()
        self.port = free_port()
        self.process = subprocess.Popen(
            [program, "demo", "--port", str(self.port), "--directory", self.directory.name, *options],
            stdout=subprocess.PIPE, text=True)
        # The greeting comes once all accounts are open.
        for line in self.process.stdout:
            if "127.0.0.1" in line or "localhost" in line:
                break
        made = subprocess.run(
            [program, "keys", "create", "--file", os.path.join(self.directory.name, "keys.json"), "--name", "bench",
             "--house", "--requests-per-second", "1000000"], check=True, capture_output=True, text=True).stdout
        self.key = re.search(r"^key\s+(\S+)", made, re.M).group(1)
        self.secret = re.search(r"^secret\s+(\S+)", made, re.M).group(1)
        self.bearer = f"Bearer {self.key}.{self.secret}"
        time.sleep(2)  # a running server sees a new key within a second

    def __enter__(self):
        return self

    def __exit__(self, *failure):
        self.process.send_signal(signal.SIGINT)
        self.process.wait(60)
        self.directory.cleanup()

    def get(self, path, body=None):
        return ask(f"http://127.0.0.1:{self.port}/api/v1{path}", self.bearer, body)

    def account(self, name, what):
        return self.get(f"/accounts/{urllib.parse.quote(name, safe='')}/{what}")[what]

    def accounts(self):
        """Portfolio accounts without orders at work: the peer has none whose fills would have to be bounded."""
        listed = [account for account in self.get("/accounts?limit=1000")["accounts"]
                  if account["margin_mode"] == "portfolio"]
        return [account for account in listed if not self.account(account["account"], "orders")]

    def instruments(self):
        found, path = [], "/instruments?status=listed&limit=1000"
        while True:
            page = self.get(path)
            found += page["instruments"]
            if page["next"] is None:
                return found
            path = f"/instruments?status=listed&limit=1000&cursor={page['next']}"

    def inputs(self, parameters):
        """Everything that the figures of one frame stand on: what a peer needs to answer the same.

        None where the market moved while it was read.
        """
        market = self.get("/market")
        accounts = self.accounts()
        listed = {each["instrument"]: each for each in self.instruments()}
        # The explanation of a what-if that trades everything names price and volatility of everything.
        explained = self.get(
            f"/accounts/{accounts[0]['account']}/what-if?explain=true",
            {"trades": [{"instrument": name, "quantity": each["lot"]} for name, each in listed.items()]})
        if market["frame"] != explained["frame"]:
            return None
        quoted = {f"{price['base']}/{price['quote']}": price["price"]["price"] for price in market["prices"]}
        prices = {"USD": 1.0, "USDC": quoted["USDC/USD"], "BTC": quoted["BTC/USD"], "ETH": quoted["ETH/USD"],
                  "SOL": quoted["SOL/USDC"] * quoted["USDC/USD"]}
        after = explained["result"]["after"]
        # A bucket that has hardly moved is held for a few frames, with the price of its currency.
        held = {bucket["name"]: bucket["usd_per_currency"] for bucket in after["buckets"]}
        return {
            "frame": explained["frame"], "time": explained["time"], "parameters": parameters,
            "parameters_version": explained["parameters_version"],
            "prices": prices, "contracts": [contract(row, listed, held, prices) for row in after["positions"]],
            "accounts": {account["account"]: self.stated(account) for account in accounts},
            "keys": {self.key: hashlib.sha256(self.secret.encode()).hexdigest()},
        }

    def stated(self, account):
        name = account["account"]
        return {
            "position": account["position"],
            "positions": [
                {"instrument": row["instrument"], "quantity": float(row["quantity"]),
                 "average_price": float(row["average_price"])} for row in self.account(name, "positions")],
            "balances": {row["asset"]: float(row["amount"]) for row in self.account(name, "balances")},
        }


def contract(row, listed, held, prices):
    terms = listed[row["instrument"]]
    base, settlement = re.match(r"(\w+)/\w+:(\w+)", row["underlying"]).groups()
    option = re.search(r"-(\d+(?:\.\d+)?)-([CP])$", row["instrument"])
    return {
        "name": row["instrument"], "other_name": terms["deribit_name"], "base": base, "settlement": settlement,
        "strike": float(option[1]) if option else None, "sign": (1 if option[2] == "C" else -1) if option else 0,
        "days": row.get("days_to_expiry") or 0.0, "index": row["index"], "price": row["price"],
        "mark": row["mark"], "volatility": row.get("volatility"),
        "settlement_usd": held.get(f"{settlement}_{base}".lower(), prices[settlement]),
    }
