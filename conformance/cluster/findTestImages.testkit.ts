import { findEngine, type Engine } from "./engine.ts";
import { imagePlans } from "./images/imagePlan.ts";

/**
 * The images of `npm run images` that this machine has, the oldest server first; none where there is no Docker engine,
 * and then a `*.docker.test.ts` is skipped.
 */
export async function findTestImages(): Promise<{
  readonly engine: Engine | null;
  readonly images: readonly string[];
}> {
  const engine = await findEngine().catch(() => null);
  const images: string[] = [];
  for (const { image } of imagePlans)
    if (engine !== null && (await isHere(engine, image))) images.push(image);
  return { engine, images };
}

async function isHere(engine: Engine, name: string): Promise<boolean> {
  try {
    await engine.container.dockerode.getImage(name).inspect();
    return true;
  } catch {
    return false;
  }
}
