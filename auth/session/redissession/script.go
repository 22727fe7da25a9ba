package redissession

import "github.com/redis/go-redis/v9"

// Each script concerns one key, so that they run on a cluster too.
var (
	// addScript adds a session unless there is one of its id: owner, created, expires, data,
	// when to forget it.
	addScript = redis.NewScript(`
if redis.call('EXISTS', KEYS[1]) == 1 then return 0 end
redis.call('HSET', KEYS[1], 'owner', ARGV[1], 'created', ARGV[2], 'expires', ARGV[3], 'data', ARGV[4])
redis.call('PEXPIREAT', KEYS[1], ARGV[5])
return 1`)

	// extendScript moves the end of a session: from, to, when to forget it.
	extendScript = redis.NewScript(`
if redis.call('HGET', KEYS[1], 'expires') ~= ARGV[1] then return 0 end
redis.call('HSET', KEYS[1], 'expires', ARGV[2])
redis.call('PEXPIREAT', KEYS[1], ARGV[3])
return 1`)

	// deleteScript deletes a session of the owner.
	deleteScript = redis.NewScript(`
if redis.call('HGET', KEYS[1], 'owner') ~= ARGV[1] then return 0 end
return redis.call('DEL', KEYS[1])`)

	// noteScript puts a session into the index: id, when it is forgotten. What is over
	// leaves the index, which is forgotten with the last of its sessions.
	noteScript = redis.NewScript(`
redis.call('ZADD', KEYS[1], 'GT', ARGV[2], ARGV[1])
local time = redis.call('TIME')
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', '(' .. (time[1] * 1000 + math.floor(time[2] / 1000)))
local last = redis.call('ZRANGE', KEYS[1], -1, -1, 'WITHSCORES')
if last[2] then redis.call('PEXPIREAT', KEYS[1], string.format('%.0f', last[2])) end
return 1`)
)
