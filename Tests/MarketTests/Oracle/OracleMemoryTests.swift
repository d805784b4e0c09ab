import Foundation
import SteelyardContracts
import SteelyardMarket
import Testing

@Suite("OracleMemory")
struct OracleMemoryTests {
  @Test("a memory that went through a file gives the same price to the bit")
  func journaled() throws {
    let oracle = try SamplePanel.oracle()
    let first = try oracle.price(
      of: SamplePanel.sources([100.1, 100.2, 100.3, 100.4]), at: SamplePanel.time, memory: nil)
    let file = try JSONEncoder().encode(first.memory)
    let read = try JSONDecoder().decode(OracleMemory.self, from: file)
    let later = SamplePanel.time.advanced(bySeconds: 3)
    let sources = SamplePanel.sources([103, 103.1, 103.2, 103.3], at: later)
    #expect(
      try oracle.price(of: sources, at: later, memory: read)
        == oracle.price(of: sources, at: later, memory: first.memory))
  }

  @Test("a memory that no oracle could have given")
  func refused() throws {
    let stable = try StablePrice(starting: 100, at: SamplePanel.time)
    for price in [0, -1, .nan, Double.infinity] {
      expectRefusal(.invalidInput, "remembers") {
        _ = try OracleMemory(price: price, priceTime: SamplePanel.time, stable: stable)
      }
    }
    expectRefusal(.invalidInput, "later than") {
      _ = try OracleMemory(
        price: 100, priceTime: SamplePanel.time.advanced(bySeconds: 1), stable: stable)
    }
  }
}
