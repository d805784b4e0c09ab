import SteelyardContracts

extension StandardMarginSpecification {
  /// Refuses rates that put maintenance above initial margin, and parts that no such model can have.
  func check() throws(SteelyardError) {
    for (index, family) in families.enumerated() {
      try family.check(field: "families[\(index)]")
    }
    try collateral.check()
  }
}

extension StandardMarginSpecification.Family {
  fileprivate func check(field: String) throws(SteelyardError) {
    let all = [
      future.initial, future.maintenance, future.risePerCoin, option.initial, option.initialMin,
      option.callMaintenance, option.putMaintenance, option.putMaintenanceOfMark,
      option.putInitialScale,
    ]
    guard all.allSatisfy({ $0 >= 0 && $0.isFinite }) else {
      throw refusal(field, "A rate of \(base) is negative.", "Give finite rates from 0 up.")
    }
    guard future.initial >= future.maintenance else {
      throw refusal(
        field + ".future", "The rates of \(base) put maintenance above initial margin.",
        "Give initial >= maintenance.")
    }
    guard option.initial >= option.initialMin, option.initialMin >= option.callMaintenance,
      option.putInitialScale >= 1
    else {
      throw refusal(
        field + ".option", "The rates of \(base) put maintenance above initial margin.",
        "Give initial >= initial_min >= call_maintenance and put_initial_scale >= 1.")
    }
    if case .expiryMaxLoss(let rule) = netting {
      guard rule.unpairedInitial >= rule.unpairedMaintenance, rule.unpairedMaintenance >= 0,
        rule.unpairedInitial.isFinite
      else {
        throw refusal(
          field + ".netting", "Unpaired calls of \(base) need more for maintenance than initially.",
          "Give unpaired_initial >= unpaired_maintenance >= 0.")
      }
    }
    for (index, applied) in charges.enumerated() {
      try check(applied, field: "\(field).charges[\(index)]")
    }
  }

  private func check(_ applied: AppliedCharge, field: String) throws(SteelyardError) {
    guard !applied.charge.needsState else {
      throw SteelyardError(
        .unsupported, "The charge \(applied.charge.name) of \(base) needs a state.",
        remedy: "Leave it out; it is a charge of models of the kind dynamic.",
        subject: .place(file: "", row: nil, field: field))
    }
    guard applied.charge.rates.allSatisfy({ $0 >= 0 && $0.isFinite }) else {
      throw refusal(
        field, "The charge \(applied.charge.name) of \(base) has a negative rate.",
        "Give finite rates from 0 up.")
    }
    if case .oracle(let rule) = applied.charge,
      !rule.thresholds.allSatisfy({ (Amount(0)...Amount(1)).contains($0.amount) })
    {
      throw refusal(
        field, "A threshold of the oracle charge of \(base) is no confidence.", "Give 0 to 1.")
    }
    guard applied.appliesTo != .maintenance else {
      throw refusal(
        field + ".applies_to",
        "The charge \(applied.charge.name) of \(base) is for maintenance alone.",
        "Write \"both\" or \"initial\": initial margin is at least maintenance margin.")
    }
  }

  private func refusal(
    _ field: String, _ message: String, _ remedy: String
  ) -> SteelyardError {
    SteelyardError(
      .invalidInput, message, remedy: remedy, subject: .place(file: "", row: nil, field: field))
  }
}
