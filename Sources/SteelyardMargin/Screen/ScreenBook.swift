package import SteelyardContracts
import SteelyardScenarios

/// Accounts as a screen reads them, made once and changed where a holding changes.
///
/// A class: it is one worker's in a cycle, and is never copied.
package final class ScreenBook {
  /// One account.
  struct Account {
    /// The owner's place, or -1 where the account holds nothing.
    var owner: Int32 = -1
    var firstAsset: Int32 = 0
    var assetCount: Int32 = 0
    var firstFuture: Int32 = 0
    var firstShort: Int32 = 0
    var shortCount: Int32 = 0
    /// Whether it holds what only `figures` can evaluate.
    var needsFigures = false
  }

  /// A balance, or an asset in which futures settle.
  struct Asset {
    /// The asset's place in `assets`.
    var name: Int32
    /// The position that stands for it in the columns, or -1.
    var position: Int32
    /// How much of it.
    var amount: Double
    /// Whether it is a balance, be it of nothing; otherwise futures settle in it.
    var isBalance: Bool
  }

  /// A future or perpetual.
  struct Future {
    /// The part of its profit that the entry makes, before the quantity; NaN where it is not known.
    var entry: Double
    /// Offset of its settlement asset among the account's; -1 for profit in what is not a coin.
    var settles: Int32
  }

  /// Options that are net short in one block.
  struct Short {
    /// Universe index of one of its instruments.
    var index: Int32
    var size: Double
  }

  /// One part: what is held of one coin.
  struct Part {
    var coin: Int32
    /// Positions of it that are contracts; the rest are assets.
    var contractCount: Int32
  }

  let screen: DynamicScreen
  private(set) var columns = ScreenColumns()
  private(set) var accounts: [Account] = []
  private(set) var assets: [Asset] = []
  private(set) var futures: [Future] = []
  private(set) var shorts: [Short] = []
  private(set) var parts: [Part] = []
  /// The names that `Asset.name` stands for.
  private(set) var assetNames: [Currency] = []
  private var placeOfAsset: [Currency: Int32] = [:]
  private var owners: [String: Int32] = [:]
  /// Accounts of each owner.
  private(set) var accountsOfOwner: [Int32] = []
  /// Thresholds of each group and slot, from cycle to cycle; shape `[group][slot]`.
  package var thresholds: [[Float]]

  /// A book without accounts.
  package init(_ screen: DynamicScreen) {
    self.screen = screen
    thresholds = [[Float]](repeating: [], count: screen.layout.groups.count)
  }

  /// How many accounts there are.
  package var accountCount: Int { accounts.count }

  /// Every account's place.
  package var places: [Int32] { (0..<accountCount).map(Int32.init) }

  /// How many owners there are.
  var ownerCount: Int { accountsOfOwner.count }

  /// What an account holds from now on.
  ///
  /// - Parameters:
  ///   - account: Its place: one that is there, or the next.
  ///   - owner: Whose it is, nil for nobody's; every account of an owner belongs into one book.
  ///   - universe: The instruments that the rows stand for.
  package func set(
    _ account: Int, _ rows: PortfolioRows, owner: String?, _ universe: InstrumentUniverse
  ) {
    precondition(account <= accountCount, "accounts without a gap")
    if account == accountCount {
      accounts.append(Account())
      columns.addAccount()
    }
    let before = accounts[account].owner
    if before >= 0 { accountsOfOwner[Int(before)] -= 1 }
    var own = Account(
      owner: place(of: owner), firstAsset: Int32(assets.count), assetCount: 0,
      firstFuture: Int32(futures.count), firstShort: Int32(shorts.count), shortCount: 0)
    addAssets(of: rows, universe, &own)
    columns.begin(account)
    addParts(of: rows, universe, account, &own)
    columns.end(account)
    addShorts(of: rows, universe, &own)
    accounts[account] = own
    makeThresholds()
  }

  private func makeThresholds() {
    for group in thresholds.indices {
      while thresholds[group].count < columns.slotCount { thresholds[group].append(0) }
    }
  }

  /// Takes over where the tails of accounts were in another book of the same accounts.
  package func takeThresholds(from other: ScreenBook) {
    guard other.thresholds.count == thresholds.count else { return }
    for account in 0..<min(accountCount, other.accountCount) {
      let own = columns.slots(of: account)
      let slots = other.columns.slots(of: account)
      guard own.count == slots.count else { continue }
      for group in thresholds.indices where slots.upperBound <= other.thresholds[group].count {
        for (place, slot) in zip(own, slots) {
          thresholds[group][place] = other.thresholds[group][slot]
        }
      }
    }
  }

  private func place(of owner: String?) -> Int32 {
    guard let owner else { return -1 }
    let place = owners[owner] ?? Int32(accountsOfOwner.count)
    if place == accountsOfOwner.count {
      owners[owner] = place
      accountsOfOwner.append(0)
    }
    accountsOfOwner[Int(place)] += 1
    return place
  }

  /// Takes an account out; its place stays.
  package func remove(_ account: Int) {
    let before = accounts[account].owner
    if before >= 0 { accountsOfOwner[Int(before)] -= 1 }
    accounts[account] = Account()
    columns.begin(account)
    columns.end(account)
    makeThresholds()
  }

  /// Balances, and assets in which futures settle.
  private func addAssets(
    of rows: PortfolioRows, _ universe: InstrumentUniverse, _ account: inout Account
  ) {
    for (asset, amount) in zip(rows.asset, rows.amount) {
      add(asset, amount, isBalance: true, &account)
    }
    for index in rows.instrument {
      let instrument = universe.instruments[Int(index)]
      guard !instrument.isOption, instrument.underlying.isInverse else { continue }
      let settlement = instrument.underlying.settlement
      if offset(of: settlement, account) == nil { add(settlement, 0, isBalance: false, &account) }
    }
  }

  private func add(
    _ asset: Currency, _ amount: Double, isBalance: Bool, _ account: inout Account
  ) {
    let name = placeOfAsset[asset] ?? Int32(assetNames.count)
    if name == assetNames.count {
      placeOfAsset[asset] = name
      assetNames.append(asset)
    }
    assets.append(Asset(name: name, position: -1, amount: amount, isBalance: isBalance))
    account.assetCount += 1
  }

  private func offset(of asset: Currency, _ account: Account) -> Int32? {
    (0..<account.assetCount).first {
      assetNames[Int(assets[Int(account.firstAsset + $0)].name)] == asset
    }
  }

  /// The positions, coin by coin, with the coin's assets behind its contracts.
  private func addParts(
    of rows: PortfolioRows, _ universe: InstrumentUniverse, _ account: Int, _ own: inout Account
  ) {
    let assetCount = screen.assets.count
    var position = 0
    // Rows are in the order of the coins' codes, as coins are; the place after the last is for assets that
    // belong to none.
    for coin in 0...screen.coins.count {
      var isBegun = false
      func begin() {
        guard !isBegun else { return }
        isBegun = true
        columns.beginPart(of: account)
        while parts.count < columns.positionStart.count {
          parts.append(Part(coin: Int32(coin), contractCount: 0))
        }
      }
      while position < rows.instrument.count {
        let index = Int(rows.instrument[position])
        let instrument = universe.instruments[index]
        if coin < screen.coins.count, instrument.underlying.base != screen.coins[coin] {
          if instrument.underlying.base > screen.coins[coin] { break }
          // A coin that the model does not know.
          own.needsFigures = own.needsFigures || rows.quantity[position] != 0
          position += 1
          continue
        }
        guard coin < screen.coins.count else {
          own.needsFigures = own.needsFigures || rows.quantity[position] != 0
          position += 1
          continue
        }
        if rows.quantity[position] != 0 {
          begin()
          columns.add(row: assetCount + index, quantity: rows.quantity[position])
          parts[parts.count - 1].contractCount += 1
          if !instrument.isOption { addFuture(instrument, rows.entryPrice[position], own) }
        }
        position += 1
      }
      for offset in 0..<own.assetCount {
        let place = Int(own.firstAsset + offset)
        guard let row = screen.rowOfAsset[assetNames[Int(assets[place].name)]],
          screen.assets[row].coin == coin
        else { continue }
        begin()
        assets[place].position = Int32(columns.row.count)
        columns.add(row: row, quantity: 0)
      }
    }
  }

  private func addFuture(_ instrument: Instrument, _ entryPrice: Double, _ account: Account) {
    let isInverse = instrument.underlying.isInverse
    futures.append(
      Future(
        entry: isInverse ? 1 / entryPrice : -entryPrice,
        settles: isInverse ? offset(of: instrument.underlying.settlement, account) ?? -1 : -1))
  }

  /// What is net short at the strikes of each underlying.
  private func addShorts(
    of rows: PortfolioRows, _ universe: InstrumentUniverse, _ account: inout Account
  ) {
    var strike: OptionTerms?
    var net = 0.0
    var short = 0.0
    var representative: Int32 = -1
    var underlying: Underlying?
    func endStrike() {
      short += max(0, -net)
      net = 0
    }
    func endUnderlying() {
      endStrike()
      if short > 0 {
        shorts.append(Short(index: representative, size: short))
        account.shortCount += 1
      }
      short = 0
      strike = nil
    }
    // Rows are in the order of underlying, expiry and strike.
    for (index, quantity) in zip(rows.instrument, rows.quantity) {
      let instrument = universe.instruments[Int(index)]
      guard let terms = instrument.optionTerms else { continue }
      if instrument.underlying != underlying {
        endUnderlying()
        underlying = instrument.underlying
        representative = index
      }
      if terms.expiry != strike?.expiry || terms.strike != strike?.strike {
        endStrike()
        strike = terms
      }
      net += quantity
    }
    endUnderlying()
  }
}

