import { expect, it } from "vitest";
import { tellWhyItEnded } from "./tellWhyItEnded.ts";

const what = "image redis:7.0";
const who = "redis-1 (127.0.0.1:7001)";
const tell = (said: string, isFrozen = false): string =>
  tellWhyItEnded({ what, who, port: 7001, ending: "exit code 1", said, isFrozen }).message;

it("tells a port that somebody has", () => {
  const said =
    "12:M 21 Nov 2026 17:00:00.123 # Warning: Could not create server TCP listening socket *:7001: bind: Address already in use\n";
  expect(tell(said)).toBe(
    `${who}: another program listens on port 7001; end it, or let the ports be chosen`,
  );
});

it("tells a parameter that is refused", () => {
  const said = `
*** FATAL CONFIG FILE ERROR (Valkey 8.1.1) ***
Reading the configuration file, at line 3
>>> 'no-such "1"'
Bad directive or wrong number of arguments
`;
  expect(tell(said)).toBe(
    `${who}: Valkey 8.1.1 refuses no-such "1" (Bad directive or wrong number of arguments)`,
  );
});

it("tells an image that cannot load the clock", () => {
  const said =
    "Error loading shared library libc.so.6: No such file or directory (needed by /claimcheck-clock.so)";
  expect(tell(said, true)).toBe(
    `${what} cannot load the preloaded clock (${said}); an image with the C library of this machine would be right (Debian, not Alpine), or the wall clock`,
  );
});

it("tells an engine that does not see our folders", () => {
  expect(
    tell("Fatal error, can't open config file '/x/redis.conf': No such file or directory"),
  ).toBe(
    `${who}: ${what} does not see the folders of this machine; an engine of this machine itself would be right, or a TMPDIR that both see`,
  );
});

it("tells a full disk", () => {
  const said =
    "5022:M 21 Nov 2026 17:17:43.612 # Error trying to write the temporary AOF manifest file temp-appendonly.aof.manifest: No space left on device\n";
  expect(tell(said)).toBe(
    `conformance/cluster: DISK_FULL ${who} ended with exit code 1: Error trying to write the temporary AOF manifest file temp-appendonly.aof.manifest: No space left on device`,
  );
});

it("tells the last words of whatever ended otherwise", () => {
  expect(tell("")).toBe(
    `conformance/cluster: NODE_DIED ${who}: ${what} ended with exit code 1 instead of starting; it said: nothing`,
  );
  expect(tell("1:M 21 Nov 2026 17:17:43.612 # first\nGuru Meditation\n")).toMatch(
    /it said: Guru Meditation$/,
  );
});
