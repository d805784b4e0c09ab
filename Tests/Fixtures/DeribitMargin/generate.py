"""Writes portfolio.json and standard.json: Deribit's margin models, written from their description.

An oracle that shares no code and no formula text with the library: Black-76 is evaluated with 40
digits (mpmath), every rule is a plain loop over positions. Market and books are invented.

Usage: python3 -m pip install mpmath && python3 generate.py
"""
import datetime
import json
import pathlib

import mpmath as mp

mp.mp.dps = 40
NOW = datetime.datetime(2026, 3, 2, 10, 30, tzinfo=datetime.timezone.utc)
MONTHS = "JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC".split()
USD = {"BTC": 70000.0, "ETH": 2100.0, "USDC": 0.9998, "USD": 1.0}
INDEX = {"BTC": 70000.0, "ETH": 2100.0, "BTC_USDC": 70014.0, "ETH_USDC": 2100.5}

# name: (mark or None, forward, volatility); a strike has at most one mark, so that no forward can
# be read from put-call parity and the printed one stands.
OPTIONS = {
    "BTC-3MAR26-71000-C": (0.0065, 70010.0, 0.52),
    "BTC-3MAR26-90000-C": (0.0001, 70010.0, 1.10),
    "BTC-3MAR26-68000-P": (0.0027, 70010.0, 0.55),
    "BTC-27MAR26-60000-P": (0.0085, 70250.0, 0.58),
    "BTC-27MAR26-65000-C": (0.0930, 70250.0, 0.53),
    "BTC-27MAR26-65000-P": (None, 70250.0, 0.53),
    "BTC-27MAR26-70000-C": (0.0561, 70250.0, 0.51),
    "BTC-27MAR26-70000-P": (None, 70250.0, 0.51),
    "BTC-27MAR26-75000-C": (0.0279, 70250.0, 0.50),
    "BTC-27MAR26-80000-C": (0.0124, 70250.0, 0.505),
    "BTC-27MAR26-90000-C": (0.0024, 70250.0, 0.54),
    "BTC-24APR26-60000-P": (0.0262, 70700.0, 0.57),
    "BTC-24APR26-75000-C": (0.0590, 70700.0, 0.52),
    "BTC-24APR26-90000-C": (0.0160, 70700.0, 0.53),
    "BTC-25SEP26-50000-P": (0.0390, 72600.0, 0.58),
    "BTC-25SEP26-75000-C": (0.1420, 72600.0, 0.55),
    "BTC-25SEP26-120000-C": (0.0350, 72600.0, 0.56),
    "ETH-27MAR26-2100-C": (0.0780, 2108.0, 0.72),
    "ETH-27MAR26-2100-P": (None, 2108.0, 0.72),
    "ETH-27MAR26-2600-C": (0.0105, 2108.0, 0.74),
    "ETH-24APR26-1700-P": (0.0260, 2121.0, 0.76),
    "BTC_USDC-27MAR26-70000-C": (3920.0, 70260.0, 0.51),
    "BTC_USDC-27MAR26-60000-P": (600.0, 70260.0, 0.58),
    "ETH_USDC-24APR26-2400-C": (118.0, 2122.0, 0.73),
}
FUTURES = {
    "BTC-PERPETUAL": 70035.5, "BTC-27MAR26": 70260.0, "BTC-25SEP26": 72610.0,
    "ETH-PERPETUAL": 2099.2, "ETH-27MAR26": 2108.5,
    "BTC_USDC-PERPETUAL": 70020.0, "ETH_USDC-PERPETUAL": 2100.9, "BTC_USDC-27MAR26": 70255.0,
}


