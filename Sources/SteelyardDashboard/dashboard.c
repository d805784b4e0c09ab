#include "SteelyardDashboard.h"

// The package is built as C17, in which the compiler knows #embed as an extension.
#pragma clang diagnostic ignored "-Wc23-extensions"

// Made from the tree by `make embed-dashboard`; a test holds the two equal.
#include "files.inc"

static const size_t count = sizeof files / sizeof files[0];

size_t steelyard_dashboard_file_count(void) { return count; }

struct SteelyardDashboardFile steelyard_dashboard_file(size_t index) {
  if (index >= count) __builtin_trap();
  return files[index];
}
