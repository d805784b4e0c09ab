#!/usr/bin/env python3
"""Remakes the tables that docs/ shows of strategies, hedges and allocations on real histories.

The histories are no part of the project: STEELYARD_DATA names the directory that holds them, else ../shared/data. Every
step is a command of the built `steelyard` program and is printed before its table; nothing is computed here but the two
inputs that no history has, which are written beside the answers and said to be what they are:

- a stand-in for a volatility index before November 2022: half 1.1 times the realised volatility of 30 days, half 75 %;
- hourly closes of 2026 from the marks of the futures that settle next, four a day: each counts from the full hour after
  it until the next one.

Answers (JSON and HTML) go to build/shown. Needs nothing beyond Python's standard library.
"""

import argparse
import csv
import datetime
import json
import math
import os
import pathlib
import shlex
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
PROGRAM = pathlib.Path(os.environ.get("STEELYARD_PROGRAM", ROOT / ".build" / "release" / "steelyard"))
DATA = pathlib.Path(os.environ.get("STEELYARD_DATA", ROOT.parent / "shared" / "data"))
OUT = ROOT / "build" / "shown"

WIDE_LIMITS = [
    f"--limit {name}"
    for name in (
        "drawdown=0.99", "epoch_days=100000", "margin_use=0.99", "leverage=10", "delta=10",
        "gamma=10", "vega=10", "concentration=10",
    )
]


def run(name, command, html=True):
    """Runs a command line of the program and gives its JSON answer; also writes it as a page."""
    words = shlex.split(command)
    print(f"\n    steelyard {command}\n".replace(str(DATA), "$STEELYARD_DATA"))
    answer = subprocess.run(
        [PROGRAM, *words, "--format", "json"], capture_output=True, text=True, cwd=ROOT
    )
    if answer.returncode != 0:
        sys.exit(f"{name}: {answer.stderr.strip()}")
    (OUT / f"{name}.json").write_text(answer.stdout)
    if html:
        page = ["--format", "html", "--output", str(OUT / f"{name}.html")]
        subprocess.run([PROGRAM, *words, *page], check=True, capture_output=True, cwd=ROOT)
    return json.loads(answer.stdout)


def table(header, rows):
    """Prints a table in Markdown."""
    print("| " + " | ".join(header) + " |")
    print("|" + "---|" * len(header))
    for row in rows:
        print("| " + " | ".join(str(cell) for cell in row) + " |")
    print()


def percent(value, digits=1):
    return "-" if value is None else f"{100 * value:.{digits}f} %".replace("-", "−")


def number(value, digits=2):
    return "-" if value is None else f"{value:,.{digits}f}".replace("-", "−")


def dollars(value):
    return number(value, 0)


def interval(answer, key, scale=percent):
    drawn = answer.get("bootstrap")
    if not drawn:
        return "-"
    return f"{scale(drawn[key + '_lower'])} to {scale(drawn[key + '_upper'])}"


def measures(answer):
    """The columns that every strategy's row has."""
    own = answer["strategy_measures"]
    sources = answer["sources"]
    costs = -sum(sources.get(key, 0) for key in ("fees", "spread", "impact", "liquidation_fees"))
    return [
        percent(own["total_return"]), percent(own["yearly_return"]), percent(own["volatility"]),
        percent(own["drawdown_max"]), percent(own["worst_day"]), number(own["sharpe"]),
        interval(answer, "sharpe", number), number(answer.get("deflated_sharpe"), 3),
        dollars(costs),
    ]


MEASURES = [
    "return", "a year", "volatility", "largest drawdown", "worst day", "Sharpe", "90 % interval",
    "deflated", "all costs, USD",
]


def holding(answer):
    held = answer["holding_measures"]
    return [
        percent(held["total_return"]), percent(held["yearly_return"]), percent(held["volatility"]),
        percent(held["drawdown_max"]), percent(held["worst_day"]), number(held["sharpe"]), "", "", "",
    ]


