"""The what-if of a margin service as one would write it with FastAPI and numpy.

As many contracts, scenarios, accounts and positions as the demonstration of Steelyard has, filled from a seed:
a portfolio's profit in every scenario, gains cut to nothing, the tail dampened, the worst loss, a charge by
expiry and one for large deltas, equity and figures before and after, for a caller whose key is checked. The matrix of
profits is in memory, as the service has it; it changes with the market, so that each question sums up the account's rows.
"""
import hashlib
import hmac

import numpy as np
from fastapi import FastAPI, Header, HTTPException
from pydantic import BaseModel

CONTRACTS, SCENARIOS, EXPIRIES, ACCOUNTS, POSITIONS = 900, 35, 9, 125, 6

random = np.random.default_rng(1)
profits = random.normal(0, 5_000, (CONTRACTS, SCENARIOS))
delta = random.normal(0, 1, CONTRACTS)
value = np.abs(random.normal(2_000, 1_000, CONTRACTS))
expiry = random.integers(0, EXPIRIES, CONTRACTS)
years = np.linspace(0, 1, EXPIRIES)
moves = np.maximum(0.01, np.expm1(0.075 * years))
dampers = np.where(np.arange(SCENARIOS) >= 27, 100_000.0, 0.0)
index = 90_000.0


class Account:
    def __init__(self):
        self.rows = random.choice(CONTRACTS, POSITIONS, replace=False)
        self.quantities = random.normal(0, 5, POSITIONS)
        self.balance = 1_000_000.0


accounts = {f"account-{number}": Account() for number in range(ACCOUNTS)}
app = FastAPI()


class Trade(BaseModel):
    instrument: int
    quantity: float


class Question(BaseModel):
    trades: list[Trade]


def figures(profit, deltas, worth, balance):
    counted = np.minimum(profit, 0)
    counted = counted + np.minimum(-counted, dampers)
    net = abs(float(deltas.sum()))
    excess = max(0.0, net - 20_000_000 / index)
    charges = float(np.abs(deltas) @ moves + min(5e-5 * excess, 0.1) * net) * index
    maintenance = 0.8 * (max(0.0, -float(counted.min())) + charges)
    initial = maintenance / 0.8
    equity = float(balance + worth)
    return {
        "equity": equity, "initial_margin": initial, "maintenance_margin": maintenance,
        "initial_excess": equity - initial, "maintenance_excess": equity - maintenance,
    }


KEY, SECRET = "bench", "an only secret of this run"
digests = {KEY: hashlib.sha256(SECRET.encode()).digest()}


def check(authorization):
    identifier, _, secret = authorization.removeprefix("Bearer ").partition(".")
    digest = hashlib.sha256(secret.encode()).digest()
    if not hmac.compare_digest(digest, digests.get(identifier, b"")):
        raise HTTPException(401)


@app.post("/accounts/{name}/what-if/figures")
async def what_if(name: str, question: Question, authorization: str = Header()):
    check(authorization)
    account = accounts[name]
    rows, quantities = account.rows, account.quantities
    profit = quantities @ profits[rows]
    deltas = np.bincount(expiry[rows], quantities * delta[rows], EXPIRIES)
    worth, balance = float(quantities @ value[rows]), account.balance
    before = figures(profit, deltas, worth, balance)
    deltas = deltas.copy()
    for trade in question.trades:
        row = trade.instrument
        profit = profit + trade.quantity * profits[row]
        deltas[expiry[row]] += trade.quantity * delta[row]
        worth += trade.quantity * value[row]
        balance -= trade.quantity * value[row]
    return {"account": name, "before": before, "after": figures(profit, deltas, worth, balance)}
