import Glibc
import SteelyardContracts

extension CascadeFit {
  /// How the search's numbers stand for parameters: logarithms of what is positive, so that a step is a share.
  struct Scale {
    var start: [Double] = []
    var steps: [Double] = []
    var lower: [Double] = []
    var upper: [Double] = []
    private let settings: CascadeSettings
    private let shock: CascadeShock
    private let parameters: [Parameter]
    /// Where the course's numbers begin; nil where it stays.
    private var coursePlace: Int?

    init(
      _ settings: CascadeSettings, _ shock: CascadeShock, _ parameters: [Parameter]
    ) throws(SteelyardError) {
      self.settings = settings
      self.shock = shock
      self.parameters = parameters.filter { $0 != .course }
      guard !parameters.isEmpty, Set(parameters).count == parameters.count else {
        throw SteelyardError(
          .invalidInput, "Nothing may be moved, or something twice.",
          remedy: "Choose some of \(Parameter.allCases.map(\.rawValue).joined(separator: ", ")).")
      }
      let population = settings.population
      for parameter in self.parameters {
        switch parameter {
        case .leverageMedian: add(log(population.leverageMedian), 0.3, log(0.1), log(100))
        case .leverageExponent: add(population.leverageExponent, 0.2, 0, 4)
        case .leverageSpread: add(population.leverageSpread, 0.15, 0.05, 3)
        case .longShare: add(population.longShare, 0.05, 0.05, 0.95)
        case .bidderCapital:
          add(log(max(settings.market.venues[0].bidderCapital, 1)), 1, 0, log(1e12))
        case .course: break
        }
      }
      guard parameters.contains(.course) else { return }
      guard case .course(let course) = shock.timing, course.points.count > 1,
        course.points.last?.share == 1,
        zip([0] + course.points.map(\.share), course.points.map(\.share)).allSatisfy({ $0 < $1 })
      else {
        throw SteelyardError(
          .invalidInput, "There is no course to move.",
          remedy: "Give one of at least two points whose shares rise to 1.")
      }
      coursePlace = start.count
      let shares = [0] + course.points.map(\.share)
      let last = shares[shares.count - 1] - shares[shares.count - 2]
      for (before, share) in zip(shares, shares.dropFirst()).dropLast() {
        add(log((share - before) / last), 0.5, -8, 8)
      }
    }

    private mutating func add(_ value: Double, _ step: Double, _ low: Double, _ high: Double) {
      start.append(value)
      steps.append(step)
      lower.append(low)
      upper.append(high)
    }

    /// The settings and the shock that a point stands for.
    func settings(
      at point: [Double]
    ) throws(SteelyardError) -> (settings: CascadeSettings, shock: CascadeShock) {
      var settings = settings
      for (parameter, value) in zip(parameters, point) {
        switch parameter {
        case .leverageMedian: settings.population.leverageMedian = exp(value)
        case .leverageExponent: settings.population.leverageExponent = value
        case .leverageSpread: settings.population.leverageSpread = value
        case .longShare: settings.population.longShare = value
        case .bidderCapital: settings.market.venues[0].bidderCapital = exp(value)
        case .course: break
        }
      }
      guard let coursePlace, case .course(var course) = shock.timing else {
        return (settings, shock)
      }
      // What comes between two points, relative to the last piece.
      let pieces = point[coursePlace...].map { exp($0) } + [1]
      let sum = pieces.reduce(0, +)
      var share = 0.0
      for (place, piece) in pieces.enumerated() {
        share += piece / sum
        course.points[place].share = place == pieces.count - 1 ? 1 : share
      }
      settings.course = course
      return (settings, try shock.timed(.course(course)))
    }
  }
}
