package import SteelyardKernels

/// How wide the vector kernels compute; answers are the same to the bit at one level.
public enum KernelLevel: Int, Sendable, Hashable, Codable, CaseIterable {
  /// SSE2 on x86-64, baseline vectors elsewhere.
  case portable = 0
  /// AVX2 and FMA.
  case avx2 = 1
  /// AVX-512.
  case avx512 = 2

  /// The highest level that this processor runs.
  public static var detected: KernelLevel {
    KernelLevel(rawValue: Int(steelyard_kernel_level_detected().rawValue)) ?? .portable
  }

  /// Levels that this processor runs, lowest first.
  public static var available: [KernelLevel] {
    allCases.filter { $0.rawValue <= detected.rawValue }
  }

  /// The level for the C kernels.
  ///
  /// - Precondition: The processor has the level.
  package var kernel: steelyard_kernel_level {
    precondition(self.rawValue <= KernelLevel.detected.rawValue, "the processor lacks \(self)")
    return steelyard_kernel_level(rawValue: UInt32(rawValue))
  }
}
