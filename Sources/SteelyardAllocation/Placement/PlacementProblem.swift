/// Where collateral is and may go, what every place needs, and what holding it there costs.
///
/// Money is in US dollars.
public struct PlacementProblem: Codable, Sendable, Hashable {
  /// A coin's relative move.
  public struct Move: Codable, Sendable, Hashable {
    /// The coin, or an asset by its name.
    public let coin: String
    /// Its relative move, above -1.
    public let move: Double

    /// A move.
    public init(coin: String, move: Double) {
      self.coin = coin
      self.move = move
    }
  }

  /// A named scenario in which every place has to stand.
  public struct Scenario: Codable, Sendable, Hashable {
    /// Its name.
    public let name: String
    /// Its moves; what is not named stays.
    public let moves: [Move]

    /// A scenario.
    public init(name: String, moves: [Move]) {
      self.name = name
      self.moves = moves
    }
  }

  /// How much of an asset is somewhere today.
  public struct Holding: Codable, Sendable, Hashable {
    /// The asset.
    public let asset: String
    /// Units of it, ≥ 0.
    public let quantity: Double
  }

  /// What a place takes and gives for an asset.
  public struct Acceptance: Codable, Sendable, Hashable {
    /// The asset.
    public let asset: String
    /// A venue's haircut, 0 to 1; default: what follows from the asset, where it is staked or a pool.
    public let haircut: Double?
    /// A lending protocol's loan-to-value, 0 to 1.
    public let loanToValue: Double?
    /// A lending protocol's threshold of liquidation, 0 to 1.
    public let threshold: Double?
    /// What it pays a year on what is placed; default: 0.
    public let yield: Double?
    /// The most that counts, in US dollars; of a lending protocol, the most that may be supplied.
    public let capUsd: Double?
  }

  /// What a venue needs.
  public struct Requirement: Codable, Sendable, Hashable {
    /// A requirement in one scenario.
    public struct Shocked: Codable, Sendable, Hashable {
      /// The scenario's name.
      public let scenario: String
      /// Collateral that is needed there: the requirement less what the positions have gained, in US dollars.
      public let amount: Double

      /// A requirement in a scenario.
      public init(scenario: String, amount: Double) {
        self.scenario = scenario
        self.amount = amount
      }
    }

    /// Collateral that is needed now, in US dollars: initial margin less what the positions count for.
    public let amount: Double
    /// What is needed in scenarios; the amount now where a scenario is not named.
    public let scenarios: [Shocked]?

    /// A requirement.
    public init(amount: Double, scenarios: [Shocked]? = nil) {
      self.amount = amount
      self.scenarios = scenarios
    }
  }

  /// A token that a lending protocol lends.
  public struct Market: Codable, Sendable, Hashable {
    /// The asset.
    public let asset: String
    /// What everybody has borrowed of it, ours included, in units.
    public let debt: Double
    /// What everybody has supplied, in units.
    public let supply: Double
    /// Its rates.
    public let curve: KinkedRateCurve
    /// What we owe of it today, in units; default: 0.
    public let borrowed: Double?
    /// The most that we may owe, in US dollars; default: what is there.
    public let capUsd: Double?
  }

  /// What a place is.
  public enum Kind: String, Codable, Sendable, Hashable {
    /// Holds freely.
    case wallet
    /// Needs margin.
    case venue
    /// Takes collateral and lends against it.
    case lending
  }

  /// A place for collateral.
  public struct Location: Codable, Sendable, Hashable {
    /// Its name.
    public let name: String
    /// What it is.
    public let kind: Kind
    /// What is there today.
    public let holdings: [Holding]
    /// What it takes; a wallet takes everything, and only its yields are read here.
    public let accepted: [Acceptance]
    /// A venue's requirement; nil where it comes from positions and a model.
    public var requirement: Requirement?
    /// A venue's positions and margin model, where no requirement is stated.
    public var book: Book?
    /// What a venue's requirement is multiplied by, less 1; default: 0.
    public let buffer: Double?
    /// The least health factor of a lending protocol, in every scenario; ≥ 1.
    public let healthFactor: Double?
    /// Where a lending protocol pays loans out and takes repayments from: a wallet's name.
    public let wallet: String?
    /// What a lending protocol lends.
    public let markets: [Market]?
  }

  /// Positions whose margin is a venue's requirement.
  public struct Book: Codable, Sendable, Hashable {
    /// A file of positions.
    public let positions: String
    /// The margin model's name.
    public let model: String
  }

  /// A way on which an asset can go.
  public struct Link: Codable, Sendable, Hashable {
    /// The asset.
    public let asset: String
    /// Where it leaves.
    public let from: String
    /// Where it arrives.
    public let to: String
    /// The share of it that is taken; default: 0.
    public let fee: Double?
    /// What a transfer costs whatever its size, in US dollars; default: 0.
    public let fixedUsd: Double?
    /// How long it takes, in seconds.
    public let seconds: Double
    /// The most, in US dollars; default: everything.
    public let capUsd: Double?
  }

  /// How long the placement is to last: costs of transfers are spread over it.
  public let horizonDays: Double
  /// What a dollar that does not count, or is on its way, costs a year.
  public let capitalRate: Double
  /// The assets.
  public let assets: [PlaceableAsset]
  /// The scenarios; what is needed now is always one besides.
  public let scenarios: [Scenario]
  /// The places.
  public var locations: [Location]
  /// The ways between them.
  public let transfers: [Link]

  /// Most places, assets and scenarios each.
  public static let partsMax = 200
}
