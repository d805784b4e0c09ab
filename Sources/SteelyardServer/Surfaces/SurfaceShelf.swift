import Dispatch
import SteelyardContracts
import SteelyardEngine
import SteelyardFeeds
import SteelyardMarket
import Synchronization

/// Fitted surfaces of the live market, each fitted once for all who ask about the same time.
///
/// A fit takes milliseconds, so it is made on a thread of its own, one at a time, and stands for a second: an answer names
/// the frame that its fit stands on.
package final class SurfaceShelf: Sendable {
  /// A fit and the frame it was made on.
  struct Entry: Sendable {
    let frame: LiveFrame
    let fit: SurfaceFit
    /// When, by the steady clock, in seconds.
    let made: Double
  }

  /// How long a fit stands.
  static let seconds = 1.0

  private let entries = Mutex<[Underlying: Entry]>([:])
  private let queue = DispatchQueue(label: "steelyard-surfaces", qos: .utility)

  /// A shelf with nothing on it.
  package init() {}

  /// A fit of an underlying on a recent frame.
  ///
  /// - Throws: `missingMarketData` where there are too few quotes.
  func entry(of underlying: Underlying, on frame: LiveFrame) async throws(SteelyardError) -> Entry {
    if let entry = recent(underlying) { return entry }
    let outcome = await withCheckedContinuation {
      (continuation: CheckedContinuation<Result<Entry, SteelyardError>, Never>) in
      queue.async { [self] in continuation.resume(returning: made(underlying, frame)) }
    }
    return try outcome.get()
  }

  /// The fit that still stands; nil where there is none.
  func recent(_ underlying: Underlying) -> Entry? {
    let now = Monotonic.seconds
    return entries.withLock { entries in
      entries[underlying].flatMap { now - $0.made < SurfaceShelf.seconds ? $0 : nil }
    }
  }

  /// Fits on the calling thread, unless somebody has done it meanwhile.
  func made(_ underlying: Underlying, _ frame: LiveFrame) -> Result<Entry, SteelyardError> {
    if let entry = recent(underlying) { return .success(entry) }
    return Result { () throws(SteelyardError) in
      let fit = try frame.board.market.fittedSurface(of: underlying, options: .standard)
      let entry = Entry(frame: frame, fit: fit, made: Monotonic.seconds)
      entries.withLock { entries in
        // A market of a recording may name any number of underlyings in its time.
        if entries.count >= SurfaceShelf.underlyingsMax { entries.removeAll() }
        entries[underlying] = entry
      }
      return entry
    }
  }

  private static let underlyingsMax = 64
}
