#include "kv.h"

#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

struct kv {
  sqlite3 *db;
};

kv *kv_open(const char *file) {
  kv *store = malloc(sizeof *store);
  if (!store || sqlite3_open(file, &store->db) ||
      sqlite3_exec(store->db, "create table if not exists kv (key text primary key, size integer, value blob)", 0, 0, 0)) {
    free(store);
    return NULL;
  }
  return store;
}

int kv_put(kv *store, const char *key, const void *value, size_t length) {
  uLongf packed = compressBound(length);
  Bytef *buffer = malloc(packed);
  sqlite3_stmt *insert = NULL;
  int failed = !buffer || compress(buffer, &packed, value, length) ||
               sqlite3_prepare_v2(store->db, "insert or replace into kv values (?, ?, ?)", -1, &insert, 0) ||
               sqlite3_bind_text(insert, 1, key, -1, SQLITE_STATIC) || sqlite3_bind_int64(insert, 2, (sqlite3_int64)length) ||
               sqlite3_bind_blob(insert, 3, buffer, (int)packed, SQLITE_STATIC) || sqlite3_step(insert) != SQLITE_DONE;
  sqlite3_finalize(insert);
  free(buffer);
  return failed;
}

void *kv_get(kv *store, const char *key, size_t *length) {
  sqlite3_stmt *select = NULL;
  char *value = NULL;
  if (!sqlite3_prepare_v2(store->db, "select size, value from kv where key = ?", -1, &select, 0) &&
      !sqlite3_bind_text(select, 1, key, -1, SQLITE_STATIC) && sqlite3_step(select) == SQLITE_ROW) {
    uLongf size = (uLongf)sqlite3_column_int64(select, 0);
    value = malloc(size + 1);
    if (value && uncompress((Bytef *)value, &size, sqlite3_column_blob(select, 1), (uLong)sqlite3_column_bytes(select, 1))) {
      free(value);
      value = NULL;
    }
    *length = size;
  }
  sqlite3_finalize(select);
  return value;
}