extension ScreenBook {
  /// Bytes that are kept besides row and quantity of each position.
  package var byteCountBesidePositions: Int {
    let perAccount =
      MemoryLayout<Account>.stride + 3 * MemoryLayout<Int32>.stride
    let perPart = MemoryLayout<Part>.stride + 2 * MemoryLayout<Int32>.stride
    let perSlot = thresholds.count * MemoryLayout<Float>.stride
    // A name in the list of owners, and how many accounts it has.
    let perOwner = MemoryLayout<String>.stride + 2 * MemoryLayout<Int32>.stride
    return accounts.count * perAccount + parts.count * perPart + columns.slotCount * perSlot
      + assets.count * MemoryLayout<Asset>.stride + futures.count * MemoryLayout<Future>.stride
      + shorts.count * MemoryLayout<Short>.stride + ownerCount * perOwner
  }

  /// A book by pointer, for loops over many accounts; none outlives the call that lends it.
  struct View {
    let columns: ScreenColumns.View
    let accounts: UnsafeBufferPointer<Account>
    let assets: UnsafeBufferPointer<Asset>
    let futures: UnsafeBufferPointer<Future>
    let shorts: UnsafeBufferPointer<Short>
    let parts: UnsafeBufferPointer<Part>
    let accountsOfOwner: UnsafeBufferPointer<Int32>

