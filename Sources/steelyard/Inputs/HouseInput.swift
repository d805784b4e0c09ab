import SteelyardCommandLine
import SteelyardContracts
import SteelyardFormats
import SteelyardMargin
import SteelyardMarket
import SteelyardPricing
import SteelyardReports
import SteelyardScenarios

/// The accounts of a house under one model in one market, which share their instruments, surfaces and scenarios.
struct HouseInput {
  let names: [String]
  let accounts: [AccountInput]

  /// - Throws: The last of the mistakes of rows, once the others are told, unless `--partial` goes on.
  init(
    _ request: AccountRequest, _ market: MarketInput, _ files: HouseFiles
  ) throws(SteelyardError) {
    let members = files.members
    var batch = PortfolioBatch()
    for member in members { try batch.add(try member.file.portfolio()) }
    let fitted = FittedSurfaces(
      for: batch.universe.instruments, under: request.model, in: market.snapshot,
      progress: { Progress.stage($0) })
    Progress.stage("valuing the scenarios of \(request.model.name)")
    let frame = try request.model.frame(
      number: 1, of: batch.universe, in: market.snapshot, surfaces: fitted.surfaces,
      level: .detected)
    let shared = AccountInput.Shared(universe: batch.universe, fitted: fitted, frame: frame)
    let owned = Dictionary(grouping: members.filter { $0.owner != nil }) { $0.owner ?? "" }
    var accounts: [AccountInput] = []
    for (place, member) in members.enumerated() {
      Progress.share("margin of \(member.name)", done: place, of: members.count)
      // Charges for size count what the owner holds in other accounts, where the model has such.
      let group =
        request.model.looksAtOwner
        ? (member.owner.flatMap { owned[$0] } ?? []).filter { $0.name != member.name }.map(\.file)
        : []
      accounts.append(
        try AccountInput(
          request, try AccountBook(market, member.file, group: group), supposed: nil, on: shared,
          isDetailed: false))
    }
    names = members.map(\.name)
    self.accounts = accounts
  }
}
