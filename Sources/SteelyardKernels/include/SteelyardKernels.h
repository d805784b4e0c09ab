/// Vector kernels: Black-76 over columns, implied volatility, portfolios times the P&L matrix, tails
/// of its rows, random numbers and dependent scores.
///
/// Columns are contiguous arrays of `count` doubles without alignment demand; `count` may be 0.
/// An output column must not overlap an input column. Nothing allocates, reads a clock or keeps
/// state; every function may run on any thread. A row's result has the same bits wherever it
/// stands and whatever its neighbours are. AVX2 and AVX-512 give the same bits; the portable level
/// rounds products apart and differs within the bounds stated below.
///
/// NaN in a row gives NaN in that row's results and in no other row's. Where a range is stated,
/// the caller checks it: kernels report nothing.
#pragma once

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// How wide a kernel computes; the first argument of each, so that every path can be tested.
///
/// A level that the processor lacks must not be passed: the process would end with SIGILL. Levels
/// up to `steelyard_kernel_level_detected()` are safe; on other processors than x86-64 every level
/// runs the portable code.
typedef enum {
    /// SSE2 on x86-64, the baseline vectors elsewhere.
    STEELYARD_KERNEL_PORTABLE = 0,
    /// AVX2 and FMA.
    STEELYARD_KERNEL_AVX2 = 1,
    /// AVX-512 F, DQ, VL and BW.
    STEELYARD_KERNEL_AVX512 = 2,
} steelyard_kernel_level;

/// The highest level that this processor and operating system run.
steelyard_kernel_level steelyard_kernel_level_detected(void);

/// ln(F/K) of each row.
///
/// Error below 4 ulp, also next to the money, where the difference of F and K is taken exactly
/// before the division. NaN unless both are positive, normal and finite.
///
/// @param forward F, any unit; shape [count].
/// @param strike K, the same unit; shape [count].
/// @param log_moneyness Receives ln(F/K); shape [count].
void steelyard_log_moneyness(steelyard_kernel_level level, size_t count, const double *forward,
    const double *strike, double *log_moneyness);

/// Undiscounted Black-76 value of each row.
///
/// Accuracy against 50-digit references: relative error below 3e-14 x max(1, cond), cond =
/// vega x sigma / value, for ln(F/K) within +-12 and deviations from 1e-5 to 128 (measured
/// 1.1e-14). No range near the money or short of expiry is weaker. An out-of-the-money value below
/// 1e-300 F may be 0.
///
/// Source: F. Black, "The pricing of commodity contracts", J. Financial Economics 3 (1976),
/// eq. 16, written with the Mills ratio M(z) = N(-z)/phi(z) and its divided difference; see
/// docs/kernels.md.
///
/// @param forward F in quote currency, 1e-100 < F < 1e100; shape [count].
/// @param strike K in quote currency, 1e-100 < K < 1e100; shape [count].
/// @param deviation Total deviation sigma sqrt(T), decimal (0.6 means 60 %), >= 0; shape [count].
///   Below 1e-60 it counts as 0, where the value is intrinsic; above 128 as 128; negative gives
///   NaN.
/// @param side +1 for a call, -1 for a put; shape [count].
/// @param value Receives quote currency per 1 unit of base; shape [count].
void steelyard_black76_value(steelyard_kernel_level level, size_t count, const double *forward,
    const double *strike, const double *deviation, const double *side, double *value);

/// The same with ln(F/K) as a column: no logarithm is taken.
///
/// Scenarios move log-moneyness by addition. The value is as accurate as the given logarithm.
///
/// @param log_moneyness ln(F/K), |ln(F/K)| < 500, 0 exactly where F = K; shape [count].
void steelyard_black76_value_from_log_moneyness(steelyard_kernel_level level, size_t count,
    const double *log_moneyness, const double *forward, const double *strike,
    const double *deviation, const double *side, double *value);

