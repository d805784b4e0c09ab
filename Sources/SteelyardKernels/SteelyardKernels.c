// Kernels of each level, and the choice among them. The levels are compiled by function attribute,
// because a package that others depend on may not set compiler flags.
#include "SteelyardKernels.h"

#include "coefficients.inc"
#include "normal_quantile_coefficients.inc"

// What is made of random integers.
enum { RANDOM_INTEGER, RANDOM_UNIFORM, RANDOM_NORMAL };

#include "selection_search.inc"
#include "sobol.inc"

#pragma clang fp contract(fast)
// Every function with a vector in its signature is inlined, so no calling convention is involved.
#pragma clang diagnostic ignored "-Wpsabi"

#define NATIVE 2
#define SUFFIX portable
#include "kernel.inc"
#undef NATIVE
#undef SUFFIX

#if defined(__x86_64__)
#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)
#define NATIVE 4
#define SUFFIX avx2
#include "kernel.inc"
#undef NATIVE
#undef SUFFIX
#pragma clang attribute pop

#pragma clang attribute push( \
    __attribute__((target("avx512f,avx512dq,avx512vl,avx512bw,fma"), min_vector_width(512))), \
    apply_to = function)
#define NATIVE 8
#define SUFFIX avx512
#include "kernel.inc"
#undef NATIVE
#undef SUFFIX
#pragma clang attribute pop

#define DISPATCH(level, name, ...) \
    switch (level) { \
    case STEELYARD_KERNEL_AVX512: name##_avx512(__VA_ARGS__); return; \
    case STEELYARD_KERNEL_AVX2: name##_avx2(__VA_ARGS__); return; \
    case STEELYARD_KERNEL_PORTABLE: name##_portable(__VA_ARGS__); return; \
    }
#else
#define DISPATCH(level, name, ...) \
    (void)level; \
    name##_portable(__VA_ARGS__);
#endif

steelyard_kernel_level steelyard_kernel_level_detected(void) {
#if defined(__x86_64__)
    __builtin_cpu_init();
    if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq")
        && __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512bw"))
        return STEELYARD_KERNEL_AVX512;
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"))
        return STEELYARD_KERNEL_AVX2;
#endif
    return STEELYARD_KERNEL_PORTABLE;
}

void steelyard_log_moneyness(steelyard_kernel_level level, size_t count, const double *forward,
    const double *strike, double *log_moneyness) {
    DISPATCH(level, black76_log_moneyness, count, forward, strike, log_moneyness)
}

void steelyard_black76_value(steelyard_kernel_level level, size_t count, const double *forward,
    const double *strike, const double *deviation, const double *side, double *value) {
    DISPATCH(level, black76_value, count, forward, strike, deviation, side, value)
}

void steelyard_black76_value_from_log_moneyness(steelyard_kernel_level level, size_t count,
    const double *log_moneyness, const double *forward, const double *strike,
    const double *deviation, const double *side, double *value) {
    DISPATCH(level, black76_value_from_log, count, log_moneyness, forward, strike, deviation, side,
        value)
}

void steelyard_black76_greeks(steelyard_kernel_level level, size_t count, const double *forward,
    const double *strike, const double *volatility, const double *root_time, const double *side,
    steelyard_black76_columns result) {
    DISPATCH(level, black76_greeks, count, forward, strike, volatility, root_time, side, result)
}

void steelyard_black76_greeks_from_log_moneyness(steelyard_kernel_level level, size_t count,
    const double *log_moneyness, const double *forward, const double *strike,
    const double *volatility, const double *root_time, const double *side,
    steelyard_black76_columns result) {
    DISPATCH(level, black76_greeks_from_log, count, log_moneyness, forward, strike, volatility,
        root_time, side, result)
}

void steelyard_joint_option_profit(steelyard_kernel_level level,
    const steelyard_joint_option *option, size_t count, const steelyard_joint_columns *columns,
    double *profit) {
    DISPATCH(level, joint_option_profit, option, count, columns, profit)
}

void steelyard_implied_deviation(steelyard_kernel_level level, size_t count,
    const double *forward, const double *strike, const double *price, const double *side,
    double *deviation, uint8_t *status) {
    DISPATCH(level, implied_deviation, count, forward, strike, price, side, deviation, status)
}

void steelyard_portfolio_pnl(steelyard_kernel_level level, size_t tile_count,
    size_t instrument_count, const double *matrix, size_t position_count,
    const int32_t *instrument, const double *quantity, double *pnl) {
    DISPATCH(level, portfolio_pnl, tile_count, instrument_count, matrix, position_count,
        instrument, quantity, pnl)
}

