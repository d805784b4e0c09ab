#include "SteelyardParameters.h"

// The package is built as C17, in which the compiler knows #embed as an extension.
#pragma clang diagnostic ignored "-Wc23-extensions"

// One entry a file. The files are text, so a zero ends them and no length is kept.
static const struct SteelyardParameterFile files[] = {
    {"contracts/binance.json", (const unsigned char[]){
#embed "../../Parameters/contracts/binance.json" suffix(, 0)
    }},
    {"contracts/bybit.json", (const unsigned char[]){
#embed "../../Parameters/contracts/bybit.json" suffix(, 0)
    }},
    {"contracts/deribit.json", (const unsigned char[]){
#embed "../../Parameters/contracts/deribit.json" suffix(, 0)
    }},
    {"contracts/derive.json", (const unsigned char[]){
#embed "../../Parameters/contracts/derive.json" suffix(, 0)
    }},
    {"contracts/okx.json", (const unsigned char[]){
#embed "../../Parameters/contracts/okx.json" suffix(, 0)
    }},
    {"events/2018-01-16-crash.json", (const unsigned char[]){
#embed "../../Parameters/events/2018-01-16-crash.json" suffix(, 0)
    }},
    {"events/2018-02-05-low.json", (const unsigned char[]){
#embed "../../Parameters/events/2018-02-05-low.json" suffix(, 0)
    }},
    {"events/2018-11-14-hash-war.json", (const unsigned char[]){
#embed "../../Parameters/events/2018-11-14-hash-war.json" suffix(, 0)
    }},
    {"events/2019-04-02-rally.json", (const unsigned char[]){
#embed "../../Parameters/events/2019-04-02-rally.json" suffix(, 0)
    }},
    {"events/2019-06-26-spike.json", (const unsigned char[]){
#embed "../../Parameters/events/2019-06-26-spike.json" suffix(, 0)
    }},
    {"events/2019-06-27-reversal.json", (const unsigned char[]){
#embed "../../Parameters/events/2019-06-27-reversal.json" suffix(, 0)
    }},
    {"events/2019-09-24-break.json", (const unsigned char[]){
#embed "../../Parameters/events/2019-09-24-break.json" suffix(, 0)
    }},
    {"events/2019-10-25-squeeze.json", (const unsigned char[]){
#embed "../../Parameters/events/2019-10-25-squeeze.json" suffix(, 0)
    }},
    {"events/2020-03-12-covid.json", (const unsigned char[]){
#embed "../../Parameters/events/2020-03-12-covid.json" suffix(, 0)
    }},
    {"events/2020-11-26-thanksgiving.json", (const unsigned char[]){
#embed "../../Parameters/events/2020-11-26-thanksgiving.json" suffix(, 0)
    }},
    {"events/2020-12-23-xrp.json", (const unsigned char[]){
#embed "../../Parameters/events/2020-12-23-xrp.json" suffix(, 0)
    }},
    {"events/2021-01-11-shakeout.json", (const unsigned char[]){
#embed "../../Parameters/events/2021-01-11-shakeout.json" suffix(, 0)
    }},
    {"events/2021-02-08-tesla.json", (const unsigned char[]){
#embed "../../Parameters/events/2021-02-08-tesla.json" suffix(, 0)
    }},
    {"events/2021-05-19-crash.json", (const unsigned char[]){
#embed "../../Parameters/events/2021-05-19-crash.json" suffix(, 0)
    }},
    {"events/2021-09-07-el-salvador.json", (const unsigned char[]){
#embed "../../Parameters/events/2021-09-07-el-salvador.json" suffix(, 0)
    }},
    {"events/2021-12-04-weekend.json", (const unsigned char[]){
#embed "../../Parameters/events/2021-12-04-weekend.json" suffix(, 0)
    }},
    {"events/2022-02-28-rally.json", (const unsigned char[]){
#embed "../../Parameters/events/2022-02-28-rally.json" suffix(, 0)
    }},
    {"events/2022-05-09-terra.json", (const unsigned char[]){
#embed "../../Parameters/events/2022-05-09-terra.json" suffix(, 0)
    }},
    {"events/2022-05-11-luna.json", (const unsigned char[]){
#embed "../../Parameters/events/2022-05-11-luna.json" suffix(, 0)
    }},
    {"events/2022-06-12-steth.json", (const unsigned char[]){
#embed "../../Parameters/events/2022-06-12-steth.json" suffix(, 0)
    }},
    {"events/2022-10-11-mango.json", (const unsigned char[]){
#embed "../../Parameters/events/2022-10-11-mango.json" suffix(, 0)
    }},
    {"events/2022-11-08-ftx.json", (const unsigned char[]){
#embed "../../Parameters/events/2022-11-08-ftx.json" suffix(, 0)
    }},
    {"events/2023-03-10-usdc.json", (const unsigned char[]){
#embed "../../Parameters/events/2023-03-10-usdc.json" suffix(, 0)
    }},
    {"events/2023-07-13-ripple.json", (const unsigned char[]){
#embed "../../Parameters/events/2023-07-13-ripple.json" suffix(, 0)
    }},
    {"events/2023-08-17-break.json", (const unsigned char[]){
#embed "../../Parameters/events/2023-08-17-break.json" suffix(, 0)
    }},
    {"events/2024-01-03-doubt.json", (const unsigned char[]){
#embed "../../Parameters/events/2024-01-03-doubt.json" suffix(, 0)
    }},
    {"events/2024-01-15-tusd.json", (const unsigned char[]){
#embed "../../Parameters/events/2024-01-15-tusd.json" suffix(, 0)
    }},
    {"events/2024-02-28-etf-rally.json", (const unsigned char[]){
#embed "../../Parameters/events/2024-02-28-etf-rally.json" suffix(, 0)
    }},
    {"events/2024-04-13-weekend.json", (const unsigned char[]){
#embed "../../Parameters/events/2024-04-13-weekend.json" suffix(, 0)
    }},
    {"events/2024-08-05-carry.json", (const unsigned char[]){
#embed "../../Parameters/events/2024-08-05-carry.json" suffix(, 0)
    }},
    {"events/2024-11-11-election-rally.json", (const unsigned char[]){
#embed "../../Parameters/events/2024-11-11-election-rally.json" suffix(, 0)
    }},
    {"events/2025-02-03-tariffs.json", (const unsigned char[]){
#embed "../../Parameters/events/2025-02-03-tariffs.json" suffix(, 0)
    }},
    {"events/2025-04-07-tariffs.json", (const unsigned char[]){
#embed "../../Parameters/events/2025-04-07-tariffs.json" suffix(, 0)
    }},
    {"events/2025-10-10-cascade.json", (const unsigned char[]){
#embed "../../Parameters/events/2025-10-10-cascade.json" suffix(, 0)
    }},
    {"events/correlation-btc-down.json", (const unsigned char[]){
#embed "../../Parameters/events/correlation-btc-down.json" suffix(, 0)
    }},
    {"events/correlation-btc-over-eth.json", (const unsigned char[]){
#embed "../../Parameters/events/correlation-btc-over-eth.json" suffix(, 0)
    }},
    {"events/correlation-btc-over-sol.json", (const unsigned char[]){
#embed "../../Parameters/events/correlation-btc-over-sol.json" suffix(, 0)
    }},
    {"events/correlation-btc-up.json", (const unsigned char[]){
#embed "../../Parameters/events/correlation-btc-up.json" suffix(, 0)
    }},
    {"events/correlation-eth-over-btc.json", (const unsigned char[]){
#embed "../../Parameters/events/correlation-eth-over-btc.json" suffix(, 0)
    }},
    {"events/correlation-eth-over-sol.json", (const unsigned char[]){
#embed "../../Parameters/events/correlation-eth-over-sol.json" suffix(, 0)
    }},
    {"events/correlation-sol-over-btc.json", (const unsigned char[]){
#embed "../../Parameters/events/correlation-sol-over-btc.json" suffix(, 0)
    }},
    {"events/correlation-sol-over-eth.json", (const unsigned char[]){
#embed "../../Parameters/events/correlation-sol-over-eth.json" suffix(, 0)
    }},
    {"events/flash-crash.json", (const unsigned char[]){
#embed "../../Parameters/events/flash-crash.json" suffix(, 0)
    }},
    {"events/funding-inversion.json", (const unsigned char[]){
#embed "../../Parameters/events/funding-inversion.json" suffix(, 0)
    }},
    {"events/funding-spike.json", (const unsigned char[]){
#embed "../../Parameters/events/funding-spike.json" suffix(, 0)
    }},
    {"events/liquidity-drain.json", (const unsigned char[]){
#embed "../../Parameters/events/liquidity-drain.json" suffix(, 0)
    }},
    {"events/macro-shock.json", (const unsigned char[]){
#embed "../../Parameters/events/macro-shock.json" suffix(, 0)
    }},
    {"events/oracle-high.json", (const unsigned char[]){
#embed "../../Parameters/events/oracle-high.json" suffix(, 0)
    }},
    {"events/oracle-low.json", (const unsigned char[]){
#embed "../../Parameters/events/oracle-low.json" suffix(, 0)
    }},
    {"events/stablecoin-failure.json", (const unsigned char[]){
#embed "../../Parameters/events/stablecoin-failure.json" suffix(, 0)
    }},
    {"events/usdc-depeg.json", (const unsigned char[]){
#embed "../../Parameters/events/usdc-depeg.json" suffix(, 0)
    }},
    {"events/usdt-depeg.json", (const unsigned char[]){
#embed "../../Parameters/events/usdt-depeg.json" suffix(, 0)
    }},
    {"events/venue-failure.json", (const unsigned char[]){
#embed "../../Parameters/events/venue-failure.json" suffix(, 0)
    }},
    {"events/volatility-crush.json", (const unsigned char[]){
#embed "../../Parameters/events/volatility-crush.json" suffix(, 0)
    }},
    {"margin/cross.json", (const unsigned char[]){
#embed "../../Parameters/margin/cross.json" suffix(, 0)
    }},
    {"margin/deribit-2024-06.json", (const unsigned char[]){
#embed "../../Parameters/margin/deribit-2024-06.json" suffix(, 0)
    }},
    {"margin/deribit-2026-02.json", (const unsigned char[]){
#embed "../../Parameters/margin/deribit-2026-02.json" suffix(, 0)
    }},
    {"margin/deribit-classic-2017.json", (const unsigned char[]){
#embed "../../Parameters/margin/deribit-classic-2017.json" suffix(, 0)
    }},
    {"margin/deribit-classic-2018.json", (const unsigned char[]){
#embed "../../Parameters/margin/deribit-classic-2018.json" suffix(, 0)
    }},
    {"margin/deribit-classic-2019.json", (const unsigned char[]){
#embed "../../Parameters/margin/deribit-classic-2019.json" suffix(, 0)
    }},
    {"margin/deribit-classic-2021.json", (const unsigned char[]){
#embed "../../Parameters/margin/deribit-classic-2021.json" suffix(, 0)
    }},
    {"margin/derive-pmrm-2025-12.json", (const unsigned char[]){
#embed "../../Parameters/margin/derive-pmrm-2025-12.json" suffix(, 0)
    }},
    {"margin/derive-pmrm2-2025-12.json", (const unsigned char[]){
#embed "../../Parameters/margin/derive-pmrm2-2025-12.json" suffix(, 0)
    }},
    {"margin/derive-standard.json", (const unsigned char[]){
#embed "../../Parameters/margin/derive-standard.json" suffix(, 0)
    }},
    {"margin/dynamic-2026-11.json", (const unsigned char[]){
#embed "../../Parameters/margin/dynamic-2026-11.json" suffix(, 0)
    }},
    {"margin/isolated.json", (const unsigned char[]){
#embed "../../Parameters/margin/isolated.json" suffix(, 0)
    }},
    {"simulation/hyperliquid-2025-10-10.json", (const unsigned char[]){
#embed "../../Parameters/simulation/hyperliquid-2025-10-10.json" suffix(, 0)
    }},
    {"simulation/market-2026-11.json", (const unsigned char[]){
#embed "../../Parameters/simulation/market-2026-11.json" suffix(, 0)
    }},
    {"states/dynamic-2026-11.json", (const unsigned char[]){
#embed "../../Parameters/states/dynamic-2026-11.json" suffix(, 0)
    }},
};

size_t steelyard_parameter_file_count(void) { return sizeof files / sizeof files[0]; }

struct SteelyardParameterFile steelyard_parameter_file(size_t index) {
  if (index >= steelyard_parameter_file_count()) __builtin_trap();
  return files[index];
}
