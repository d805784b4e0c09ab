import SteelyardKernels

/// A width at which a kernel can run.
public enum BenchmarkLevel: String, CaseIterable, Sendable, Codable {
  /// SSE2 on x86-64, the baseline vectors elsewhere.
  case portable
  /// AVX2 with FMA.
  case avx2
  /// AVX-512.
  case avx512

  /// The levels that this processor runs, lowest first.
  public static var available: [BenchmarkLevel] {
    allCases.filter { $0.kernel.rawValue <= steelyard_kernel_level_detected().rawValue }
  }

  var kernel: steelyard_kernel_level {
    switch self {
    case .portable: STEELYARD_KERNEL_PORTABLE
    case .avx2: STEELYARD_KERNEL_AVX2
    case .avx512: STEELYARD_KERNEL_AVX512
    }
  }
}
