import SteelyardContracts

/// Balances in the order given, to which payments are added.
struct AssetBalances {
  private(set) var list: [AssetBalance]

  init(_ list: [AssetBalance]) { self.list = list }

  /// Adds an amount, which may be negative, to the balance of an asset; a new one stands last.
  ///
  /// - Throws: `limitExceeded` outside the range of exact amounts.
  mutating func add(_ amount: Amount, of asset: Currency) throws(SteelyardError) {
    if amount.isZero { return }
    guard let place = list.firstIndex(where: { $0.asset == asset }) else {
      list.append(AssetBalance(asset: asset, amount: amount))
      return
    }
    list[place] = AssetBalance(asset: asset, amount: try list[place].amount.adding(amount))
  }
}