def funding():
    """Funding capture on bitcoin from September 2019 to the end of 2023, asked every eight hours."""
    print("## Funding capture\n")
    history = " ".join(
        f"--history {DATA}/{file}"
        for file in (
            "prices/hourly_ohlcv_BTCUSD_2018_2022.csv",
            "prices/hourly_close_binance_spot_2021_2025.csv",
            "funding/binance_BTCUSDT_funding_8h.csv",
            "prices/hourly_ohlcv_binance_perp_BTCUSDT_2023_2026.csv",
        )
    )
    base = f"backtest strategy funding_capture --coins BTC --interval 8h {history}"
    rows = []
    for name, first, last, more in (
        ("2019-09 to 2020", "2019-09-10", "2020-12-31", ""),
        ("2021", "2020-12-31", "2021-12-31", ""),
        ("2022", "2021-12-31", "2022-12-31", ""),
        ("2023", "2022-12-31", "2023-12-31", ""),
        ("all", "2019-09-10", "2023-12-31", ""),
        ("all, never left", "2019-09-10", "2023-12-31", "--set entry=-1 --set exit=-10"),
        ("all, fees of 10 bp", "2019-09-10", "2023-12-31", "--taker-fee 0.001"),
    ):
        key = name.replace(",", "").replace(" ", "-")
        answer = run(f"funding-{key}", f"{base} --from {first} --to {last} {more}".rstrip())
        rows.append([name, *measures(answer), dollars(answer["sources"].get("funding", 0))])
        if name == "all":
            whole = answer
    rows.append(["holding the coin, all", *holding(whole), ""])
    table(["period", *MEASURES, "funding, USD"], rows)
    print("With the daily marks of FTX's perpetual, as far as the file has them:")
    answer = run(
        "funding-ftx",
        "backtest strategy funding_capture --coins BTC --interval daily"
        f" --history {DATA}/prices/daily_ohlcv_long.csv"
        f" --history {DATA}/funding/binance_BTCUSDT_funding_8h.csv"
        " --from 2019-09-10 --to 2022-08-12",
    )
    table(
        ["period", *MEASURES, "funding, USD", "prices, USD"],
        [[
            "2019-09 to 2022-08-12", *measures(answer), dollars(answer["sources"]["funding"]),
            dollars(answer["sources"]["prices"]),
        ]],
    )
    print("A walk forward over the strategy's variants, a year behind each quarter:")
    answer = run(
        "funding-walk", f"{base} --from 2019-09-10 --to 2023-12-31 --walk-forward 365,90"
    )
    table(
        ["period", *MEASURES],
        [[f"{answer['first'][:10]} to {answer['last'][:10]}", *measures(answer)],
         ["holding", *holding(answer)]],
    )


def stand_in():
    """A stand-in for a volatility index where none is recorded; each day uses its own past only."""
    closes = [
        (row["date"], float(row["BTC"]))
        for row in csv.DictReader((DATA / "prices/daily_close_wide_spliced.csv").open())
        if row["BTC"] and "2020-01-01" <= row["date"] <= "2022-12-31"
    ]
    path = OUT / "volatility-stand-in-BTC.csv"
    with path.open("w") as file:
        file.write("date,dvol_btc_close_pct\n")
        for place in range(30, len(closes)):
            squares = sum(
                math.log(closes[day][1] / closes[day - 1][1]) ** 2
                for day in range(place - 29, place + 1)
            )
            realised = math.sqrt(squares / 30 * 365)
            file.write(f"{closes[place][0]},{100 * (0.5 * 1.1 * realised + 0.5 * 0.75):.4f}\n")
    return path


