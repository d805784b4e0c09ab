"""Deribit's portfolio margin in numpy, for the peer that the service is measured against.

The method of `docs/margin-models/deribit.md` on the parameters of `Parameters/margin`, written anew from these pages.
What follows from the market alone is computed once: the profit of each contract in every scenario and all else that adds
up over positions stand as columns of one matrix, one row for each contract. A question is then one matrix product over the
rows of an account, long and short apart and before and after at once, and a few operations on short vectors.

Left out, because the demonstration has none of it, and whoever compares would notice: settlement windows, haircuts, orders at
work, spot, and amounts that a caller states.
"""
import math

import numpy as np

FIGURES = ("equity", "initial_counted_equity", "maintenance_counted_equity", "initial_margin",
           "maintenance_margin", "initial_excess", "maintenance_excess")
erfc = np.vectorize(math.erfc, otypes=[float])


def normal(deviations):
    return 0.5 * erfc(-deviations / math.sqrt(2))


def black(forward, strike, sign, deviation):
    """Value and forward delta of options, undiscounted; sign 1 for calls, -1 for puts."""
    with np.errstate(divide="ignore", invalid="ignore"):
        first = np.log(forward / strike) / deviation + 0.5 * deviation
    delta = normal(sign * first)
    return sign * (forward * delta - strike * normal(sign * (first - deviation))), sign * delta


def scenarios(grid):
    """Spot moves, volatility moves (-1, 0, 1), and which scenarios are of the extended table."""
    steps = np.arange(-grid["moves_per_side"], grid["moves_per_side"] + 1) / grid["moves_per_side"]
    tail = grid["tail_moves"]
    moves = np.concatenate((np.repeat(steps * grid["price_range"], 3), tail))
    volatility = np.concatenate((np.tile([-1, 0, 1], len(steps)), np.ones(len(tail))))
    return moves, volatility, np.arange(len(moves)) >= 3 * len(steps)


class Bucket:
    """The contracts of one coin and settlement currency, with the parameters of their family."""

    def __init__(self, family, contracts):
        grid = family["sources"][0]["grid"]
        gains = family["offsets"][0]["gains"]
        charges = {name: value for charge in family["charges"] for name, value in charge.items()}
        self.roll, self.shock, self.ratios = charges["roll_shock"], charges["delta_shock"], family["ratios"]
        self.usd, self.is_inverse = contracts[0]["settlement_usd"], family["base"] in family["settlements"]
        index = contracts[0]["index"]
        self.per_coin = 1.0 if self.is_inverse else index
        moves, volatility, is_tail = scenarios(grid)
        span = grid["price_range"]
        edge = 1 + np.sign(moves) * span if self.is_inverse else 1.0
        beyond = np.maximum(np.abs(moves) / span, 1) - 1
        self.damper = np.where(is_tail, beyond * gains["tail_dampener_usd"] / (self.usd * edge), 0)
        self.gain_share, self.gain_max = gains["gain_share"], gains["gain_max_usd"] / self.usd
        self.profit = np.stack([self.unit_profit(contract, grid, moves, volatility) for contract in contracts])
        with np.errstate(divide="ignore"):
            factor = grid["tail_factor"] * span / np.abs(moves)
        if self.is_inverse:
            factor = factor * (1 + moves) / edge
        self.profit[:, is_tail] *= factor[is_tail]

    def unit_profit(self, contract, grid, moves, volatility):
        price = contract["price"]
        if contract["strike"] is None:
            return (1 - 1 / (1 + moves)) / price if self.is_inverse else price * moves
        rule, own = grid["volatility"], contract["volatility"]
        tenor, days = rule["tenor"], contract["days"]
        power = tenor["short_power" if days < tenor["reference_days"] else "long_power"]
        scale = (tenor["reference_days"] / max(days, tenor["days_min"])) ** power
        up = max(own * (1 + rule["up"] * scale), rule["risen_min"])
        down = max(0.0, own * (1 - rule["down"] * scale))
        moved = np.where(volatility > 0, up, np.where(volatility < 0, down, own)) * math.sqrt(days / 365)
        forward = np.append(price * (1 + moves), price)
        deviation = np.append(moved, own * math.sqrt(days / 365))
        value = black(forward, contract["strike"], contract["sign"], deviation)[0]
        if self.is_inverse:
            value = value / forward
        return value[:-1] - value[-1]


