package import SteelyardKernels

/// How wide the vector kernels compute; answers are the same to the bit at one level.
public enum KernelLevel: String, Sendable, Hashable, Codable, CaseIterable {
  /// SSE2 on x86-64, baseline vectors elsewhere.
  case portable
  /// AVX2 and FMA.
  case avx2
  /// AVX-512.
  case avx512

  /// The highest level that this processor runs.
  public static var detected: KernelLevel { available.last ?? .portable }

  /// Levels that this processor runs, lowest first.
  public static var available: [KernelLevel] {
    allCases.filter { $0.unchecked.rawValue <= steelyard_kernel_level_detected().rawValue }
  }

  /// The level for the C kernels.
  ///
  /// - Precondition: The processor has the level.
  package var kernel: steelyard_kernel_level {
    precondition(
      unchecked.rawValue <= steelyard_kernel_level_detected().rawValue,
      "the processor lacks \(self)")
    return unchecked
  }

  private var unchecked: steelyard_kernel_level {
    switch self {
    case .portable: STEELYARD_KERNEL_PORTABLE
    case .avx2: STEELYARD_KERNEL_AVX2
    case .avx512: STEELYARD_KERNEL_AVX512
    }
  }
}
