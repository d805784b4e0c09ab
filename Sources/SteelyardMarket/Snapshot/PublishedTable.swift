import SteelyardContracts

/// What sources publish of indices and expiries, one answer each.
///
/// Two sources complete each other member by member; where they contradict each other the one added
/// first counts and the other is reported.
struct PublishedTable {
  private(set) var indices: [Underlying: IndexObservation] = [:]
  private(set) var expiries: [Underlying: [Timestamp: ExpiryObservation]] = [:]
  /// Expiries that have passed, each with its settlement price.
  private var settlements: [Underlying: [Timestamp: ExpiryObservation]] = [:]

  init(
    expiries observed: [ExpiryObservation], indices published: [IndexObservation],
    at time: Timestamp, _ problems: inout [SteelyardError]
  ) {
    for index in published {
      if let exclusion = index.exclusion {
        problems.append(exclusion)
      } else {
        add(index, &problems)
      }
    }
    for expiry in observed {
      if let exclusion = expiry.exclusion(at: time) {
        problems.append(exclusion)
      } else if expiry.expiry <= time {
        settle(expiry, &problems)
      } else {
        add(expiry, &problems)
      }
    }
  }

  /// Every underlying of which something is published.
  var underlyings: Set<Underlying> {
    Set(indices.keys).union(expiries.keys).union(settlements.keys)
  }

  /// The expiries in the order of their underlyings and times.
  var sortedExpiries: [ExpiryObservation] {
    let all = (Array(expiries.values) + Array(settlements.values)).flatMap(\.values)
    return all.sorted { ($0.underlying, $0.expiry) < ($1.underlying, $1.expiry) }
  }

  /// The indices in the order of their underlyings.
  var sortedIndices: [IndexObservation] {
    indices.values.sorted { $0.underlying < $1.underlying }
  }

  /// Settlement prices of the expiries of an underlying that have passed, in quote currency.
  func settlementPrices(of underlying: Underlying) -> [Timestamp: Double] {
    (settlements[underlying] ?? [:]).compactMapValues { $0.settlementAverage?.average }
  }

  /// Takes a row of an expired instrument as its settlement price, where it holds that.
  ///
  /// - Returns: Whether it did.
  mutating func settle(_ row: InstrumentObservation, at time: Timestamp) -> Bool {
    guard let expiry = row.instrument.expiry, expiry <= time,
      let average = row.settlementAverage, average.elapsed == 1
    else { return false }
    let underlying = row.instrument.underlying
    if settlements[underlying]?[expiry] == nil {
      var settled = ExpiryObservation(underlying: underlying, expiry: expiry, origin: row.origin)
      settled.settlementAverage = average
      settlements[underlying, default: [:]][expiry] = settled
    }
    return true
  }

  private mutating func settle(
    _ observed: ExpiryObservation, _ problems: inout [SteelyardError]
  ) {
    guard let first = settlements[observed.underlying]?[observed.expiry] else {
      settlements[observed.underlying, default: [:]][observed.expiry] = observed
      return
    }
    if first.settlementAverage != observed.settlementAverage {
      problems.append(observed.contradiction(of: "settlement price"))
    }
  }

  private mutating func add(_ index: IndexObservation, _ problems: inout [SteelyardError]) {
    guard let first = indices[index.underlying] else {
      indices[index.underlying] = index
      return
    }
    var conflicts = MemberMerge()
    indices[index.underlying] = IndexObservation(
      underlying: first.underlying, origin: first.origin,
      price: conflicts.merged("price", first.price, index.price),
      confidence: conflicts.merged("confidence", first.confidence, index.confidence))
    problems += conflicts.names.map { index.contradiction(of: $0) }
  }

  private mutating func add(_ second: ExpiryObservation, _ problems: inout [SteelyardError]) {
    guard var first = expiries[second.underlying]?[second.expiry] else {
      expiries[second.underlying, default: [:]][second.expiry] = second
      return
    }
    var conflicts = MemberMerge()
    first.forward = conflicts.merged("forward", first.forward, second.forward)
    first.rate = conflicts.merged("rate", first.rate, second.rate)
    first.slice = conflicts.merged("slice", first.slice, second.slice)
    first.settlementAverage = conflicts.merged(
      "settlement average", first.settlementAverage, second.settlementAverage)
    let (sure, other) = (first.confidence, second.confidence)
    first.confidence = ExpiryConfidence(
      forward: conflicts.merged("forward confidence", sure.forward, other.forward),
      rate: conflicts.merged("rate confidence", sure.rate, other.rate),
      volatility: conflicts.merged("volatility confidence", sure.volatility, other.volatility))
    expiries[second.underlying, default: [:]][second.expiry] = first
    problems += conflicts.names.map { second.contradiction(of: $0) }
  }
}

/// Merges the members of two observations and remembers which of them contradict each other.
private struct MemberMerge {
  private(set) var names: [String] = []

  mutating func merged<Member: Equatable>(
    _ name: String, _ first: Member?, _ second: Member?
  ) -> Member? {
    guard let first else { return second }
    if let second, second != first { names.append(name) }
    return first
  }
}
