import SteelyardContracts
import SteelyardEngine
import TestSupport
import Testing

/// Holds that a fact survives its bytes, and that damaged bytes are refused or read as another fact,
/// never as this one: one value has one form.
func expectSurvivesBytes<Fact: EngineFact>(
  _ fact: Fact, seed: UInt64 = 5, sourceLocation: SourceLocation = #_sourceLocation
) throws {
  let bytes = fact.bytes
  #expect(try Fact(bytes: bytes).bytes == bytes, sourceLocation: sourceLocation)
  #expect(throws: SteelyardError.self, sourceLocation: sourceLocation) {
    try Fact(bytes: bytes + [0])
  }
  #expect(throws: SteelyardError.self, sourceLocation: sourceLocation) {
    try Fact(bytes: bytes.dropLast())
  }
  var generator = SeededGenerator(seed: seed)
  for _ in 0..<200 {
    var damaged = bytes
    let place = Int.random(in: 0..<damaged.count, using: &generator)
    damaged[place] = UInt8.random(in: 0...255, using: &generator)
    do {
      let read = try Fact(bytes: damaged)
      #expect(read.bytes == damaged, sourceLocation: sourceLocation)
    } catch {
      #expect(error.code == .corruptData, sourceLocation: sourceLocation)
    }
  }
}

extension EngineFact {
  init(bytes: ArraySlice<UInt8>) throws(SteelyardError) {
    self = try Self(bytes: Array(bytes))
  }
}