void steelyard_portfolios_pnl(steelyard_kernel_level level, size_t tile_count,
    size_t instrument_count, const double *matrix, size_t account_count,
    const int64_t *row_start, const int32_t *instrument, const double *quantity, double *pnl) {
    DISPATCH(level, portfolios_pnl, tile_count, instrument_count, matrix, account_count,
        row_start, instrument, quantity, pnl)
}

void steelyard_portfolio_worst_loss(steelyard_kernel_level level, size_t scenario_count,
    size_t instrument_count, const double *matrix, size_t account_count,
    const int64_t *row_start, const int32_t *instrument, const double *quantity,
    double *worst_pnl, int64_t *worst_scenario) {
    DISPATCH(level, portfolio_worst_loss, scenario_count, instrument_count, matrix, account_count,
        row_start, instrument, quantity, worst_pnl, worst_scenario)
}

void steelyard_screen_tile(steelyard_kernel_level level, size_t width, const float *tile,
    const float *weight, const steelyard_screen_book *book, size_t account_count,
    const int32_t *account, const float *threshold, float *sum, steelyard_screen_measure measure) {
    DISPATCH(level, screen_tile, width, tile, weight, book, account_count, account, threshold, sum,
        measure)
}

void steelyard_random_integers(steelyard_kernel_level level, uint64_t seed, uint64_t stream,
    uint64_t first_block, size_t block_count, uint64_t *integer) {
    DISPATCH(level, random_integers, seed, stream, first_block, block_count, integer)
}

void steelyard_random_uniforms(steelyard_kernel_level level, uint64_t seed, uint64_t stream,
    uint64_t first, size_t count, double *uniform) {
    DISPATCH(level, random_uniforms, seed, stream, first, count, uniform)
}

void steelyard_random_normals(steelyard_kernel_level level, uint64_t seed, uint64_t stream,
    uint64_t first, size_t count, double *normal) {
    DISPATCH(level, random_normals, seed, stream, first, count, normal)
}

void steelyard_normal_quantile(steelyard_kernel_level level, size_t count,
    const double *probability, double *quantile) {
    DISPATCH(level, normal_quantile, count, probability, quantile)
}

void steelyard_triangular_product(steelyard_kernel_level level, size_t column_count,
    size_t stride, size_t count, const double *factor, double *column) {
    DISPATCH(level, triangular_product, column_count, stride, count, factor, column)
}

void steelyard_table_map(steelyard_kernel_level level, const steelyard_table *table,
    size_t count, const double *x, double *y) {
    DISPATCH(level, table_map, table, count, x, y)
}

void steelyard_student_scores(steelyard_kernel_level level, double freedom,
    const steelyard_table *ratio, size_t count, const double *mixing, double *score) {
    DISPATCH(level, student_scores, freedom, ratio, count, mixing, score)
}

void steelyard_tail_equal(steelyard_kernel_level level, size_t count, const double *value,
    double share, steelyard_tail *tail) {
    DISPATCH(level, tail_equal, count, value, share, tail)
}

void steelyard_tail_weighted(steelyard_kernel_level level, size_t count, const double *value,
    const double *weight, double share, steelyard_tail *tail) {
    DISPATCH(level, tail_weighted, count, value, weight, share, tail)
}

void steelyard_tail_kept(steelyard_kernel_level level, size_t count, const double *value,
    double share, size_t room, steelyard_kept_row *kept, steelyard_kept_tail *tail) {
    DISPATCH(level, tail_kept, count, value, share, room, kept, tail)
}

void steelyard_tail_changed(steelyard_kernel_level level, const steelyard_kept_tail *kept,
    const steelyard_kept_row *row, const double *base, size_t first,
    const steelyard_change *change, size_t changes, double least_change, int *is_certain,
    steelyard_tail *tail) {
    DISPATCH(level, tail_changed, kept, row, base, first, change, changes, least_change,
        is_certain, tail)
}

void steelyard_column_changed(steelyard_kernel_level level, size_t first, size_t count,
    const double *base, const steelyard_change *change, size_t changes, double *sum) {
    DISPATCH(level, column_changed, first, count, base, change, changes, sum)
}

void steelyard_row_added(steelyard_kernel_level level, size_t count, const double *base,
    const double *row, double factor, double *sum) {
    DISPATCH(level, row_added, count, base, row, factor, sum)
}
