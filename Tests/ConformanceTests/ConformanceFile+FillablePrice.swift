import SteelyardContracts
import SteelyardLiquidation
import TestSupport

extension ConformanceFile {
  static let fillablePrice = ConformanceFile(name: "dydx_v4_liquidation.json") { file, tally in
    for vector in file["cases"].elements {
      tally.check(vector["name"].string ?? "unnamed") { try checkFillablePrice(vector, &$0) }
    }
  }

  private static func checkFillablePrice(
    _ vector: JSONValue, _ check: inout ConformanceCase
  ) throws {
    func amount(_ value: JSONValue) throws -> Amount {
      try JSONValue.text("\(value.double)").amount()
    }
    let million = Amount(1_000_000)
    var equity = try amount(vector["quote_balance"])
    var total = Amount.zero
    var last: (quantity: Amount, price: Amount, margin: Amount)?
    for position in vector["positions"].elements {
      let quantity = try amount(position["size"])
      let price = try amount(position["oracle"])
      let value = try quantity.multiplied(by: price, rounding: .halfToEven)
      let margin = try value.magnitude.multiplied(
        by: amount(position["mmf"]), rounding: .halfToEven)
      equity = try equity.adding(value)
      total = try total.adding(margin)
      last = (quantity, price, margin)
    }
    guard let last, vector["target"].string == "last" else {
      return check.fail("\(vector["target"]) is no position of the case")
    }
    let rule = try FillablePrice(
      bankruptcyAdjustment: amount(vector["bankruptcy_adjustment_ppm"])
        .divided(by: million, rounding: .halfToEven),
      spreadToMaintenance: amount(vector["spread_to_mmr_ppm"])
        .divided(by: million, rounding: .halfToEven))
    let price = try rule.price(
      quantity: last.quantity, oraclePrice: last.price, positionMargin: last.margin, equity: equity,
      maintenanceMargin: total)
    try compareExact("fillable_price", vector, price, &check)
  }
}
