/* Values by key, kept in an SQLite file, packed by zlib. */
#ifndef KV_H
#define KV_H
#include <stddef.h>

typedef struct kv kv;

kv *kv_open(const char *file);
/* 0 when the value was kept */
int kv_put(kv *store, const char *key, const void *value, size_t length);
/* the value, to be freed, or NULL */
void *kv_get(kv *store, const char *key, size_t *length);
#endif