class Contract:
    def __init__(self, name):
        parts = name.split("-")
        self.name, self.family = name, parts[0]
        self.linear = "_" in self.family
        self.base = self.family.split("_")[0]
        self.settlement = "USDC" if self.linear else self.base
        self.index = mp.mpf(INDEX[self.family])
        self.expiry = None
        if parts[1] != "PERPETUAL":
            text = parts[1]
            day, month, year = text[:-5], MONTHS.index(text[-5:-2]) + 1, 2000 + int(text[-2:])
            self.expiry = datetime.datetime(year, month, int(day), 8,
                                            tzinfo=datetime.timezone.utc)
        seconds = (self.expiry - NOW).total_seconds() if self.expiry else 0
        self.days = mp.mpf(seconds) / 86400
        self.years = self.days / 365
        self.option = len(parts) == 4
        if self.option:
            mark, forward, volatility = OPTIONS[name]
            self.strike, self.sign = mp.mpf(parts[2]), 1 if parts[3] == "C" else -1
            self.forward, self.volatility = mp.mpf(forward), mp.mpf(volatility)
            self.mark = mp.mpf(mark) if mark is not None else self.price(0, self.volatility)
            # Delta in coins of the base.
            self.delta = self.sign * mp.ncdf(self.sign * self.upper())
            root = mp.sqrt(self.years)
            self.vega = self.forward * mp.npdf(self.upper()) * root / 100
        else:
            self.mark = mp.mpf(FUTURES[name])
            self.delta = 1 if self.linear else 1 / self.mark

    def upper(self):
        deviation = self.volatility * mp.sqrt(self.years)
        return mp.log(self.forward / self.strike) / deviation + deviation / 2

    def price(self, move, volatility):
        """Worth of one option in settlement currency after a relative move of its forward."""
        forward = self.forward * (1 + move)
        deviation = volatility * mp.sqrt(self.years)
        if deviation == 0:
            value = max(self.sign * (forward - self.strike), mp.mpf(0))
        else:
            upper = mp.log(forward / self.strike) / deviation + deviation / 2
            value = self.sign * (forward * mp.ncdf(self.sign * upper)
                                 - self.strike * mp.ncdf(self.sign * (upper - deviation)))
        return value if self.linear else value / forward

    def profit(self, move, volatility):
        if self.option:
            return self.price(move, volatility) - self.price(0, self.volatility)
        return self.mark * move if self.linear else (1 - 1 / (1 + move)) / self.mark


# Parameters of the current model, by base: section 2 of the description.
CURRENT = {
    "BTC": dict(price_range="0.16", up="0.5", down="0.25", floor="0.5", m_inc="0.00005",
                coin=dict(offset="0", most="0", dampener="100000", amr="0.075", least="0.01"),
                usd=dict(offset="0", most="0", dampener="25000", amr="0.1", least="0.01")),
    "ETH": dict(price_range="0.18", up="0.4", down="0.25", floor="0.5", m_inc="0.000004",
                coin=dict(offset="0.6", most="20000000", dampener="200000", amr="0.05",
                          least="0.005"),
                usd=dict(offset="0.4", most="1000000", dampener="25000", amr="0.1", least="0.01")),
}
EXTENDED = ["-0.66", "-0.33", "0.5", "1", "2", "3", "4", "5"]


def number(text):
    return mp.mpf(text)


def scaled_days(days):
    return max(days, mp.mpf(1))


def shocked(volatility, days, case, up, down, floor, short, long):
    days = scaled_days(days)
    factor = (30 / days) ** (short if days < 30 else long)
    if case == 0:
        return max(mp.mpf(0), volatility * (1 - down * factor))
    if case == 1:
        return volatility
    return max(volatility * (1 + up * factor), floor)


def nine(value):
    return mp.nint(value * 10**9) / 10**9


def grid(range_, per_side):
    return [range_ * step / per_side for step in range(-per_side, per_side + 1)]


