import SteelyardContracts

extension StrategyCatalogue {
  static var carryEntries: [Entry] {
    [
      entry(
        "funding_capture", "spot against a short perpetual while funding pays for it",
        [
          .init("lookback", 7, "days of funding that the next ones are expected to be like"),
          .init("entry", 0.03, "least expected return a year for an entry, after costs"),
          .init("exit", 0, "funding a year below which a coin is left"),
          .init("held", 60, "days over which the costs of a round trip are spread"),
          .init("share", 0.8, "share of equity in spot of all coins together"),
          .init("basis_aversion", 1, "return a year asked for one deviation of the basis"),
        ],
        variants: [[:], ["lookback": 3], ["lookback": 21], ["entry": 0.08], ["exit": 0.05]]
      ) { numbers throws(SteelyardError) in
        try FundingCapture(
          lookbackDays: numbers["lookback"], entryRate: numbers["entry"],
          exitRate: numbers["exit"], daysHeld: numbers["held"], share: numbers["share"],
          basisAversion: numbers["basis_aversion"])
      },
      entry(
        "basis", "spot against a short dated future, held to its settlement",
        [
          .init("entry", 0.03, "least expected return a year for an entry, after costs"),
          .init("exit", 0, "basis a year below which the future is bought back"),
          .init("days_min", 14, "least days to settlement for an entry"),
          .init("days_max", 200, "most days to settlement for an entry"),
          .init("share", 0.8, "share of equity in spot of all coins together"),
        ],
        variants: [[:], ["entry": 0.06], ["exit": 0.02]]
      ) { numbers throws(SteelyardError) in
        try CashAndCarry(
          entryRate: numbers["entry"], exitRate: numbers["exit"], daysMin: numbers["days_min"],
          daysMax: numbers["days_max"], share: numbers["share"])
      },
      entry(
        "calendar", "a far future against a near one where their slope is far from its past",
        [
          .init("entry", 2, "deviations of the slope for an entry"),
          .init("exit", 0.5, "deviations inside which it is left"),
          .init("half_life", 20, "days after which a slope counts half"),
          .init("days_exit", 3, "days before the near settlement at which it is left"),
          .init("share", 1, "share of equity in each leg, of all coins together"),
        ],
        variants: [[:], ["entry": 1.5], ["entry": 3]]
      ) { numbers throws(SteelyardError) in
        try CalendarSpread(
          entryDeviations: numbers["entry"], exitDeviations: numbers["exit"],
          halfLifeDays: numbers["half_life"], daysExit: numbers["days_exit"],
          share: numbers["share"])
      },
    ]
  }

  static var volatilityEntries: [Entry] {
    [
      entry(
        "short_strangle", "sold strangles with wings, delta-hedged, where implied exceeds realised",
        [
          .init("premium", 0.05, "least implied less realised volatility for an entry"),
          .init("delta", 0.2, "delta of what is sold"),
          .init("tail_delta", 0.05, "delta of the wings; 0 for none"),
          .init("days", 21, "least days to expiry"),
          .init("days_exit", 3, "days before expiry at which all is closed"),
          .init("share", 0.5, "coins sold on each side, in dollars over equity, of all coins"),
          .init("band", 0.03, "delta over equity that is left unhedged"),
          .init("realised", 30, "days of realised volatility"),
        ],
        variants: [[:], ["premium": 0], ["premium": 0.1], ["delta": 0.1, "tail_delta": 0.03]]
      ) { numbers throws(SteelyardError) in
        try ShortStrangle(
          premiumMin: numbers["premium"], delta: numbers["delta"],
          tailDelta: numbers["tail_delta"], days: numbers["days"],
          daysExit: numbers["days_exit"], share: numbers["share"], band: numbers["band"],
          realisedDays: numbers["realised"])
      },
      entry(
        "covered_call", "the coin with calls sold on it, where implied exceeds realised",
        [
          .init("premium", 0, "least implied less realised volatility for a sale"),
          .init("delta", 0.25, "delta of the call"),
          .init("days", 21, "least days to expiry"),
          .init("share", 0.95, "share of equity in coins"),
          .init("realised", 30, "days of realised volatility"),
        ],
        variants: [[:], ["premium": 0.05], ["delta": 0.1]]
      ) { numbers throws(SteelyardError) in
        try CoveredCall(
          premiumMin: numbers["premium"], delta: numbers["delta"], days: numbers["days"],
          share: numbers["share"], realisedDays: numbers["realised"])
      },
    ]
  }