/// What the profit of an option in joint scenarios is counted in.
enum steelyard_counted_in {
    /// value x scale - held: quote currency, and any currency that has a fixed price in it.
    STEELYARD_COUNTED_IN_QUOTE = 0,
    /// value x scale / forward factor - held: the coin, at the displaced forward.
    STEELYARD_COUNTED_IN_COIN = 1,
    /// value x scale x spot factor / forward factor - held: the coin at displaced spot.
    STEELYARD_COUNTED_AT_SPOT = 2,
};

/// One option before the moves, for `steelyard_joint_option_profit`.
typedef struct {
    /// F, K in quote currency; ln(F/K); +1 for a call, -1 for a put.
    double forward, strike, log_moneyness, side;
    /// Volatility x root of the time that is left after the moves, decimal.
    double deviation;
    /// The strike's place on the smile, in deviations, and one over the smile's shape there.
    double moneyness, inverse_height;
    /// Deviations that a unit of logarithmic spot move takes the strike along the smile, and the
    /// share of a move that the smile follows.
    double per_move, stickiness;
    /// The smile 1 + slope x + curvature x^2, looked at within +-moneyness_max.
    double slope, curvature, moneyness_max;
    /// Least and largest volatility over what it was.
    double share_min, share_max;
    /// What a value is multiplied with, what is taken off, and what both are counted in.
    double scale, held;
    enum steelyard_counted_in counted_in;
} steelyard_joint_option;

/// Moves of one coin's market in each scenario; columns of shape [count].
typedef struct {
    /// Forward over forward before, > 0, and its logarithm.
    const double *forward_factor, *forward_logarithm;
    /// Spot over spot before, > 0, and its logarithm.
    const double *spot_factor, *spot_logarithm;
    /// Volatility at the money over what it was, > 0.
    const double *level_factor;
    /// What a unit of moneyness adds to the ratio of volatilities; NULL for nothing.
    const double *tilt;
} steelyard_joint_columns;

/// Profit of one unit of an option in joint scenarios that it outlives, by full revaluation.
///
/// With m the level factor, r the logarithm of the spot move and x the moneyness, the volatility is
/// that before times m g(x') / g(x) + tilt x, within the shares, with
/// x' = (1 - stickiness) x + (stickiness x - per_move r) / m within +-moneyness_max.
///
/// @param profit Receives the profit; shape [count].
void steelyard_joint_option_profit(steelyard_kernel_level level,
    const steelyard_joint_option *option, size_t count, const steelyard_joint_columns *columns,
    double *profit);

/// Where a value and its six Greeks go: seven columns of shape [count].
///
/// All are per 1 unit of base, undiscounted, with the other inputs fixed.
typedef struct {
    /// Value in quote currency.
    double *value;
    /// Forward delta dV/dF.
    double *delta;
    /// d2V/dF2, per quote currency.
    double *gamma;
    /// dV/dsigma per 1.00 of volatility (100 points), in quote currency.
    double *vega;
    /// dV/dt per year of calendar time at fixed F, in quote currency; minus dV/dT.
    double *theta;
    /// d2V/dF dsigma per 1.00 of volatility.
    double *vanna;
    /// d2V/dsigma2 per 1.00 of volatility squared, in quote currency.
    double *volga;
} steelyard_black76_columns;

/// Undiscounted Black-76 value, delta, gamma, vega, theta, vanna and volga of each row.
///
/// The value has the accuracy of `steelyard_black76_value`. Greeks: relative error below 3e-14 for
/// |ln(F/K)| < 8 deviations (measured 2.1e-14), 1e-12 down to 1e-290; vanna and volga next to
/// their zeros lose what d1 and d2 lose to cancellation. At zero deviation the Greeks are those of
/// intrinsic value: delta 0, +-1, or +-1/2 at F = K; the others 0.
///
/// @param volatility sigma per root year, decimal, >= 0; shape [count].
/// @param root_time sqrt(T), T in years of 365 days, >= 0; shape [count].
void steelyard_black76_greeks(steelyard_kernel_level level, size_t count, const double *forward,
    const double *strike, const double *volatility, const double *root_time, const double *side,
    steelyard_black76_columns result);

