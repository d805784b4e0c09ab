public import SteelyardContracts

/// The grid of prices of a pool with concentrated liquidity: tick i is a price of 1.0001^i.
///
/// Prices are square roots times 2^96.
///
/// - Source: Uniswap v3 core `TickMath`.
public enum PoolTick {
  /// The lowest tick.
  public static let min: Int32 = -887_272
  /// The highest tick.
  public static let max: Int32 = 887_272
  /// The square root of the price at the lowest tick, times 2^96.
  public static let squareRootMin = UInt256(4_295_128_739)
  /// The square root of the price at the highest tick, times 2^96; a pool stays below it.
  public static let squareRootMax = UInt256(
    high: 4_294_805_859, low: 0xefd1_fc6a_5064_8849_5d95_1d52_6398_8d26)

  /// 2^128 x 1.0001^(-2^(i-1)): the factor of each bit of a tick, as the protocol has them.
  private static let factors: [UInt128] = [
    0xfffc_b933_bd6f_ad37_aa2d_162d_1a59_4001, 0xfff9_7272_373d_4132_59a4_6990_580e_213a,
    0xfff2_e50f_5f65_6932_ef12_357c_f3c7_fdcc, 0xffe5_caca_7e10_e4e6_1c36_24ea_a094_1cd0,
    0xffcb_9843_d60f_6159_c9db_5883_5c92_6644, 0xff97_3b41_fa98_c081_472e_6896_dfb2_54c0,
    0xff2e_a164_66c9_6a38_43ec_78b3_26b5_2861, 0xfe5d_ee04_6a99_a2a8_11c4_61f1_969c_3053,
    0xfcbe_86c7_900a_88ae_dcff_c83b_479a_a3a4, 0xf987_a725_3ac4_1317_6f2b_074c_f781_5e54,
    0xf339_2b08_22b7_0005_940c_7a39_8e4b_70f3, 0xe715_9475_a2c2_9b74_43b2_9c7f_a6e8_89d9,
    0xd097_f3bd_fd20_22b8_845a_d8f7_92aa_5825, 0xa9f7_4646_2d87_0fdf_8a65_dc1f_90e0_61e5,
    0x70d8_69a1_56d2_a1b8_90bb_3df6_2baf_32f7, 0x31be_135f_97d0_8fd9_8123_1505_542f_cfa6,
    0x09aa_508b_5b7a_84e1_c677_de54_f3e9_9bc9, 0x005d_6af8_dedb_8119_6699_c329_225e_e604,
    0x0000_2216_e584_f5fa_1ea9_2604_1bed_fe98, 0x0000_0000_048a_1703_91f7_dc42_444e_8fa2,
  ]

  /// The square root of the price at a tick, times 2^96.
  ///
  /// - Throws: `invalidInput` for a tick outside `min` to `max`.
  public static func squareRoot(at tick: Int32) throws(SteelyardError) -> UInt256 {
    guard (min...max).contains(tick) else {
      throw SteelyardError(
        .invalidInput, "Tick \(tick) is outside \(min) to \(max).", remedy: "Give a tick within.")
    }
    var ratio = UInt256.powerOfTwo(128)
    let bits = tick.magnitude
    for (place, factor) in factors.enumerated() where bits & (1 << place) != 0 {
      ratio =
        ratio.high == 0
        ? UInt256(ratio.low.multipliedFullWidth(by: factor).high) : UInt256(factor)
    }
    if tick > 0 { ratio = try .quotient(.max, .one, over: ratio) }
    let root = ratio.shiftedRight(32)
    return ratio.lowBits(32) == 0 ? root : try root.adding(.one)
  }

  /// The highest tick whose price is at most that of a square root.
  ///
  /// - Parameter root: Times 2^96, from `squareRootMin`, below `squareRootMax`.
  /// - Throws: `invalidInput` for a square root outside them.
  public static func tick(at root: UInt256) throws(SteelyardError) -> Int32 {
    guard root >= squareRootMin, root < squareRootMax else {
      throw SteelyardError(
        .invalidInput, "No tick has a square root of \(root) / 2^96.",
        remedy: "Give one from \(squareRootMin), below \(squareRootMax).")
    }
    var low = min
    var high = max
    while high - low > 1 {
      let middle = low + (high - low) / 2
      if try squareRoot(at: middle) <= root { low = middle } else { high = middle }
    }
    return low
  }
}
