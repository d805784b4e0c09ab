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
};

size_t steelyard_parameter_file_count(void) { return sizeof files / sizeof files[0]; }

struct SteelyardParameterFile steelyard_parameter_file(size_t index) {
  if (index >= steelyard_parameter_file_count()) __builtin_trap();
  return files[index];
}
