/// A regime model carried forward day by day: Hamilton's filter.
public struct RegimeRecursion: VarianceRecursion {
  /// The model, whose parameters stay.
  public let model: RegimeModel
  /// The chance that the next day is wild.
  public private(set) var wildProbability: Double

  /// The variance of the next return, in return units squared.
  public var next: Double { model.variance(wild: wildProbability) }

  /// Begins before the first day of a history.
  public init(_ model: RegimeModel) {
    self.model = model
    wildProbability = model.wildAtStart
  }

  init(_ model: RegimeModel, wildProbability: Double) {
    self.model = model
    self.wildProbability = wildProbability
  }

  /// Takes in a return.
  ///
  /// - Precondition: The return is finite.
  public mutating func observe(_ value: Double) {
    precondition(value.isFinite, "a return is finite")
    wildProbability = model.after(wild: model.updated(wild: wildProbability, value: value).wild)
  }

  /// The chance of a wild day moves towards its long-run share.
  public func variance(ahead step: Int) -> Double {
    precondition(step >= 1, "a forecast is at least one day ahead")
    let share = model.wildShare
    let memory = pow(model.calmStay + model.wildStay - 1, step - 1)
    return model.variance(wild: share + memory * (wildProbability - share))
  }

  private func pow(_ base: Double, _ exponent: Int) -> Double {
    var (result, power, rest) = (1.0, base, exponent)
    while rest > 0 {
      if rest & 1 == 1 { result *= power }
      power *= power
      rest >>= 1
    }
    return result
  }
}
