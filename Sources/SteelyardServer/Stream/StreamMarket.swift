import SteelyardContracts
import SteelyardEngine
import SteelyardFeeds
import SteelyardFormats
import SteelyardMarket

/// The market of the latest frame in parts, each with a number, and which of them have moved.
struct StreamMarket {
  /// A part that can be told on its own.
  enum Part: Hashable {
    case underlying(Underlying)
    case instrument(Instrument)
  }

  /// How an underlying stands: what of its oracle's price is worth telling when it changes.
  private struct Standing: Equatable {
    let state: OracleState
    let reasons: [OraclePrice.Reason]
    let index: Double?
    let stablePrice: Double?
    let confidence: Double?
  }

  private enum Told: Equatable {
    case underlying(Standing)
    case instrument(InstrumentObservation)
  }

  private let engine: Engine
  // Not the frame itself: a look may be the last for long, and a frame is large.
  private var frame: (number: UInt64, time: Timestamp)?
  /// The parts by number; nil for a number that is free.
  private(set) var parts: [Part?] = []
  private var places: [Part: Int] = [:]
  private var told: [Told?] = []
  private var tails: [Int: [UInt8]] = [:]
  private var free: [Int] = []
  private var nextExpiry: Timestamp?

  init(_ engine: Engine) { self.engine = engine }

  /// Looks at the latest frame.
  ///
  /// - Returns: The parts that are new, those that have moved, and those that have expired, whose numbers others
  ///   get from the next look on.
  mutating func look() -> (new: [Int], moved: PlaceSet, gone: PlaceSet) {
    guard let latest = engine.frame, latest.number != frame?.number else {
      return ([], PlaceSet(), PlaceSet())
    }
    frame = (latest.number, latest.time)
    var new: [Int] = []
    var moved = PlaceSet()
    let board = latest.board
    for (underlying, standing) in board.standings.sorted(by: { $0.key < $1.key }) {
      let price = board.index(of: underlying)
      let now = Standing(
        state: standing.state, reasons: standing.reasons, index: price?.price,
        stablePrice: price?.stable.value, confidence: price?.confidence)
      take(.underlying(underlying), .underlying(now), &new, &moved)
    }
    for observation in board.market.observations {
      take(.instrument(observation.instrument), .instrument(observation), &new, &moved)
    }
    return (new, moved, removeExpired(at: latest.time))
  }

  private mutating func removeExpired(at time: Timestamp) -> PlaceSet {
    guard let nextExpiry, nextExpiry <= time else { return PlaceSet() }
    self.nextExpiry = nil
    var gone = PlaceSet()
    for (place, part) in parts.enumerated() {
      guard case .instrument(let instrument)? = part, let expiry = instrument.expiry else {
        continue
      }
      guard expiry <= time else {
        self.nextExpiry = min(self.nextExpiry ?? expiry, expiry)
        continue
      }
      places[.instrument(instrument)] = nil
      (parts[place], told[place], tails[place]) = (nil, nil, nil)
      free.append(place)
      gone.insert(place)
    }
    return gone
  }

  private mutating func take(_ part: Part, _ now: Told, _ new: inout [Int], _ moved: inout PlaceSet)
  {
    guard let place = places[part] else {
      if case .instrument(let instrument) = part, let expiry = instrument.expiry {
        nextExpiry = min(nextExpiry ?? expiry, expiry)
      }
      let place = free.popLast() ?? parts.count
      if place == parts.count {
        parts.append(part)
        told.append(now)
      } else {
        (parts[place], told[place]) = (part, now)
      }
      places[part] = place
      new.append(place)
      return
    }
    guard told[place] != now else { return }
    told[place] = now
    tails[place] = nil
    moved.insert(place)
  }

  /// What is told of a part.
  mutating func tail(of place: Int) -> [UInt8]? {
    if let kept = tails[place] { return kept }
    guard let frame, told.indices.contains(place), let part = parts[place],
      let now = told[place]
    else { return nil }
    let tail = StreamMessage.tail(.market) { writer throws(SteelyardError) in
      writer.field("frame", Int(frame.number))
      writer.field("time", frame.time)
      switch (part, now) {
      case (.underlying(let underlying), .underlying(let standing)):
        writer.field("underlying", underlying.description)
        writer.field("state", standing.state.rawValue)
        try writer.strings("reasons", standing.reasons.map(\.rawValue))
        try writer.optional("index", standing.index)
        try writer.optional("stable_price", standing.stablePrice)
        try writer.optional("confidence", standing.confidence)
      case (.instrument(let instrument), .instrument(let observation)):
        writer.field("instrument", APIInstrument.name(instrument))
        try writer.ticker(observation)
      case (.underlying, .instrument), (.instrument, .underlying):
        preconditionFailure("A part is told of what it is.")
      }
    }
    tails[place] = tail
    return tail
  }
}

extension JSONWriter {
  /// What a venue says of an instrument.
  mutating func ticker(_ observation: InstrumentObservation) throws(SteelyardError) {
    field("observed_at", observation.time)
    try optional("mark_price", observation.markPrice)
    try optional("mark_volatility", observation.markVolatility)
    try optional("bid_price", observation.bid?.price)
    try optional("ask_price", observation.ask?.price)
    try optional("underlying_price", observation.underlyingPrice)
    try optional("index_price", observation.indexPrice)
    try optional("open_interest", observation.openInterest)
  }
}