/// The same with ln(F/K) as a column, as in `steelyard_black76_value_from_log_moneyness`.
void steelyard_black76_greeks_from_log_moneyness(steelyard_kernel_level level, size_t count,
    const double *log_moneyness, const double *forward, const double *strike,
    const double *volatility, const double *root_time, const double *side,
    steelyard_black76_columns result);

/// What became of a row of `steelyard_implied_deviation`.
typedef enum {
    /// The deviation reproduces the price within the stated accuracy.
    STEELYARD_IMPLIED_CONVERGED = 0,
    /// The price is intrinsic value exactly: the deviation is 0.
    STEELYARD_IMPLIED_AT_INTRINSIC = 1,
    /// The price is below intrinsic value: no deviation gives it. The deviation is NaN.
    STEELYARD_IMPLIED_BELOW_INTRINSIC = 2,
    /// The price is F or more for a call, K or more for a put: only an infinite deviation would
    /// give it. The deviation is NaN.
    STEELYARD_IMPLIED_ABOVE_MAXIMUM = 3,
    /// F or K not positive, a side other than +-1, something not finite. The deviation is NaN.
    STEELYARD_IMPLIED_INVALID_INPUT = 4,
    /// A solution exists and the vector path does not vouch for it: out-of-the-money price below
    /// 1e-300 of its maximum or subnormal, F or K below 1e-289, or no convergence in 24 steps.
    /// The deviation is NaN; the scalar path of SteelyardPricing answers.
    STEELYARD_IMPLIED_NEEDS_SCALAR_PATH = 5,
} steelyard_implied_status;

/// Total deviation sigma sqrt(T) that gives each undiscounted Black-76 price.
///
/// Accuracy: relative error below 3e-14 x max(1, cond), cond = (dsigma/sigma)/(dP/P) of the
/// out-of-the-money price, down to prices of 1e-300 of their maximum (measured 1.5e-14 over
/// deviations from 1e-5 to 25). For an option in the money the price's own rounding comes first:
/// intrinsic value is subtracted from it.
///
/// Source: P. Jaeckel, "Let's be rational", Wilmott (2015), for objectives and Householder's
/// third-order step; first guess and logarithmic evaluation in docs/kernels.md.
///
/// @param forward F in quote currency, > 0; shape [count].
/// @param strike K in quote currency, > 0; shape [count].
/// @param price Undiscounted price in quote currency; shape [count].
/// @param side +1 for a call, -1 for a put; shape [count].
/// @param deviation Receives sigma sqrt(T), decimal, 0 or NaN, see status; shape [count].
/// @param status Receives a `steelyard_implied_status`; shape [count].
void steelyard_implied_deviation(steelyard_kernel_level level, size_t count,
    const double *forward, const double *strike, const double *price, const double *side,
    double *deviation, uint8_t *status);

enum {
    /// Scenarios of one tile of a packed P&L matrix.
    ///
    /// 2000 instruments x 64 scenarios are 1 MB, which stays in a second-level cache.
    STEELYARD_TILE_SCENARIOS = 64,
};

/// Tiles that hold `scenario_count` scenarios.
static inline size_t steelyard_tile_count(size_t scenario_count) {
    return (scenario_count + STEELYARD_TILE_SCENARIOS - 1) / STEELYARD_TILE_SCENARIOS;
}

/// Place of one number in a packed P&L matrix, counted in doubles.
///
/// The packed layout is P[tile][instrument][lane], scenario = tile x 64 + lane. The matrix has
/// tile count x instrument count x 64 doubles; lanes past the last scenario are 0. Any alignment is
/// right; on a 64-byte boundary the portfolio kernels run up to twice as fast.
static inline size_t steelyard_tile_index(
    size_t instrument_count, size_t instrument, size_t scenario) {
    size_t tile = scenario / STEELYARD_TILE_SCENARIOS;
    return (tile * instrument_count + instrument) * STEELYARD_TILE_SCENARIOS
        + scenario % STEELYARD_TILE_SCENARIOS;
}

