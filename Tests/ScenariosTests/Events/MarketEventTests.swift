import SteelyardContracts
import SteelyardScenarios
import Testing

@Suite("Market events")
struct MarketEventTests {
  static let first = Timestamp(microseconds: 1_700_000_000_000_000)
  static let hour: Int64 = 3600

  static func figure(
    _ factor: EventFactor, _ asset: Currency?, _ value: Double,
    _ evidence: EventEvidence = .unsourced("made for this test")
  ) -> EventFigure {
    EventFigure(factor: factor, asset: asset, value: value, evidence: evidence)
  }

  static func computed(
    endingAfterHours hours: Int64, method: EventComputation.Method = .change,
    reference: String? = nil, scale: Double? = nil
  ) -> EventEvidence {
    .computed(
      EventComputation(
        file: "prices/a.csv", column: "BTC", reference: reference, method: method, from: first,
        to: first.advanced(bySeconds: hours * hour), scale: scale))
  }

  static func event(
    _ figures: [EventFigure], id: String = "2023-11-14-test", name: String = "Test",
    endsAfterHours: Int64 = 24, knownAfterHours: Int64 = 24, horizonHours: Double = 24,
    path: [EventStep] = []
  ) throws(SteelyardError) -> MarketEvent {
    try MarketEvent(
      id: id, name: name, kind: .historical, start: first,
      end: first.advanced(bySeconds: endsAfterHours * hour),
      knownFrom: first.advanced(bySeconds: knownAfterHours * hour), horizonHours: horizonHours,
      summary: "Made for a test.", figures: figures, path: path)
  }

  @Test("a coin has its own figure, a coin not named has the general one, a pegged coin none")
  func lookup() throws {
    let event = try Self.event([
      Self.figure(.spot, .btc, -0.2), Self.figure(.spot, nil, -0.4),
      Self.figure(.price, .usdc, -0.05), Self.figure(.funding, .btc, -0.001),
    ])
    #expect(-0.2 == event.figure(of: .spot, for: .btc)?.value)
    #expect(-0.4 == event.figure(of: .spot, for: .eth)?.value)
    #expect(-0.4 == event.figure(of: .spot, for: nil)?.value)
    #expect(event.figure(of: .spot, for: .usdc) == nil)
    #expect(-0.05 == event.figure(of: .price, for: .usdc)?.value)
    #expect(event.figure(of: .price, for: .usdt) == nil)
    #expect(event.figure(of: .funding, for: .eth) == nil)
  }

  @Test("what a floor may use has no unsourced figure, in the shock or later")
  func sourced() throws {
    let cited = EventEvidence.cited("a text, section 1")
    let event = try Self.event(
      [
        Self.figure(.spot, .btc, -0.2, Self.computed(endingAfterHours: 24)),
        Self.figure(.spot, .eth, -0.3, cited), Self.figure(.spot, nil, -0.4),
      ],
      path: [
        EventStep(hours: 48, figures: [Self.figure(.spot, .btc, -0.1)]),
        EventStep(
          hours: 72, figures: [Self.figure(.spot, .btc, 0, cited), Self.figure(.spot, nil, 0)]),
      ])
    #expect(!event.isSourced)
    let floor = try #require(event.sourcedOnly)
    #expect(floor.isSourced)
    #expect([.btc, .eth] == floor.figures.map(\.asset))
    #expect([72] == floor.path.map(\.hours))
    #expect(1 == floor.path[0].figures.count)
    #expect(floor.figure(of: .spot, for: .usdt) == nil)
    #expect(try Self.event([Self.figure(.spot, .btc, -0.2)]).sourcedOnly == nil)
  }

  @Test("nothing is known before its last datum, and a step not before its own")
  func known() throws {
    func later(_ hours: Int64) -> [EventFigure] {
      [Self.figure(.spot, .btc, -0.1, Self.computed(endingAfterHours: hours))]
    }
    let event = try Self.event(
      [Self.figure(.spot, .btc, -0.2, Self.computed(endingAfterHours: 24))],
      path: [EventStep(hours: 48, figures: later(48)), EventStep(hours: 72, figures: later(72))])
    func instant(_ hours: Int64) -> Timestamp { Self.first.advanced(bySeconds: hours * Self.hour) }
    #expect(event.knownAt(instant(23)) == nil)
    #expect([] == event.knownAt(instant(24))?.path.map(\.hours))
    #expect([48] == event.knownAt(instant(71))?.path.map(\.hours))
    #expect(event == event.knownAt(instant(72)))
  }

  struct Wrong: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let field: String
    let code: SteelyardError.Code
    let make: @Sendable () throws(SteelyardError) -> MarketEvent

