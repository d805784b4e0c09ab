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
  private var frame: LiveFrame?
  private(set) var parts: [Part] = []
  private var places: [Part: Int] = [:]
  private var told: [Told] = []
  private var tails: [Int: [UInt8]] = [:]

  init(_ engine: Engine) { self.engine = engine }

  /// Looks at the latest frame.
  ///
  /// - Returns: The parts that are new and those that have moved.
  mutating func look() -> (new: [Int], moved: PlaceSet) {
    guard let latest = engine.frame, latest.number != frame?.number else { return ([], PlaceSet()) }
    frame = latest
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
    return (new, moved)
  }

  private mutating func take(_ part: Part, _ now: Told, _ new: inout [Int], _ moved: inout PlaceSet)
  {
    guard let place = places[part] else {
      places[part] = parts.count
      new.append(parts.count)
      parts.append(part)
      told.append(now)
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
    guard let frame, told.indices.contains(place) else { return nil }
    let (part, now) = (parts[place], told[place])
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
