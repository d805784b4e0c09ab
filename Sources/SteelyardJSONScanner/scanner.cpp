#include "SteelyardJSONScanner.h"

#define SIMDJSON_EXCEPTIONS 0
#include <simdjson.h>

#include <algorithm>
#include <limits>
#include <memory>
#include <new>
#include <string_view>
#include <vector>

namespace ondemand = simdjson::ondemand;

/// Owns what the nodes point into: numbers into `input`, strings into the parser's buffer.
struct SteelyardJSONDocument {
  simdjson::padded_string input;
  ondemand::parser parser;
  std::vector<SteelyardJSONNode> nodes;

  explicit SteelyardJSONDocument(simdjson::padded_string &&copy) : input(std::move(copy)) {}
};

namespace {

/// A failure and, where simdjson knows it, the place.
struct Failure {
  SteelyardJSONStatus status = STEELYARD_JSON_OK;
  const char *at = nullptr;
};

SteelyardJSONStatus status_of(simdjson::error_code error) {
  switch (error) {
  case simdjson::SUCCESS: return STEELYARD_JSON_OK;
  case simdjson::UTF8_ERROR: return STEELYARD_JSON_NOT_UTF8;
  case simdjson::EMPTY:
  case simdjson::UNCLOSED_STRING:
  case simdjson::INCOMPLETE_ARRAY_OR_OBJECT: return STEELYARD_JSON_TRUNCATED;
  case simdjson::CAPACITY: return STEELYARD_JSON_TOO_LARGE;
  case simdjson::DEPTH_ERROR: return STEELYARD_JSON_TOO_DEEP;
  case simdjson::MEMALLOC: return STEELYARD_JSON_OUT_OF_MEMORY;
  default: return STEELYARD_JSON_SYNTAX;
  }
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// The length of the JSON number that `token` begins with; 0 where it is none.
size_t number_length(std::string_view token) {
  size_t i = 0;
  auto digits = [&] {
    size_t start = i;
    while (i < token.size() && is_digit(token[i])) i++;
    return i - start;
  };
  if (i < token.size() && token[i] == '-') i++;
  size_t whole = i;
  if (digits() == 0) return 0;
  if (token[whole] == '0' && i - whole > 1) return 0;
  if (i < token.size() && token[i] == '.') {
    i++;
    if (digits() == 0) return 0;
  }
  if (i < token.size() && (token[i] == 'e' || token[i] == 'E')) {
    i++;
    if (i < token.size() && (token[i] == '+' || token[i] == '-')) i++;
    if (digits() == 0) return 0;
  }
  for (size_t rest = i; rest < token.size(); rest++) {
    char c = token[rest];
    if (c != ' ' && c != '\t' && c != '\n' && c != '\r') return 0;
  }
  return i;
}

bool has_duplicates(std::string_view *keys, size_t count) {
  // Pairs are cheapest for the records of a feed; a sort keeps huge objects from costing n squared.
  if (count <= 32) {
    for (size_t i = 1; i < count; i++)
      for (size_t j = 0; j < i; j++)
        if (keys[i] == keys[j]) return true;
    return false;
  }
  std::sort(keys, keys + count);
  return std::adjacent_find(keys, keys + count) != keys + count;
}

class Scanner {
public:
  explicit Scanner(SteelyardJSONDocument &owner) : owner(owner) {}

  Failure scan() {
    auto error = owner.parser.iterate(owner.input).get(document);
    if (error) return {status_of(error), nullptr};
    ondemand::json_type type;
    if ((error = document.type().get(type))) return here(error);
    if (type == ondemand::json_type::array) {
      ondemand::array array;
      if ((error = document.get_array().get(array))) return here(error);
      Failure failure = elements(array, add(STEELYARD_JSON_ARRAY), 1);
      if (failure.status) return failure;
    } else if (type == ondemand::json_type::object) {
      ondemand::object object;
      if ((error = document.get_object().get(object))) return here(error);
      Failure failure = fields(object, add(STEELYARD_JSON_OBJECT), 1);
      if (failure.status) return failure;
    } else {
      return {STEELYARD_JSON_SCALAR_ROOT, owner.input.data()};
    }
    // Past the last token there is no location.
    if (const char *rest = location()) return {STEELYARD_JSON_TRAILING, rest};
    return {};
  }

private:
  SteelyardJSONDocument &owner;
  ondemand::document document;
  std::vector<std::string_view> keys;

  const char *location() {
    const char *at = nullptr;
    return document.current_location().get(at) ? nullptr : at;
  }

  Failure here(simdjson::error_code error) { return {status_of(error), location()}; }

  uint32_t add(SteelyardJSONKind kind) {
    auto index = static_cast<uint32_t>(owner.nodes.size());
    owner.nodes.push_back({nullptr, nullptr, 0, 0, 0, index + 1, static_cast<uint8_t>(kind)});
    return index;
  }

  void close(uint32_t index) {
    owner.nodes[index].next = static_cast<uint32_t>(owner.nodes.size());
  }

  Failure elements(ondemand::array &array, uint32_t index, int depth) {
    for (auto element : array) {
      ondemand::value value;
      if (auto error = element.get(value)) return here(error);
      Failure failure = node(value, {}, depth);
      if (failure.status) return failure;
    }
    close(index);
    return {};
  }

  Failure fields(ondemand::object &object, uint32_t index, int depth) {
    size_t first = keys.size();
    for (auto field : object) {
      std::string_view key;
      if (auto error = field.unescaped_key().get(key)) return here(error);
      ondemand::value value;
      if (auto error = field.value().get(value)) return here(error);
      keys.push_back(key);
      Failure failure = node(value, key, depth);
      if (failure.status) return failure;
    }
    if (has_duplicates(keys.data() + first, keys.size() - first))
      return {STEELYARD_JSON_DUPLICATE_KEY, location()};
    keys.resize(first);
    close(index);
    return {};
  }

  Failure node(ondemand::value &value, std::string_view key, int depth) {
    if (owner.nodes.size() >= STEELYARD_JSON_NODES_MAX)
      return {STEELYARD_JSON_TOO_MANY_NODES, location()};
    ondemand::json_type type;
    if (auto error = value.type().get(type)) return here(error);
    uint32_t index = add(STEELYARD_JSON_NULL);
    owner.nodes[index].key = key.data();
    owner.nodes[index].key_length = static_cast<uint32_t>(key.size());
    switch (type) {
    case ondemand::json_type::array: {
      if (depth >= STEELYARD_JSON_DEPTH_MAX) return {STEELYARD_JSON_TOO_DEEP, location()};
      owner.nodes[index].kind = STEELYARD_JSON_ARRAY;
      ondemand::array array;
      if (auto error = value.get_array().get(array)) return here(error);
      return elements(array, index, depth + 1);
    }
    case ondemand::json_type::object: {
      if (depth >= STEELYARD_JSON_DEPTH_MAX) return {STEELYARD_JSON_TOO_DEEP, location()};
      owner.nodes[index].kind = STEELYARD_JSON_OBJECT;
      ondemand::object object;
      if (auto error = value.get_object().get(object)) return here(error);
      return fields(object, index, depth + 1);
    }
    case ondemand::json_type::number: return number(value, index);
    case ondemand::json_type::string: {
      const char *start = value.raw_json_token().data();
      std::string_view text;
      if (auto error = value.get_string().get(text)) return {status_of(error), start};
      owner.nodes[index].kind = STEELYARD_JSON_STRING;
      owner.nodes[index].text = text.data();
      owner.nodes[index].text_length = static_cast<uint32_t>(text.size());
      return {};
    }
    case ondemand::json_type::boolean: {
      const char *start = value.raw_json_token().data();
      bool truth;
      if (auto error = value.get_bool().get(truth)) return {status_of(error), start};
      owner.nodes[index].kind = truth ? STEELYARD_JSON_TRUE : STEELYARD_JSON_FALSE;
      return {};
    }
    case ondemand::json_type::null: {
      std::string_view token = value.raw_json_token();
      // is_null() would take any token that begins with an n for a value of another type.
      bool null;
      if (value.is_null().get(null) || !null) return {STEELYARD_JSON_SYNTAX, token.data()};
      return {};
    }
    }
    return here(simdjson::TAPE_ERROR);
  }

  Failure number(ondemand::value &value, uint32_t index) {
    std::string_view token = value.raw_json_token();
    size_t length = number_length(token);
    if (length == 0) return {STEELYARD_JSON_SYNTAX, token.data()};
    SteelyardJSONNode &node = owner.nodes[index];
    node.kind = STEELYARD_JSON_NUMBER;
    node.text = token.data();
    node.text_length = static_cast<uint32_t>(length);
    // The grammar is right, so what simdjson refuses here is a number that overflows a double.
    if (value.get_double().get(node.number))
      node.number = std::numeric_limits<double>::infinity() * (token[0] == '-' ? -1 : 1);
    return {};
  }
};

/// Where the text stopped making sense, for failures that simdjson does not place.
size_t offset_without_location(SteelyardJSONStatus status, const uint8_t *bytes, size_t length) {
  if (status == STEELYARD_JSON_NOT_UTF8) return steelyard_utf8_valid_length(bytes, length);
  return length;
}

} // namespace

/// Whether a text holds more values than are accepted, told by its punctuation alone.
///
/// A scan would find out too, but only with gigabytes of nodes behind it. A value needs two bytes,
/// so only a text of that size is looked at.
static bool has_too_many_values(const uint8_t *bytes, size_t length) {
  if (length / 2 < STEELYARD_JSON_NODES_MAX) return false;
  size_t count = 1;
  bool in_string = false, after_opening = false;
  for (size_t i = 0; i < length; i++) {
    uint8_t c = bytes[i];
    if (in_string) {
      if (c == '\\') i++;
      else if (c == '"') in_string = false;
      continue;
    }
    if (c == ' ' || c == '\t' || c == '\n' || c == '\r') continue;
    if (c == '"') in_string = true;
    // The first value of a container has no comma before it.
    if (c == ',' || (after_opening && c != ']' && c != '}')) count++;
    after_opening = c == '[' || c == '{';
    if (count > STEELYARD_JSON_NODES_MAX) return true;
  }
  return false;
}

SteelyardJSONDocument *steelyard_json_scan(const uint8_t *bytes, size_t length,
                                           SteelyardJSONStatus *status, size_t *offset) {
  *offset = 0;
  if (length > STEELYARD_JSON_BYTES_MAX) {
    *status = STEELYARD_JSON_TOO_LARGE;
    return nullptr;
  }
  if (has_too_many_values(bytes, length)) {
    *status = STEELYARD_JSON_TOO_MANY_NODES;
    return nullptr;
  }
  try {
    simdjson::padded_string copy(reinterpret_cast<const char *>(bytes), length);
    if (length > 0 && copy.data() == nullptr) throw std::bad_alloc();
    auto document = std::make_unique<SteelyardJSONDocument>(std::move(copy));
    // A record of a feed takes about twenty bytes a field.
    document->nodes.reserve(length / 20 + 16);
    Failure failure = Scanner(*document).scan();
    *status = failure.status;
    if (failure.status == STEELYARD_JSON_OK) return document.release();
    const char *start = document->input.data();
    *offset = failure.at >= start && failure.at <= start + length && failure.at != nullptr
                  ? static_cast<size_t>(failure.at - start)
                  : offset_without_location(failure.status, bytes, length);
  } catch (const std::bad_alloc &) {
    *status = STEELYARD_JSON_OUT_OF_MEMORY;
  }
  return nullptr;
}

const SteelyardJSONNode *steelyard_json_nodes(const SteelyardJSONDocument *document,
                                              size_t *count) {
  *count = document->nodes.size();
  return document->nodes.data();
}

void steelyard_json_free(SteelyardJSONDocument *document) { delete document; }

size_t steelyard_utf8_valid_length(const uint8_t *bytes, size_t length) {
  if (simdjson::validate_utf8(reinterpret_cast<const char *>(bytes), length)) return length;
  // Slow and exact, for the place in the message: RFC 3629, section 4.
  size_t i = 0;
  while (i < length) {
    uint8_t lead = bytes[i];
    size_t following = lead < 0x80 ? 0 : lead < 0xC2 ? 4 : lead < 0xE0 ? 1 : lead < 0xF0 ? 2
                       : lead < 0xF5 ? 3 : 4;
    if (following == 4 || following >= length - i) return i;
    uint8_t low = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
    uint8_t high = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
    for (size_t j = 1; j <= following; j++) {
      if (bytes[i + j] < low || bytes[i + j] > high) return i;
      low = 0x80;
      high = 0xBF;
    }
    i += following + 1;
  }
  return length;
}
