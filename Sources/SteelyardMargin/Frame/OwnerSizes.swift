import SteelyardContracts
import SteelyardMarket

/// How large the owners of a batch are in each coin: computed once for a batch and a frame.
///
/// An account's size in a coin is |net delta| over all its contracts on it, and the vega of every
/// option; those of an owner are the sums over accounts.
struct OwnerSizes {
  /// Coins, in the order of the sizes.
  let coins: [Currency]
  /// The coin of each block.
  let coinOfBlock: [Int]
  /// What accounts of a named owner hold together; shape `[owner][coin]`.
  private let owners: [[CoinSize]]
  /// What the owner of all accounts holds besides; shape `[coin]`.
  private let beside: [CoinSize]

  /// Adds up what owners hold.
  init(
    coins: [Currency], coinOfBlock: [Int], of batch: PortfolioBatch, in frame: RiskFrame
  ) {
    self.coins = coins
    self.coinOfBlock = coinOfBlock
    guard batch.ownerCount > 0 || batch.hasBeside else {
      // Every account is all that its owner has.
      owners = []
      beside = []
      return
    }
    let nothing = [CoinSize](repeating: CoinSize(), count: coins.count)
    var owners = [[CoinSize]](repeating: nothing, count: batch.ownerCount)
    var beside = nothing
    var account = AccountSizes(coins: coins, coinOfBlock: coinOfBlock)
    if batch.ownerCount > 0 {
      for index in 0..<batch.accountCount {
        guard let owner = batch.owner(of: index) else { continue }
        account.removeAll()
        for position in batch.positions(of: index) {
          account.add(
            Int(batch.instrument[position]), batch.quantity[position], batch.universe, frame)
        }
        account.addUp(to: &owners[owner])
      }
    }
    for rows in batch.besideAccounts {
      account.removeAll()
      for row in rows {
        account.add(
          Int(batch.besideInstrument[row]), batch.besideQuantity[row], batch.universe, frame)
      }
      account.addUp(to: &beside)
    }
    self.owners = owners
    self.beside = beside
  }

  /// What the owner of an account holds in a coin, over all accounts.
  ///
  /// - Parameter own: What the account itself holds.
  func group(of account: Int, coin: Int, own: CoinSize, in batch: PortfolioBatch) -> CoinSize {
    // An owner without a name has this account alone.
    var size = batch.owner(of: account).map { owners[$0][coin] } ?? own
    if !beside.isEmpty { size += beside[coin] }
    return size
  }
}

/// The sizes of one account, coin by coin.
private struct AccountSizes {
  let coins: [Currency]
  let coinOfBlock: [Int]
  /// Deltas keep their sign.
  private var sizes: [CoinSize]
  /// Notional of what cannot be priced; it nets with nothing.
  private var unpricedUSD: [Double]

  init(coins: [Currency], coinOfBlock: [Int]) {
    self.coins = coins
    self.coinOfBlock = coinOfBlock
    sizes = [CoinSize](repeating: CoinSize(), count: coins.count)
    unpricedUSD = [Double](repeating: 0, count: coins.count)
  }

  mutating func removeAll() {
    for coin in sizes.indices {
      sizes[coin] = CoinSize()
      unpricedUSD[coin] = 0
    }
  }

  mutating func add(
    _ index: Int, _ quantity: Double, _ universe: InstrumentUniverse, _ frame: RiskFrame
  ) {
    guard quantity != 0 else { return }
    let block = Int(frame.blockIndex[index])
    if block >= 0 {
      let coin = coinOfBlock[block]
      guard coin < coins.count else { return }
      frame.blockColumns[block].add(Int(frame.rowIndex[index]), quantity, to: &sizes[coin])
      return
    }
    let instrument = universe.instruments[index]
    // What has expired is closed already.
    if let expiry = instrument.expiry, expiry <= frame.snapshot.time { return }
    guard let coin = coins.firstIndex(of: instrument.underlying.base) else { return }
    if let unit = frame.leftOutNotional[index] {
      unpricedUSD[coin] += abs(quantity) * unit.usd
    } else {
      sizes[coin].isKnown = false
    }
  }

  /// Adds the sizes to those of an owner, without a sign.
  func addUp(to owner: inout [CoinSize]) {
    for coin in sizes.indices {
      var size = sizes[coin]
      size.deltaUSD = abs(size.deltaUSD) + unpricedUSD[coin]
      owner[coin] += size
    }
  }
}

extension BlockColumns {
  /// Adds a position to a size whose delta keeps its sign.
  func add(_ row: Int, _ quantity: Double, to size: inout CoinSize) {
    size.deltaUSD += quantity * delta[row] * usdPerCoin
    if isOption[row] { size.vegaUSD += abs(quantity) * vegaUSD(row) }
  }

  /// US dollars for one volatility point of one unit held.
  func vegaUSD(_ row: Int) -> Double { abs(vega[row]) * unitPerQuote * usdPerUnit }
}
