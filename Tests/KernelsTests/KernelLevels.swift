public import SteelyardKernels
public import Testing

/// The kernel levels that this processor runs, lowest first.
let availableLevels: [steelyard_kernel_level] = [
  STEELYARD_KERNEL_PORTABLE, STEELYARD_KERNEL_AVX2, STEELYARD_KERNEL_AVX512,
].filter { $0.rawValue <= steelyard_kernel_level_detected().rawValue }

extension steelyard_kernel_level: @retroactive CustomTestStringConvertible {
  /// The level as its users write it.
  public var testDescription: String {
    switch self {
    case STEELYARD_KERNEL_AVX512: "AVX-512"
    case STEELYARD_KERNEL_AVX2: "AVX2"
    default: "portable"
    }
  }
}
