import SteelyardScenarios

extension JointScenarios {
  /// How the scenarios were made, for people.
  var makingWords: String {
    guard let origin else { return "the days and events that their names say" }
    let points =
      switch origin.sampling {
      case .independent: "independent points"
      case .antithetic: "mirrored pairs"
      case .quasiRandom(let replicates): "quasi-random points in \(replicates) replicates"
      }
    let freedom = NumberText.text(origin.degreesOfFreedom, .fixed(1))
    return "drawn from a t copula of \(freedom) degrees of freedom over "
      + "\(origin.quantities.count) fat-tailed variables, by \(points)"
  }
}
