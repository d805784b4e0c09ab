/// Vector kernels: Black-76 over columns, implied volatility, portfolios times the P&L matrix.
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

#ifdef __cplusplus
}
#endif
