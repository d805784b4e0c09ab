/// Gathers the body of a request from bytes as they come.
struct BodyReader {
  private(set) var bytes: [UInt8] = []
  private let bytesMax: Int
  private var state: State

  private enum State {
    /// So many bytes are still to come.
    case counted(Int)
    /// A line with the size of the next chunk, as far as it has come.
    case chunkSize([UInt8])
    /// So many bytes of a chunk are to come.
    case chunk(Int)
    /// So many bytes of the line end behind a chunk are to come.
    case chunkEnd(Int)
    /// Lines behind the last chunk: so many bytes of them, and of the present line.
    case trailer(Int, line: Int)
    case done
  }

  /// Bytes of a line that says a chunk's size; extensions are longer than anything in use.
  private static let sizeLineMax = 256
  private static let trailerBytesMax = 4_096

  /// A reader of a body.
  ///
  /// - Throws: A problem of status 413 where the length alone says too much.
  init(_ framing: RequestHead.Framing, bytesMax: Int) throws(Problem) {
    self.bytesMax = bytesMax
    switch framing {
    case .chunked: state = .chunkSize([])
    case .length(0): state = .done
    case .length(let count):
      guard count <= bytesMax else { throw BodyReader.tooLarge(bytesMax) }
      state = .counted(count)
      bytes.reserveCapacity(count)
    }
  }

  var isDone: Bool { if case .done = state { true } else { false } }

  /// Takes what belongs to the body from the front of `input`.
  ///
  /// - Throws: A problem of status 413 beyond the limit, of 400 for chunks that are none.
  mutating func take(from input: inout ArraySlice<UInt8>) throws(Problem) {
    while !input.isEmpty, !isDone {
      switch state {
      case .done: return
      case .counted(let rest):
        let count = append(from: &input, rest)
        state = rest == count ? .done : .counted(rest - count)
      case .chunkSize(var line): try takeSize(&line, &input)
      case .chunk(let rest):
        let count = append(from: &input, rest)
        state = rest == count ? .chunkEnd(2) : .chunk(rest - count)
      case .chunkEnd(let rest):
        let byte = input.removeFirst()
        guard byte == (rest == 2 ? 0x0D : 0x0A) else {
          throw RequestHead.malformed("A chunk is longer than it says.")
        }
        state = rest == 2 ? .chunkEnd(1) : .chunkSize([])
      case .trailer(let count, let line): try takeTrailer(count, line, &input)
      }
    }
  }

  private mutating func append(from input: inout ArraySlice<UInt8>, _ rest: Int) -> Int {
    let count = min(rest, input.count)
    bytes.append(contentsOf: input.prefix(count))
    input = input.dropFirst(count)
    return count
  }

  private mutating func takeSize(
    _ line: inout [UInt8], _ input: inout ArraySlice<UInt8>
  ) throws(Problem) {
    let byte = input.removeFirst()
    guard byte == 0x0A else {
      line.append(byte)
      guard line.count <= BodyReader.sizeLineMax else {
        throw RequestHead.malformed("The line with a chunk's size is too long.")
      }
      state = .chunkSize(line)
      return
    }
    let digits = line.dropLast().prefix { $0 != UInt8(ascii: ";") }
    guard line.last == 0x0D, (1...8).contains(digits.count), digits.allSatisfy(BodyReader.isHex),
      let size = Int(String(decoding: digits, as: UTF8.self), radix: 16)
    else { throw RequestHead.malformed("A chunk does not begin with its size.") }
    guard size > 0 else {
      state = .trailer(0, line: 0)
      return
    }
    guard bytes.count + size <= bytesMax else { throw BodyReader.tooLarge(bytesMax) }
    state = .chunk(size)
  }

  private static func isHex(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"),
      UInt8(ascii: "A")...UInt8(ascii: "F"):
      true
    default: false
    }
  }

  /// Fields behind the body are read over: nobody signs or needs them.
  private mutating func takeTrailer(
    _ count: Int, _ line: Int, _ input: inout ArraySlice<UInt8>
  ) throws(Problem) {
    let byte = input.removeFirst()
    guard count < BodyReader.trailerBytesMax else {
      throw RequestHead.malformed("The fields behind the body are too long.")
    }
    switch byte {
    case 0x0A: state = line == 0 ? .done : .trailer(count + 1, line: 0)
    case 0x0D: state = .trailer(count + 1, line: line)
    default: state = .trailer(count + 1, line: line + 1)
    }
  }

  static func tooLarge(_ bytesMax: Int) -> Problem {
    Problem(
      .contentTooLarge, code: "limit_exceeded",
      "The body has more than \(bytesMax) bytes.", remedy: "Send less at a time.")
  }
}