    /// The contracts of a part.
    func contracts(of part: Int) -> Range<Int> {
      let start = columns.positions(of: part).lowerBound
      return start..<start + Int(parts[part].contractCount)
    }
  }

  /// Lends the book.
  func withView<Value>(_ body: (View) -> Value) -> Value {
    columns.withView { columns in
      accounts.withUnsafeBufferPointer { accounts in
        assets.withUnsafeBufferPointer { assets in
          futures.withUnsafeBufferPointer { futures in
            shorts.withUnsafeBufferPointer { shorts in
              parts.withUnsafeBufferPointer { parts in
                accountsOfOwner.withUnsafeBufferPointer { owners in
                  body(
                    View(
                      columns: columns, accounts: accounts, assets: assets, futures: futures,
                      shorts: shorts, parts: parts, accountsOfOwner: owners))
                }
              }
            }
          }
        }
      }
    }
  }

  /// Writes the sizes of assets, as the prices of a frame have them.
  ///
  /// - Parameter sizes: In US dollars; shape `[asset of the book]`.
  func setSizes(_ sizes: [Double], of accounts: [Int32]) {
    for account in accounts {
      let own = self.accounts[Int(account)]
      for place in Int(own.firstAsset)..<Int(own.firstAsset + own.assetCount) {
        let position = Int(assets[place].position)
        if position >= 0 { columns.set(sizes[place], at: position) }
      }
    }
  }

  /// Whether most of what is kept belongs to accounts as they were before: time to make the book anew.
  package var isSparse: Bool {
    var slots = 0
    var rows = 0
    for account in 0..<accountCount {
      slots += columns.slots(of: account).count
      for part in columns.parts(of: account) { rows += columns.positions(of: part).count }
    }
    return columns.slotCount > 2 * slots + ScreenBook.spareSlots
      || columns.row.count > 2 * rows + ScreenBook.spareRows
  }

  private static let spareSlots = 256
  private static let spareRows = 2048
}
