/// Half-spaces normal · x <= bound, whose intersection's point nearest to the origin is wanted.
struct HalfSpaces {
  /// Sweeps over all half-spaces, each of which moves the point onto one border after the other.
  private static let sweepsMax = 2000

  private(set) var normals: [[Double]] = []
  private(set) var bounds: [Double] = []

  var count: Int { normals.count }

  mutating func add(_ normal: [Double], bound: Double) {
    normals.append(normal)
    bounds.append(bound)
  }

  /// Leaves out the half-spaces that a point lies outside of by more than a distance.
  mutating func dropThose(excluding point: [Double], byMore distance: Double) {
    let kept = normals.indices.filter { index in
      let length = normals[index].length
      return length > 0 && (normals[index].dot(point) - bounds[index]) / length <= distance
    }
    normals = kept.map { normals[$0] }
    bounds = kept.map { bounds[$0] }
  }

  /// The point of the intersection nearest to the origin, or nil where the sweeps do not settle: the
  /// half-spaces have no common point, or almost none.
  ///
  /// - Source: C. Hildreth, "A quadratic programming procedure", Naval Research Logistics Quarterly 4
  ///   (1957).
  func nearestToOrigin(tolerance: Double) -> [Double]? {
    guard let dimension = normals.first?.count else { return nil }
    var point = [Double](repeating: 0, count: dimension)
    var multipliers = [Double](repeating: 0, count: count)
    for _ in 0..<Self.sweepsMax {
      var moved = 0.0
      for index in normals.indices {
        let normal = normals[index]
        let square = normal.dot(normal)
        guard square > 0 else { continue }
        let change = max(
          -multipliers[index], (normal.dot(point) - bounds[index]) / square)
        multipliers[index] += change
        point = point.adding(-change, normal)
        moved = max(moved, abs(change) * square.squareRoot())
      }
      if moved <= tolerance { return point }
    }
    return nil
  }
}

extension [Double] {
  func dot(_ other: [Double]) -> Double {
    var sum = 0.0
    for index in indices { sum += self[index] * other[index] }
    return sum
  }

  /// The Euclidean length.
  var length: Double { dot(self).squareRoot() }

  /// self + factor × other.
  func adding(_ factor: Double, _ other: [Double]) -> [Double] {
    indices.map { self[$0] + factor * other[$0] }
  }

  func scaled(by factor: Double) -> [Double] { map { $0 * factor } }

  /// The direction; nil for the zero vector.
  var unit: [Double]? {
    let length = length
    return length > 0 && length.isFinite ? scaled(by: 1 / length) : nil
  }
}
