/** The reasons of dead letters. The last two are those of the published library. */
export const reasons = {
  trimmed: "trimmed",
  unparseable: "unparseable",
  failed: "max_retries_exceeded",
} as const;

/**
 * Recovers entries. KEYS: as in the prologue, then for each entry its lease, or what the keys of
 * leases begin with for an entry that has no name.
 * ARGV: as in the prologue, then the least idle time; for each entry its id, its name, and whether it was trimmed when it was
 * read. An id that is empty stands for the entry of the latest owner; a name that is empty for an entry that nobody can read.
 *
 * Whether the owner lives and what becomes of the entry is one script: between two of them it could be taken. An entry
 * that cannot be recovered (no memory, another type at a key) keeps nobody from the next. One that was gone when it was read
 * and is there again, because a server came back with what it had before, says more than its reader knows: it is read anew.
 */
export const recoverEach = `
local idleMs = tonumber(ARGV[4])
local outcomes, hasChanged = {}, false
for i = 1, (#ARGV - 4) / 3 do
  local id, name, trimmed = ARGV[2 + 3 * i], ARGV[3 + 3 * i], ARGV[4 + 3 * i]
  local ok, outcome = true, 'gone'
  if trimmed == '' or not fieldsOf(id) then
    ok, outcome = pcall(recoverOne, KEYS[4 + i], id, name, idleMs)
  end
  outcomes[i] = ok and outcome or 'failed'
  hasChanged = hasChanged or outcome == 'requeued' or outcome == 'dead-lettered'
end
local answer = table.concat(outcomes, ' ')
if hasChanged then return remember(answer) end
return answer
`;

/** Defines `isAlive(lease)`. */
export const leaseExists = `
local function isAlive(lease) return redis.call('EXISTS', lease) == 1 end
`;

/**
 * Defines `isDead(pending, name, idleMs)`. A lease that has ended tells of death at once. Where there was none yet, the
 * entry is on its way from its delivery to its lease, for as long as it is not idle for too long.
 */
export const idleOrEnded = `
local function isDead(pending, name, idleMs)
  return pending[3] >= idleMs or entryIn(redis.call('HGET', owners, name)) == pending[1]
end
`;

/**
 * Defines `recoverOne(lease, id, name, idleMs)`. A recovery is no failure of the work, and counts as none.
 *
 * What was trimmed may have an owner that works on it, and knows what was in it.
 */
export const recoverOne = `
local function recoverOne(lease, id, name, idleMs)
  if name == '' then
    name = redis.call('HGET', owners, '#' .. id) or ''
    lease = lease .. name
  end
  if name ~= '' and isAlive(lease) then return 'alive' end
  if id == '' then id = entryIn(redis.call('HGET', owners, name)) end
  local pending = id and pendingOf(id)
  if not pending then return 'gone' end
  if not isDead(pending, name, idleMs) then return 'alive' end

  local fields = fieldsOf(id)
  if not fields then
    bury(id, {}, 0, '${reasons.trimmed}')
  elseif name == '' then
    bury(id, fields, 0, '${reasons.unparseable}')
  else
    addAgain(id, fields, 0)
    forget(name, id)
    return 'requeued'
  end
  forget(name, id)
  return 'dead-lettered'
end
`;