/// P&L of one portfolio in every scenario.
///
/// Each scenario adds quantity x P&L in the order of the positions, fused where the level has
/// fused multiply-add: the same sums to the bit as in `steelyard_portfolio_worst_loss`.
///
/// @param matrix Packed P&L of 1 unit of each instrument, in one currency;
///   shape [tile_count][instrument_count][64].
/// @param instrument Row of each position, 0 <= instrument < instrument_count;
///   shape [position_count].
/// @param quantity Signed quantity of each position; shape [position_count].
/// @param pnl Receives P&L, positive for a gain; shape [tile_count x 64], padding included.
void steelyard_portfolio_pnl(steelyard_kernel_level level, size_t tile_count,
    size_t instrument_count, const double *matrix, size_t position_count,
    const int32_t *instrument, const double *quantity, double *pnl);

/// P&L of many accounts in every scenario.
///
/// The same bits as `steelyard_portfolio_pnl` account by account. Each tile is read while it stays in
/// the second-level cache, so a matrix of many scenarios comes from memory once, not once for each
/// account. Hand over as many accounts as their rows leave room for: some ten at least.
///
/// @param matrix Packed P&L; shape [tile_count][instrument_count][64].
/// @param row_start First position of each account, and the end; shape [account_count + 1].
/// @param instrument Row of each position, 0 <= instrument < instrument_count;
///   shape [row_start[account_count]].
/// @param quantity Signed quantity of each position; the same shape.
/// @param pnl Receives P&L, padding included; shape [account_count][tile_count x 64].
void steelyard_portfolios_pnl(steelyard_kernel_level level, size_t tile_count,
    size_t instrument_count, const double *matrix, size_t account_count,
    const int64_t *row_start, const int32_t *instrument, const double *quantity, double *pnl);

/// Worst P&L of each account over all scenarios, and where it happens.
///
/// Accounts are compressed sparse rows. The minimum is taken in registers; no P&L row is stored.
/// Ties go to the lowest scenario. A NaN P&L counts as worse than every number: the result is NaN
/// with the lowest scenario that has it. An account's bits do not depend on the batch.
///
/// @param scenario_count Scenarios, >= 1; padding lanes are left out.
/// @param matrix Packed P&L; shape [steelyard_tile_count(scenario_count)][instrument_count][64].
/// @param row_start First position of each account, and the end; shape [account_count + 1].
/// @param instrument Row of each position, 0 <= instrument < instrument_count;
///   shape [row_start[account_count]].
/// @param quantity Signed quantity of each position; the same shape.
/// @param worst_pnl Receives the lowest P&L, negative for a loss; shape [account_count].
/// @param worst_scenario Receives its scenario; shape [account_count].
void steelyard_portfolio_worst_loss(steelyard_kernel_level level, size_t scenario_count,
    size_t instrument_count, const double *matrix, size_t account_count,
    const int64_t *row_start, const int32_t *instrument, const double *quantity,
    double *worst_pnl, int64_t *worst_scenario);

enum {
    /// Every tile of a screen has a multiple of so many scenarios.
    STEELYARD_SCREEN_WIDTH_STEP = 32,
    /// Scenarios of the widest tile of a screen: 2,000 instruments of it are 1 MB.
    STEELYARD_SCREEN_WIDTH_MAX = 128,
    /// Numbers of one slot's sums.
    STEELYARD_SCREEN_SUMS = 8,
};

/// Accounts as a screen reads them: compressed sparse rows of parts.
///
/// A part is what an account holds of one coin; the numbers of an account lie in slots: first that of all
/// parts together, then, where there are more than one part, that of each curved part. Linear parts have no
/// slot, and stand behind the curved ones. The positions of an account's parts stand one behind the other.
typedef struct {
    /// First part of each account; shape [account].
    const int32_t *first_part;
    /// Parts of each account; shape [account].
    const int32_t *part_count;
    /// Parts of each account that are curved; shape [account].
    const int32_t *curved_count;
    /// First slot of each account; shape [account].
    const int32_t *slot;
    /// First row of each part; shape [part].
    const int32_t *row_start;
    /// Rows of each part; shape [part].
    const int32_t *row_count;
    /// Row of the matrix that each position stands on; shape [position].
    const int32_t *row;
    /// Signed quantity of each position; shape [position].
    const float *quantity;
} steelyard_screen_book;

