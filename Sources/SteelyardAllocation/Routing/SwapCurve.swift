public import SteelyardContracts

/// What a venue gives for an amount paid: concave, made of stretches whose prices fall.
public struct SwapCurve: Sendable, Hashable {
  /// The stretches, best price first.
  public let segments: [SwapSegment]

  /// Most stretches of a venue.
  public static let segmentsMax = 100_000

  /// How far a stretch may begin above the end of the one before, as a share: prices of pools are rounded.
  private static let slack = 1e-9

  init(_ segments: [SwapSegment]) throws(SteelyardError) {
    guard !segments.isEmpty, segments.count <= SwapCurve.segmentsMax else {
      throw SteelyardError(
        .invalidInput, "A venue has \(segments.count) stretches of liquidity.",
        remedy: "Give 1 to \(SwapCurve.segmentsMax).")
    }
    for segment in segments {
      guard segment.capacity > 0, segment.startPrice > 0, segment.startPrice.isFinite else {
        throw SteelyardError(
          .invalidInput,
          "Liquidity for \(segment.capacity) at a price of \(segment.startPrice) can't be traded with.",
          remedy: "Give prices, sizes and reserves above 0.")
      }
    }
    for (segment, next) in zip(segments, segments.dropFirst())
    where next.startPrice > segment.endPrice * (1 + SwapCurve.slack) {
      throw SteelyardError(
        .invalidInput,
        "A price of \(next.startPrice) stands behind a worse one of \(segment.endPrice).",
        remedy: "Order the levels from the best price to the worst.")
    }
    self.segments = segments
  }

  /// A pool whose product of reserves stays; its fee is taken from what is paid and stays outside the product.
  ///
  /// - Parameters:
  ///   - reserveIn: Of the token that is paid, > 0.
  ///   - reserveOut: Of the token that is received, > 0.
  ///   - fee: As a share of what is paid, from 0, below 1.
  /// - Throws: `invalidInput` for reserves or a fee out of range.
  /// - Source: G. Angeris, A. Evans, T. Chitra, S. Boyd, "Optimal routing for constant function market makers" (2022),
  ///   2.
  public static func pool(
    reserveIn: Double, reserveOut: Double, fee: Double
  ) throws(SteelyardError) -> SwapCurve {
    guard reserveIn > 0, reserveOut > 0, reserveIn.isFinite, reserveOut.isFinite, fee >= 0, fee < 1
    else {
      throw SteelyardError(
        .invalidInput,
        "A pool of \(reserveIn) and \(reserveOut) with a fee of \(fee) can't be traded with.",
        remedy: "Give reserves above 0 and a fee from 0, below 1.")
    }
    return try SwapCurve([
      SwapSegment(
        .product(reserveIn: reserveIn, reserveOut: reserveOut, kept: 1 - fee), capacity: .infinity)
    ])
  }

  /// A level of a book.
  public struct Level: Sendable, Hashable, Codable {
    /// Units received for each unit paid, before fees, > 0.
    public let price: Double
    /// Units that it takes, > 0.
    public let size: Double

    /// A level from its parts.
    public init(price: Double, size: Double) {
      self.price = price
      self.size = size
    }
  }

  /// A side of an order book, walked from the best level; its fee is taken from what is received.
  ///
  /// - Parameter levels: Best price first.
  /// - Throws: `invalidInput` for levels out of order, prices, sizes or a fee out of range.
  public static func book(_ levels: [Level], fee: Double) throws(SteelyardError) -> SwapCurve {
    guard fee >= 0, fee < 1 else {
      throw SteelyardError(
        .invalidInput, "A fee of \(fee) is out of range.", remedy: "Give one from 0, below 1.")
    }
    guard levels.allSatisfy({ $0.size.isFinite && $0.price.isFinite }) else {
      throw SteelyardError(
        .invalidInput, "A level's price or size is no number.", remedy: "Give finite numbers.")
    }
    return try SwapCurve(
      levels.map { SwapSegment(.level(price: $0.price * (1 - fee)), capacity: $0.size) })
  }

  /// The most that it takes; infinite for a pool without ends.
  public var capacity: Double { segments.reduce(0) { $0 + $1.capacity } }

  /// What is received for an amount, the best stretches first.
  ///
  /// - Throws: `limitExceeded` for more than it takes, `invalidInput` for an amount below 0.
  public func received(for amount: Double) throws(SteelyardError) -> Double {
    guard amount >= 0 else {
      throw SteelyardError(
        .invalidInput, "An amount of \(amount) can't be swapped.", remedy: "Give 0 or more.")
    }
    // A split adds up to its capacity only as far as doubles do.
    guard amount <= capacity * (1 + 1e-12) else { throw SwapCurve.tooMuch(amount, capacity) }
    var left = amount
    var received = 0.0
    for segment in segments where left > 0 {
      let part = min(left, segment.capacity)
      received += segment.received(for: part)
      left -= part
    }
    return received
  }

  /// What it brings over a price, at the best amount for that price: the largest of received - price x paid.
  func profit(at price: Double) -> Double {
    segments.reduce(0) {
      let amount = $1.amount(above: price)
      return amount > 0 ? $0 + $1.received(for: amount) - price * amount : $0
    }
  }

  /// How much it takes until one more unit brings no more than a price.
  func amount(above price: Double) -> Double {
    segments.reduce(0) { $0 + $1.amount(above: price) }
  }

  /// The same venue where only a share of what is paid arrives, and only a share of what it gives comes back.
  func reduced(arriving: Double, returning: Double) throws(SteelyardError) -> SwapCurve {
    arriving == 1 && returning == 1
      ? self
      : try SwapCurve(segments.map { $0.reduced(arriving: arriving, returning: returning) })
  }

  static func tooMuch(_ amount: Double, _ capacity: Double) -> SteelyardError {
    SteelyardError(
      .limitExceeded, "\(amount) is to be swapped, and there is liquidity for \(capacity).",
      remedy: "Swap less, or add venues.")
  }
}
