public import SteelyardContracts
import SteelyardKernels
import SteelyardMath
public import SteelyardPricing

/// Draws joint moves of many assets: their own distributions, joined by a copula.
///
/// Each scenario draws one normal number per asset and one for the mixing variable that all assets
/// share; the factor of the correlations joins the former, the latter turns them into a joint t, whose
/// normal scores each asset's distribution takes. Dimension 0 of the stream is the mixing variable,
/// dimension i + 1 asset i: more scenarios or more assets leave earlier ones as they are. Tables are
/// made once, with the sampler.
///
/// - Source: A. McNeil, R. Frey, P. Embrechts, "Quantitative Risk Management" (2005), algorithm 5.10.
public struct CopulaSampler: Sendable {
  /// Most numbers of one sample, assets x scenarios: 800 MB.
  public static let numbersMax = 100_000_000

  /// How the assets depend on each other.
  public let copula: Copula
  private let transforms: [Marginal.Transform]
  private let mixing: ScoreTable?
  private let ratio: ScoreTable?

  /// A sampler from its parts.
  ///
  /// - Parameters:
  ///   - copula: The dependence.
  ///   - marginals: The distribution of each asset; shape `[asset]`.
  /// - Throws: `invalidInput` where their counts differ or a distribution is none.
  public init(copula: Copula, marginals: [Marginal]) throws(SteelyardError) {
    guard marginals.count == copula.assetCount else {
      throw SteelyardError(
        .invalidInput,
        "\(marginals.count) distributions for a copula of \(copula.assetCount) assets.",
        remedy: "Give one for each asset.",
        subject: .place(file: "marginals", row: nil, field: nil))
    }
    self.copula = copula
    var transforms: [Marginal.Transform] = []
    for (asset, marginal) in marginals.enumerated() {
      transforms.append(try marginal.transform(asset: asset))
    }
    self.transforms = transforms
    let freedom = copula.degreesOfFreedom
    mixing = freedom == .infinity ? nil : .mixing(degreesOfFreedom: freedom)
    ratio = freedom == .infinity ? nil : .scoreRatio(degreesOfFreedom: freedom)
  }

  /// Moves of every asset in every scenario, in the units of their distributions.
  ///
  /// - Parameters:
  ///   - count: How many scenarios.
  ///   - stream: Where the random numbers come from.
  ///   - sampling: How the points are chosen.
  ///   - level: The kernel level; levels differ in the last bits.
  /// - Throws: `invalidInput` where the count does not suit the sampling; `limitExceeded` beyond
  ///   `numbersMax`, or for quasi-random points of more than 127 assets.
  /// - Complexity: O(scenarios x assets²), and about 10 ns for each number with AVX-512.
  public func sample(
    count: Int, from stream: RandomStream, sampling: Sampling, level: KernelLevel
  ) throws(SteelyardError) -> SampleColumns {
    try columns(count, stream, sampling, level) { column, asset in
      map(column, asset, level)
    }
  }

  /// The same moves as normal scores, before the assets' own distributions.
  ///
  /// Scores are standard normal by themselves; the distance of a joint move is measured in them.
  public func scores(
    count: Int, from stream: RandomStream, sampling: Sampling, level: KernelLevel
  ) throws(SteelyardError) -> SampleColumns {
    try columns(count, stream, sampling, level) { _, _ in }
  }

  private func columns(
    _ count: Int, _ stream: RandomStream, _ sampling: Sampling, _ level: KernelLevel,
    _ finish: (UnsafeMutableBufferPointer<Double>, Int) -> Void
  ) throws(SteelyardError) -> SampleColumns {
    let groups = try sampling.groups(of: count)
    let assets = copula.assetCount
    guard count <= CopulaSampler.numbersMax / assets else {
      throw SteelyardError(
        .limitExceeded, "A sample of \(count) scenarios of \(assets) assets.",
        remedy: "Draw at most \(CopulaSampler.numbersMax) numbers at once.")
    }
    if case .quasiRandom = sampling, assets + 1 > Int(STEELYARD_SOBOL_DIMENSIONS) {
      throw SteelyardError(
        .limitExceeded, "Quasi-random points of \(assets + 1) dimensions.",
        remedy: "Take antithetic pairs, or at most \(STEELYARD_SOBOL_DIMENSIONS - 1) assets.")
    }
    var mixings = [Double](repeating: 0, count: mixing == nil ? 0 : count)
    let values = [Double](unsafeUninitializedCapacity: assets * count) { buffer, filled in
      mixings.withUnsafeMutableBufferPointer { mixings in
        draw(into: buffer, mixings, count, stream, sampling, groups, level)
      }
      for asset in 0..<assets {
        finish(
          UnsafeMutableBufferPointer(rebasing: buffer[asset * count..<(asset + 1) * count]), asset)
      }
      filled = assets * count
    }
    return SampleColumns(sampling: sampling, scenarioCount: count, values: values)
  }

  /// Fills the columns with normal scores.
  private func draw(
    into buffer: UnsafeMutableBufferPointer<Double>,
    _ mixings: UnsafeMutableBufferPointer<Double>, _ count: Int, _ stream: RandomStream,
    _ sampling: Sampling, _ groups: (count: Int, size: Int), _ level: KernelLevel
  ) {
    let drawn = sampling == .antithetic ? groups.count : count
    func normals(_ dimension: Int, _ column: UnsafeMutableBufferPointer<Double>) {
      guard case .quasiRandom = sampling else {
        return stream.addNormals(
          dimension: dimension, first: 0, level: level,
          into: UnsafeMutableBufferPointer(rebasing: column[..<drawn]))
      }
      for replicate in 0..<groups.count {
        let rows = replicate * groups.size..<(replicate + 1) * groups.size
        stream.addQuasiNormals(
          dimension: dimension, replicate: replicate, level: level,
          into: UnsafeMutableBufferPointer(rebasing: column[rows]))
      }
    }
    let assets = copula.assetCount
    func column(_ asset: Int) -> UnsafeMutableBufferPointer<Double> {
      UnsafeMutableBufferPointer(rebasing: buffer[asset * count..<(asset + 1) * count])
    }
    for asset in 0..<assets { normals(asset + 1, column(asset)) }
    steelyard_triangular_product(
      level.kernel, assets, count, drawn, copula.factor.elements, buffer.baseAddress)
    if let mixing, let ratio {
      normals(0, mixings)
      mixing.map(UnsafeMutableBufferPointer(rebasing: mixings[..<drawn]), level: level)
      ratio.withKernelTable { table in
        for asset in 0..<assets {
          steelyard_student_scores(
            level.kernel, copula.degreesOfFreedom, table, drawn, mixings.baseAddress,
            column(asset).baseAddress)
        }
      }
    }
    guard sampling == .antithetic else { return }
    for asset in 0..<assets {
      let column = column(asset)
      for row in 0..<drawn { column[drawn + row] = -column[row] }
    }
  }

  private func map(
    _ column: UnsafeMutableBufferPointer<Double>, _ asset: Int, _ level: KernelLevel
  ) {
    switch transforms[asset] {
    case .line(let location, let scale):
      for row in column.indices { column[row] = location + scale * column[row] }
    case .table(let table): table.map(column, level: level)
    case .knots(let marginal):
      for row in column.indices { column[row] = marginal.value(atScore: column[row]) }
    }
  }
}
