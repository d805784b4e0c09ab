import SteelyardContracts
import SteelyardMargin
import SteelyardMarket
import SteelyardPricing
import TestSupport

/// Random books of what a model covers, from a seed that is printed.
struct GeneratedBooks {
  private(set) var generator: SeededGenerator
  let instruments: [Instrument]
  let isCountedInDollars: Bool
  private let perpetualsAndFutures: [Instrument]
  private let options: [Instrument]

  /// - Parameters:
  ///   - instruments: What the model has parameters for.
  ///   - isCountedInDollars: Whether the model counts scenarios in US dollars.
  init(seed: UInt64, instruments: [Instrument], isCountedInDollars: Bool = false) {
    self.isCountedInDollars = isCountedInDollars
    generator = SeededGenerator(seed: seed)
    self.instruments = instruments
    options = instruments.filter(\.isOption)
    perpetualsAndFutures = instruments.filter { !$0.isOption }
  }

  /// A size over four orders of magnitude, in thousandths of a coin: charges with thresholds
  /// answer to large books, rounding to small ones.
  private mutating func coins() -> Int128 {
    let scale = [1, 10, 100, 1000].randomElement(using: &generator) ?? 1
    return Int128(Int.random(in: 100...1000, using: &generator) * scale) / 10
  }

  private mutating func position(in instrument: Instrument, sign: Int128) -> Position {
    var thousandths = coins() * sign
    // Inverse futures are sized in US dollars.
    if !instrument.isOption, instrument.underlying.isInverse {
      thousandths *= instrument.underlying.base == .btc ? 70_000 : 2000
    }
    return Position(
      instrument: instrument, quantity: Amount(units: thousandths * Amount.unitsPerOne / 1000))
  }

  private mutating func sign() -> Int128 { Bool.random(using: &generator) ? 1 : -1 }

  /// One to eight positions, options and futures, long and short, without balances.
  mutating func positions() throws -> Portfolio {
    let optionCount = Int.random(in: 0...6, using: &generator)
    let futureCount = Int.random(in: optionCount == 0 ? 1...2 : 0...2, using: &generator)
    let chosen =
      options.shuffled(using: &generator).prefix(optionCount)
      + perpetualsAndFutures.shuffled(using: &generator).prefix(futureCount)
    var positions: [Position] = []
    for instrument in chosen { positions.append(position(in: instrument, sign: sign())) }
    return try Portfolio(positions: positions, balances: [])
  }

  /// As `positions()`, all of one underlying whose options futures replicate.
  ///
  /// Paid in coin, a call less its put is a future in coin and not in US dollars, where the coin
  /// that the options are worth moves as well.
  mutating func positionsForReplication() throws -> Portfolio {
    let underlyings = Set(instruments.map(\.underlying)).sorted().filter {
      !isCountedInDollars || !$0.isInverse
    }
    let underlying = underlyings.randomElement(using: &generator)
    var narrowed = GeneratedBooks(
      seed: generator.next(), instruments: instruments.filter { $0.underlying == underlying })
    return try narrowed.positions()
  }

  /// Positions and up to three balances, debts among them.
  mutating func positionsAndBalances() throws -> Portfolio {
    let book = try positions()
    var balances: [AssetBalance] = []
    let count = Int.random(in: 0...3, using: &generator)
    for asset in [Currency.btc, .eth, .usdc, .usd].shuffled(using: &generator).prefix(count) {
      let whole = Int64.random(in: -20...200, using: &generator)
      let unit: Int64 = asset == .usdc || asset == .usd ? 1000 : 1
      balances.append(AssetBalance(asset: asset, amount: Amount(whole * unit)))
    }
    return try Portfolio(positions: book.positions, balances: balances)
  }

  /// One to six bought options.
  mutating func boughtOptions() throws -> Portfolio {
    let count = Int.random(in: 1...6, using: &generator)
    var positions: [Position] = []
    for instrument in options.shuffled(using: &generator).prefix(count) {
      positions.append(position(in: instrument, sign: 1))
    }
    return try Portfolio(positions: positions, balances: [])
  }

