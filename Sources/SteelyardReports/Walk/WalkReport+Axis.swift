import SteelyardContracts
import SteelyardMargin
import SteelyardMarket

extension WalkReport {
  /// What programs call the axis.
  var axisCode: String {
    switch walk.axis {
    case .spot: "spot"
    case .volatility: "volatility"
    case .days: "days"
    case .quantity: "quantity"
    }
  }

  /// What is varied, in words.
  var axisWords: String {
    switch walk.axis {
    case .spot(.everyCoin): "spot"
    case .spot(.coin(let coin)): "spot of \(coin)"
    case .volatility: "volatility"
    case .days: "days"
    case .quantity(let instrument): "the size of \(names.name(of: instrument))"
    }
  }

  /// The head of its column.
  var axisHeading: String {
    switch walk.axis {
    case .spot(.everyCoin): "spot"
    case .spot(.coin(let coin)): "\(coin) spot"
    case .volatility: "volatility"
    case .days: "after"
    case .quantity: "size"
    }
  }

  /// The unit that people see values in.
  var axisUnit: String {
    switch walk.axis {
    case .spot, .volatility: "%"
    case .days: "days"
    case .quantity(let instrument): instrument.quantityCurrency.code
    }
  }

  /// A value in that unit.
  func shown(_ value: Double) -> Double {
    switch walk.axis {
    case .spot, .volatility: 100 * value
    case .days, .quantity: value
    }
  }

  /// How a value is shown: a crossing is found to a ten thousandth of the range.
  var valueStyle: NumberStyle {
    switch walk.axis {
    case .spot, .volatility, .days: .fixed(2)
    case .quantity: .grouped(decimals(of: walk.range.width))
    }
  }

  /// Decimals with which a ten thousandth of a width can be seen, at most eight.
  private func decimals(of width: Double) -> Int {
    var resolution = width * MarginWalk.crossingShare
    var decimals = 0
    while resolution < 1, decimals < 8 {
      resolution *= 10
      decimals += 1
    }
    return decimals
  }

  /// A value in words: `spot -23.41 %`, `day 12.30`, `a size of -12 BTC`.
  func words(_ value: Double) -> String {
    // Whole numbers, as the ends of most ranges are, need no decimals.
    let number = shown(value)
    let text = NumberText.text(number, number == number.rounded() ? .grouped(0) : valueStyle)
    switch walk.axis {
    case .spot(.everyCoin): return "spot \(signed(text)) %"
    case .spot(.coin(let coin)): return "\(coin) spot \(signed(text)) %"
    case .volatility: return "volatility \(signed(text)) %"
    case .days: return "day \(text)"
    case .quantity(let instrument): return "a size of \(text) \(instrument.quantityCurrency)"
    }
  }

  private func signed(_ text: String) -> String {
    text.hasPrefix("-") || !text.contains { "123456789".contains($0) } ? text : "+" + text
  }

  /// Coins whose prices change along the walk.
  var movedCoins: [Currency] {
    guard case .spot(let scope) = walk.axis else { return [] }
    return walk.present.coinPrices.map(\.coin).filter { coin in
      if case .coin(let moved) = scope { coin == moved } else { !walk.unmovedAssets.contains(coin) }
    }
  }
}
