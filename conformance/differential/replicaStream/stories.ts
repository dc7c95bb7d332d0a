/** What deletes a key in ways that `lazyfree-lazy-...` decides. */
const deletions = `
    SET k v
    GETDEL k
    SET k v
    GETEX k PXAT 1
    SET k v
    EXPIRE k -1
    SET k v PX 5
    +10
    SADD t 1
    SPOP t 1
    SET k v
    SET k v EXAT 1
    GET k
    SADD t 1 2
    EVAL "return redis.call('RESTORE', KEYS[1], 1, redis.call('DUMP', KEYS[1]), 'REPLACE', 'ABSTTL')" 1 t
    SET k v
    DEL k`;

/**
 * What is told to replicas in other words than it was said, by name. A line is a command of client a, or of the client that
 * it begins with: `b> GET k`. `+5` lets 5 ms pass.
 */
export const stories: Readonly<Record<string, string>> = {
  "times as moments": `
    SET k v EX 10
    set k v NX EX 10
    SET k v XX GET px 10
    SET k v GET PXAT 1800000000000
    SETEX k 10 v
    PSETEX k 10 v
    SET k v GET
    SET k v EXAT 1
    GET k
    SET k v
    EXPIRE k 100
    expireat k 1800000000
    PEXPIRE k 5000 LT
    pexpireat k 1800000000001 GT
    GETEX k EX 100
    GETEX k PERSIST
    GETEX k PERSIST
    GETEX k
    EXPIRE k -1
    SET k v
    GETEX k PXAT 1
    GETSET k w
    GETDEL k`,
  "deletions, lazy and not": `
    CONFIG SET lazyfree-lazy-expire yes lazyfree-lazy-eviction yes lazyfree-lazy-server-del yes lazyfree-lazy-user-del yes
    ${deletions}
    CONFIG SET lazyfree-lazy-expire no lazyfree-lazy-eviction no lazyfree-lazy-server-del no lazyfree-lazy-user-del no
    ${deletions}`,
  "keys that expire": `
    SET a 1 PX 5
    SET b 1 PX 5
    SADD c 1
    PEXPIRE c 5
    +10
    GET a
    SADD c 2`,
  "what is evicted": `
    SET k v
    CONFIG SET maxmemory 1 maxmemory-policy allkeys-random
    PING
    CONFIG SET maxmemory 0
    SET k v EX 100
    SELECT 2
    CONFIG SET maxmemory 1 maxmemory-policy volatile-lru lazyfree-lazy-eviction yes
    PING`,
  "members that were drawn": `
    SADD t 1 2 3 4 5 6 7 8 9 10
    SPOP t
    SPOP t 3
    SPOP t 5
    SPOP t 1
    SADD t 1
    SPOP t
    SPOP t
    SADD t 1 2
    SPOP t 7`,
  "groups that read and claim": `
    XGROUP CREATE s g 0 MKSTREAM
    XADD s 1 f v
    XADD s 2-* f v
    XADD s * f v
    XREADGROUP GROUP g c1 COUNT 1 STREAMS s >
    XREADGROUP GROUP g c2 COUNT 1 NOACK STREAMS s >
    XREADGROUP GROUP g c3 STREAMS s 0
    XREADGROUP GROUP g c4 NOACK STREAMS s 0
    XREADGROUP GROUP g c5 STREAMS s >
    XREADGROUP GROUP g c6 STREAMS s >
    XCLAIM s g c7 100000 1
    XCLAIM s g c8 0 1
    XCLAIM s g c9 0 1 2 JUSTID FORCE
    XDEL s 2-0
    XCLAIM s g c10 0 2 LASTID 9
    XAUTOCLAIM s g c11 100000 0
    XAUTOCLAIM s g c12 0 0
    XDEL s 1
    XAUTOCLAIM s g c13 0 0
    XCLAIM s g c14 0 1 LASTID 1900000000000
    XACK s g 1
    XGROUP SETID s g 0
    XGROUP DELCONSUMER s g c5
    XGROUP DESTROY s g`,
  "streams that are trimmed": `
    CONFIG SET stream-node-max-entries 2
    XADD s 1 f v
    XADD s 2 f v
    XADD s 3 f v
    XADD s 4 f v
    XADD s 5 f v
    XADD s MAXLEN ~ 4 LIMIT 10 6 f v
    XADD s MAXLEN ~ 100 * f v
    XADD s MINID ~ 4 * f v
    XTRIM s MAXLEN ~ 3
    XTRIM s MAXLEN ~ 3
    XTRIM s MINID = 4
    XTRIM s MAXLEN 1
    XADD s NOMKSTREAM maxlen = 1 * f v
    XDEL s 1
    XTRIM s MAXLEN ~ 0`,
  "clients that waited": `
    b> BLPOP l 0
    RPUSH l 1 2
    b> BRPOP other l 0
    b> BLMOVE l m left RIGHT 0
    c> BRPOPLPUSH m l 0
    RPUSH l 1
    b> BLMPOP 0 2 x l LEFT COUNT 3
    DEL l
    RPUSH l 1 2 3 4
    BLMPOP 0 2 x l RIGHT
    BLMOVE l m LEFT right 0
    b> BZPOPMIN z 0
    ZADD z 1 a 2 b
    b> BZMPOP 0 1 y MAX COUNT 2
    ZADD y 1 a 2 b 3 c
    ZMPOP 1 y MIN COUNT 9
    LMPOP 1 m LEFT COUNT 9
    XGROUP CREATE s g $ MKSTREAM
    b> XREADGROUP GROUP g b BLOCK 0 STREAMS s >
    c> XREADGROUP GROUP g c BLOCK 0 NOACK STREAMS s >
    XADD s * f v
    XADD s * f v`,
  "scripts and transactions": `
    EVAL "return redis.call('SET', KEYS[1], 'v', 'EX', '10')" 1 k
    EVAL "redis.call('SET', KEYS[1], 'v') redis.call('PUBLISH', 'c', 'm') return redis.call('INCRBYFLOAT', KEYS[2], 1.5)" 2 k n
    EVAL "redis.set_repl(redis.REPL_NONE) redis.call('SET', KEYS[1], 'w') redis.set_repl(redis.REPL_ALL) redis.call('SET', KEYS[1], 'v')" 1 k
    EVAL "redis.set_repl(redis.REPL_AOF) redis.call('SET', KEYS[1], 'v')" 1 k
    EVAL "redis.call('SET', KEYS[1], 'v') return redis.call('LPUSH', KEYS[1], 'v')" 1 k
    SCRIPT LOAD "return 1"
    SCRIPT FLUSH
    FUNCTION LOAD "#!lua name=one\\nredis.register_function('f', function(keys) return redis.call('INCR', keys[1]) end)"
    FCALL f 1 n2
    FUNCTION DELETE one
    FUNCTION FLUSH
    MULTI
    SET a 1
    EXEC
    MULTI
    SELECT 4
    SET a 1
    GET a
    SELECT 5
    EVAL "redis.call('INCR', 'x') redis.call('INCR', 'x')" 0
    EXEC
    MULTI
    INCR a
    DISCARD`,
  "commands that do less or more than they say": `
    INCRBYFLOAT n 1.5
    HINCRBYFLOAT h f 1.5
    GEOADD g NX CH 13.36 38.11 Palermo
    GEOADD g 180 64.1 edge 180 85.05112878 corner 179.9999999 64.1 near
    GEORADIUS g 13 38 100 km STORE near
    PFADD p a b
    PFCOUNT p
    PFCOUNT p
    PFMERGE q p
    FLUSHDB
    FLUSHALL ASYNC
    SWAPDB 3 3
    PUBLISH c m
    SPUBLISH c m
    RPUSH l 1 2
    LTRIM l 0 -1
    SETBIT b 3 0
    SETBIT b 3 0
    BITFIELD b SET u8 0 0
    SORT l BY nosort STORE m
    RENAME m m
    COPY l k DB 2
    MOVE l 3
    DEL nothing
    HSET h f v
    HDEL h x
    PERSIST h
    SMOVE no no2 x
    XSETID nothing 1
    RESTORE e 10000 "\\x00\\xc0\\x05\\x0a\\x00" REPLACE`,
  "fields that expire": `
    HSET h a 1 b 2 c 3 d 4 e 5
    HGETDEL h FIELDS 2 a zz
    HGETDEL h FIELDS 1 zz
    HGETEX h EX 10 FIELDS 2 b zz
    HGETEX h PXAT 1 FIELDS 2 b zz
    HGETEX h PX 5000 FIELDS 2 c d
    HGETEX h PERSIST FIELDS 3 c zz d
    HGETEX h EXAT 1 FIELDS 3 c zz d
    HSETEX h EX 10 FIELDS 2 a 1 b 2
    HSETEX h FXX PX 10 FIELDS 2 a 1 b 2
    HSETEX h FNX PXAT 1800000000000 FIELDS 1 n 1
    HSETEX h EXAT 1 FIELDS 2 n 1 a 2
    HSETEX h KEEPTTL FIELDS 2 n 1 a 2
    HEXPIREAT h 1 FIELDS 2 n a
    HPEXPIRE h 5 FIELDS 2 b zz
    HPERSIST h FIELDS 1 b
    HEXPIRE h 5 XX FIELDS 2 b e
    hpexpireat h 1800000000001 fields 1 e
    HPEXPIRE h 5 FIELDS 1 b
    +10
    HGETALL h`,
};