/// What a screen takes of the scenarios of a tile.
typedef enum {
    /// The excess of losses over a threshold, of all parts together and of each curved one.
    STEELYARD_SCREEN_TAIL = 0,
    /// The same of all parts together alone: other slots stay as they are.
    STEELYARD_SCREEN_TAIL_OF_TOTAL = 1,
    /// The largest loss, of all parts together and of each curved one.
    STEELYARD_SCREEN_WORST = 2,
    /// The same of all parts together alone: other slots stay as they are.
    STEELYARD_SCREEN_WORST_OF_TOTAL = 3,
} steelyard_screen_measure;

/// Takes one tile of scenarios into the sums of some accounts, in single precision.
///
/// With loss L_s, threshold t and weights w_s a slot's sums grow by sum w_s max(0, L_s - t) and by the sum
/// of w_s where L_s > t. With weights of the sum 1 / (1 - a), t plus the first is an upper bound of the
/// expected shortfall at the level a for every t, and equal to it where t is value at risk (Rockafellar
/// and Uryasev); the second is 1 there. A NaN P&L is beyond no threshold: the caller keeps such
/// instruments out.
///
/// Source: R. Rockafellar, S. Uryasev, "Optimization of conditional value-at-risk", J. Risk 2 (2000),
/// theorem 1.
///
/// @param width Scenarios of the tile: a multiple of 32 up to 128.
/// @param tile P&L of 1 unit of each row; shape [row][width]. Padding scenarios have weight 0; for the
///   largest loss they repeat another scenario.
/// @param weight Weights of the scenarios; shape [width]; not read for the largest loss.
/// @param account Which accounts; shape [account_count].
/// @param threshold t of each slot, in the currency of the P&L; shape [slot]; not read for the largest loss.
/// @param sum Adds up the sums of each slot; shape [slot][8]: four parts of the excess, then four of the
///   weight beyond; or four losses of which the largest counts.
void steelyard_screen_tile(steelyard_kernel_level level, size_t width, const float *tile,
    const float *weight, const steelyard_screen_book *book, size_t account_count,
    const int32_t *account, const float *threshold, float *sum, steelyard_screen_measure measure);

/// Integers of Philox4x32-10, two of 64 bits from each block.
///
/// Block b of a stream is the generator's answer to the counter (b, stream), low words first, under
/// the key seed, low word first: integer 2b is words 0 and 1, integer 2b + 1 words 2 and 3, each
/// with the lower word first. The same integers at every level and in every slice of a stream.
///
/// Source: J. Salmon et al., "Parallel random numbers: as easy as 1, 2, 3", SC 2011.
///
/// @param first_block Number of the first block; blocks wrap around after 2^64.
/// @param integer Receives the integers; shape [2 x block_count].
void steelyard_random_integers(steelyard_kernel_level level, uint64_t seed, uint64_t stream,
    uint64_t first_block, size_t block_count, uint64_t *integer);

/// Uniform numbers in (0, 1), one from each integer of a stream.
///
/// Each is an odd multiple of 2^-53, of 53 binary digits: never 0, 1 or 1/2, and 1 - u is exact and
/// one of them too. The same bits at every level.
///
/// @param first Index of the first number; number i is made of integer i of the stream.
/// @param uniform Receives the numbers; shape [count].
void steelyard_random_uniforms(steelyard_kernel_level level, uint64_t seed, uint64_t stream,
    uint64_t first, size_t count, double *uniform);

/// Standard normal numbers: the quantile of each uniform number of a stream.
///
/// Number i is `steelyard_normal_quantile` of uniform number i, and as accurate; within 8.3.
///
/// @param first Index of the first number.
/// @param normal Receives the numbers; shape [count].
void steelyard_random_normals(steelyard_kernel_level level, uint64_t seed, uint64_t stream,
    uint64_t first, size_t count, double *normal);