    init(
      _ name: String, _ field: String, code: SteelyardError.Code = .invalidInput,
      make: @escaping @Sendable () throws(SteelyardError) -> MarketEvent
    ) {
      testDescription = name
      self.field = field
      self.code = code
      self.make = make
    }

    init(_ name: String, _ field: String, figures: [EventFigure]) {
      self.init(name, field) { () throws(SteelyardError) in try event(figures) }
    }
  }

  static let fall = figure(.spot, .btc, -0.2)

  static let wrong: [Wrong] = [
    Wrong("an id in capitals", "id") { () throws(SteelyardError) in
      try event([fall], id: "FTX")
    },
    Wrong("no name", "name") { () throws(SteelyardError) in try event([fall], name: "") },
    Wrong("an end before the start", "end") { () throws(SteelyardError) in
      try event([fall], endsAfterHours: -1)
    },
    Wrong("known before the end", "known_from") { () throws(SteelyardError) in
      try event([fall], knownAfterHours: 23)
    },
    Wrong("a horizon of nothing", "horizon_hours") { () throws(SteelyardError) in
      try event([fall], horizonHours: 0)
    },
    Wrong("a horizon that is no number", "horizon_hours") { () throws(SteelyardError) in
      try event([fall], horizonHours: .nan)
    },
    Wrong("no figure", "figures", figures: []),
    Wrong("a figure twice", "figures[1]", figures: [fall, figure(.spot, .btc, -0.3)]),
    Wrong(
      "a coin that floats and is pegged", "figures[1]",
      figures: [fall, figure(.price, .btc, -0.3)]),
    Wrong("a fall of all", "figures[0].value", figures: [figure(.spot, .btc, -1)]),
    Wrong("percent for a share", "figures[0].value", figures: [figure(.spot, .btc, 60)]),
    Wrong("no number", "figures[0].value", figures: [figure(.spot, .btc, .nan)]),
    Wrong(
      "volatility below zero", "figures[0].value", figures: [figure(.volatilityLevel, nil, -1)]),
    Wrong("a loss above all", "figures[0].value", figures: [figure(.venueLoss, nil, 1.01)]),
    Wrong("funding in percent", "figures[0].value", figures: [figure(.funding, .btc, 0.3)]),
    Wrong("a peg of nobody", "figures[0].asset", figures: [figure(.price, nil, -0.1)]),
    Wrong("no text", "figures[0].cited", figures: [figure(.spot, .btc, -0.1, .cited(""))]),
    Wrong(
      "no reason", "figures[0].unsourced", figures: [figure(.spot, .btc, -0.1, .unsourced(""))]),
    Wrong(
      "a datum of the future", "figures[0].computed.to",
      figures: [figure(.spot, .btc, -0.1, computed(endingAfterHours: 25))]),
    Wrong(
      "a span that runs backwards", "figures[0].computed.to",
      figures: [figure(.spot, .btc, -0.1, computed(endingAfterHours: -1))]),
    Wrong(
      "a slope on nothing", "figures[0].computed.reference",
      figures: [figure(.beta, .btc, 1, computed(endingAfterHours: 24, method: .slope))]),
    Wrong(
      "a scale of nothing", "figures[0].computed.scale",
      figures: [figure(.spot, .btc, 0, computed(endingAfterHours: 24, scale: 0))]),
    Wrong("a step inside the horizon", "path[0].hours") { () throws(SteelyardError) in
      try event([fall], path: [EventStep(hours: 24, figures: [fall])])
    },
    Wrong("a step without figures", "path[0].figures") { () throws(SteelyardError) in
      try event([fall], path: [EventStep(hours: 25, figures: [])])
    },
    Wrong("a figure twice in a step", "path[0].figures[1]") { () throws(SteelyardError) in
      try event([fall], path: [EventStep(hours: 25, figures: [fall, fall])])
    },
    Wrong("too many figures", "figures", code: .limitExceeded) { () throws(SteelyardError) in
      try event(Array(repeating: fall, count: MarketEvent.figuresMax + 1))
    },
    Wrong("too many steps", "path", code: .limitExceeded) { () throws(SteelyardError) in
      try event(
        [fall],
        path: Array(
          repeating: EventStep(hours: 25, figures: [fall]), count: MarketEvent.stepsMax + 1))
    },
  ]

  @Test("what cannot be is refused with its field", arguments: wrong)
  func refused(_ wrong: Wrong) {
    let error = #expect(throws: SteelyardError.self) { try wrong.make() }
    #expect(wrong.code == error?.code)
    #expect(.place(file: "event", row: nil, field: wrong.field) == error?.subject)
    #expect(error?.remedy.isEmpty == false)
  }
}
