import SteelyardContracts
import SteelyardKernels

/// Black-76 over columns: the vector kernels, checked, with the scalar path where they pass.
///
/// Columns hold one option a row; `side` is +1 for a call and -1 for a put. Nothing is allocated.
public enum Black76Columns {
  /// Undiscounted values.
  ///
  /// - Parameters:
  ///   - forward: Forwards in quote currency, 1e-100 to 1e100; shape `[option]`.
  ///   - strike: Strikes in quote currency, 1e-100 to 1e100; shape `[option]`.
  ///   - deviation: Total deviation σ√T, decimal, ≥ 0; shape `[option]`.
  ///   - side: +1 or -1; shape `[option]`.
  ///   - value: Receives quote currency per unit of base; shape `[option]`. NaN where an input is
  ///     out of range.
  /// - Precondition: All columns have the same count.
  /// - Accuracy: Relative error below 3e-14 × max(1, cond), cond = vega × σ / value; an
  ///   out-of-the-money value below 1e-300 of the forward may be 0, where `Black76.value` keeps its
  ///   digits.
  /// - Complexity: O(n), no allocation.
  /// - Source: See `steelyard_black76_value`.
  public static func values(
    level: KernelLevel, forward: Span<Double>, strike: Span<Double>, deviation: Span<Double>,
    side: Span<Double>, into value: inout MutableSpan<Double>
  ) {
    let count = forward.count
    precondition(
      strike.count == count && deviation.count == count && side.count == count
        && value.count == count, "columns of different length")
    value.withUnsafeMutableBufferPointer { value in
      forward.withUnsafeBufferPointer { forward in
        strike.withUnsafeBufferPointer { strike in
          deviation.withUnsafeBufferPointer { deviation in
            side.withUnsafeBufferPointer { side in
              steelyard_black76_value(
                level.kernel, count, forward.baseAddress, strike.baseAddress,
                deviation.baseAddress, side.baseAddress, value.baseAddress)
            }
          }
        }
      }
    }
  }

  /// What became of a row of `impliedDeviations`.
  public enum ImpliedStatus: UInt8, Sendable, Hashable, CaseIterable {
    /// The deviation reproduces the price.
    case converged
    /// The price is intrinsic value: the deviation is 0.
    case atIntrinsic
    /// The price is below intrinsic value: no deviation gives it.
    case belowIntrinsic
    /// The price is the most an option can cost, or more: no finite deviation gives it.
    case aboveMaximum
    /// Forward or strike not above zero, a side other than ±1, or something not finite.
    case invalidInput
    /// A solution exists, and neither path found it.
    case notConverged
  }

  /// Total deviations σ√T that give undiscounted prices; rows that the vector path does not vouch
  /// for are solved by the scalar path.
  ///
  /// - Parameters:
  ///   - forward: Forwards in quote currency, > 0; shape `[option]`.
  ///   - strike: Strikes in quote currency, > 0; shape `[option]`.
  ///   - price: Undiscounted prices in quote currency; shape `[option]`.
  ///   - side: +1 or -1; shape `[option]`.
  ///   - deviation: Receives σ√T, decimal; 0 at intrinsic value, NaN where there is none; shape
  ///     `[option]`.
  ///   - status: Receives a raw `ImpliedStatus`; shape `[option]`.
  /// - Precondition: All columns have the same count.
  /// - Accuracy: Relative error below 3e-14 × max(1, cond) down to prices of 1e-300 of their
  ///   maximum, below that as `Black76.impliedVolatility`.
  /// - Source: See `steelyard_implied_deviation`.
  public static func impliedDeviations(
    level: KernelLevel, forward: Span<Double>, strike: Span<Double>, price: Span<Double>,
    side: Span<Double>, into deviation: inout MutableSpan<Double>,
    status: inout MutableSpan<UInt8>
  ) {
    let count = forward.count
    precondition(
      strike.count == count && price.count == count && side.count == count
        && deviation.count == count && status.count == count, "columns of different length")
    deviation.withUnsafeMutableBufferPointer { deviation in
      status.withUnsafeMutableBufferPointer { status in
        forward.withUnsafeBufferPointer { forward in
          strike.withUnsafeBufferPointer { strike in
            price.withUnsafeBufferPointer { price in
              side.withUnsafeBufferPointer { side in
                steelyard_implied_deviation(
                  level.kernel, count, forward.baseAddress, strike.baseAddress, price.baseAddress,
                  side.baseAddress, deviation.baseAddress, status.baseAddress)
              }
            }
          }
        }
      }
    }
    let needsScalarPath = UInt8(STEELYARD_IMPLIED_NEEDS_SCALAR_PATH.rawValue)
    for row in 0..<count where status[row] == needsScalarPath {
      (deviation[row], status[row]) = scalarDeviation(
        forward: forward[row], strike: strike[row], price: price[row], side: side[row])
    }
  }

  private static func scalarDeviation(
    forward: Double, strike: Double, price: Double, side: Double
  ) -> (Double, UInt8) {
    let answer = try? Black76.impliedVolatility(
      price: price, right: side > 0 ? .call : .put, forward: forward, strike: strike,
      timeToExpiry: 1, discountFactor: 1)
    return switch answer {
    case .converged(let volatility, _): (volatility, ImpliedStatus.converged.rawValue)
    case .atIntrinsic: (0, ImpliedStatus.atIntrinsic.rawValue)
    case .belowIntrinsic: (.nan, ImpliedStatus.belowIntrinsic.rawValue)
    case .aboveMaximum: (.nan, ImpliedStatus.aboveMaximum.rawValue)
    case .expired, .notConverged: (.nan, ImpliedStatus.notConverged.rawValue)
    case nil: (.nan, ImpliedStatus.invalidInput.rawValue)
    }
  }
}
