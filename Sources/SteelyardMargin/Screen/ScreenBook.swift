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
    /// How much of it.
    var amount: Double
    /// Its size in US dollars when the account's coins were last measured one by one.
    var measuredSize = 0.0
    /// The position that stands for it in the columns, or -1.
    var position: Int32
    /// The asset's place in `assetNames`; a ledger has a thousand assets at the most.
    var name: UInt16
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
  var columns = ScreenColumns()
  private(set) var accounts: [Account] = []
  var assets: [Asset] = []
  var futures: [Future] = []
  var shorts: [Short] = []
  var parts: [Part] = []
  /// The names that `Asset.name` stands for.
  var assetNames: [Currency] = []
  var placeOfAsset: [Currency: UInt16] = [:]
  /// Accounts of each owner.
  private(set) var accountsOfOwner: [Int32] = []
  /// Thresholds of each group and slot, from cycle to cycle; shape `[group][slot]`, none of a group of which the
  /// largest loss is taken.
  package var thresholds: [[Float]]
  /// Groups that have thresholds.
  private let tails: [Int]
  /// Whether lists have no more room than they need: few accounts are written from now on.
  private var isTrimmed = false

  /// What is known of each account's coins one by one, in frames of `history`; shape `[account]`.
  private var alone: [ScreenAlone] = []
  private var history: ScreenHistory?
  /// How often the coins of an account were measured one by one.
  package private(set) var coinMeasurements = 0

  /// `ScreenSums.magnitude` of each account at its last passage, 0 before the first; with the sign changed where
  /// the thresholds of an account are those of another holding; shape `[account]`.
  private var magnitudes: [Float] = []
  /// One beyond the highest number of an instrument that any account has held.
  private(set) var universeEnd = 0
  /// Slots and positions of what accounts hold now.
  private var liveSlots = 0
  private var livePositions = 0

  /// A book without accounts.
  package init(_ screen: DynamicScreen) {
    self.screen = screen
    let groups = screen.layout.groups
    thresholds = [[Float]](repeating: [], count: groups.count)
    tails = groups.indices.filter { groups[$0].measure != .worst }
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
  ///   - owner: Whose it is, by a number from 0 without large gaps, -1 for nobody's; every account of an owner
  ///     belongs into one book.
  ///   - universe: The instruments that the rows stand for.
  package func set(
    _ account: Int, _ rows: PortfolioRows, owner: Int32, _ universe: InstrumentUniverse
  ) {
    precondition(account <= accountCount, "accounts without a gap")
    if isTrimmed { makeRoom(for: rows) }
    for row in rows.rows { universeEnd = max(universeEnd, Int(row.instrument) + 1) }
    var slots = 0..<0
    if account == accountCount {
      accounts.append(Account())
      magnitudes.append(0)
      alone.append(ScreenAlone())
    } else {
      slots = columns.slots(of: account)
      leave(account)
    }
    var own = Account(
      owner: owner, firstAsset: Int32(assets.count), assetCount: 0,
      firstFuture: Int32(futures.count), firstShort: Int32(shorts.count), shortCount: 0)
    addAssets(of: rows, universe, &own)
    columns.begin(account)
    addParts(of: rows, universe, account, &own)
    columns.end(account)
    addShorts(of: rows, universe, &own)
    accounts[account] = own
    alone[account] = ScreenAlone()
    enter(account)
    carryThresholds(of: account, from: slots)
  }

  /// Gives back the room that lists keep for more: most accounts stay as they are.
  package func trim() {
    columns.trim()
    accounts.trim()
    magnitudes.trim()
    alone.trim()
    accountsOfOwner.trim()
    assets.trim()
    futures.trim()
    shorts.trim()
    parts.trim()
    for group in tails { thresholds[group].trim() }
    isTrimmed = true
  }

  private func makeRoom(for rows: PortfolioRows) {
    // Each coin and the place for none may be a part, and each future may settle in an asset more.
    let parts = screen.coins.count + 1
    columns.makeRoom(parts: parts, positions: 2 * rows.count + rows.asset.count)
    self.parts.makeRoom(for: parts)
    assets.makeRoom(for: rows.count + rows.asset.count)
    futures.makeRoom(for: rows.count)
    shorts.makeRoom(for: rows.count)
    for group in tails { thresholds[group].makeRoom(for: parts + 1) }
  }

  /// Takes an account out; its place stays.
  package func remove(_ account: Int) {
    leave(account)
    accounts[account] = Account()
    alone[account] = ScreenAlone()
    magnitudes[account] = 0
    columns.begin(account)
    columns.end(account)
    enter(account)
  }

  /// What an account holds is of the past: its place is about to be written anew.
  private func leave(_ account: Int) {
    if accounts[account].owner >= 0 { accountsOfOwner[Int(accounts[account].owner)] -= 1 }
    count(account, times: -1)
  }

  /// An account has been written.
  private func enter(_ account: Int) {
    if accounts[account].owner >= 0 {
      let owner = Int(accounts[account].owner)
      while accountsOfOwner.count <= owner { accountsOfOwner.append(0) }
      accountsOfOwner[owner] += 1
    }
    count(account, times: 1)
    for group in tails {
      while thresholds[group].count < columns.slotCount { thresholds[group].append(0) }
    }
  }

  private func count(_ account: Int, times: Int) {
    liveSlots += times * columns.slots(of: account).count
    for part in columns.parts(of: account) {
      livePositions += times * columns.positions(of: part).count
    }
  }

  /// Whether a fifth of what is kept belongs to accounts as they were before: time to make the book anew.
  package var isSparse: Bool {
    4 * columns.slotCount > 5 * liveSlots + ScreenBook.spareSlots
      || 4 * columns.row.count > 5 * livePositions + ScreenBook.sparePositions
  }

  private static let spareSlots = 256
  private static let sparePositions = 1024

  /// Takes over where the tails of accounts were in another book of the same accounts.
  package func takeThresholds(from other: ScreenBook) {
    guard other.thresholds.count == thresholds.count else { return }
    for account in 0..<min(accountCount, other.accountCount) {
      let own = columns.slots(of: account)
      let slots = other.columns.slots(of: account)
      guard own.count == slots.count else { continue }
      magnitudes[account] = other.magnitudes[account]
      for group in tails where slots.upperBound <= other.thresholds[group].count {
        for (place, slot) in zip(own, slots) {
          thresholds[group][place] = other.thresholds[group][slot]
        }
      }
    }
  }

  /// An account that holds something else on the same coins keeps its thresholds, to be scaled when its size
  /// is known: they are nearer than nothing.
  private func carryThresholds(of account: Int, from slots: Range<Int>) {
    let own = columns.slots(of: account)
    guard magnitudes[account] != 0, own.count == slots.count else {
      magnitudes[account] = 0
      return
    }
    magnitudes[account] = -abs(magnitudes[account])
    for group in tails {
      for (place, slot) in zip(own, slots) { thresholds[group][place] = thresholds[group][slot] }
    }
  }

  /// Goes over to frames of a history: what is known from another is forgotten.
  func begin(_ history: ScreenHistory) {
    guard self.history !== history else { return }
    self.history = history
    for account in alone.indices { alone[account] = ScreenAlone() }
  }

  /// What is known of an account's coins one by one.
  func alone(_ account: Int) -> ScreenAlone { alone[account] }

  /// Takes note of what an account's coins were measured at.
  func measured(_ account: Int, _ found: ScreenAlone) {
    alone[account] = found
    coinMeasurements += 1
    let own = accounts[account]
    for place in Int(own.firstAsset)..<Int(own.firstAsset + own.assetCount) {
      let position = Int(assets[place].position)
      assets[place].measuredSize = position >= 0 ? columns.quantity[position] : 0
    }
  }

  /// Scales the thresholds of an account whose holding has changed since its last passage, as its magnitude has.
  func scaleThresholds(of account: Int, to magnitude: Double) {
    let last = magnitudes[account]
    magnitudes[account] = Float(magnitude)
    guard last < 0 else { return }
    let share = Float(magnitude) / -last
    guard share.isFinite else { return }
    for slot in columns.slots(of: account) {
      for group in tails { thresholds[group][slot] *= share }
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
}
