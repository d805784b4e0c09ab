/// A whole JSON document as an array of nodes, scanned in one pass. simdjson stands behind this face
/// and does not show through it.
#pragma once

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// What a node is.
enum SteelyardJSONKind {
  STEELYARD_JSON_NULL = 0,
  STEELYARD_JSON_FALSE = 1,
  STEELYARD_JSON_TRUE = 2,
  STEELYARD_JSON_NUMBER = 3,
  STEELYARD_JSON_STRING = 4,
  STEELYARD_JSON_ARRAY = 5,
  STEELYARD_JSON_OBJECT = 6,
};

/// How a scan ended.
enum SteelyardJSONStatus {
  STEELYARD_JSON_OK = 0,
  /// Not JSON at the offset: a stray character, a bad literal or number, a missing comma.
  STEELYARD_JSON_SYNTAX = 1,
  /// The text ends inside a string, array or object.
  STEELYARD_JSON_TRUNCATED = 2,
  STEELYARD_JSON_NOT_UTF8 = 3,
  /// Something other than blanks follows the document.
  STEELYARD_JSON_TRAILING = 4,
  /// An object has the same key twice; the offset is of the object's end.
  STEELYARD_JSON_DUPLICATE_KEY = 5,
  STEELYARD_JSON_TOO_DEEP = 6,
  STEELYARD_JSON_TOO_LARGE = 7,
  STEELYARD_JSON_TOO_MANY_NODES = 8,
  /// The document is neither an object nor an array.
  STEELYARD_JSON_SCALAR_ROOT = 9,
  STEELYARD_JSON_OUT_OF_MEMORY = 10,
};

/// Limits, each with room for a hundred times the largest file seen.
enum {
  STEELYARD_JSON_DEPTH_MAX = 64,
  STEELYARD_JSON_NODES_MAX = 32 * 1024 * 1024,
  STEELYARD_JSON_BYTES_MAX = 1024 * 1024 * 1024,
};

/// One value. The nodes stand in document order, a container before what it holds.
struct SteelyardJSONNode {
  /// The unescaped key in UTF-8, not zero-terminated; null in an array and at the root.
  const char *key;
  /// The unescaped string, or the exact characters of the number; null for other kinds.
  const char *text;
  /// The nearest double; infinite where the number is too large for one. 0 for other kinds.
  double number;
  uint32_t key_length;
  uint32_t text_length;
  /// Index of the node after this one and everything it holds.
  uint32_t next;
  uint8_t kind;
};

/// A scan's result and the memory its nodes point into.
struct SteelyardJSONDocument;

/// Scans `length` bytes, which are copied. `status` and `offset` (a byte position in the input) are
/// always set; returns null unless the status is STEELYARD_JSON_OK.
struct SteelyardJSONDocument *steelyard_json_scan(const uint8_t *bytes, size_t length,
                                                  enum SteelyardJSONStatus *status, size_t *offset);

/// The nodes, the root first; never empty.
const struct SteelyardJSONNode *steelyard_json_nodes(const struct SteelyardJSONDocument *document,
                                                     size_t *count);

void steelyard_json_free(struct SteelyardJSONDocument *document);

/// The number of leading bytes that are valid UTF-8: `length` where all of them are.
size_t steelyard_utf8_valid_length(const uint8_t *bytes, size_t length);

#ifdef __cplusplus
}
#endif
