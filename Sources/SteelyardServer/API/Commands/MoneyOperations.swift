import SteelyardContracts
import SteelyardEngine
import SteelyardLedger

/// Accounts as they are opened, and money on its way in, out and between.
enum MoneyOperations {
  static let all: [APIOperation] = [
    .command(
      .post, "/accounts", "openAccount", "Opens an account or a subaccount.", scope: .admin,
      audience: .house, body: newAccount, status: .created
    ) { call in
      let body = try call.body()
      return try await call.perform(
        .openAccount(
          try body.account("account"),
          owner: try body.value("owner") { text throws(SteelyardError) in try OwnerName(text) },
          mode: try body.choice("margin_mode", MarginMode.self)))
    },
    .command(
      .post, "/accounts/{account}/deposits", "deposit", "Books money that came in.",
      scope: .admin, audience: .account, body: deposit, status: .created
    ) { call in
      let account = try call.account().name
      try call.requireHouse()
      let body = try call.body()
      return try await call.perform(
        .deposit(account, try body.asset("asset"), try body.amount("amount")))
    },
    .command(
      .post, "/accounts/{account}/withdrawals", "requestWithdrawal",
      "Holds money that is to go out, if margin allows it.", scope: .trade, audience: .account,
      body: withdrawal, status: .created
    ) { call in
      let account = try call.account().name
      let body = try call.body()
      return try await call.perform(
        .requestWithdrawal(
          account, try body.asset("asset"), try body.amount("amount"),
          destination: try body.text("destination")))
    },
    .command(
      .post, "/withdrawals/{withdrawal}/outcome", "resolveWithdrawal",
      "Books what became of a withdrawal.", scope: .admin, audience: .house, body: outcome
    ) { call in
      let number = WithdrawalIdentifier(
        rawValue: try call.number("withdrawal", "withdrawal"))
      let body = try call.body()
      let outcome: WithdrawalOutcome =
        switch try body.choice("outcome", Outcome.self) {
        case .sent: .sent(reference: try body.text("reference"))
        case .failed: .failed(reason: try body.text("reason"))
        }
      return try await call.perform(.resolveWithdrawal(number, outcome))
    },
    .command(
      .post, "/accounts/{account}/transfers", "transfer",
      "Moves money to another account of the same owner, if margin allows it.", scope: .trade,
      audience: .account, body: transfer, status: .created
    ) { call in
      let source = try call.account().name
      let body = try call.body()
      let target = try body.account("to")
      // Whether somebody else's account exists is not told; one owner may hold keys of several accounts.
      try call.principal.require(.trade, target)
      return try await call.perform(
        .transfer(
          from: source, to: target, try body.asset("asset"), try body.amount("amount")))
    },
  ]

  private enum Outcome: String, CaseIterable { case sent, failed }

  private static let account = APISchema.text(
    "Its name; a subaccount's behind a stroke.", pattern: APISchema.accountPattern)
  private static let asset = APISchema.text(
    "Of what.", pattern: "^[A-Z0-9]{1,20}$", example: "USDC")
  private static let amount = APISchema.amount("How much of the asset, above zero.")

  private static let newAccount = APIObject(
    "NewAccount", "An account that is to be opened.",
    [
      .required("account", account),
      .required(
        "owner",
        .text(
          "Whose it is; money moves freely among an owner's accounts.",
          pattern: "^[A-Za-z0-9_.:@-]{1,64}$")),
      .required(
        "margin_mode",
        .choice("What stands behind its positions.", MarginMode.allCases.map(\.rawValue))),
    ])

  private static let deposit = APIObject(
    "NewDeposit", "Money that came in.",
    [.required("asset", asset), .required("amount", amount)])

  private static let withdrawal = APIObject(
    "NewWithdrawal", "Money that is to go out.",
    [
      .required("asset", asset), .required("amount", amount),
      .required("destination", .text("Where to, in the words of who sends it.")),
    ])

  private static let outcome = APIObject(
    "WithdrawalOutcome", "What became of a withdrawal.",
    [
      .required("outcome", .choice("What.", Outcome.allCases.map(\.rawValue))),
      .open("reference", .text("The transfer's name outside; goes with `sent`.")),
      .open("reason", .text("Why it did not leave; goes with `failed`.")),
    ])

  private static let transfer = APIObject(
    "NewTransfer", "Money that is to move.",
    [.required("to", account), .required("asset", asset), .required("amount", amount)])
}

extension APICall {
  /// Insists on a key of the house, where the path names an account that others may know.
  ///
  /// - Throws: `unauthorised` for any other.
  func requireHouse() throws(SteelyardError) {
    guard principal.tenant == .house else {
      throw SteelyardError(
        .unauthorised, "The key \(principal.key) is an account's, and this is the house's.",
        remedy: "Ask the house.")
    }
  }
}
