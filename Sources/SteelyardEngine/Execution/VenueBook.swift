import SteelyardContracts
import SteelyardLedger

/// The orders that rest on a simulated venue for one instrument, beside what others quote there.
///
/// Pure matching: price first, then, at one price, what others quote before the resting orders, and
/// those by the time they came.
struct VenueBook: Sendable, Hashable {
  /// An order that rests.
  struct Resting: Sendable, Hashable {
    let identifier: OrderIdentifier
    let account: AccountName
    let price: Amount
    /// What is left, with the order's sign.
    var remaining: Amount

    var isBuy: Bool { !remaining.isNegative }
  }

  /// What matching did.
  enum Match: Sendable, Hashable {
    /// A quantity, > 0, traded at a price between the taker and, if not nil, a resting order.
    case trade(quantity: Amount, price: Amount, resting: OrderIdentifier?)
    /// A resting order of the taker's own account stood in the way and was taken out.
    case removed(OrderIdentifier)
  }

  private(set) var quote: VenueQuote
  /// The best first, at one price the earliest first.
  private(set) var buys: [Resting] = []
  /// The best first, at one price the earliest first.
  private(set) var sells: [Resting] = []

  init(quote: VenueQuote) { self.quote = quote }

  /// Whether an order with this limit would trade at once.
  func crosses(isBuy: Bool, limit: Amount) -> Bool {
    let quoted = (isBuy ? quote.asks : quote.bids).first { !$0.quantity.isZero }?.price
    let resting = (isBuy ? sells : buys).first?.price
    return [quoted, resting].compactMap { $0 }.contains { isBuy ? $0 <= limit : $0 >= limit }
  }

  /// Takes up to a quantity, > 0, off the other side at the limit or better; nil takes at any price.
  mutating func take(
    _ quantity: Amount, isBuy: Bool, limit: Amount?, account: AccountName
  ) -> [Match] {
    var left = quantity
    var matches: [Match] = []
    while left.units > 0 {
      let level = (isBuy ? quote.asks : quote.bids).firstIndex { !$0.quantity.isZero }
      let quoted = level.map { isBuy ? quote.asks[$0] : quote.bids[$0] }
      let resting = isBuy ? sells.first : buys.first
      func isWithin(_ price: Amount) -> Bool {
        limit.map { isBuy ? price <= $0 : price >= $0 } ?? true
      }
      let restingIsBetter =
        if let quoted, let resting {
          isBuy ? resting.price < quoted.price : resting.price > quoted.price
        } else {
          resting != nil
        }
      if restingIsBetter, let resting {
        guard isWithin(resting.price) else { break }
        guard resting.account != account else {
          remove(resting.identifier)
          matches.append(.removed(resting.identifier))
          continue
        }
        let traded = min(left, resting.remaining.magnitude)
        left = Amount(units: left.units - traded.units)
        reduceBest(isBuy: !isBuy, by: traded)
        matches.append(
          .trade(quantity: traded, price: resting.price, resting: resting.identifier))
      } else if let level, let quoted {
        guard isWithin(quoted.price) else { break }
        let traded = min(left, quoted.quantity)
        left = Amount(units: left.units - traded.units)
        reduceQuote(level, isBuy: !isBuy, by: traded)
        matches.append(.trade(quantity: traded, price: quoted.price, resting: nil))
      } else {
        break
      }
    }
    return matches
  }

  /// Puts an order into the book, behind what stands at its price already.
  mutating func join(_ order: Resting) {
    if order.isBuy {
      let place = buys.firstIndex { $0.price < order.price } ?? buys.count
      buys.insert(order, at: place)
    } else {
      let place = sells.firstIndex { $0.price > order.price } ?? sells.count
      sells.insert(order, at: place)
    }
  }

  /// Takes an order out; nil where it does not rest here.
  @discardableResult
  mutating func remove(_ identifier: OrderIdentifier) -> Resting? {
    if let place = buys.firstIndex(where: { $0.identifier == identifier }) {
      return buys.remove(at: place)
    }
    if let place = sells.firstIndex(where: { $0.identifier == identifier }) {
      return sells.remove(at: place)
    }
    return nil
  }

  /// Makes an order smaller where it stands; it keeps its place.
  mutating func shrink(_ identifier: OrderIdentifier, to remaining: Amount) {
    if let place = buys.firstIndex(where: { $0.identifier == identifier }) {
      buys[place].remaining = remaining
    }
    if let place = sells.firstIndex(where: { $0.identifier == identifier }) {
      sells[place].remaining = remaining
    }
  }

  /// A new quote: resting orders that it crosses trade with it at their own prices, the best first.
  mutating func update(_ quote: VenueQuote) -> [Match] {
    self.quote = quote
    var matches: [Match] = []
    while let buy = buys.first,
      let level = self.quote.asks.firstIndex(where: { !$0.quantity.isZero }),
      self.quote.asks[level].price <= buy.price
    {
      let traded = min(buy.remaining, self.quote.asks[level].quantity)
      reduceQuote(level, isBuy: false, by: traded)
      reduceBest(isBuy: true, by: traded)
      matches.append(.trade(quantity: traded, price: buy.price, resting: buy.identifier))
    }
    while let sell = sells.first,
      let level = self.quote.bids.firstIndex(where: { !$0.quantity.isZero }),
      self.quote.bids[level].price >= sell.price
    {
      let traded = min(sell.remaining.magnitude, self.quote.bids[level].quantity)
      reduceQuote(level, isBuy: true, by: traded)
      reduceBest(isBuy: false, by: traded)
      matches.append(.trade(quantity: traded, price: sell.price, resting: sell.identifier))
    }
    return matches
  }

  private mutating func reduceQuote(_ level: Int, isBuy: Bool, by traded: Amount) {
    if isBuy {
      quote.bids[level].quantity = Amount(
        units: quote.bids[level].quantity.units - traded.units)
    } else {
      quote.asks[level].quantity = Amount(
        units: quote.asks[level].quantity.units - traded.units)
    }
  }

  private mutating func reduceBest(isBuy: Bool, by traded: Amount) {
    if isBuy {
      buys[0].remaining = Amount(units: buys[0].remaining.units - traded.units)
      if buys[0].remaining.isZero { buys.removeFirst() }
    } else {
      sells[0].remaining = Amount(units: sells[0].remaining.units + traded.units)
      if sells[0].remaining.isZero { sells.removeFirst() }
    }
  }
}