/// The standard normal quantile of each row.
///
/// Relative error below 2e-15 for 1e-16 <= p <= 1 - 2^-53 (measured 8e-16). Levels differ by
/// rounding, less than 2e-15 relatively. Where 1 - p is exact, its quantile is minus that of p to
/// the bit. Not defined at 0 and 1.
///
/// Source: rational functions in the variables of M. Wichura, "Algorithm AS 241", Applied Statistics
/// 37 (1988); coefficients by Scripts/normal_quantile_coefficients.py.
///
/// @param probability p, in (0, 1); shape [count].
/// @param quantile Receives z with N(z) = p; shape [count]; may be the same column.
void steelyard_normal_quantile(steelyard_kernel_level level, size_t count,
    const double *probability, double *quantile);

/// Which points of Sobol's sequence.
typedef enum {
    /// The sequence as published. Its first point is the corner.
    STEELYARD_SOBOL_PLAIN = 0,
    /// Every dimension's digits times a random lower triangular matrix, then a digital shift: each
    /// point is uniform, and the points together keep the sequence's evenness.
    STEELYARD_SOBOL_SCRAMBLED = 1,
} steelyard_sobol_kind;

enum {
    /// Dimensions for which there are direction numbers.
    STEELYARD_SOBOL_DIMENSIONS = 128,
};

/// One dimension of Sobol's sequence, in the order of Gray's code.
///
/// Numbers are odd multiples of 2^-53, as `steelyard_random_uniforms` makes them; the plain point x is
/// x + 2^-53. Sums over powers of two of points starting at a multiple of that power are the most
/// even ones. The same bits everywhere: no level takes part.
///
/// Source: S. Joe, F. Kuo, SIAM J. Scientific Computing 30 (2008), 2635-2654; I. Antonov,
/// V. Saleev, USSR Comput. Math. Math. Phys. 19 (1979); scramble: J. Matousek, J. Complexity 14
/// (1998), 527-556.
///
/// @param seed, stream, replicate Choice of the scramble, drawn with Philox from streams whose highest
///   bit is set; without effect on the plain sequence.
/// @param dimension From 0, below STEELYARD_SOBOL_DIMENSIONS.
/// @param first Index of the first point; first + count < 2^52.
/// @param uniform Receives the numbers; shape [count].
void steelyard_sobol_uniforms(steelyard_sobol_kind kind, uint64_t seed, uint32_t stream,
    uint32_t replicate, size_t dimension, uint64_t first, size_t count, double *uniform);

/// Columns times a lower triangular factor, in place: y_i = sum over j <= i of L_ij x_j.
///
/// Each row adds its products in rising order of j, fused where the level has fused multiply-add.
///
/// @param column_count Columns of values, and rows of the factor.
/// @param stride From one column to the next, in doubles, at least `count`.
/// @param factor L; shape [column_count][column_count]; what stands above the diagonal is not read.
/// @param column Values, replaced by the products; shape [column_count][stride].
void steelyard_triangular_product(steelyard_kernel_level level, size_t column_count,
    size_t stride, size_t count, const double *factor, double *column);

/// A function of one variable as polynomials of degree 5 on pieces of one width.
typedef struct {
    /// Where the first piece begins.
    double first;
    /// One over the width of a piece.
    double pieces_per_unit;
    /// Pieces, 1 to 2^31.
    size_t piece_count;
    /// Powers of the place inside the piece, from 0 to 1, lowest first; shape [piece_count][6].
    const double *coefficients;
} steelyard_table;

/// The function of each row; beyond an end of the table its value at that end; NaN for NaN.
///
/// @param x Arguments; shape [count].
/// @param y Receives the values; shape [count]; may be the same column.
void steelyard_table_map(steelyard_kernel_level level, const steelyard_table *table,
    size_t count, const double *x, double *y);

