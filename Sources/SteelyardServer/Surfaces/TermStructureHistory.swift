package import SteelyardContracts
import SteelyardEngine
import SteelyardFeeds
import Synchronization

/// Funding, basis and volatility of the last month: close together for the last hour, further apart before.
///
/// Memory of the process alone: a restart begins anew.
package final class TermStructureHistory: Sendable {
  /// How it stood at an instant.
  package struct Point: Sendable, Hashable {
    package let time: Timestamp
    package let index: Double
    package let fundingRate: Double?
    package let perpetualPremium: Double?
    package let frontBasisAnnualised: Double?
    package let volatilityIndex: Double?

    /// A point from its parts.
    package init(
      time: Timestamp, index: Double, fundingRate: Double?, perpetualPremium: Double?,
      frontBasisAnnualised: Double?, volatilityIndex: Double?
    ) {
      self.time = time
      self.index = index
      self.fundingRate = fundingRate
      self.perpetualPremium = perpetualPremium
      self.frontBasisAnnualised = frontBasisAnnualised
      self.volatilityIndex = volatilityIndex
    }
  }

  /// The past of one underlying: rings of one kind of point, each further apart than the one before.
  private struct Past {
    var rings = TermStructureHistory.spacings.map { Recent<Point>(countMax: $0.countMax) }

    mutating func append(_ point: Point) {
      // A market's time may stand still, and begins anew with another journal.
      if let last = rings[0].last, last.time >= point.time { return }
      for (place, spacing) in TermStructureHistory.spacings.enumerated() {
        if let last = rings[place].last, last.time.advanced(bySeconds: spacing.seconds) > point.time
        {
          continue
        }
        rings[place].append(point)
      }
    }

    /// Of each ring what is older than all of the finer ones.
    var points: [Point] {
      var points: [Point] = []
      var end: Timestamp?
      for ring in rings {
        let values = ring.values
        points =
          values.filter { value in end.map { value.time < $0 } ?? true } + points
        end = [values.first?.time, end].compactMap { $0 }.min()
      }
      return points
    }
  }

  /// Least seconds between two points of a ring, and how many it keeps: an hour, a day, a month.
  static let spacings: [(seconds: Int64, countMax: Int)] = [(5, 720), (60, 1_440), (900, 2_880)]
  /// Underlyings that are remembered; further ones are not.
  package static let underlyingsMax = 64

  private let pasts = Mutex<[Underlying: Past]>([:])

  /// Nothing yet.
  package init() {}

  /// Takes how a frame's market stands.
  func take(_ frame: LiveFrame, _ surfaces: SurfaceShelf) async {
    for underlying in frame.board.standings.keys.sorted() {
      let entry = try? await surfaces.entry(of: underlying, on: frame)
      guard let structure = try? TermStructure(entry?.frame ?? frame, underlying, entry?.fit) else {
        continue
      }
      take(
        Point(
          time: structure.frame.time, index: structure.index,
          fundingRate: structure.perpetual?.fundingRate,
          perpetualPremium: structure.perpetual?.premium,
          frontBasisAnnualised: structure.futures.first { $0.basisAnnualised != nil }?
            .basisAnnualised, volatilityIndex: structure.volatilityIndex), of: underlying)
    }
  }

  /// Takes a point.
  package func take(_ point: Point, of underlying: Underlying) {
    pasts.withLock { pasts in
      guard pasts[underlying] != nil || pasts.count < TermStructureHistory.underlyingsMax else {
        return
      }
      pasts[underlying, default: Past()].append(point)
    }
  }

  /// The past of an underlying, the oldest first; as many of it as asked for, evenly taken, the last among them.
  package func points(of underlying: Underlying, countMax: Int) -> [Point] {
    let points = pasts.withLock { $0[underlying] }?.points ?? []
    guard points.count > countMax, countMax > 1 else { return points.suffix(max(countMax, 1)) }
    return (0..<countMax).map { points[$0 * (points.count - 1) / (countMax - 1)] }
  }
}