def insurance():
    """Protective put, collar, CPPI and TIPP through March 2020 to November 2022."""
    print("## Insurance\n")
    base = (
        f"--coins BTC --interval daily --history {DATA}/prices/daily_close_wide_spliced.csv"
        f" --history {stand_in()} --from 2020-02-29 --to 2022-11-30 " + " ".join(WIDE_LIMITS)
    )
    days = ("2020-03-12", "2021-11-10", "2022-11-22")
    rows = []
    for name, command in (
        ("protective put", "protective_put"),
        ("collar", "collar"),
        ("CPPI, 3 times above 80 %", "cppi --set multiplier=3"),
        ("CPPI, 2 times above 80 %", "cppi --set multiplier=2"),
        ("TIPP, 3 times above 80 %", "cppi --set multiplier=3 --set ratchet=1"),
    ):
        key = "".join(letter for letter in name.lower() if letter.isalnum())
        answer = run(f"insurance-{key}", f"backtest strategy {command} {base}")

        def at(series):
            # A row at midnight closes the day before it.
            known = {point["time"][:10]: point[series] for point in answer["equity"]}
            ends = [
                (datetime.date.fromisoformat(day) + datetime.timedelta(days=1)).isoformat()
                for day in days
            ]
            return [dollars(known[end]) for end in ends]

        if not rows:
            rows.append(["holding", *holding(answer), *at("holding")])
        rows.append([name, *measures(answer), *at("strategy")])
    table(["", *MEASURES, *(f"on {day}" for day in days)], rows)


def chain_closes():
    """Hourly closes of 2026: the latest mark of the future that settles next, from the full hour after it."""
    path = OUT / "closes-2026.csv"
    seen = {}
    months = {
        name: place + 1
        for place, name in enumerate(
            "JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC".split()
        )
    }
    file = DATA / "options/deribit_futures_term_BTC_ETH_20251230_20260415.csv"
    for row in csv.DictReader(file.open()):
        date = row["futures_instrument_name"].split("-")[1]
        settles = datetime.datetime(
            2000 + int(date[-2:]), months[date[-5:-2]], int(date[:-5]), 8, tzinfo=datetime.timezone.utc
        )
        taken = datetime.datetime.fromisoformat(row["snapshot_utc"].replace("Z", "+00:00"))
        hour = taken.replace(minute=0, second=0) + datetime.timedelta(hours=1)
        if settles <= taken:
            continue
        key = (hour, row["currency"])
        if key not in seen or settles < seen[key][0]:
            seen[key] = (settles, row["mark_price_usd"])
    marks = {}
    for (hour, coin), (_, price) in sorted(seen.items()):
        marks.setdefault(coin, {})[hour] = price
    step = datetime.timedelta(hours=1)
    with path.open("w") as out:
        out.write("time,close,asset,venue,market\n")
        for coin, known in sorted(marks.items()):
            for hour, price in known.items():
                # Marks are about six hours apart; each stands until the next, and never for more than half a day.
                for _ in range(12):
                    out.write(f"{hour:%Y-%m-%dT%H:%M:%SZ},{price},{coin},deribit,spot\n")
                    hour += step
                    if hour in known:
                        break
    return path


def chains():
    """Options on real chains against the volatility index with the stated smile."""
    print("## Chains of the past\n")
    base = (
        f"--coins BTC --interval hourly --history {chain_closes()}"
        f" --chains {DATA}/options/chains_2025_2026"
        f" --chains {DATA}/options/deribit_fullticker_BTC_20260114_20260123.csv"
        " --set realised=5 --set days_exit=0 --trades " + " ".join(WIDE_LIMITS)
    )
    rows = []
    for name, first, last in (
        ("January", "2026-01-02", "2026-01-31"), ("March", "2026-03-01", "2026-03-31"),
    ):
        for source in ("chains", "prior"):
            answer = run(
                f"chains-{name.lower()}-{source}",
                f"backtest strategy short_strangle {base} --option-prices {source}"
                f" --from {first} --to {last}",
            )
            own = answer["strategy_measures"]
            sources = answer["sources"]
            rows.append([
                f"{name} 2026", source, percent(own["total_return"], 2),
                percent(own["drawdown_max"], 2), percent(own["worst_day"], 2),
                dollars(sources.get("prices", 0)), dollars(-sources.get("spread", 0)),
                dollars(-sources.get("fees", 0) - sources.get("impact", 0)), answer["fills"],
                percent(answer["holding_measures"]["total_return"]),
            ])
    table(
        ["period", "options from", "return", "largest drawdown", "worst day", "prices, USD",
         "spread, USD", "fees and impact, USD", "fills", "holding"],
        rows,
    )


