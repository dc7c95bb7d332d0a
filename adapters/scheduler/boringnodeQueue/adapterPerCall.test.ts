import type { Adapter } from "@boringnode/queue/contracts/adapter";
import { expect, it } from "vitest";
import { adapterPerCall } from "./adapterPerCall.ts";

it("passes a call on to the adapter of its caller, also after other callers had their turn", async () => {
  const { shared, during } = adapterPerCall();
  const sizes = async (): Promise<readonly number[]> => {
    const first = await shared.size();
    await new Promise((resolve) => setImmediate(resolve));
    return [first, await shared.size()];
  };

  const both = Promise.all([during(ofSize(1), sizes), during(ofSize(2), sizes)]);

  expect(await both).toEqual([
    [1, 1],
    [2, 2],
  ]);
});

it("says what is missing when nobody's call is running", () => {
  const { shared } = adapterPerCall();
  expect(() => shared.size()).toThrow(
    "boringnodeQueue.adapterPerCall: size was read outside of a call; wrap the call in during()",
  );
});

/** Like the real one, it answers from a private field, which a proxy does not have. */
function ofSize(size: number): Adapter {
  class Sized {
    readonly #size = size;
    size(): Promise<number> {
      return Promise.resolve(this.#size);
    }
  }
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the rest of an adapter is not called here
  return new Sized() as unknown as Adapter;
}
