import SteelyardMath

/// The order of things whose nearest stand together: the leaves of a tree of single linkage from left to right.
///
/// The two clusters with the nearest pair of members are joined, again and again. A cluster's left part is the one that was made first,
/// a single thing before a cluster; of equal distances the pair that comes first is joined first.
///
/// - Source: P. Sneath, "The application of computers to taxonomy", Journal of General Microbiology 17 (1957), pp. 201-226.
enum SingleLinkage {
  /// The leaves in order.
  ///
  /// - Parameter distances: Symmetric; shape `[thing × thing]`.
  static func order(_ distances: Matrix) -> [Int] {
    let count = distances.rowCount
    var pairs: [(distance: Double, first: Int, second: Int)] = []
    for second in 0..<count {
      for first in 0..<second { pairs.append((distances[first, second], first, second)) }
    }
    pairs.sort { ($0.distance, $0.first, $0.second) < ($1.distance, $1.first, $1.second) }
    var clusterOf = Array(0..<count)
    var leaves = (0..<count).map { [$0] }
    for pair in pairs {
      let one = clusterOf[pair.first]
      let other = clusterOf[pair.second]
      guard one != other else { continue }
      let joined = leaves[min(one, other)] + leaves[max(one, other)]
      leaves.append(joined)
      for leaf in joined { clusterOf[leaf] = leaves.count - 1 }
    }
    return leaves[leaves.count - 1]
  }
}
