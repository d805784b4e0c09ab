import SteelyardContracts
import SteelyardPricing
import TestSupport

extension ConformanceFile {
  private static let tolerance = Tolerance.relative(1e-12)

  static let svi = ConformanceFile(name: "svi.json") { file, tally in
    for vector in file["slices"].elements { checkSlice(vector, &tally) }
    if case .table = file["gatheral_jacquier_fix"] {
      checkFix(file["gatheral_jacquier_fix"], vogt: file["slices"].elements, &tally)
    }
    for vector in file["ssvi"].elements { checkSurfaceSlice(vector, &tally) }
    tally.note("phi of Heston slices is the file's own, evaluated in doubles")
  }

  private static func slice(_ vector: JSONValue) throws -> SVISlice {
    try SVISlice(
      level: vector["a"].double, slope: vector["b"].double, correlation: vector["rho"].double,
      centre: vector["m"].double, width: vector["sigma"].double)
  }

  private static func wings(_ vector: JSONValue) -> SVIJumpWings {
    SVIJumpWings(
      variance: vector["v"].double, skew: vector["psi"].double, putSlope: vector["p"].double,
      callSlope: vector["c"].double, minimumVariance: vector["vt"].double)
  }

  private static func compare(
    _ comparison: inout ConformanceCase, _ prefix: String, expected: SVIJumpWings,
    got: SVIJumpWings
  ) {
    for (field, path) in [
      ("v", \SVIJumpWings.variance), ("psi", \.skew), ("p", \.putSlope), ("c", \.callSlope),
      ("vt", \.minimumVariance),
    ] {
      comparison.compare(
        "\(prefix).\(field)", expected: expected[keyPath: path], got: got[keyPath: path], tolerance)
    }
  }

  private static func checkSlice(_ vector: JSONValue, _ tally: inout ConformanceTally) {
    tally.check(vector["name"].string ?? "unnamed slice") {
      let slice = try slice(vector)
      let time = vector["t"].double
      compare(
        &$0, "jw", expected: wings(vector["jw"]), got: try SVIJumpWings(slice, timeToExpiry: time))
      let least = slice.minimumDurrleman(over: -3...3)
      let leastVariance = slice.variance(at: least.logMoneyness)
      $0.compare(
        "min_g", expected: vector["min_g"].double, got: least.value,
        pointTolerances(slice, leastVariance).durrleman)
      $0.compare(
        "argmin_k", expected: vector["argmin_k"].double, got: least.logMoneyness, tolerance)
      $0.compare(
        "butterfly_free_on_minus3_3", expected: vector["butterfly_free_on_minus3_3"].bool,
        got: least.value >= 0)
      $0.compare(
        "min_w", expected: vector["min_w"].double, got: slice.minimumTotalVariance, tolerance)
      $0.compare(
        "lee_left", expected: vector["lee_left"].double, got: slice.leftWingSlope, tolerance)
      $0.compare(
        "lee_right", expected: vector["lee_right"].double, got: slice.rightWingSlope, tolerance)
      for point in vector["points"].elements {
        let variance = slice.variance(at: point["k"].double)
        let tolerances = pointTolerances(slice, variance)
        for (field, got, tolerance) in [
          ("w", variance.value, tolerances.variance), ("w1", variance.first, tolerances.first),
          ("w2", variance.second, tolerance), ("g", variance.durrleman, tolerances.durrleman),
          ("density_p", variance.density, tolerances.density),
        ] {
          $0.compare(field, expected: point[field].double, got: got, tolerance)
        }
      }
    }
  }