  static var liquidityEntries: [Entry] {
    [
      entry(
        "liquidity_provision", "liquidity in a pool of the coin against dollars, delta-hedged",
        [
          .init("width", 0.2, "range either way of the price, decimal; 0 for constant product"),
          .init("share", 0.5, "share of equity in pools of all coins together"),
          .init("hedged", 1, "share of the pool's delta that is hedged"),
          .init("band", 0.02, "delta over equity that is left unhedged"),
          .init("patience", 1, "days outside its range after which it is provided anew"),
        ],
        variants: [[:], ["width": 0], ["width": 0.5], ["width": 0.1]]
      ) { numbers throws(SteelyardError) in
        try LiquidityProvision(
          width: numbers["width"], share: numbers["share"], hedged: numbers["hedged"],
          band: numbers["band"], patienceDays: numbers["patience"])
      }
    ]
  }

  static var trendEntries: [Entry] {
    [
      entry(
        "trend", "long what rose, short what fell, each coin at the same volatility",
        [
          .init("fast", 20, "days of the shorter look-back"),
          .init("slow", 90, "days of the longer look-back"),
          .init("target", 0.3, "volatility aimed at, decimal a year"),
          .init("realised", 30, "days of realised volatility"),
          .init("weight_max", 0.5, "largest size of one coin over equity"),
          .init("band", 0.1, "change of a weight that is not traded, as a share of the largest"),
        ],
        variants: [[:], ["fast": 10, "slow": 40], ["fast": 40, "slow": 180], ["target": 0.15]]
      ) { numbers throws(SteelyardError) in
        try TrendFollowing(
          fastDays: numbers["fast"], slowDays: numbers["slow"], target: numbers["target"],
          realisedDays: numbers["realised"], weightMax: numbers["weight_max"],
          band: numbers["band"])
      }
    ]
  }

  static var insuranceEntries: [Entry] {
    let options: [StrategyParameter] = [
      .init("put_delta", 0.25, "delta of the put, its size"),
      .init("days", 30, "least days to expiry"),
      .init("days_roll", 5, "days before expiry at which it is replaced"),
      .init("share", 0.95, "share of equity that is insured"),
    ]
    return [
      entry(
        "protective_put", "the coin with a put under it", options,
        variants: [[:], ["put_delta": 0.1], ["days": 80, "days_roll": 30]]
      ) { numbers throws(SteelyardError) in
        try InsuredHolding(
          putDelta: numbers["put_delta"], callDelta: 0, days: numbers["days"],
          daysRoll: numbers["days_roll"], share: numbers["share"])
      },
      entry(
        "collar", "the coin with a put under it and a call sold over it",
        options + [.init("call_delta", 0.25, "delta of the call")],
        variants: [[:], ["call_delta": 0.15], ["days": 80, "days_roll": 30]]
      ) { numbers throws(SteelyardError) in
        guard numbers["call_delta"] > 0 else {
          throw SteelyardError(
            .invalidInput, "A collar sells a call.",
            remedy: "Give a call_delta above 0, or take protective_put.")
        }
        return try InsuredHolding(
          putDelta: numbers["put_delta"], callDelta: numbers["call_delta"],
          days: numbers["days"], daysRoll: numbers["days_roll"], share: numbers["share"])
      },
      entry(
        "cppi", "a multiple of what lies above a floor in the coin",
        [
          .init("multiplier", 3, "the multiple"),
          .init("floor", 0.8, "the floor as a share of the first equity, or of the highest"),
          .init("ratchet", 0, "1 for a floor that follows the highest equity (TIPP)"),
          .init("exposure_max", 1, "largest exposure over equity"),
          .init("band", 0.05, "change of exposure over equity that is not traded"),
        ],
        variants: [[:], ["multiplier": 5], ["ratchet": 1]]
      ) { numbers throws(SteelyardError) in
        try ConstantProportion(
          multiplier: numbers["multiplier"], floorShare: numbers["floor"],
          isRatcheted: numbers["ratchet"] != 0, exposureMax: numbers["exposure_max"],
          band: numbers["band"])
      },
    ]
  }
}
