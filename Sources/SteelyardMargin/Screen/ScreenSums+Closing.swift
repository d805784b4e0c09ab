import SteelyardScenarios

/// What the owners of a book hold together in each coin, in US dollars.
struct ScreenOwners {
  private let coinCount: Int
  private var delta: [Double]
  private var vega: [Double]
  /// Owners who hold something whose size only `figures` know.
  private var isUnknown: [Bool]

  /// Adds up every account of owners that have several, moved or not.
  init(of adder: ScreenAdder) {
    let book = adder.book
    coinCount = adder.charges.count
    let isShared = book.accountsOfOwner.contains { $0 > 1 }
    let ownerCount = isShared ? book.accountsOfOwner.count : 0
    delta = [Double](repeating: 0, count: ownerCount * coinCount)
    vega = delta
    isUnknown = [Bool](repeating: false, count: ownerCount)
    guard isShared else { return }
    for account in book.accounts.indices {
      let own = book.accounts[account]
      guard own.owner >= 0, book.accountsOfOwner[Int(own.owner)] > 1 else { continue }
      if own.needsFigures { isUnknown[Int(own.owner)] = true }
      for part in book.columns.parts(of: account) {
        var net = 0.0
        var options = 0.0
        let contracts = book.contracts(of: part)
        guard !contracts.isEmpty else { continue }
        for position in contracts {
          let line = adder.line(of: position)
          if line.pointee.block < 0 { isUnknown[Int(own.owner)] = true }
          let quantity = book.columns.quantity[position]
          net += quantity * line.pointee.delta
          if line.pointee.isOption { options += abs(quantity) * line.pointee.vega }
        }
        let place = Int(own.owner) * coinCount + Int(book.parts[part].coin)
        delta[place] += abs(net)
        vega[place] += options
      }
    }
  }

  /// What an owner of several accounts holds in a coin; nil where only `figures` know.
  func size(of owner: Int, coin: Int) -> (delta: Double, vega: Double)? {
    guard !isUnknown[owner] else { return nil }
    return (delta[owner * coinCount + coin], vega[owner * coinCount + coin])
  }
}

extension ScreenAdder {
  /// Adds the cost of closing, and takes back gains that could not be closed in time.
  func addClosing(of account: Int, owners: ScreenOwners, _ sums: inout ScreenSums) {
    let owner = Int(book.accounts[account].owner)
    for index in book.columns.parts(of: account) {
      let contracts = book.contracts(of: index)
      guard !contracts.isEmpty else { continue }
      let coin = Int(book.parts[index].coin)
      let charges = charges[coin]
      guard let closable = charges.closableUSD, let closing = charges.firstClosing else { continue }
      let part = parts[index]
      var group = (delta: part.deltaUSD, vega: part.vegaUSD)
      if owner >= 0, book.accountsOfOwner[owner] > 1 {
        guard let all = owners.size(of: owner, coin: coin) else {
          sums.needsFigures = true
          return
        }
        group = all
      }
      let second = charges.secondClosing
      let rates = (closing.vega(group.vega), second?.vega(group.vega) ?? 0)
      var options = (0.0, 0.0)
      for position in contracts {
        let line = line(of: position)
        guard line.pointee.isOption else { continue }
        let quantity = book.columns.quantity[position]
        let vega = abs(quantity) * line.pointee.vega
        let most = quantity > 0 ? quantity * line.pointee.leastWorth : .infinity
        options.0 += min(vega * rates.0, most)
        options.1 += min(vega * rates.1, most)
      }
      sums.charges.add(
        part.deltaUSD * closing.delta(group.delta) + options.0, closing.appliesTo)
      if let second {
        sums.charges.add(
          part.deltaUSD * second.delta(group.delta) + options.1, second.appliesTo)
      }
      if equity == .portfolioAtStableMark, part.gain > 0, group.delta > closable {
        let cut = part.gain * (1 - closable / group.delta)
        sums.initialCountedEquity -= cut
        sums.maintenanceCountedEquity -= cut
      }
    }
  }
}