class Market:
    """All contracts as rows, and the figures of portfolios over them."""

    def __init__(self, inputs):
        contracts, self.prices = inputs["contracts"], inputs["prices"]
        # Under Steelyard's name and Deribit's, as the service takes both.
        self.row = {name: row for row, contract in enumerate(contracts)
                    for name in (contract["name"], contract["other_name"]) if name}
        self.settlement = [contract["settlement"] for contract in contracts]
        self.is_option = [contract["strike"] is not None for contract in contracts]
        self.is_inverse = [contract["base"] == contract["settlement"] for contract in contracts]
        self.usd = np.array([contract["settlement_usd"] for contract in contracts])
        self.mark = np.array([contract["mark"] for contract in contracts])
        price = np.array([contract["price"] for contract in contracts])
        # An inverse future has gained 1 / entry - 1 / price, a linear one price - entry, an option's mark counts whole.
        self.worth = self.usd * np.where(self.is_option, self.mark, np.where(self.is_inverse, -1 / price, price))
        families = {(family["base"], settlement): family for family in inputs["parameters"]["families"]
                    for settlement in family["settlements"]}
        members = {}
        for row, contract in enumerate(contracts):
            members.setdefault((contract["base"], contract["settlement"]), []).append(row)
        known = [pair for pair in members if pair in families]
        self.is_left_out = np.array([(each["base"], each["settlement"]) not in families for each in contracts])
        self.buckets = [Bucket(families[pair], [contracts[row] for row in members[pair]])
                        for pair in known]
        self.fill(contracts, [members[pair] for pair in known])

    def fill(self, contracts, members):
        """The matrix, and the constants of the buckets beside each other."""
        buckets, count = self.buckets, len(contracts)
        self.scenario_count = buckets[0].profit.shape[1]
        option, usd_per_coin = np.array(self.is_option, dtype=float), []
        delta = np.array([contract_delta(contract) for contract in contracts])
        blocks, slots = [], []
        for bucket, rows in zip(buckets, members):
            block = np.zeros((count, self.scenario_count))
            block[rows] = bucket.profit
            blocks.append(block)
            usd_per_coin.append(bucket.per_coin * bucket.usd)
        for number, rows in enumerate(members):
            for days in sorted({contracts[row]["days"] for row in rows}):
                own = np.array([row for row in rows if contracts[row]["days"] == days])
                column = np.zeros((count, 1))
                column[own, 0] = delta[own]
                blocks.append(column)
                roll = buckets[number].roll
                move = max(roll["move_min"], math.expm1(roll["annualised_move"] * days / 365))
                slots.append((number, move * buckets[number].per_coin))
        self.roll = np.zeros((len(slots), len(buckets)))
        for slot, (number, move) in enumerate(slots):
            self.roll[slot, number] = move
        is_in = np.zeros((count, len(buckets)))
        for number, rows in enumerate(members):
            is_in[rows, number] = 1
        is_option, is_future = is_in * option[:, None], is_in * (1 - option)[:, None]
        blocks += [is_option * delta[:, None], is_future * delta[:, None], is_option, is_future,
                   is_option * self.mark[:, None]]
        # What is left out is charged its notional, a put at least its strike; bought options nothing.
        notional = np.array([left_out_usd(contract, self.prices) for contract in contracts]) * self.is_left_out
        blocks += [(notional * (1 - option))[:, None], notional[:, None]]
        self.columns = np.concatenate(blocks, axis=1)
        widths = [len(buckets) * self.scenario_count, len(slots)] + [len(buckets)] * 5 + [1, 1]
        ends = np.cumsum(widths)
        self.parts = [slice(end - width, end) for end, width in zip(ends, widths)]
        self.damper = np.stack([bucket.damper for bucket in buckets])
        self.gain_share = np.array([[bucket.gain_share] for bucket in buckets])
        self.gain_max = np.array([[bucket.gain_max] for bucket in buckets])
        self.threshold = np.array([bucket.shock["threshold_usd"] for bucket in buckets]) / usd_per_coin
        self.increment = np.array([bucket.shock["increment_per_coin"] for bucket in buckets])
        self.move_max = np.array([bucket.shock["move_max"] for bucket in buckets])
        self.per_coin = np.array([bucket.per_coin for bucket in buckets])
        self.bucket_usd = np.array([bucket.usd for bucket in buckets])
        self.initial_ratio = np.array([bucket.ratios["initial"] for bucket in buckets])
        self.maintenance_ratio = np.array([bucket.ratios["maintenance"] for bucket in buckets])

    def margins(self, rows, quantities):
        """Initial and maintenance margin in US dollars of portfolios over the same rows; shape [portfolio, row]."""
        count = len(quantities)
        signed = np.concatenate((np.maximum(quantities, 0), np.minimum(quantities, 0)))
        sums = signed @ self.columns[rows]
        long, short = sums[:count], sums[count:]
        net = long + short
        profits, deltas, option, future, is_option, is_future, value, left_future, left = self.parts
        counted = net[:, profits].reshape(count, len(self.buckets), self.scenario_count)
        counted = np.minimum(counted, np.minimum(np.maximum(counted, 0) * self.gain_share, self.gain_max))
        counted -= np.minimum(np.maximum(counted, -self.damper), self.damper)
        worst = rounded(np.maximum(-counted.min(axis=2), 0))
        roll = np.abs(net[:, deltas]) @ self.roll
        # Futures and short options make the delta of the shock; bought options may only reduce it.
        charged, reducing = net[:, future] + short[:, option], long[:, option]
        size = np.abs(charged)
        size = np.where(charged * reducing < 0, np.maximum(0, size - np.abs(reducing)), size)
        shock = np.minimum(self.increment * np.maximum(0, size - self.threshold), self.move_max) * size
        total = worst + roll + shock * self.per_coin
        # A bucket of nothing but bought options needs at most what they are worth.
        others = long[:, is_future] - short[:, is_future] - short[:, is_option]
        capped = (others == 0) & (total > net[:, value])
        total = np.where(capped, net[:, value], total)
        initial = rounded(self.initial_ratio * total)
        initial = np.where(capped, np.minimum(initial, self.initial_ratio * total), initial)
        maintenance = self.maintenance_ratio * total
        left_out = (long[:, left_future] - short[:, left])[:, 0]
        return (np.maximum(initial, maintenance) @ self.bucket_usd + left_out,
                maintenance @ self.bucket_usd + left_out)


def rounded(amounts):
    """To nine decimals; half as costly as `numpy.round`."""
    return np.rint(amounts * 1e9) / 1e9


def contract_delta(contract):
    """Change of one unit held with the underlying, in coins."""
    if contract["strike"] is None:
        return 1 / contract["price"] if contract["base"] == contract["settlement"] else 1.0
    deviation = contract["volatility"] * math.sqrt(contract["days"] / 365)
    return float(black(contract["price"], contract["strike"], contract["sign"], deviation)[1])


def left_out_usd(contract, prices):
    """The notional of one unit: a US dollar of an inverse future, a coin of anything else."""
    if contract["base"] == contract["settlement"] and contract["strike"] is None:
        return 1.0
    strike = contract["strike"] if contract["strike"] and contract["sign"] < 0 else 0
    quote = "USD" if contract["base"] == contract["settlement"] else contract["settlement"]
    return max(prices[contract["base"]], strike * prices[quote])
