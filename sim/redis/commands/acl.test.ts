import { expect, it } from "vitest";
import { nodeForTests } from "../nodeForTests.ts";

it("knows the default user, who may do everything", () => {
  const { run } = nodeForTests();
  expect(run("ACL WHOAMI")).toBe("default");
  expect(run("ACL LIST")).toEqual(["user default on nopass ~* &* +@all"]);
  expect(run("ACL DRYRUN default GET k")).toEqual({ status: "OK" });
  expect(run("ACL DRYRUN nobody GET k")).toEqual({ error: "ERR User 'nobody' not found" });
  expect(run("ACL DELUSER default")).toEqual({
    error: "ERR The 'default' user cannot be removed",
  });
});

it("draws passwords from the node's chance", () => {
  const { run, texts } = nodeForTests();
  expect(texts("ACL GENPASS 10")[0]).toMatch(/^[0-9a-f]{3}$/);
  expect(run("ACL GENPASS")).not.toBe(run("ACL GENPASS"));
  expect(run("ACL GENPASS 1 2")).toEqual({
    error: "ERR unknown subcommand or wrong number of arguments for 'GENPASS'. Try ACL HELP.",
  });
});