  /// One position alone in its coin, and a book of the other coins.
  mutating func onePositionApart() throws -> (whole: Portfolio, without: Portfolio) {
    guard let apart = instruments.randomElement(using: &generator) else {
      throw SteelyardError(.invalidInput, "Nothing is listed.", remedy: "List something.")
    }
    var others = GeneratedBooks(
      seed: generator.next(),
      instruments: instruments.filter { $0.underlying.base != apart.underlying.base })
    let rest = others.instruments.isEmpty ? [] : try others.positions().positions
    let position = position(in: apart, sign: sign())
    return (
      whole: try Portfolio(positions: rest + [position], balances: []),
      without: try Portfolio(positions: rest, balances: [])
    )
  }

  mutating func shuffled(_ book: Portfolio) throws -> Portfolio {
    try Portfolio(
      positions: book.positions.shuffled(using: &generator),
      balances: book.balances.shuffled(using: &generator))
  }

  mutating func number(in range: ClosedRange<Int>) -> Int {
    Int.random(in: range, using: &generator)
  }
}

extension Portfolio {
  /// Each quantity times a ratio, exactly where the division is.
  func scaled(_ numerator: Int, over denominator: Int = 1) throws -> Portfolio {
    func scaled(_ amount: Amount) -> Amount {
      Amount(units: amount.units * Int128(numerator) / Int128(denominator))
    }
    return try Portfolio(
      positions: positions.map {
        Position(instrument: $0.instrument, quantity: scaled($0.quantity))
      },
      balances: balances.map { AssetBalance(asset: $0.asset, amount: scaled($0.amount)) })
  }

  /// This book and another in one account.
  func joined(_ other: Portfolio) throws -> Portfolio {
    var quantities: [Instrument: Int128] = [:]
    var amounts: [Currency: Int128] = [:]
    for position in positions + other.positions {
      quantities[position.instrument, default: 0] += position.quantity.units
    }
    for balance in balances + other.balances {
      amounts[balance.asset, default: 0] += balance.amount.units
    }
    return try Portfolio(
      positions: quantities.sorted { $0.key < $1.key }.map {
        Position(instrument: $0.key, quantity: Amount(units: $0.value))
      },
      balances: amounts.sorted { $0.key < $1.key }.map {
        AssetBalance(asset: $0.key, amount: Amount(units: $0.value))
      })
  }

  /// The same profit in every market the other way round: futures by their opposite, a call by its
  /// put and the future of its expiry, a put by its call and the future.
  ///
  /// A call less its put is the forward less the strike; paid in coin, that is an inverse future of
  /// as many US dollars as the strike.
  func syntheticOpposite() throws -> Portfolio {
    var opposite = try Portfolio(positions: [], balances: [])
    for position in positions {
      guard let terms = position.instrument.optionTerms else {
        opposite = try opposite.joined(
          Portfolio(
            positions: [
              Position(instrument: position.instrument, quantity: -position.quantity)
            ], balances: []))
        continue
      }
      let underlying = position.instrument.underlying
      let other = OptionTerms(
        expiry: terms.expiry, strike: terms.strike, right: terms.right == .call ? .put : .call)
      let sign: Int128 = terms.right == .call ? -1 : 1
      let size = sign * position.quantity.units
      let strike = terms.strike.units / Amount.unitsPerOne
      let replica = try Portfolio(
        positions: [
          Position(
            instrument: try Instrument(underlying, .option(other)), quantity: -position.quantity),
          Position(
            instrument: try Instrument(underlying, .future(expiry: terms.expiry)),
            quantity: Amount(units: underlying.isInverse ? size * strike : size)),
        ], balances: [])
      opposite = try opposite.joined(replica)
    }
    return opposite
  }
}
