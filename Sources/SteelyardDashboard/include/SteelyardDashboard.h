#pragma once

#include <stddef.h>

/// A file of Dashboard/ as it was when the program was built.
struct SteelyardDashboardFile {
  /// Path below Dashboard/, such as "script/main.js".
  const char *path;
  /// What it is, as `content-type` says it.
  const char *media_type;
  /// The file's bytes.
  const unsigned char *bytes;
  /// How many they are.
  size_t length;
};

/// How many files are embedded.
size_t steelyard_dashboard_file_count(void);

/// An embedded file by its index; an index out of range stops the program.
struct SteelyardDashboardFile steelyard_dashboard_file(size_t index);