/// Normal scores of Student's t: from z to the s with N(s) = F(z x mixing), in place.
///
/// With r = sqrt(freedom ln(1 + t^2/freedom)), which is nearly a normal score already, s = r times a
/// smooth function of r, which the table gives. Odd in z to the bit.
///
/// @param freedom Degrees of freedom of F, > 0.
/// @param ratio s/r as a function of r, from 0 on.
/// @param mixing sqrt(freedom / chi-square) of each row, > 0; shape [count].
/// @param score z, replaced by s; shape [count].
void steelyard_student_scores(steelyard_kernel_level level, double freedom,
    const steelyard_table *ratio, size_t count, const double *mixing, double *score);

/// The lower tail of a column of P&L.
typedef struct {
    /// The lowest value up to which the weight exceeds the mass; minus the value at risk.
    double quantile;
    /// Mean of the worst values of weight `mass`, the last one counted in part; minus the expected
    /// shortfall.
    double mean;
    /// Weight of the tail: share x total weight; rows count 1 each where no weights are given.
    double mass;
    /// Weight of the rows below the quantile.
    double mass_below;
    /// The row that is the quantile: of tied rows, in rising order, the first with which the weight
    /// exceeds the mass.
    int64_t quantile_row;
    /// The row of the lowest value, the first of tied ones.
    int64_t lowest_row;
} steelyard_tail;

/// Quantile and tail mean of a column, every row with the same weight.
///
/// With t = count x share: mean = (sum of the floor(t) lowest + (t - floor(t)) x the next) / t, and
/// quantile = that next one, the order statistic of rank floor(t) + 1; a t within 1e-12 of an integer
/// counts as that integer. At share 1 the quantile is the highest value.
///
/// The mean is taken as quantile - (sum of what the lower rows lack to it) / t: the order of tied
/// rows has no part in it. Sums: lane k adds rows k, k + 16, ... in rising order, then the lanes in
/// rising order; nothing is fused. The same bits at every level. Counting search: no sort, no
/// allocation; one pass over a column of at least 512 rows for shares up to a tenth, about 8 for others
/// and where a sample of the column misleads.
///
/// A value that is not finite makes quantile, mean and masses NaN and names the first such row in both
/// rows; of no rows they are NaN and the rows -1.
///
/// Source: C. Acerbi, D. Tasche, "On the coherence of expected shortfall", J. Banking & Finance 26
/// (2002), def. 2.6 and prop. 4.1; R. Rockafellar, S. Uryasev, J. Risk 2 (2000), for the form.
///
/// @param value P&L; shape [count].
/// @param share 1 - level, in (0, 1].
/// @param tail Receives the answer.
void steelyard_tail_equal(steelyard_kernel_level level, size_t count, const double *value,
    double share, steelyard_tail *tail);

/// The same with a weight for each row, t being share x the sum of the weights.
///
/// Where all weights are zero, quantile and mean are the lowest value.
///
/// @param weight Weights, >= 0; shape [count]. One that is not finite counts as a value that is not.
void steelyard_tail_weighted(steelyard_kernel_level level, size_t count, const double *value,
    const double *weight, double share, steelyard_tail *tail);

/// The rows of a tail and how much each counts: its mean is the sum of share x value.
///
/// Rows below the quantile count by their weight. Rows that tie with it divide what is left in
/// proportion to their weights, so that their order has no part in it. Shares add up to 1. The same
/// bits everywhere: no level takes part.
///
/// @param value, weight The columns that the tail was made of; weight may be null for equal weights.
/// @param tail What `steelyard_tail_equal` or `steelyard_tail_weighted` answered.
/// @param row Receives rows in rising order; room for [count].
/// @param share Receives their shares, > 0; room for [count].
/// @return How many there are; 0 where the tail is NaN.
size_t steelyard_tail_members(size_t count, const double *value, const double *weight,
    steelyard_tail tail, int64_t *row, double *share);

enum {
    /// Columns up to so many rows are kept whole.
    STEELYARD_KEPT_WHOLE = 128,
    /// Most rows that are kept of a column.
    STEELYARD_KEPT_MAX = 1024,
};

