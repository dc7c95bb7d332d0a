/** Whether a script is "0x": no number to Redis' Lua, and 0 to the model's, as sim/redis/lua/README.md says. */
export function isBareHex(argv: readonly string[]): boolean {
  const [name = "", second = "", third] = argv;
  const script = name.toUpperCase() === "SCRIPT" ? third : second;
  return script?.toLowerCase() === "0x" && /^(?:script|eval|eval_ro)$/i.test(name);
}
