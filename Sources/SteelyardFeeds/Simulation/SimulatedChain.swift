import Glibc
import SteelyardContracts
import SteelyardMarket
import SteelyardMath
import SteelyardPricing

/// What is listed on one underlying of a simulated market, and what it is worth.
struct SimulatedChain: Sendable {
  /// One listed expiry.
  struct Expiry: Sendable {
    let future: Instrument
    var grid: StrikeGrid
    var options: [Instrument]
    var averager: SettlementAverager
  }

  let contracts: SimulatedContracts
  /// The place of its coin in the market.
  let coin: Int
  let perpetual: Instrument
  private(set) var expiries: [Expiry] = []
  private(set) var openInterest: [Instrument: Double] = [:]

  var underlying: Underlying { contracts.underlying }

  init(coin: Int, _ contracts: SimulatedContracts) throws(SteelyardError) {
    self.coin = coin
    self.contracts = contracts
    perpetual = try Instrument(contracts.underlying, .perpetual)
  }

  /// How many instruments are listed.
  var count: Int { 1 + expiries.reduce(0) { $0 + 1 + $1.options.count } }

  /// Takes the index at an instant into the averages.
  mutating func average(_ index: Double, at time: Timestamp) {
    for place in expiries.indices { expiries[place].averager.take(index, at: time) }
  }

  /// Settles what has expired: at the average of the window, or at the index where the grid of time is coarser than
  /// the window and no instant of it lay inside.
  mutating func settle(at time: Timestamp, index: Double) -> [SettlementUpdate] {
    let due = expiries.filter { $0.averager.expiry <= time }
    guard !due.isEmpty else { return [] }
    expiries.removeAll { $0.averager.expiry <= time }
    return due.map { expired in
      openInterest[expired.future] = nil
      for option in expired.options { openInterest[option] = nil }
      let price = expired.averager.average ?? index
      let cents = max(1, (price * 10_000).rounded())
      return SettlementUpdate(
        underlying: underlying, expiry: expired.averager.expiry,
        deliveryPrice: Amount(units: Int128(cents) * (Amount.unitsPerOne / 10_000)))
    }
  }

  /// Lists what the calendar wants and is not listed yet, and the strikes that a move has made necessary.
  ///
  /// - Returns: The new instruments.
  mutating func list(
    _ wanted: [Timestamp], index: Double, surface: SimulatedSurface, perSide: Int,
    at time: Timestamp
  ) throws(SteelyardError) -> [Instrument] {
    var new: [Instrument] = []
    for expiry in wanted {
      let years = time.years(to: expiry)
      let forward = surface.forward(of: index, years: years)
      let place: Int
      if let held = expiries.firstIndex(where: { $0.averager.expiry == expiry }) {
        place = held
        let strikes = expiries[place].grid.follow(forward)
        new += try addOptions(strikes, at: place)
      } else {
        let grid = StrikeGrid(
          forward: forward, deviation: surface.totalVariance(years: years).squareRoot(),
          perSide: perSide)
        let future = try Instrument(underlying, .future(expiry: expiry))
        expiries.append(
          Expiry(
            future: future, grid: grid, options: [], averager: SettlementAverager(expiry: expiry)))
        expiries.sort { $0.averager.expiry < $1.averager.expiry }
        place = expiries.firstIndex { $0.averager.expiry == expiry } ?? expiries.count - 1
        new.append(future)
        new += try addOptions(grid.strikes, at: place)
      }
    }
    return new
  }

  private mutating func addOptions(
    _ strikes: [Amount], at place: Int
  ) throws(SteelyardError) -> [Instrument] {
    var new: [Instrument] = []
    for strike in strikes {
      for right in OptionRight.allCases {
        let terms = OptionTerms(
          expiry: expiries[place].averager.expiry, strike: strike, right: right)
        new.append(try Instrument(underlying, .option(terms)))
      }
    }
    if !new.isEmpty {
      expiries[place].options += new
      expiries[place].options.sort()
    }
    return new
  }

  /// Adds a trade to the open interest: half of all trades open positions.
  mutating func trade(_ instrument: Instrument, amount: Double) {
    openInterest[instrument, default: 0] += 0.5 * amount
  }

  /// The whole forward of an expiry, what its average has fixed included, and the part not fixed yet.
  static func forward(
    of expiry: Expiry, index: Double, surface: SimulatedSurface, at time: Timestamp
  ) -> Double {
    let open = surface.forward(of: index, years: max(0, time.years(to: expiry.averager.expiry)))
    guard let fixed = expiry.averager.observation(at: time) else { return open }
    return fixed.average * fixed.elapsed + open * (1 - fixed.elapsed)
  }
}
