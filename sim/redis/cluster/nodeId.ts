import type { Random } from "../../random.ts";

/** 40 hexadecimal digits, as nodes are called. */
export function randomNodeId(random: Random): string {
  let id = "";
  for (let i = 0; i < 5; i++) id += random.uint32().toString(16).padStart(8, "0");
  return id;
}
