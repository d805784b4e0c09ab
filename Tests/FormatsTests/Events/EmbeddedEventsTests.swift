import SteelyardContracts
import SteelyardFormats
import SteelyardScenarios
import Testing

@Suite("The event library")
struct EmbeddedEventsTests {
  let library: EventLibrary

  init() throws { library = try EventLibrary.embedded() }

  @Test("each file is named after its event, and events stand in order of time")
  func files() throws {
    let names = EmbeddedParameters.names().filter { $0.hasPrefix("events/") }
    #expect(Set(names) == Set(library.events.map { "events/\($0.id).json" }))
    #expect(library.events.map(\.start) == library.events.map(\.start).sorted())
  }

  @Test("at least 18 events happened between 2018 and 2025, rallies among them")
  func historical() throws {
    let events = library.only(.historical).events
    let first = try Timestamp(parsing: "2018-01-01")
    let last = try Timestamp(parsing: "2026-01-01")
    for event in events {
      #expect(first <= event.start && event.end < last, "\(event.id)")
      #expect(24 == event.horizonHours, "\(event.id)")
      #expect(event.end <= event.start.advanced(bySeconds: 13 * 86_400), "\(event.id)")
    }
    #expect(events.compactMap(\.sourcedOnly).count >= 18)
    let rallies = events.filter { ($0.figure(of: .spot, for: .btc)?.value ?? 0) > 0.1 }
    #expect(rallies.count >= 5)
    for id in [
      "2020-03-12-covid", "2021-05-19-crash", "2022-05-09-terra", "2022-06-12-steth",
      "2022-11-08-ftx", "2023-03-10-usdc", "2024-08-05-carry", "2025-10-10-cascade",
    ] {
      #expect(throws: Never.self) { try library.event(named: id) }
    }
  }

  @Test("the hypothetical ones that the design names are there")
  func hypothetical() {
    let ids = Set(library.only(.hypothetical).events.map(\.id))
    let named: Set = [
      "flash-crash", "liquidity-drain", "usdc-depeg", "usdt-depeg", "venue-failure", "oracle-low",
      "oracle-high", "correlation-btc-up", "correlation-btc-down", "macro-shock",
      "volatility-crush", "funding-spike",
    ]
    #expect(named.subtracting(ids).isEmpty)
    for pair in ["btc-over-eth", "eth-over-btc", "btc-over-sol", "sol-over-btc", "eth-over-sol"] {
      #expect(ids.contains("correlation-\(pair)"))
    }
  }

  @Test("every event says where BTC and a coin not named go")
  func complete() throws {
    let unheardOf = try Currency("NOBODYSCOIN")
    for event in library.events {
      #expect(event.figure(of: .spot, for: .btc) != nil, "\(event.id)")
      #expect(event.figure(of: .spot, for: unheardOf)?.isSourced == false, "\(event.id)")
    }
  }

  @Test("sourced figures carry their file or text, and no datum is later than known_from")
  func evidence() {
    for event in library.events {
      for figure in event.figures {
        switch figure.evidence {
        case .computed(let computation):
          #expect(computation.file.hasSuffix(".csv"), "\(event.id)")
          #expect(computation.to <= event.knownFrom, "\(event.id)")
        case .cited(let text): #expect(text.hasPrefix("reference/"), "\(event.id)")
        case .unsourced(let reason): #expect(!reason.isEmpty)
        }
      }
    }
  }

  @Test("the events of 2025 are shown, and no floor stands on them")
  func recollections() throws {
    let after = try Timestamp(parsing: "2025-01-01")
    let recent = library.only(.historical).events.filter { $0.start >= after }
    #expect(recent.count == 3)
    #expect(library.sourcedOnly.events.allSatisfy { $0.start < after })
  }

  @Test("at the end of 2022 nothing later is known")
  func asOf() throws {
    let date = try Timestamp(parsing: "2023-01-01")
    let known = library.knownAt(date)
    #expect(known.events.contains { $0.id == "2022-11-08-ftx" })
    #expect(known.events.allSatisfy { $0.knownFrom <= date && $0.start < date })
    for event in known.events {
      for case .computed(let computation) in (event.figures + event.path.flatMap(\.figures))
        .map(\.evidence)
      {
        #expect(computation.to <= date, "\(event.id)")
      }
    }
  }

  @Test("recoveries are told: the flash crash and the stablecoins come back")
  func paths() throws {
    let crash = try library.event(named: "flash-crash")
    let fall = try #require(crash.figure(of: .spot, for: .btc)).value
    let last = try #require(crash.path.last?.figure(of: .spot, for: .btc)).value
    #expect(fall < last && last < 0)
    for (id, coin) in [("usdc-depeg", Currency.usdc), ("usdt-depeg", .usdt)] {
      let event = try library.event(named: id)
      let prices =
        [event.figure(of: .price, for: coin)]
        + event.path.map { $0.figure(of: .price, for: coin) }
      let values = prices.compactMap { $0?.value }
      #expect(values.count >= 3 && values == values.sorted(), "\(id)")
    }
  }
}