def current(book, base):
    """One bucket under the current portfolio margin, in settlement currency."""
    own = CURRENT[base]
    linear = book[0][0].linear
    bucket = own["usd" if linear else "coin"]
    range_ = number(own["price_range"])
    usd = mp.mpf(USD[book[0][0].settlement])
    usd_coin = book[0][0].index * usd if linear else usd

    def volatility(contract, case):
        if not contract.option:
            return None
        return shocked(contract.volatility, contract.days, case, number(own["up"]),
                       number(own["down"]), number(own["floor"]), number("0.3"), number("0.13"))

    plain, counted = [], []

    def credit(profit):
        if profit <= 0:
            return profit
        return min(profit * number(bucket["offset"]), number(bucket["most"]) / usd)

    for move in grid(range_, 4):
        for case in range(3):
            profit = sum(q * c.profit(move, volatility(c, case)) for c, q in book)
            plain.append(profit)
            counted.append(credit(profit))
    for text in EXTENDED:
        move = number(text)
        edge = 1 + (range_ if move > 0 else -range_)
        profit = sum(q * c.profit(move, volatility(c, 2)) for c, q in book)
        weight = range_ / abs(move)
        if not linear:
            weight *= (1 + move) / edge
        plain.append(profit)
        entry = credit(profit * weight)
        dampener = (max(abs(move) / range_, mp.mpf(1)) - 1) * number(bucket["dampener"])
        dampener /= usd * (1 if linear else edge)
        step = min(abs(entry), dampener)
        counted.append(entry - step if entry > 0 else entry + step)
        plain[-1] = profit * weight
    worst = max(mp.mpf(0), -min(counted))
    worst_index = counted.index(min(counted))

    by_expiry = {}
    for contract, quantity in book:
        by_expiry.setdefault(contract.expiry, [mp.mpf(0), contract.years])[0] += (
            quantity * contract.delta)
    roll = mp.mpf(0)
    for expiry, (delta, years) in by_expiry.items():
        move = number(bucket["least"])
        if expiry is not None:
            move = max(move, mp.exp(number(bucket["amr"]) * years) - 1)
        roll += abs(delta) * move

    long_options = sum((q * c.delta for c, q in book if c.option and q > 0), mp.mpf(0))
    others = sum((q * c.delta for c, q in book if not (c.option and q > 0)), mp.mpf(0))
    net = abs(others)
    if others * long_options < 0:
        net = max(mp.mpf(0), net - abs(long_options))
    excess = max(mp.mpf(0), net - number("20000000") / usd_coin)
    shock = min(number(own["m_inc"]) * excess, number("0.1")) * net

    per_coin = book[0][0].index if linear else 1
    roll, shock = roll * per_coin, shock * per_coin
    total = nine(worst) + roll + shock
    if all(c.option and q > 0 for c, q in book):
        total = min(total, sum(q * c.mark for c, q in book))
    return dict(
        plain=plain, counted=counted, worst=worst, worst_index=worst_index,
        charges={"roll_shock": roll, "delta_shock": shock}, initial=nine(total),
        maintenance=number("0.8") * total)


CLASSIC = {
    "2017": dict(range="0.125", up="0.4", down="0.4", power="0.5"),
    "2018": dict(range="0.1", up="0.27", down="0.27", power="0.5"),
    "2019": dict(range="0.1", up="0.38", down="0.38", power="0.3"),
    "2021": dict(range="0.15", up="0.45", down="0.3", power="0.3"),
}


def offsetting(values):
    return min(sum((v for v in values if v > 0), mp.mpf(0)),
               sum((-v for v in values if v < 0), mp.mpf(0)))


def by_expiry(book, wanted, amount):
    sums = {}
    for contract, quantity in book:
        if wanted(contract):
            sums[contract.expiry] = sums.get(contract.expiry, 0) + amount(contract, quantity)
    return list(sums.values())


def strikes(book):
    """Net options by expiry and strike, calls and puts together."""
    sums = {}
    for contract, quantity in book:
        if contract.option:
            expiry = sums.setdefault(contract.expiry, {})
            expiry[contract.strike] = expiry.get(contract.strike, 0) + quantity
    return sums


def rolled_up(book, underlying):
    short = mp.mpf(0)
    for nets in strikes(book).values():
        upward = sorted(k for k in nets if k >= underlying)
        downward = sorted((k for k in nets if k < underlying), reverse=True)
        for walk in (upward, downward):
            carried = mp.mpf(0)
            for strike in walk:
                net = nets[strike]
                if net > 0 and abs(strike - underlying) <= underlying / 10:
                    net = net / 2
                carried += net
                if carried < 0:
                    short -= carried
                    carried = mp.mpf(0)
    return short


