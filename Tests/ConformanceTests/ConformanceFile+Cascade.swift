import SteelyardLiquidation
import TestSupport

extension ConformanceFile {
  static let cascade = ConformanceFile(name: "cascade.json") { file, tally in
    for (place, vector) in file["cases"].elements.enumerated() {
      tally.check("case \(place), \(vector["rule"])") { try checkCascade(vector, &$0) }
    }
    for (place, vector) in file["toxicity"].elements.enumerated() {
      tally.check("toxicity \(place)") { try checkToxicity(vector, &$0) }
    }
  }

  private static func checkCascade(_ vector: JSONValue, _ check: inout ConformanceCase) throws {
    let impact: SaleImpact
    switch vector["rule"].string {
    case "linear": impact = .linear(slope: vector["k"].double)
    case "pool": impact = .pool(reserve: vector["k"].double)
    default: return check.fail("\(vector["rule"]) is no known impact")
    }
    let positions = vector["positions"].elements
    let cascade = try ThresholdCascade(
      price: vector["p0"].double, shock: vector["shock"].double, impact: impact,
      sizes: positions.map { $0["size"].double },
      liquidationPrices: positions.map { $0["liq_price"].double })
    let rounds = vector["rounds"].elements
    guard rounds.count == cascade.rounds.count else {
      return check.fail("rounds: expected \(rounds.count), got \(cascade.rounds.count)")
    }
    for (place, (wanted, round)) in zip(rounds, cascade.rounds).enumerated() {
      check.compare(
        "price of round \(place)", expected: wanted["price"].double, got: round.price,
        .relative(1e-9))
      let sellers = wanted["liquidated"].elements.map { Int($0.double) }
      if sellers.sorted() != round.liquidated {
        check.fail("sellers of round \(place): expected \(sellers), got \(round.liquidated)")
      }
    }
    for (field, got) in [
      ("price_after_shock", cascade.priceAfterShock), ("final_price", cascade.finalPrice),
      ("amplification", cascade.amplification),
    ] { check.compare(field, expected: vector[field].double, got: got, .relative(1e-9)) }
  }

  private static func checkToxicity(_ vector: JSONValue, _ check: inout ConformanceCase) throws {
    let loan = try LoanLiquidation(
      collateral: vector["collateral"].double, debt: vector["debt"].double,
      incentive: vector["incentive"].double)
    for (field, got) in [
      ("ltv_before", loan.loanToValue), ("frontier", loan.toxicityFrontier),
      ("ltv_after", try loan.loanToValue(afterRepaying: vector["repay"].double)),
    ] { check.compare(field, expected: vector[field].double, got: got, .relative(1e-9)) }
    if loan.isToxic != vector["toxic"].bool {
      check.fail("toxic: expected \(vector["toxic"]), got \(loan.isToxic)")
    }
  }
}