/// One row of a column.
typedef struct {
    double value;
    uint64_t row;
} steelyard_kept_row;

/// What is kept of a column beside its lowest rows, so that the tail of the column a little changed is found
/// without the others.
typedef struct {
    /// Rows of the whole column.
    size_t count;
    /// 1 - level of the tail; 0 for the lowest row alone.
    double share;
    /// How many rows are kept; 0 where none are.
    size_t used;
    /// How many of them are no higher than the quantile; they come first.
    size_t within;
    /// How many are no higher than `near`; they come next, and the rest last.
    size_t first;
    /// Infinite where all rows are kept.
    double near;
    /// Every row that is not kept lies above it; infinite where all are.
    double bound;
} steelyard_kept_tail;

/// Keeps the lowest rows of a column: its tail, then about as many again, then twice that, each in rising order
/// of the rows.
///
/// @param value P&L; shape [count].
/// @param share 1 - level, from 0 up to a twenty-fifth.
/// @param room Most rows that may be kept, up to STEELYARD_KEPT_MAX.
/// @param kept Receives the rows; room for [room].
/// @param tail Receives the rest; `used` is 0 where a value is not finite or the lowest are too many.
void steelyard_tail_kept(steelyard_kernel_level level, size_t count, const double *value,
    double share, size_t room, steelyard_kept_row *kept, steelyard_kept_tail *tail);

/// How a change counts.
enum {
    /// Gains and losses.
    STEELYARD_CHANGE_WHOLE,
    /// Losses alone.
    STEELYARD_CHANGE_LOSSES,
    /// Either as a loss.
    STEELYARD_CHANGE_EITHER,
};

/// What is added to a column: factor x row, and other_factor x other where there is another, counted by
/// `kind`. Row k stands at row[k / 64 x stride + k % 64]: a row of a packed matrix has a stride of 64 x its
/// instruments, a plain column one of 64.
typedef struct {
    const double *row;
    size_t stride;
    double factor;
    /// Null for none.
    const double *other;
    size_t other_stride;
    double other_factor;
    int kind;
} steelyard_change;

/// The tail of a kept column once changes are added to it: what `steelyard_tail_equal` says of the changed
/// column, the mean but for the rounding of its sum. `quantile_row` is not looked for: it is the lowest row.
///
/// A row that is not kept can't come into the tail unless the changes take more from it than `least_change`
/// allows for; where they might, every row of `base` is looked at, in one pass.
///
/// @param kept, row What `steelyard_tail_kept` gave.
/// @param base The column itself; shape [kept->count]; null where it is not to be looked at.
/// @param first The row of the changes that belongs to the column's first.
/// @param least_change No row of the column changes by less than this; at most 0.
/// @param is_certain Receives 1, or 0 where too few or too many rows are left, or a number is not finite.
void steelyard_tail_changed(steelyard_kernel_level level, const steelyard_kept_tail *kept,
    const steelyard_kept_row *row, const double *base, size_t first,
    const steelyard_change *change, size_t changes, double least_change, int *is_certain,
    steelyard_tail *tail);

/// Some rows of a column and what changes add to them, to the bit what `steelyard_tail_changed` adds.
///
/// @param first The row of the changes that belongs to the first row.
/// @param base The rows as they stand; shape [count]; null for zeros.
/// @param sum Receives them changed; shape [count]; may be `base`.
void steelyard_column_changed(steelyard_kernel_level level, size_t first, size_t count,
    const double *base, const steelyard_change *change, size_t changes, double *sum);

/// One row and a multiple of another: sum[k] = base[k] + factor x row[k], not fused, the same bits at every
/// level.
///
/// @param base A column; shape [count]; null for zeros.
/// @param row Another; shape [count].
/// @param sum Receives the sums; shape [count]; may be either column.
void steelyard_row_added(steelyard_kernel_level level, size_t count, const double *base,
    const double *row, double factor, double *sum);

#ifdef __cplusplus
}
#endif
