import SteelyardKernels
public import SteelyardPricing

/// Random numbers by place: number i of a dimension is a function of seed, stream, dimension and i.
///
/// Nothing is used up: the same place gives the same number in any order, on any thread and in any
/// slice. Integers and uniform numbers are the same at every kernel level; normal numbers differ in
/// the last bits, less than 2e-15 relatively.
///
/// - Source: J. Salmon et al., "Parallel random numbers: as easy as 1, 2, 3", SC 2011: Philox4x32-10
///   with the seed as key and (block, stream, dimension) as counter.
public struct RandomStream: Sendable, Hashable, Codable {
  /// Dimensions of one stream; those above belong to scrambles of quasi-random points.
  public static let dimensionsMax = 1 << 31

  /// The seed.
  public let seed: UInt64
  /// Which of the seed's independent streams.
  public let stream: UInt32

  /// A stream of a seed.
  public init(seed: UInt64, stream: UInt32) {
    self.seed = seed
    self.stream = stream
  }

  /// Uniform numbers in (0, 1), odd multiples of 2⁻⁵³.
  ///
  /// - Parameters:
  ///   - count: How many.
  ///   - dimension: Which column of the stream, from 0, below `dimensionsMax`.
  ///   - first: Index of the first number.
  ///   - level: The kernel level.
  public func uniforms(
    _ count: Int, dimension: Int, first: UInt64, level: KernelLevel
  ) -> [Double] {
    [Double](unsafeUninitializedCapacity: count) { buffer, filled in
      steelyard_random_uniforms(
        level.kernel, seed, counter(dimension), first, count, buffer.baseAddress)
      filled = count
    }
  }

  /// Standard normal numbers: the quantiles of `uniforms`, within ±8.3.
  ///
  /// - Parameters:
  ///   - count: How many.
  ///   - dimension: Which column of the stream, from 0, below `dimensionsMax`.
  ///   - first: Index of the first number.
  ///   - level: The kernel level.
  public func normals(
    _ count: Int, dimension: Int, first: UInt64, level: KernelLevel
  ) -> [Double] {
    [Double](unsafeUninitializedCapacity: count) { buffer, filled in
      addNormals(dimension: dimension, first: first, level: level, into: buffer)
      filled = count
    }
  }

  /// Fills a column with normal numbers.
  func addNormals(
    dimension: Int, first: UInt64, level: KernelLevel,
    into column: UnsafeMutableBufferPointer<Double>
  ) {
    steelyard_random_normals(
      level.kernel, seed, counter(dimension), first, column.count, column.baseAddress)
  }

  /// Fills a column with the normal quantiles of scrambled Sobol points.
  func addQuasiNormals(
    dimension: Int, replicate: Int, level: KernelLevel,
    into column: UnsafeMutableBufferPointer<Double>
  ) {
    precondition(dimension < STEELYARD_SOBOL_DIMENSIONS, "no direction numbers")
    steelyard_sobol_uniforms(
      STEELYARD_SOBOL_SCRAMBLED, seed, stream, UInt32(replicate), dimension, 0, column.count,
      column.baseAddress)
    steelyard_normal_quantile(
      level.kernel, column.count, column.baseAddress, column.baseAddress)
  }

  private func counter(_ dimension: Int) -> UInt64 {
    precondition(
      (0..<RandomStream.dimensionsMax).contains(dimension), "a dimension outside the stream")
    return UInt64(stream) | UInt64(dimension) << 32
  }
}