def classic(book, vintage):
    rules = CLASSIC[vintage]
    power = number(rules["power"])
    plain = []
    for move in grid(number(rules["range"]), 5):
        for case in range(3):
            profit = mp.mpf(0)
            for contract, quantity in book:
                volatility = None
                if contract.option:
                    volatility = shocked(
                        contract.volatility, contract.days, case, number(rules["up"]),
                        number(rules["down"]), mp.mpf(0), power, power)
                profit += quantity * contract.profit(move, volatility)
            plain.append(profit)
    counted = [min(profit, mp.mpf(0)) for profit in plain]
    worst = -min(counted)
    index = book[0][0].index
    options = sum((abs(q) for c, q in book if c.option), mp.mpf(0))
    futures = offsetting(by_expiry(book, lambda c: not c.option, lambda c, q: q * c.delta))
    charges = {}
    if vintage == "2017":
        vega = offsetting(by_expiry(book, lambda c: c.option, lambda c, q: q * c.vega))
        charges = {"option_contingency": number("0.01") * options,
                   "offsetting_futures_contingency": number("0.02") * futures,
                   "offsetting_vega_contingency": number("0.25") * vega / index}
    elif vintage == "2018":
        charges = {"option_contingency": number("0.005") * options,
                   "offsetting_futures_contingency": number("0.01") * futures}
    elif vintage == "2019":
        short = sum((-net for nets in strikes(book).values() for net in nets.values() if net < 0),
                    mp.mpf(0))
        charges = {"short_option_contingency": number("0.01") * short,
                   "offsetting_futures_contingency": number("0.01") * futures}
    else:
        gross = sum((abs(q * c.delta) for c, q in book if not c.option), mp.mpf(0))
        charges = {"short_option_contingency": number("0.01") * rolled_up(book, index),
                   "futures_contingency": number("0.006") * gross}
    maintenance = worst + sum(charges.values())
    return dict(plain=plain, counted=counted, worst=worst, worst_index=counted.index(min(counted)),
                charges=charges, initial=number("1.3") * maintenance, maintenance=maintenance)


RISE = {"BTC": number("0.005") / 100, "ETH": number("0.01") / 5000}


def standard(contract, quantity):
    """Initial and maintenance margin of one position, in settlement currency."""
    size = abs(quantity)
    if contract.option:
        if quantity > 0:
            return mp.mpf(0), mp.mpf(0)
        underlying = contract.forward
        unit = underlying if contract.linear else mp.mpf(1)
        mark = contract.mark / unit
        away = max(mp.mpf(0), contract.sign * (contract.strike - underlying)) / underlying
        initial = max(number("0.15") - away, number("0.10")) + mark
        maintenance = number("0.075") + mark
        if contract.sign < 0:
            maintenance = max(number("0.075"), number("0.075") * mark) + mark
            initial = max(initial, maintenance)
        return initial * size * unit, maintenance * size * unit
    reference = contract.index if contract.expiry is None else contract.mark
    coins = size if contract.linear else size / reference
    worth = coins * reference if contract.linear else coins
    rise = RISE[contract.base] * coins
    return (number("0.02") + rise) * worth, (number("0.01") + rise) * worth


def equity(book, entries, balances):
    """Worth of balances, unrealised profit and option value, in US dollars, and losses alone."""
    cash = sum((mp.mpf(amount) * mp.mpf(USD[asset]) for asset, amount in balances.items()),
               mp.mpf(0))
    profits, options = [], mp.mpf(0)
    for (contract, quantity), entry in zip(book, entries):
        usd = mp.mpf(USD[contract.settlement])
        if contract.option:
            options += quantity * contract.mark * usd
        elif entry is not None:
            entry = mp.mpf(entry)
            unit = contract.mark - entry if contract.linear else 1 / entry - 1 / contract.mark
            profits.append(quantity * unit * usd)
    total = sum(profits, mp.mpf(0))
    losses = sum((min(p, mp.mpf(0)) for p in profits), mp.mpf(0))
    return dict(equity=cash + total + options, portfolio=cash + total + options,
                cash=cash + total, isolated=cash + losses)


