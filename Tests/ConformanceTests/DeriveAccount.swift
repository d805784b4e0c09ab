import SteelyardContracts
import SteelyardMargin
import SteelyardMarket
import SteelyardPricing

/// What a vector of Derive says of one coin: its market, and what an account holds in it.
struct DeriveMarket {
  /// The instant of every vector; only differences to it matter.
  static let time = Timestamp(microseconds: 1_767_225_600_000_000)

  let underlying: Underlying
  let spot: Double
  var spotConfidence: Amount?
  var perpetualMark: Double?
  var perpetualConfidence: Amount?
  private(set) var positions: [Position] = []
  private var observations: [InstrumentObservation] = []
  private var forwards: [Timestamp: (Double, ExpiryConfidence)] = [:]

  init(_ base: Currency, spot: Double) throws {
    underlying = try Underlying(base: base, quote: .usdc, settlement: .usdc)
    self.spot = spot
  }

  /// A market with the positions of an account.
  init(_ base: Currency, _ input: JSONValue) throws {
    try self.init(base, spot: input["spot"].double)
    spotConfidence = try input["spot_confidence"].amount()
    perpetualMark = input["perp"]["mark"].double
    perpetualConfidence = try input["perp"]["confidence"].amount()
    try add(
      perpetual: input["perp"]["amount"].amount(), unsettled: input["perp"]["unsettled"].double)
    for expiry in input["expiries"].elements {
      let seconds = Int64(expiry["seconds_to_expiry"].double)
      add(
        seconds: seconds, forward: expiry["forward"].double,
        confidence: ExpiryConfidence(
          forward: try expiry["forward_confidence"].amount(), rate: nil,
          volatility: try expiry["vol_confidence"].amount()))
      for option in expiry["options"].elements { try add(option: option, seconds: seconds) }
    }
  }

  /// Adds a perpetual whose profit since it was last settled is given, by the entry that makes it.
  mutating func add(perpetual amount: Amount, unsettled: Double) throws {
    guard !amount.isZero, let mark = perpetualMark else { return }
    let entry = mark - unsettled / amount.doubleValue
    positions.append(
      Position(
        instrument: try Instrument(underlying, .perpetual), quantity: amount,
        averagePrice: try Amount(parsing: "\(entry)")))
  }

  mutating func add(seconds: Int64, forward: Double, confidence: ExpiryConfidence) {
    forwards[Self.expiry(seconds)] = (forward, confidence)
  }

  mutating func add(option: JSONValue, seconds: Int64) throws {
    let right: OptionRight = option["type"].string == "put" ? .put : .call
    let instrument = try Instrument(
      underlying,
      .option(
        OptionTerms(
          expiry: Self.expiry(seconds), strike: try option["strike"].amount(), right: right)))
    var row = InstrumentObservation(
      instrument: instrument, time: Self.time, origin: .init(file: "vector", row: 1))
    row.markVolatility = option["vol"].double
    observations.append(row)
    positions.append(Position(instrument: instrument, quantity: try option["amount"].amount()))
  }

  private static func expiry(_ seconds: Int64) -> Timestamp {
    Timestamp(microseconds: time.microseconds + seconds * 1_000_000)
  }

  /// The rows of the market.
  var rows: [InstrumentObservation] {
    guard let perpetualMark, let instrument = try? Instrument(underlying, .perpetual) else {
      return observations
    }
    var row = InstrumentObservation(
      instrument: instrument, time: Self.time, origin: .init(file: "vector", row: 1))
    row.markPrice = perpetualMark
    return observations + [row]
  }

  /// The market with forwards and confidences exactly as given.
  var market: UnderlyingMarket {
    UnderlyingMarket(
      underlying: underlying, index: spot, indexSource: "vector", perpetualMark: perpetualMark,
      indexConfidence: spotConfidence, perpetualConfidence: perpetualConfidence,
      expiries: forwards.sorted { $0.key < $1.key }.map { expiry, given in
        ExpiryMarket(
          expiry: expiry, timeToExpiry: Self.time.years(to: expiry),
          forward: ForwardPrice(value: given.0, source: .underlyingPrice),
          options: observations.filter { $0.instrument.expiry == expiry }, future: nil,
          publishedSlice: nil, rate: nil, confidence: given.1)
      }, settlements: [:])
  }
}

/// An account of Derive's standard manager.
struct DeriveAccount {
  let markets: [DeriveMarket]
  let balances: [AssetBalance]
  /// US dollars for one USDC.
  let stable: Double

  init(markets: [DeriveMarket], balances: [AssetBalance], stable: Double) {
    self.markets = markets
    self.balances = balances
    self.stable = stable
  }

  init(_ input: JSONValue) throws {
    let coins = input["markets"].fields
    markets = try coins.map { try DeriveMarket(Currency($0), input["markets"][$0]) }
    balances =
      [AssetBalance(asset: .usdc, amount: try input["cash"].amount())]
      + (try coins.map { coin in
        AssetBalance(
          asset: try Currency(coin), amount: try input["markets"][coin]["base"].amount())
      })
    stable = input["stable"].double
  }

  func figures(by model: PositionMargin) throws -> AccountFigures {
    try explanation(by: model).figures
  }

  func explanation(by model: PositionMargin) throws -> MarginExplanation {
    let snapshot = MarketSnapshot(
      time: DeriveMarket.time,
      observations: markets.flatMap(\.rows).sorted { $0.instrument < $1.instrument },
      expiryObservations: [], indexObservations: [],
      underlyings: markets.map(\.market).sorted { $0.underlying < $1.underlying },
      assetPrices: (markets.map {
        AssetPrice(asset: $0.underlying.base, priceUSD: $0.spot, source: "vector")
      } + [AssetPrice(asset: .usdc, priceUSD: stable, source: "vector")]).sorted {
        $0.asset < $1.asset
      })
    let batch = try PortfolioBatch(
      try Portfolio(positions: markets.flatMap(\.positions), balances: balances))
    let frame = try model.frame(
      number: 1, of: batch.universe, in: snapshot, surfaces: [:], level: .portable)
    let explained = model.explanation(of: 0, in: batch, frame: frame)
    if let failure = explained.failures.first { throw failure }
    return explained
  }
}

extension JSONValue {
  /// An exact number, written as text.
  func amount() throws -> Amount { try Amount(parsing: string ?? "\(double)") }
}
