#pragma once

// SQLite's own face; SQLITE_TRANSIENT is a cast that Swift does not import.
#include <sqlite3.h>

static inline int steelyard_sqlite_bind_blob(
    sqlite3_stmt *statement, int column, const void *bytes, int count) {
  return sqlite3_bind_blob(statement, column, bytes, count, SQLITE_TRANSIENT);
}

static inline int steelyard_sqlite_bind_text(
    sqlite3_stmt *statement, int column, const char *text) {
  return sqlite3_bind_text(statement, column, text, -1, SQLITE_TRANSIENT);
}