BOOKS = {
    "naked short call": ({"BTC-27MAR26-80000-C": "-1"}, {}, {"BTC": 1}),
    "naked short put": ({"BTC-27MAR26-60000-P": "-1"}, {}, {"BTC": 1}),
    "short straddle, 1 lot": (
        {"BTC-27MAR26-70000-C": "-1", "BTC-27MAR26-70000-P": "-1"}, {}, {"BTC": 2}),
    "short strangle, 1 lot": (
        {"BTC-24APR26-90000-C": "-1", "BTC-24APR26-60000-P": "-1"}, {}, {"BTC": 2}),
    "short strangle, 200 lots": (
        {"BTC-24APR26-90000-C": "-200", "BTC-24APR26-60000-P": "-200"}, {}, {"BTC": 100}),
    "short straddle, 400 lots": (
        {"BTC-27MAR26-70000-C": "-400", "BTC-27MAR26-70000-P": "-400"}, {}, {"BTC": 300}),
    "risk reversal, hedged": (
        {"BTC-24APR26-60000-P": "-10", "BTC-24APR26-90000-C": "10", "BTC-PERPETUAL": "-350000"},
        {"BTC-PERPETUAL": 69000.0}, {"BTC": 5}),
    "calendar": (
        {"BTC-24APR26-75000-C": "-5", "BTC-25SEP26-75000-C": "5"}, {}, {"BTC": 3, "USDC": 20000}),
    "perpetual against future": (
        {"BTC-PERPETUAL": "5000000", "BTC-25SEP26": "-5200000"},
        {"BTC-PERPETUAL": 68000.0, "BTC-25SEP26": 74000.0}, {"BTC": 10}),
    "bought options, the cap binds": (
        {"BTC-3MAR26-71000-C": "30"}, {}, {"BTC": 0.5}),
    "bought options, the cap does not bind": (
        {"BTC-24APR26-75000-C": "3", "BTC-25SEP26-50000-P": "2"}, {}, {"BTC": 0.1}),
    "options of less than a day": (
        {"BTC-3MAR26-71000-C": "-12", "BTC-3MAR26-68000-P": "-12", "BTC-3MAR26-90000-C": "24"},
        {}, {"BTC": 2}),
    "large delta, long perpetual": (
        {"BTC-PERPETUAL": "84000000"}, {"BTC-PERPETUAL": 71000.0}, {"BTC": 400}),
    "large delta, reduced by bought puts": (
        {"BTC-PERPETUAL": "84000000", "BTC-25SEP26-50000-P": "900", "BTC-27MAR26-90000-C": "-300"},
        {}, {"BTC": 400}),
    "large delta, the largest shock": (
        {"BTC-27MAR26": "-180000000"}, {}, {"BTC": 900}),
    "many strikes and expiries": (
        {"BTC-27MAR26-60000-P": "-30", "BTC-27MAR26-65000-C": "-4", "BTC-27MAR26-65000-P": "14",
         "BTC-27MAR26-70000-C": "8", "BTC-27MAR26-75000-C": "11", "BTC-27MAR26-80000-C": "-20",
         "BTC-27MAR26-90000-C": "5", "BTC-24APR26-75000-C": "-7", "BTC-24APR26-60000-P": "3",
         "BTC-25SEP26-120000-C": "-9", "BTC-25SEP26-50000-P": "6", "BTC-PERPETUAL": "-410000",
         "BTC-27MAR26": "730000", "BTC-25SEP26": "-150000"},
        {"BTC-PERPETUAL": 70500.0, "BTC-27MAR26": 70500.0}, {"BTC": 8}),
    "linear": (
        {"BTC_USDC-27MAR26-70000-C": "-2.5", "BTC_USDC-27MAR26-60000-P": "-1.25",
         "BTC_USDC-PERPETUAL": "1.1", "BTC_USDC-27MAR26": "-0.4"},
        {"BTC_USDC-PERPETUAL": 69000.0}, {"USDC": 60000}),
    "linear, large": (
        {"BTC_USDC-PERPETUAL": "-700", "ETH_USDC-24APR26-2400-C": "-900"},
        {}, {"USDC": 9000000}),
    "ether, gains count in part": (
        {"ETH-27MAR26-2100-C": "-40", "ETH-27MAR26-2100-P": "-40", "ETH-27MAR26-2600-C": "55",
         "ETH-24APR26-1700-P": "60", "ETH-PERPETUAL": "21000", "ETH-27MAR26": "-9000"},
        {"ETH-PERPETUAL": 2150.0}, {"ETH": 30}),
    "ether, large": (
        {"ETH-PERPETUAL": "250000000"}, {"ETH-PERPETUAL": 2000.0}, {"ETH": 90000}),
    "coins and settlements mixed": (
        {"BTC-27MAR26-80000-C": "-6", "ETH-27MAR26-2600-C": "-50", "BTC_USDC-PERPETUAL": "3",
         "ETH_USDC-PERPETUAL": "-20", "BTC-PERPETUAL": "-90000", "ETH-27MAR26": "60000",
         "BTC_USDC-27MAR26-60000-P": "4", "ETH_USDC-24APR26-2400-C": "15"},
        {"BTC_USDC-PERPETUAL": 71000.0, "ETH-27MAR26": 2000.0},
        {"BTC": 1.5, "ETH": 12, "USDC": 40000, "USD": 100}),
}


