"""The what-if of a margin service as one would write it with FastAPI and numpy.

It answers what Steelyard's `/accounts/{account}/what-if/figures` answers for portfolio accounts under the model
`deribit`: equity and margins before and after trades. Market, accounts and parameters come from a file that
`service_peers.py` writes out of a running Steelyard; before anything is timed it checks that both answer the same.
What is cached is what the service caches: rows of contracts. Positions are summed up for each question.
"""
import hashlib
import hmac
import json
import os

import numpy as np
from fastapi import FastAPI, Header, HTTPException
from fastapi.responses import JSONResponse
from pydantic import BaseModel

from service_margin import FIGURES, Market

with open(os.environ["STEELYARD_PEER_INPUTS"], encoding="utf-8") as file:
    inputs = json.load(file)
market = Market(inputs)
digests = {identifier: bytes.fromhex(digest) for identifier, digest in inputs["keys"].items()}


class Account:
    def __init__(self, stated):
        self.names = [position["instrument"] for position in stated["positions"]]
        self.rows = [market.row[name] for name in self.names]
        self.place = {row: place for place, row in enumerate(self.rows)}
        self.quantities = [position["quantity"] for position in stated["positions"]]
        self.entries = [
            entry(row, position["quantity"], position["average_price"])
            for row, position in zip(self.rows, stated["positions"])]
        self.cash = sum(amount * market.prices[asset] for asset, amount in stated["balances"].items())
        self.position = stated["position"]


def entry(row, quantity, price):
    """What a future's entry adds to its unrealised profit, in US dollars; see `Market.worth`."""
    if market.is_option[row]:
        return 0.0
    return float(market.usd[row]) * (quantity / price if market.is_inverse[row] else -quantity * price)


accounts = {name: Account(stated) for name, stated in inputs["accounts"].items()}
app = FastAPI()


class Trade(BaseModel):
    instrument: str
    quantity: float
    price: float | None = None


class Question(BaseModel):
    trades: list[Trade]


def check(authorization):
    identifier, _, secret = authorization.removeprefix("Bearer ").partition(".")
    digest = hashlib.sha256(secret.encode()).digest()
    if not hmac.compare_digest(digest, digests.get(identifier, b"")):
        raise HTTPException(401)


@app.post("/api/v1/accounts/{name}/what-if/figures")
async def what_if(name: str, question: Question, authorization: str = Header()):
    check(authorization)
    account = accounts.get(name)
    if account is None:
        raise HTTPException(404)
    rows, before, entries_before = list(account.rows), list(account.quantities), list(account.entries)
    after, entries, cash, place = list(before), list(entries_before), account.cash, dict(account.place)
    for trade in question.trades:
        row = market.row.get(trade.instrument)
        if row is None:
            raise HTTPException(422)
        price = trade.price or float(market.mark[row])
        spot = place.setdefault(row, len(rows))
        if spot == len(rows):
            for column, first in ((rows, row), (before, 0.0), (entries_before, 0.0), (after, 0.0), (entries, 0.0)):
                column.append(first)
        after[spot] += trade.quantity
        entries[spot] += entry(row, trade.quantity, price)
        if market.is_option[row]:
            cash -= trade.quantity * price * float(market.usd[row])
    states = np.array((before, after))
    initial, maintenance = market.margins(rows, states)
    worth = states * market.worth[rows] + (entries_before, entries)
    # What the model has no parameters for gives no credit; what it lost is lost.
    worth = np.where(market.is_left_out[rows], np.minimum(worth, 0), worth).sum(axis=1)
    answer = {
        "account": name, "position": account.position, "frame": inputs["frame"], "time": inputs["time"],
        "model": "deribit", "parameters_version": inputs["parameters_version"], "oracle": "fresh",
    }
    for number, (state, money) in enumerate((("before", account.cash), ("after", cash))):
        equity, first, second = money + float(worth[number]), float(initial[number]), float(maintenance[number])
        answer[state] = dict(zip(FIGURES, (equity, equity, equity, first, second, equity - first, equity - second)))
    return JSONResponse(answer)
