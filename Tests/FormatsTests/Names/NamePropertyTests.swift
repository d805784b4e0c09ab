import SteelyardContracts
import SteelyardFormats
import TestSupport
import Testing

@Suite("Instrument names, generated")
struct NamePropertyTests {
  static let instrumentsPerNaming = 150_000

  @Test(
    "reading what was printed gives the instrument back, a million in all",
    arguments: InstrumentNaming.allCases)
  func roundTrip(naming: InstrumentNaming) throws {
    let seed: UInt64 = 20_260_327
    print("names round trip \(naming): seed \(seed)")
    var instruments = try GeneratedInstruments(generator: SeededGenerator(seed: seed))
    for _ in 0..<NamePropertyTests.instrumentsPerNaming {
      let instrument = try instruments.next(sayableIn: naming)
      let name = try naming.name(of: instrument)
      let got = try naming.instrument(named: name)
      if got != instrument {
        Issue.record("\(naming) prints \(instrument) as \(name) and reads \(got)")
        return
      }
    }
  }

  @Test(
    "a damaged name is refused with reason and remedy, or is itself a canonical name",
    arguments: InstrumentNaming.allCases)
  func damaged(naming: InstrumentNaming) throws {
    let seed: UInt64 = 7
    print("names damaged \(naming): seed \(seed)")
    var instruments = try GeneratedInstruments(generator: SeededGenerator(seed: seed))
    var generator = SeededGenerator(seed: seed + 1)
    for _ in 0..<20_000 {
      var bytes = Array(try naming.name(of: instruments.next(sayableIn: naming)).utf8)
      for _ in 0...Int.random(in: 0...2, using: &generator) {
        NamePropertyTests.damage(&bytes, using: &generator)
      }
      NamePropertyTests.check(String(decoding: bytes, as: UTF8.self))
    }
  }

  @Test("random bytes never crash a grammar")
  func noise() {
    let seed: UInt64 = 99
    print("names noise: seed \(seed)")
    var generator = SeededGenerator(seed: seed)
    let alphabet = Array("BTCUSDPERPETUALJANMAR0123456789-_/:.dT ".utf8)
    for round in 0..<50_000 {
      let count = Int.random(in: 0...40, using: &generator)
      let bytes = (0..<count).map { _ in
        round % 2 == 0
          ? UInt8.random(in: 0...255, using: &generator)
          : alphabet[Int.random(in: 0..<alphabet.count, using: &generator)]
      }
      NamePropertyTests.check(String(decoding: bytes, as: UTF8.self))
    }
  }

  private static func damage(_ bytes: inout [UInt8], using generator: inout SeededGenerator) {
    guard !bytes.isEmpty else { return }
    let place = Int.random(in: 0..<bytes.count, using: &generator)
    let alphabet = Array("09-_/:.dTCPx".utf8)
    let byte = alphabet[Int.random(in: 0..<alphabet.count, using: &generator)]
    switch Int.random(in: 0..<5, using: &generator) {
    case 0: bytes.remove(at: place)
    case 1: bytes.insert(byte, at: place)
    case 2: bytes[place] = byte
    case 3: bytes.removeSubrange(place...)
    default: bytes.swapAt(place, Int.random(in: 0..<bytes.count, using: &generator))
    }
  }

  /// Every grammar either prints what it read as it was, or refuses as errors must.
  private static func check(_ name: String) {
    for naming in InstrumentNaming.allCases {
      do {
        let instrument = try naming.instrument(named: name)
        let printed = try naming.name(of: instrument)
        if printed != name { Issue.record("\(naming) reads \(name) and prints \(printed)") }
      } catch {
        let isProper =
          !error.message.isEmpty && !error.remedy.isEmpty
          && (error.code == .invalidInput || error.code == .unsupported)
        if !isProper { Issue.record("\(naming) refuses \(name) with \(error)") }
      }
    }
  }
}
