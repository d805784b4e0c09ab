import Foundation
import SteelyardContracts
import SteelyardEngine
import SteelyardFeeds
import SteelyardFormats
import SteelyardMarket
import SteelyardServer
import TestSupport
import Testing

@Suite("The stream when instruments expire", .serialized)
struct StreamExpiryTests {
  /// Names of the instruments of the latest frame, with their expiries.
  private func quoted(_ engine: Engine) throws -> [String: Timestamp] {
    let observations = try #require(engine.frame).board.market.observations
    var expiries: [String: Timestamp] = [:]
    for observation in observations {
      if let expiry = observation.instrument.expiry {
        expiries[try InstrumentNaming.steelyard.name(of: observation.instrument)] = expiry
      }
    }
    return expiries
  }

  private func instruments(_ messages: [[String: Any]]) -> [String] {
    messages.compactMap { $0["instrument"] as? String }
  }

  @Test("who listens to one that expires hears nothing of those that come after it")
  func reused() async throws {
    try await APIHarness.with { harness in
      let before = try quoted(harness.engine)
      let first = try #require(before.values.min())
      let expiring = try #require(before.filter { $0.value == first }.keys.min())
      try await StreamListener.with(harness, as: .house) { one in
        try await one.subscribe(#"{"channel":"market","instruments":["\#(expiring)"]}"#)
        #expect(Set(instruments(try one.data(1))) == [expiring])
        try await StreamListener.with(harness, as: .house) { everything in
          try await everything.subscribe(#""market""#)
          let known = Set(instruments(try everything.data(1)))
          #expect(known.isSuperset(of: before.keys))
          // Past the expiry, and the next day's: what is listed then gets numbers that have become free.
          try harness.advance(
            seconds: first.microseconds / 1_000_000
              - harness.clock.now().microseconds / 1_000_000 + 60)
          try await everything.wait { listener in
            try !Set(instruments(try listener.data(1))).subtracting(known).isEmpty
          }
          for seconds: Int64 in [86_400, 60, 60, 60] {
            let heard = try everything.data(1).count
            try harness.advance(seconds: seconds)
            try await everything.wait { try $0.data(1).count > heard }
          }
          let late = try everything.data(1).suffix(200)
          let gone = Set(before.filter { $0.value == first }.keys)
          #expect(gone.isDisjoint(with: instruments(Array(late))))
        }
        #expect(Set(instruments(try one.data(1))) == [expiring])
      }
    }
  }
}