  /// Tolerances of a point whose terms cancel: 1e-12 up to a magnification of 1000, in proportion
  /// beyond, as for the Greeks of an option.
  private static func pointTolerances(
    _ slice: SVISlice, _ variance: TotalVariance
  ) -> (variance: Tolerance, first: Tolerance, durrleman: Tolerance, density: Tolerance) {
    func magnified(_ parts: [Double], _ total: Double) -> Double {
      max(1, parts.reduce(0) { $0 + abs($1) } / abs(total))
    }
    func bound(_ magnification: Double) -> Tolerance {
      .relative(1e-12 * max(1, magnification / 1000))
    }
    let level = magnified([slice.level, variance.value - slice.level], variance.value)
    let steep = magnified([slice.slope, slice.slope * slice.correlation], variance.first)
    let lean = variance.logMoneyness * variance.first / (2 * variance.value)
    let bend = 0.25 * variance.first * variance.first * (1 / variance.value + 0.25)
    let parts = [(1 + abs(lean)) * (1 + abs(lean)), bend, 0.5 * variance.second]
    let durrleman = level * magnified(parts, variance.durrleman)
    // The density's exponent d₂²/2 hands the error of w on, magnified by itself.
    let root = variance.value.squareRoot()
    let deviation = variance.logMoneyness / root + 0.5 * root
    return (
      bound(level), bound(steep), bound(durrleman),
      bound(max(durrleman, level * deviation * deviation))
    )
  }

  private static func checkFix(
    _ vector: JSONValue, vogt slices: [JSONValue], _ tally: inout ConformanceTally
  ) {
    tally.check("gatheral_jacquier_fix") {
      let original = wings(vector["jw_of_vogt"])
      let fixed = try original.withoutButterflies()
      $0.compare(
        "c_prime", expected: vector["c_prime"].double, got: fixed.callSlope, tolerance)
      $0.compare(
        "vt_prime", expected: vector["vt_prime"].double, got: fixed.minimumVariance, tolerance)
      let time = slices.first { $0["name"].string == "vogt" }?["t"].double ?? 1
      for (field, wings) in [("raw_of_fixed", fixed), ("round_trip", original)] {
        let slice = try wings.slice(timeToExpiry: time)
        let got = [slice.level, slice.slope, slice.correlation, slice.centre, slice.width]
        let expected = vector[field].elements.map(\.double)
        $0.compare("\(field).count", expected: expected.count, got: got.count)
        for (index, pair) in zip(expected, got).enumerated() {
          $0.compare("\(field)[\(index)]", expected: pair.0, got: pair.1, tolerance)
        }
      }
    }
  }

  /// The files hold φ as evaluated in doubles; Heston's closed form there loses eps/(λθ)², which is
  /// no error of ours, so up to eight times that much is accepted.
  private static func curvatureTolerance(_ curvature: SSVICurvature, _ theta: Double) -> Tolerance {
    guard case .heston(let decay) = curvature else { return tolerance }
    let scaled = decay * theta
    return .relative(max(1e-12, 8 * Double.ulpOfOne / (scaled * scaled)))
  }

  private static func checkSurfaceSlice(_ vector: JSONValue, _ tally: inout ConformanceTally) {
    let theta = vector["theta"].double
    let kind = vector["kind"].string ?? ""
    tally.check("ssvi \(kind) theta \(theta) rho \(vector["rho"].double)") {
      let parameter = vector["eta_or_lambda"].double
      let curvature: SSVICurvature
      switch kind {
      case "power": curvature = .powerLaw(scale: parameter, exponent: vector["gamma"].double)
      case "heston": curvature = .heston(decay: parameter)
      default: return $0.fail("unknown kind \(kind)")
      }
      let phi = vector["phi"].double
      $0.compare(
        "phi", expected: phi, got: curvature.value(at: theta),
        curvatureTolerance(curvature, theta))
      // The file's own φ is the exact input of what follows.
      let slice = try SSVISlice(
        atTheMoneyVariance: theta, curvature: phi, correlation: vector["rho"].double)
      $0.compare(
        "theta_phi_1r", expected: vector["theta_phi_1r"].double, got: slice.wingLoad, tolerance)
      $0.compare(
        "theta_phi2_1r", expected: vector["theta_phi2_1r"].double, got: slice.vertexLoad, tolerance)
      $0.compare(
        "sufficient_ok", expected: vector["sufficient_ok"].bool, got: slice.isSufficientlyFlat)
      $0.compare(
        "min_g_on_4", expected: vector["min_g_on_4"].double,
        got: slice.raw.minimumDurrleman(over: -4...4).value, tolerance)
      for point in vector["w"].elements {
        $0.compare(
          "w", expected: point["w"].double, got: slice.totalVariance(at: point["k"].double),
          tolerance)
      }
    }
  }
}
