/* Pools of connections. */
#include <stdio.h>

/* Bounds it. */
#define MAX_SIZE 10

/* A pool. */
typedef struct pool {
    int size;
} pool_t;

/* Colours. */
enum colour { RED, GREEN };

/* Makes one. */
static pool_t *
pool_make(int size)
{
    return alloc(sizeof(pool_t));
}

/* Finds a handler. */
int (*pool_find(const char *name))(int) {
    return table->lookup(name);
}

/* Declared only. */
void pool_close(pool_t *pool);
