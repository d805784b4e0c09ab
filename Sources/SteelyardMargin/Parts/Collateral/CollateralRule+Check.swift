import SteelyardContracts

extension CollateralRule {
  /// Largest haircut on an asset that is stressed in scenarios.
  ///
  /// Such a haircut covers closing, moving and redeeming, and a token's own gap to its coin, which
  /// no scenario moves. The largest that a venue publishes is 0.32, on a restaked token; a third is
  /// room for it. What lies beyond can only be the fall of the coin once more.
  public static let stressedHaircutMax = 1.0 / 3

  /// Refuses what counts air, jumps, or charges one risk twice.
  ///
  /// - Throws: `invalidInput` with the field and a remedy.
  func check() throws(SteelyardError) {
    for (name, shared) in classes.sorted(by: { $0.key < $1.key }) {
      let field = "collateral.classes.\(name)"
      if name == Unlisted.notAcceptedName {
        throw Self.refusal(field, "A class cannot be called \(name).", "Give it another name.")
      }
      try Self.check(shared.tiers, field + ".tiers")
      try Self.check(cap: shared.capUSD, field + ".cap_usd")
      try Self.check(shared.debt, field + ".debt")
    }
    if case .class(let name) = unlisted, classes[name] == nil {
      throw Self.refusal(
        "collateral.unlisted", "There is no class \"\(name)\".",
        "Name a class, or write \(Unlisted.notAcceptedName).")
    }
    for (code, asset) in assets.sorted(by: { $0.key < $1.key }) { try check(asset, code) }
    if let assetsMax, assetsMax < 1 {
      throw Self.refusal(
        "collateral.assets_max", "At most \(assetsMax) assets are taken.",
        "Give 1 or more, or leave it out.")
    }
  }

  private func check(_ asset: CollateralAsset, _ code: String) throws(SteelyardError) {
    let field = "collateral.assets.\(code)"
    do throws(SteelyardError) {
      _ = try Currency(code)
    } catch {
      throw error.about(.place(file: "", row: nil, field: field))
    }
    guard (asset.className == nil) != (asset.tiers == nil) else {
      throw Self.refusal(
        field, "\(code) has \(asset.tiers == nil ? "neither" : "both") class and tiers.",
        "Give a class, or tiers of its own.")
    }
    if let name = asset.className, classes[name] == nil {
      throw Self.refusal(
        field + ".class", "There is no class \"\(name)\".", "Name one of the classes.")
    }
    if let tiers = asset.tiers { try Self.check(tiers, field + ".tiers") }
    try Self.check(cap: asset.capUSD, field + ".cap_usd")
    try Self.check(asset.debt, field + ".debt")
    guard asset.stressedIn == nil || asset.family == nil else {
      throw Self.refusal(
        field + ".family", "\(code) is stressed in a family and taken by another.",
        "Leave \"family\" out: the family that stresses an asset takes it.")
    }
    let tiers = asset.tiers ?? asset.className.flatMap { classes[$0]?.tiers } ?? []
    if let coin = asset.stressedIn,
      let tier = tiers.first(where: { $0.initial > Self.stressedHaircutMax })
    {
      throw Self.refusal(
        field + ".stressed_in",
        "\(code) is stressed in the scenarios of \(coin) and has a haircut of \(tier.initial).",
        "Stress it or cut it: with stress, a haircut covers closing and moving, at most a third.")
    }
  }

  private static func check(_ tiers: [CollateralTier], _ field: String) throws(SteelyardError) {
    guard tiers.last?.upToUSD == nil, !tiers.isEmpty else {
      throw refusal(
        field, "The tiers do not cover every size.",
        "End with a tier without \"up_to_usd\" that takes the rest.")
    }
    var last = CollateralTier(upToUSD: 0, initial: 0, maintenance: 0)
    for (index, tier) in tiers.enumerated() {
      let place = "\(field)[\(index)]"
      guard (0...1).contains(tier.initial), (0...1).contains(tier.maintenance),
        tier.initial >= tier.maintenance
      else {
        throw refusal(
          place, "The haircuts are \(tier.initial) and \(tier.maintenance) for maintenance.",
          "Give 0 to 1, for initial margin at least as much as for maintenance.")
      }
      guard tier.initial >= last.initial, tier.maintenance >= last.maintenance else {
        throw refusal(
          place, "The haircut falls with size.", "Give each tier at least the one before.")
      }
      if index < tiers.count - 1 {
        guard let upTo = tier.upToUSD, let lower = last.upToUSD, upTo > lower, upTo.isFinite else {
          throw refusal(
            place + ".up_to_usd", "The tier does not end above the one before.",
            "Give rising US dollars in every tier but the last.")
        }
      }
      last = tier
    }
  }

  private static func check(cap: Double?, _ field: String) throws(SteelyardError) {
    if let cap, !(cap >= 0 && cap.isFinite) {
      throw refusal(field, "The cap is \(cap).", "Give US dollars from 0 up, or leave it out.")
    }
  }

  private static func check(_ debt: DebtRates?, _ field: String) throws(SteelyardError) {
    if let debt, !(debt.initial >= debt.maintenance && debt.maintenance >= 0 && debt.initial <= 1) {
      throw refusal(
        field, "The rates on debts are \(debt.initial) and \(debt.maintenance) for maintenance.",
        "Give 0 to 1, for initial margin at least as much as for maintenance.")
    }
  }

  private static func refusal(
    _ field: String, _ message: String, _ remedy: String
  ) -> SteelyardError {
    SteelyardError(
      .invalidInput, message, remedy: remedy, subject: .place(file: "", row: nil, field: field))
  }
}
