import SteelyardEngine
import SteelyardLedger

extension EngineCommand {
  /// The word for it in an export.
  var word: String {
    switch self {
    case .ledger(let command): command.action.word
    case .marginCalls: "report_margin_calls"
    case .drawdowns: "report_drawdowns"
    case .incidents: "report_incidents"
    case .adoptParameters: "adopt_parameters"
    case .proposeParameters: "propose_parameters"
    case .rollBackParameters: "roll_back_parameters"
    case .approveParameters: "approve_parameters"
    case .cancelParameters: "cancel_parameters"
    case .advanceParameters: "advance_parameters"
    case .setLimits: "set_limits"
    case .liquidation: "report_liquidation"
    case .switchLiquidation: "switch_liquidation"
    case .waterfall: "pay_loss"
    case .mandate(let ask): ask.word
    }
  }
}

extension MandateAsk {
  /// The word for it in an export.
  var word: String {
    switch self {
    case .set: "set_mandate"
    case .release: "release_mandate"
    case .pause: "pause_mandate"
    case .resume: "resume_mandate"
    case .end: "end_mandate"
    case .approve: "approve_decision"
    case .reject: "reject_decision"
    case .switchAll: "switch_strategies"
    case .step: "report_strategy"
    }
  }
}

extension LedgerAction {
  /// The word for it in an export.
  var word: String {
    switch self {
    case .listAsset: "list_asset"
    case .listInstrument: "list_instrument"
    case .openAccount: "open_account"
    case .setMarginMode: "set_margin_mode"
    case .placeOrder: "place_order"
    case .amendOrder: "amend_order"
    case .cancelOrder: "cancel_order"
    case .reportAnswer: "report_answer"
    case .reportFill: "report_fill"
    case .bookTrade: "book_trade"
    case .payFunding: "pay_funding"
    case .accrueInterest: "accrue_interest"
    case .settle: "settle"
    case .deposit: "deposit"
    case .requestWithdrawal: "request_withdrawal"
    case .resolveWithdrawal: "resolve_withdrawal"
    case .transfer: "transfer"
    case .adjust: "adjust"
    case .chargeLiquidationFee: "charge_liquidation_fee"
    case .takeOver: "take_over"
    case .deleverage: "deleverage"
    case .shareLoss: "share_loss"
    case .sellShare: "sell_share"
    }
  }
}