TEN = "BTC,ETH,SOL,BNB,XRP,DOGE,ADA,AVAX,LINK,LTC"


def hedges():
    """Bitcoin as a hedge of other coins through two regimes."""
    print("## Bitcoin as a hedge\n")
    for name, coins, first, last in (
        ("2021-2022", "ETH,SOL,BNB,XRP,DOGE,ADA,AVAX,LINK,LTC,LUNA", "2021-01-01", "2022-12-31"),
        ("2023-2024", "ETH,SOL,BNB,XRP,DOGE,ADA,AVAX,LINK,LTC", "2023-01-01", "2024-12-31"),
    ):
        answer = run(
            f"hedge-{name}",
            f"backtest hedge --hedge BTC --coins {coins}"
            f" --history {DATA}/prices/daily_close_wide_spliced.csv --from {first} --to {last}",
        )
        methods = ("least squares, 90 days", "one for one", "weighted 0.97", "DCC 0.97")
        rows = [
            [
                coin["coin"], coin["from"], coin["to"], percent(coin["hindsight"]),
                *(percent(method["variance_reduction"]) for method in coin["methods"]),
                number(coin["hindsight_ratio"]), percent(coin["methods"][0]["basis_risk"]),
                percent(coin["windows_below"], 0), percent(coin["worst_window"]),
                f"{coin['longest_below_from']} to {coin['longest_below_to']}"
                if "longest_below_from" in coin
                else "never",
                coin.get("below_since", "no"),
            ]
            for coin in answer["coins"]
        ]
        table(
            ["coin", "from", "to", "hindsight", *methods, "ratio", "left a day", "windows below 40 %",
             "worst window", "longest below", "below at the end since"],
            rows,
        )


def allocations():
    """Walks over daily closes of ten coins, a year behind each choice, a tenth of a per cent of cost."""
    print("## Allocation\n")
    answer = run(
        "allocation",
        f"optimise --history {DATA}/prices/daily_close_wide_spliced.csv --coins {TEN}"
        " --from 2020-09-22 --as-of 2024-12-31"
        " --objective minimum-cvar,risk-parity,minimum-variance,hierarchical,equal-weight"
        " --walk-forward 365 --every 30",
    )
    rows = []
    for walk in answer["walks"]:
        rows.append([
            walk["portfolio"], percent(walk["annual_return"]), percent(walk["annual_volatility"]),
            number(walk["sharpe"]),
            f"{number(walk.get('sharpe_lower'))} to {number(walk.get('sharpe_upper'))}",
            number(walk.get("deflated_sharpe")),
            percent(walk["maximum_drawdown"]), percent(walk["tail_loss"], 2),
            percent(walk["annual_turnover"], 0), percent(walk["annual_cost"], 2),
            number(walk["final_capital"]),
        ])
    table(
        ["", "growth a year", "volatility", "Sharpe", "90 % interval", "deflated", "largest fall",
         "tail loss, 95 %", "turnover a year", "cost a year", "of 1 became"],
        rows,
    )


PARTS = {
    "funding": funding, "insurance": insurance, "chains": chains, "hedges": hedges,
    "allocations": allocations,
}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("parts", nargs="*", help=f"which of {', '.join(PARTS)}; default: all")
    chosen = parser.parse_args().parts or list(PARTS)
    if unknown := [name for name in chosen if name not in PARTS]:
        sys.exit(f"There is no part {unknown[0]}; there are {', '.join(PARTS)}.")
    if not (DATA / "prices").is_dir():
        sys.exit(f"There are no histories in {DATA}: set STEELYARD_DATA.")
    OUT.mkdir(parents=True, exist_ok=True)
    for name in chosen:
        PARTS[name]()


if __name__ == "__main__":
    main()
