#pragma once

#include <stddef.h>

/// A file of Parameters/ as it was when the program was built.
struct SteelyardParameterFile {
  /// Path below Parameters/, such as "contracts/deribit.json".
  const char *name;
  /// The file's bytes, with a zero after the last one.
  const unsigned char *bytes;
};

/// How many files are embedded.
size_t steelyard_parameter_file_count(void);

/// An embedded file by its index; an index out of range stops the program.
struct SteelyardParameterFile steelyard_parameter_file(size_t index);
