import SteelyardContracts
import SteelyardMarket
import SteelyardScenarios

extension MarginExplanation {
  /// Tells what a trace recorded.
  init(
    figures: AccountFigures, trace: RecordingTrace, account: Int, batch: PortfolioBatch,
    frame: RiskFrame, collateralRule: CollateralRule, modelName: String,
    provenance: ParameterProvenance
  ) {
    self.modelName = modelName
    self.provenance = provenance
    self.figures = figures
    frameNumber = frame.number
    time = frame.snapshot.time
    surfaceSource = frame.surfaceSource
    level = frame.level
    let members = trace.dynamic == nil ? [] : frame.members(of: account, in: batch)
    let dynamicBucket = trace.dynamic.flatMap { dynamic in
      BucketExplanation(dynamic: dynamic, members, batch: batch, frame: frame)
    }
    dynamic = trace.dynamic.map {
      DynamicExplanation($0, members, account: account, batch: batch, frame: frame)
    }
    buckets =
      trace.buckets.map { bucket in
        BucketExplanation(bucket, account: account, batch: batch, frame: frame)
      } + (dynamicBucket.map { [$0] } ?? [])
    charges =
      trace.buckets.flatMap { ChargeExplanation.all(of: $0, in: frame) }
      + trace.familyCharges.map { block, charge, outcome in
        ChargeExplanation(charge, outcome, in: frame.blockColumns[block])
      }
      + trace.leftOut.map { ChargeExplanation(leftOut: $0, batch: batch) }
      + trace.unstressed.map {
        ChargeExplanation(
          unstressed: $0, batch: batch, stateName: trace.dynamic?.columns.stateName)
      }
      + trace.stated.map { ChargeExplanation(stated: $0.amount, $0.appliesTo, $0.chargeUSD) }
    expiries = trace.expiries.map { block, slot, requirement in
      ExpiryExplanation(requirement, slot: slot, in: frame.blockColumns[block])
    }
    positions = batch.positionsAsGiven(of: account).map { position in
      PositionExplanation(
        position, batch: batch, frame: frame, holding: trace.holdings[position] ?? .init())
    }
    collateral = trace.balances.map { balance in
      CollateralExplanation(balance, batch: batch, frame: frame, rule: collateralRule)
    }
    breaches = trace.breaches.map(\.error)
    gainsCutUSD = trace.gainCuts.reduce(0) { $0 + $1.cutUSD }
    equityRemarks =
      (frame.countedMarks.isEmpty ? [] : positions.compactMap(\.markRemark))
      + trace.gainCuts.map(\.remark)
    var failures: [SteelyardError] = []
    for (position, _) in trace.leftOut {
      let index = Int(batch.instrument[position])
      let instrument = batch.universe.instruments[index]
      if let error = frame.failures[index] {
        failures.append(error.about(.instrument(instrument.description)))
      }
    }
    for balance in collateral where balance.priceUSD == nil {
      failures.append(
        SteelyardError(
          .missingMarketData, "No US dollar price of \(balance.asset); it counts for nothing.",
          remedy: "Add a market file with it, or pass --price \(balance.asset)=PRICE."))
    }
    for (balance, _) in trace.unstressed {
      let asset = batch.asset[balance]
      if let dynamic = trace.dynamic {
        failures.append(
          SteelyardError(
            .unsupported,
            "The state \(dynamic.columns.stateName) does not say how \(asset) moves; it is charged "
              + "whole.",
            remedy: "Calibrate with a history of \(asset), or hold another asset."))
        continue
      }
      let coin = collateralRule.stressedIn(asset) ?? asset
      failures.append(
        SteelyardError(
          .missingMarketData, "\(asset) moves with \(coin), which has no price.",
          remedy: "Add a market file with \(coin), or pass --price \(coin)=PRICE."))
    }
    for stated in trace.stated where stated.chargeUSD == nil {
      failures.append(
        SteelyardError(
          .missingMarketData,
          "No US dollar price of \(stated.amount.currency); \(stated.amount.name) is not charged.",
          remedy: "Add a market file with it, or pass --price \(stated.amount.currency)=PRICE."))
    }
    self.failures = failures
    health = figures.health
  }
}

extension PositionExplanation {
  init(
    _ position: Int, batch: PortfolioBatch, frame: RiskFrame, holding: RecordingTrace.Holding
  ) {
    let index = Int(batch.instrument[position])
    let usd = frame.settlementUSD(of: index)
    instrument = batch.universe.instruments[index]
    quantity = batch.quantity[position]
    priced = frame.prices[index]
    isLeftOut = frame.isLeftOut(index)
    optionValueUSD = holding.optionValueUSD
    unrealisedUSD = holding.unrealisedUSD
    countedUSD = holding.countedUSD
    isEntryKnown = !batch.entryPrice[position].isNaN
    standardMarginUSD = holding.standard.map { ($0.initial * usd, $0.maintenance * usd) }
    why = holding.standard.map { [instrument] in $0.why(for: instrument) } ?? ""
  }
}
