import { ImageName } from "testcontainers";
import { InputError } from "../../spec/inputError.ts";
import { engineSays, type Engine } from "./engine.ts";

export type ReadyImage = {
  readonly image: string;
  /** The server's program in it. */
  readonly program: string;
};

/** What is used when nobody names an image. */
const usualImages: readonly [string, string] = ["claimcheck/redis:7.0", "redis:7.0"];

const pullMsMax = 300_000;

/**
 * Sees to it that an image is on this machine.
 *
 * @param wanted null for the usual one.
 * @param usual the usual ones: the first that is here already, else the last is pulled.
 * @throws InputError IMAGE_MISSING
 */
export async function readyImage(
  engine: Engine,
  wanted: string | null,
  usual: readonly [string, string] = usualImages,
): Promise<ReadyImage> {
  const names = wanted === null ? usual : [wanted];
  for (const image of names) {
    const found = await programIn(engine, image);
    if (found !== null) return { image, program: found };
  }
  const image = wanted ?? usual[1];
  try {
    await within(engine.image.pull(ImageName.fromString(image)), pullMsMax);
  } catch (error) {
    throw missing(image, engineSays(error));
  }
  const program = await programIn(engine, image);
  if (program === null) throw missing(image, "the engine pulled it, and does not have it");
  return { image, program };
}

/** The program that an image starts, where that is a server; null when there is no such image. */
async function programIn(engine: Engine, image: string): Promise<string | null> {
  try {
    const { Config } = await engine.container.dockerode.getImage(image).inspect();
    const words = [Config.Entrypoint ?? [], Config.Cmd ?? []].flat();
    return words.find((word) => /(redis|valkey)-server$/.test(word)) ?? "redis-server";
  } catch {
    return null;
  }
}

const missing = (image: string, why: string): InputError =>
  new InputError(
    "IMAGE_MISSING",
    `image ${image} is not on this machine and cannot be pulled (${why}); check the name, build test images (npm run images), or use processes (--servers processes)`,
  );

async function within<Value>(work: Promise<Value>, msMax: number): Promise<Value> {
  let timer: NodeJS.Timeout;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`not done after ${msMax} ms`)), msMax);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}
