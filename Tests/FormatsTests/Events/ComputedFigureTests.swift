import Glibc
import SteelyardContracts
import SteelyardFormats
import SteelyardScenarios
import TestSupport
import Testing

/// Every computed figure of the library, computed again from the file that it names.
@Suite("Computed figures of the event library", .enabled(if: DataColumns.isPresent))
struct ComputedFigureTests {
  let library: EventLibrary

  init() throws { library = try EventLibrary.embedded() }

  private struct Case {
    let event: MarketEvent
    let figure: EventFigure
    let computation: EventComputation
  }

  private var cases: [Case] {
    library.events.flatMap { event in
      (event.figures + event.path.flatMap(\.figures)).compactMap { figure in
        guard case .computed(let computation) = figure.evidence else { return nil }
        return Case(event: event, figure: figure, computation: computation)
      }
    }
  }

  /// The data of every file that the cases name, with the columns that they name.
  private func data(_ cases: [Case]) throws -> [String: DataColumns] {
    var columns: [String: Set<String>] = [:]
    for one in cases {
      columns[one.computation.file, default: []].insert(one.computation.column)
      if let reference = one.computation.reference {
        columns[one.computation.file, default: []].insert(reference)
      }
    }
    return try Dictionary(
      uniqueKeysWithValues: columns.map { ($0, try DataColumns(file: $0, columns: $1)) })
  }

  @Test("each is what its file gives")
  func figures() throws {
    let cases = cases
    let data = try data(cases)
    #expect(cases.count > 300)
    var largest = 0.0
    for one in cases {
      let expected = try value(of: one.computation, in: try #require(data[one.computation.file]))
      expectClose(
        expected: expected, got: one.figure.value, .absolute(1e-4),
        inputs: "\(one.event.id): \(one.figure.factor) of \(one.figure.asset?.code ?? "all")")
      largest = max(largest, abs(expected - one.figure.value))
    }
    print("events: \(cases.count) figures computed again, largest error \(largest)")
  }

  /// The coin whose worst day an event is about, where it is not BTC.
  private static let leads = [
    "2020-12-23-xrp": "XRP", "2022-05-11-luna": "LUNA", "2023-07-13-ripple": "XRP",
  ]

  @Test("the leading coin's 24 hours are the worst of the event's window")
  func worst() throws {
    var count = 0
    for event in library.only(.historical).events {
      let lead = try Currency(Self.leads[event.id] ?? "BTC")
      guard let figure = event.figure(of: .spot, for: lead),
        case .computed(let computation) = figure.evidence
      else { continue }
      let data = try DataColumns(file: computation.file, columns: [computation.column])
      let column = data[computation.column]
      var lowest = 0.0
      var highest = 0.0
      for (index, instant) in data.instants.enumerated() where event.start <= instant {
        let later = instant.advanced(bySeconds: 86_400)
        guard later <= event.end, let end = data.index(of: later), let first = column[index],
          let last = column[end]
        else { continue }
        lowest = min(lowest, last / first - 1)
        highest = max(highest, last / first - 1)
      }
      expectClose(
        expected: figure.value < 0 ? lowest : highest, got: figure.value, .absolute(1e-6),
        inputs: event.id)
      count += 1
    }
    #expect(count >= 18)
  }

  @Test("the macro shock moves each coin by its beta")
  func macro() throws {
    let event = try library.event(named: "macro-shock")
    let market = try #require(event.figure(of: .spot, for: .btc)).value
    let betas = event.figures.filter { $0.factor == .beta }
    #expect(betas.count >= 9)
    for beta in betas {
      let spot = try #require(event.figure(of: .spot, for: beta.asset))
      expectClose(
        expected: exp(beta.value * log(1 + market)) - 1, got: spot.value, .absolute(1e-5),
        inputs: "\(beta.asset?.code ?? "all")")
    }
  }

  private func value(
    of computation: EventComputation, in data: DataColumns
  ) throws -> Double {
    let column = data[computation.column]
    let scale = computation.scale ?? 1
    let inside = data.instants.indices.filter {
      computation.from <= data.instants[$0] && data.instants[$0] <= computation.to
    }
    switch computation.method {
    case .change:
      let first = try #require(data.index(of: computation.from), "\(computation)")
      let last = try #require(data.index(of: computation.to), "\(computation)")
      return (try #require(column[last]) / (try #require(column[first])) - 1) * scale
    case .lowest: return try #require(inside.compactMap { column[$0] }.min()) * scale
    case .highest: return try #require(inside.compactMap { column[$0] }.max()) * scale
    case .lowestFromPar:
      let ratios = inside.compactMap { index -> Double? in
        guard let name = computation.reference else { return column[index] }
        guard let value = column[index], let reference = data[name][index] else { return nil }
        return value / reference
      }
      return (try #require(ratios.min()) - 1) * scale
    case .slope:
      let reference = data[try #require(computation.reference)]
      var pairs: [(Double, Double)] = []
      for (earlier, later) in zip(inside, inside.dropFirst()) {
        guard let first = reference[earlier], let second = reference[later],
          let third = column[earlier], let fourth = column[later]
        else { continue }
        pairs.append((log(second / first), log(fourth / third)))
      }
      // The textbook form with sums of products, unlike the centred one the files were made with.
      let count = Double(pairs.count)
      let sums = pairs.reduce(into: (x: 0.0, y: 0.0, xx: 0.0, xy: 0.0)) { sums, pair in
        sums.x += pair.0
        sums.y += pair.1
        sums.xx += pair.0 * pair.0
        sums.xy += pair.0 * pair.1
      }
      return (count * sums.xy - sums.x * sums.y) / (count * sums.xx - sums.x * sums.x) * scale
    }
  }
}