def text(value):
    return mp.nstr(value, 20, min_fixed=-6, max_fixed=30)


def written(result):
    return {key: [text(v) for v in value] if isinstance(value, list)
            else {k: text(v) for k, v in value.items()} if isinstance(value, dict)
            else value if isinstance(value, int) else text(value)
            for key, value in result.items()}


def market():
    return dict(
        time=NOW.strftime("%Y-%m-%dT%H:%M:%SZ"),
        assets={"USDC": USD["USDC"]},
        futures=[dict(name=n, mark=m, index=INDEX[n.split("-")[0]]) for n, m in FUTURES.items()],
        options=[dict(name=n, mark=m, forward=f, volatility=v, index=INDEX[n.split("-")[0]])
                 for n, (m, f, v) in OPTIONS.items()])


def write(name, cases):
    path = pathlib.Path(__file__).parent / name
    path.write_text(json.dumps(dict(market=market(), cases=cases), indent=1) + "\n")


def main():
    portfolio, position = [], []
    for title, (quantities, entries, balances) in BOOKS.items():
        book = [(Contract(name), mp.mpf(quantity)) for name, quantity in quantities.items()]
        prices = [entries.get(name) for name in quantities]
        worth = equity(book, prices, balances)
        families = {}
        for contract, quantity in book:
            families.setdefault(contract.family, []).append((contract, quantity))
        head = dict(
            positions=[dict(instrument=name, quantity=quantity, entry=entries.get(name))
                       for name, quantity in quantities.items()],
            balances={asset: str(amount) for asset, amount in balances.items()})

        def case(model, buckets):
            names = [f"{f[0][0].settlement}_{f[0][0].base}".lower() for f in families.values()]
            usd = [mp.mpf(USD[f[0][0].settlement]) for f in families.values()]
            sums = {key: sum(b[key] * u for b, u in zip(buckets, usd))
                    for key in ("initial", "maintenance")}
            return dict(
                book=title, model=model, **head, equity=text(worth["equity"]),
                counted=text(worth["portfolio"]), initial=text(sums["initial"]),
                maintenance=text(sums["maintenance"]),
                buckets=[dict(name=n, **written(b)) for n, b in zip(names, buckets)])

        results = [current(members, members[0][0].base) for members in families.values()]
        portfolio.append(case("deribit", results))
        if all(family.startswith("BTC") for family in families):
            portfolio.append(case("deribit-2024-06", results))
        if list(families) == ["BTC"]:
            for vintage in CLASSIC:
                portfolio.append(case(f"deribit-classic-{vintage}",
                                      [classic(book, vintage)]))

        margins = [standard(contract, quantity) for contract, quantity in book]
        usd = [mp.mpf(USD[contract.settlement]) for contract, _ in book]
        for model in ("cross", "isolated"):
            position.append(dict(
                book=title, model=model, **head, equity=text(worth["equity"]),
                counted=text(worth["cash" if model == "cross" else "isolated"]),
                initial=text(sum(m[0] * u for m, u in zip(margins, usd))),
                maintenance=text(sum(m[1] * u for m, u in zip(margins, usd))),
                margins=[dict(initial=text(m[0] * u), maintenance=text(m[1] * u))
                         for m, u in zip(margins, usd)]))
    write("portfolio.json", portfolio)
    write("standard.json", position)


if __name__ == "__main__":
    main()
