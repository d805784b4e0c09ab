import SteelyardScenarios

/// What the owners of a book hold together in each coin, in US dollars.
struct ScreenOwners {
  private let coinCount: Int
  private var delta: [Double]
  private var vega: [Double]
  /// Owners who hold something whose size only `figures` know.
  private var isUnknown: [Bool]

  /// Adds up every account of owners that have several, moved or not.
  init(of book: ScreenBook, in frame: ScreenFrame) {
    coinCount = book.screen.coins.count
    delta = [Double](repeating: 0, count: book.ownerCount * coinCount)
    vega = delta
    isUnknown = [Bool](repeating: false, count: book.ownerCount)
    for account in 0..<book.accountCount {
      let own = book.accounts[account]
      guard own.owner >= 0, book.accountsOfOwner[Int(own.owner)] > 1 else { continue }
      if own.needsFigures { isUnknown[Int(own.owner)] = true }
      for index in book.columns.parts(of: account) where book.parts[index].contractCount > 0 {
        let part = book.parts[index]
        var net = 0.0
        var options = 0.0
        let start = book.columns.positions(of: index).lowerBound
        for position in start..<start + Int(part.contractCount) {
          let line = frame.line(of: position, in: book)
          if line.block < 0 { isUnknown[Int(own.owner)] = true }
          let quantity = book.columns.quantity[position]
          net += quantity * line.delta
          if line.isOption { options += abs(quantity) * line.vega }
        }
        let place = Int(own.owner) * coinCount + Int(part.coin)
        delta[place] += abs(net)
        vega[place] += options
      }
    }
  }

  /// What the owner of an account holds in the coin of a part; nil where only `figures` know.
  func size(
    of owner: Int32, part: ScreenBook.Part, in book: ScreenBook
  ) -> (delta: Double, vega: Double)? {
    guard owner >= 0, book.accountsOfOwner[Int(owner)] > 1 else {
      return (part.deltaUSD, part.vegaUSD)
    }
    guard !isUnknown[Int(owner)] else { return nil }
    let place = Int(owner) * coinCount + Int(part.coin)
    return (delta[place], vega[place])
  }
}

extension ScreenFrame {
  /// Adds the cost of closing, and takes back gains that could not be closed in time.
  func addClosing(
    of account: Int, in book: ScreenBook, owners: ScreenOwners, gains: [Double],
    _ sums: inout ScreenSums
  ) {
    let owner = book.accounts[account].owner
    for index in book.columns.parts(of: account) {
      let part = book.parts[index]
      let contracts = Int(part.contractCount)
      guard contracts > 0 else { continue }
      let charges = screen.charges[Int(part.coin)]
      guard let closable = charges.closableUSD else { continue }
      guard let group = owners.size(of: owner, part: part, in: book) else {
        sums.needsFigures = true
        return
      }
      var first = 0.0
      var second = 0.0
      let firstRate = charges.closings[0].vega(group.vega)
      let secondRate = charges.closings.count > 1 ? charges.closings[1].vega(group.vega) : 0
      let start = book.columns.positions(of: index).lowerBound
      for position in start..<start + contracts {
        let line = line(of: position, in: book)
        guard line.isOption else { continue }
        let quantity = book.columns.quantity[position]
        let vega = abs(quantity) * line.vega
        let most = quantity > 0 ? quantity * line.leastWorth : .infinity
        first += min(vega * firstRate, most)
        second += min(vega * secondRate, most)
      }
      for (place, closing) in charges.closings.enumerated() {
        sums.charges.add(
          part.deltaUSD * closing.delta(group.delta) + (place == 0 ? first : second),
          closing.appliesTo)
      }
      if screen.specification.equity == .portfolioAtStableMark, gains[index] > 0,
        group.delta > closable
      {
        let cut = gains[index] * (1 - closable / group.delta)
        sums.initialCountedEquity -= cut
        sums.maintenanceCountedEquity -= cut
      }
    }
  }
}
