import SteelyardContracts
import TestSupport
import Testing

@Suite("Bytes of values")
struct ByteCodecTests {
  @Test("whole numbers are seven bits a byte, least first")
  func wholeNumbers() {
    var writer = ByteWriter()
    writer.write(UInt64(300))
    #expect(writer.bytes == [0xAC, 0x02])  // The example of Protocol Buffers' own page.
    writer.removeAll()
    writer.write(Int64(-2))
    #expect(writer.bytes == [0x03])  // Zigzag: 0, -1, 1, -2 are 0, 1, 2, 3.
  }

  @Test("every value comes back")
  func roundTrip() throws {
    var generator = SeededGenerator(seed: 5)
    for _ in 0..<20_000 {
      let whole = Int64(bitPattern: generator.next() >> (generator.next() % 64))
      let wide = Int128(whole) * Int128(Int64(bitPattern: generator.next()))
      let number = Double(bitPattern: generator.next())
      let text = String(UInt32(truncatingIfNeeded: generator.next()), radix: 36) + "é"
      var writer = ByteWriter()
      writer.write(whole)
      writer.write(UInt64(bitPattern: whole))
      writer.write(Amount(units: wide))
      writer.write(number)
      writer.write(text)
      writer.write(list: [1, 2, 3]) { $0.write($1) }
      writer.write(optional: whole > 0 ? text : nil) { $0.write($1) }
      var reader = ByteReader(writer.bytes)
      #expect(try reader.readInt64() == whole)
      #expect(try reader.readUInt64() == UInt64(bitPattern: whole))
      #expect(try reader.readAmount() == Amount(units: wide))
      #expect(try reader.readDouble().bitPattern == number.bitPattern)
      #expect(try reader.readString() == text)
      #expect(
        try reader.readList { reader throws(SteelyardError) in try reader.readInt() } == [1, 2, 3])
      #expect(
        try reader.readOptional { reader throws(SteelyardError) in try reader.readString() }
          == (whole > 0 ? text : nil))
      try reader.finish()
    }
  }

  @Test("extremes come back")
  func extremes() throws {
    var writer = ByteWriter()
    writer.write(Int64.min)
    writer.write(UInt64.max)
    writer.write(Amount(units: .max))
    writer.write(Amount(units: -.max))
    var reader = ByteReader(writer.bytes)
    #expect(try reader.readInt64() == .min)
    #expect(try reader.readUInt64() == .max)
    #expect(try reader.readAmount() == Amount(units: .max))
    #expect(try reader.readAmount() == Amount(units: -.max))
  }

  @Test(
    "damaged bytes are refused",
    arguments: [
      [], [0x80], [0x80, 0x00], [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x02],
    ] as [[UInt8]])
  func damagedNumbers(bytes: [UInt8]) {
    var reader = ByteReader(bytes)
    #expect { try reader.readUInt64() } throws: { ($0 as? SteelyardError)?.code == .corruptData }
  }

  @Test("a length beyond the end is refused before anything is allocated")
  func lengths() {
    var writer = ByteWriter()
    writer.write(UInt64(1) << 40)
    var reader = ByteReader(writer.bytes)
    #expect { try reader.readBytes() } throws: { ($0 as? SteelyardError)?.code == .corruptData }
  }

  @Test("noise is read or refused, never more")
  func noise() {
    var generator = SeededGenerator(seed: 6)
    for _ in 0..<20_000 {
      let bytes = (0..<Int(generator.next() % 24)).map { _ in UInt8(generator.next() & 0xFF) }
      var reader = ByteReader(bytes)
      while reader.remaining > 0 {
        do throws(SteelyardError) {
          _ = try reader.readAmount()
          _ = try reader.readString()
        } catch {
          #expect(error.code == .corruptData)
          break
        }
      }
    }
  }
}
