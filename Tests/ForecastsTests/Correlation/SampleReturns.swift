import Glibc
import SteelyardForecasts
import SteelyardMath
import TestSupport

/// Returns that any program can make again.
enum SampleReturns {
  /// 0.01 (sin(t (1.3 + 0.7 i)) + 0.5 cos(0.9 t)), t from 1, asset i from 0; shape `[step][asset]`.
  static func waves(steps: Int, assets: Int) -> [[Double]] {
    (1...steps).map { step in
      let time = Double(step)
      return (0..<assets).map {
        0.01 * (sin(time * (1.3 + 0.7 * Double($0))) + 0.5 * cos(0.9 * time))
      }
    }
  }

  static func panel(_ rows: [[Double]]) throws -> ReturnPanel {
    let count = rows[0].count
    return try ReturnPanel(
      assets: (0..<count).map { "A\($0)" },
      columns: (0..<count).map { asset in rows.map { $0[asset] } })
  }

  /// A standard normal number by Box and Muller, from two draws.
  static func normal(_ generator: inout SeededGenerator) -> Double {
    let first = (Double(generator.next() >> 11) + 0.5) * 0x1p-53
    let second = (Double(generator.next() >> 11) + 0.5) * 0x1p-53
    return (-2 * log(first)).squareRoot() * cos(2 * .pi * second)
  }

  /// Normal returns with a common factor and deviations from 1 % to 4 %; shape `[step][asset]`.
  static func random(
    steps: Int, assets: Int, _ generator: inout SeededGenerator
  ) -> [[Double]] {
    (0..<steps).map { _ in
      let market = normal(&generator)
      return (0..<assets).map {
        0.01 * (1 + 3 * Double($0) / Double(assets)) * (0.6 * market + 0.8 * normal(&generator))
      }
    }
  }

  static func leastEigenvalue(_ matrix: Matrix) -> Double {
    symmetricEigen(matrix).values.last ?? -1
  }
}

extension SampleReturns {
  static func sine(of angle: Double) -> Double { sin(angle) }
}
