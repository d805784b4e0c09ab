import Glibc

/// A stretch of a venue on which the price of one more unit falls by one rule: a pool between two prices, or one level
/// of a book.
public struct SwapSegment: Sendable, Hashable {
  /// How what is received depends on what is paid.
  public enum Rule: Sendable, Hashable {
    /// Constant product of reserves, real or virtual: received = y g d / (x + g d).
    case product(reserveIn: Double, reserveOut: Double, kept: Double)
    /// One price for all of it.
    case level(price: Double)
  }

  /// The rule.
  public let rule: Rule
  /// The most that it takes, fees included; infinite for a pool without ends.
  public let capacity: Double

  init(_ rule: Rule, capacity: Double) {
    self.rule = rule
    self.capacity = capacity
  }

  /// The price of the first unit, in units received for each unit paid.
  public var startPrice: Double {
    switch rule {
    case .product(let reserveIn, let reserveOut, let kept): kept * reserveOut / reserveIn
    case .level(let price): price
    }
  }

  /// The price of the last unit.
  public var endPrice: Double { marginalPrice(at: capacity) }

  /// The price of one more unit once some were paid.
  func marginalPrice(at amount: Double) -> Double {
    switch rule {
    case .product(let reserveIn, let reserveOut, let kept):
      let grown = 1 + kept * amount / reserveIn
      return kept * reserveOut / reserveIn / grown / grown
    case .level(let price): return price
    }
  }

  /// What is received for an amount of at most `capacity`.
  func received(for amount: Double) -> Double {
    switch rule {
    case .product(let reserveIn, let reserveOut, let kept):
      let paid = kept * amount
      return reserveOut * paid / (reserveIn + paid)
    case .level(let price): return price * amount
    }
  }

  /// How much it takes until one more unit brings no more than a price; a level of exactly that price takes nothing.
  func amount(above price: Double) -> Double {
    switch rule {
    case .product(let reserveIn, let reserveOut, let kept):
      let ratio = kept * reserveOut / reserveIn / price
      guard ratio > 1 else { return 0 }
      // sqrt(r) - 1 without the loss of digits near 1.
      return min(capacity, reserveIn / kept * (ratio - 1) / (ratio.squareRoot() + 1))
    case .level(let own): return own > price ? capacity : 0
    }
  }

  /// The same stretch where only a share of what is paid arrives, and only a share of what it gives comes back.
  func reduced(arriving: Double, returning: Double) -> SwapSegment {
    switch rule {
    case .product(let reserveIn, let reserveOut, let kept):
      SwapSegment(
        .product(
          reserveIn: reserveIn / arriving, reserveOut: reserveOut * returning, kept: kept),
        capacity: capacity / arriving)
    case .level(let price):
      SwapSegment(.level(price: price * arriving * returning), capacity: capacity / arriving)
    }
  }
}
