/** Whether a next occurrence exists: an empty field says that none is due any more. */
export const occurrences = `
local function nextOrNone(next, runs, limit, last)
  if not next or (limit and runs >= limit) or (last and next > last) then return '' end
  return digits(next)
end
`;
