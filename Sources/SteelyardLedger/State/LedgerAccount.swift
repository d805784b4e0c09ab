public import SteelyardContracts

/// An account of the ledger, or one of its own (`HouseAccount`).
public struct LedgerAccount: Sendable, Hashable {
  /// The name.
  public let name: AccountName
  /// The owner group.
  public let owner: OwnerName
  /// Whether it is one of the ledger's own (`HouseAccount.owns`), found once.
  public let isHouse: Bool
  /// What stands behind its positions.
  public internal(set) var mode: MarginMode
  /// Its balances, in ascending order of the asset's index; none that is zero and holds nothing.
  public internal(set) var balances: [LedgerBalance] = []
  /// Its positions, in ascending order of the instrument's index; none that is zero.
  public internal(set) var positions: [LedgerPosition] = []
  /// Its live orders, in the order of placing.
  public internal(set) var orders: [OrderIdentifier] = []
  /// What its clients' command identifiers stand for.
  var memory = CommandMemory()

  init(name: AccountName, owner: OwnerName, mode: MarginMode) {
    self.name = name
    self.owner = owner
    self.mode = mode
    isHouse = HouseAccount.owns(name)
  }

  /// Its balance of an asset, nothing where it has none.
  public func balance(of asset: AssetIndex) -> LedgerBalance {
    let place = balancePlace(of: asset)
    guard place < balances.count, balances[place].asset == asset else {
      return LedgerBalance(asset: asset)
    }
    return balances[place]
  }

  /// Its position in an instrument, nil where it has none.
  public func position(in instrument: InstrumentIndex) -> LedgerPosition? {
    let place = positionPlace(of: instrument)
    guard place < positions.count, positions[place].instrument == instrument else { return nil }
    return positions[place]
  }

  /// Where the asset's balance is, or belongs.
  ///
  /// Accounts have few assets: a walk is shorter than a search.
  func balancePlace(of asset: AssetIndex) -> Int {
    var place = 0
    while place < balances.count, balances[place].asset < asset { place += 1 }
    return place
  }

  /// Where the instrument's position is, or belongs.
  func positionPlace(of instrument: InstrumentIndex) -> Int {
    var low = 0
    var high = positions.count
    while low < high {
      let middle = (low + high) / 2
      if positions[middle].instrument < instrument { low = middle + 1 } else { high = middle }
    }
    return low
  }
}

/// What an account has of one asset.
public struct LedgerBalance: Sendable, Hashable {
  /// The asset.
  public let asset: AssetIndex
  /// All of it; negative for a debt.
  public internal(set) var amount = Amount.zero
  /// The part that withdrawals hold, ≥ 0.
  public internal(set) var held = Amount.zero

  /// What may leave the account as far as the ledger knows.
  public var available: Amount {
    // Both stay far inside the range of amounts in any ledger that was decided; a damaged one must not trap.
    let (units, overflow) = amount.units.subtractingReportingOverflow(held.units)
    return Amount(units: overflow || units == .min ? -.max : units)
  }

  init(asset: AssetIndex) { self.asset = asset }
}

/// What an account holds of one instrument.
public struct LedgerPosition: Sendable, Hashable {
  /// The instrument.
  public let instrument: InstrumentIndex
  /// How much, in `Instrument.quantityCurrency`; short is negative; never zero.
  public internal(set) var quantity = Amount.zero
  /// What it was worth when it was entered, in the settlement currency, exactly as booked: quantity x price
  /// of a linear contract, - quantity / price of an inverse future.
  public internal(set) var cost = Amount.zero
  /// Profit realised since the position was last flat, in the settlement currency.
  public internal(set) var realised = Amount.zero
  /// Its place in the instrument's list of holders; follows from the state and is not part of it.
  var holderPlace: Int32 = 0

  init(instrument: InstrumentIndex) { self.instrument = instrument }

  /// The same holding, whatever its place in the list.
  public static func == (left: LedgerPosition, right: LedgerPosition) -> Bool {
    left.instrument == right.instrument && left.quantity == right.quantity
      && left.cost == right.cost && left.realised == right.realised
  }

  /// Hashes what `==` compares.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(instrument)
    hasher.combine(quantity)
    hasher.combine(cost)
    hasher.combine(realised)
  }
}
