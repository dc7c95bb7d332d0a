import { existsSync, realpathSync } from "node:fs";
import { join } from "node:path";
import { InputError } from "../../../spec/inputError.ts";
import { programOnPath } from "../../servers/programOnPath.ts";
import { findEngine, type Engine } from "../engine.ts";
import { buildImage, versionIn, versionLabel } from "./buildImage.ts";
import { bootstrapTree, type DebianTree } from "./debianTree.ts";
import { imagePlans, type ImagePlan } from "./imagePlan.ts";

/**
 * Builds the images that container tests use where no registry can be reached:
 *
 *     npm run images [-- --force] [-- --trixie FOLDER] [-- --bookworm FOLDER]
 *
 * The server of an image is this machine's where it is of that version; else it comes from a Debian tree: the one that is
 * given, or one that debootstrap makes and that is removed again. What is there already is left alone, unless --force.
 */
const argv = process.argv.slice(2);
const isForced = argv.includes("--force");
const trees = new Map<ImagePlan["suite"], DebianTree>();
for (const suite of ["bookworm", "trixie"] as const) {
  const at = argv.indexOf(`--${suite}`);
  if (at !== -1) trees.set(suite, { path: argv[at + 1] ?? "", remove() {} });
}

let failed = false;
try {
  const engine = await findEngine();
  for (const plan of imagePlans) console.log(`${plan.image}  ${await made(engine, plan)}`);
} catch (error) {
  failed = true;
  console.error(`images: ${tell(error)}`);
} finally {
  for (const tree of trees.values()) tree.remove();
}
process.exit(failed ? 2 : 0);

async function made(engine: Engine, plan: ImagePlan): Promise<string> {
  const present = isForced ? null : await serverOf(engine, plan.image);
  if (present !== null) return `${present}, there already`;
  try {
    const { root, path } = findServer(plan);
    const replaced = await idOf(engine, plan.image);
    const server = await buildImage(engine, plan, root, path);
    if (replaced !== null) await removeUnused(engine, replaced);
    return `${server}, built`;
  } catch (error) {
    failed = true;
    return `not built: ${tell(error)}`;
  }
}

async function serverOf(engine: Engine, image: string): Promise<string | null> {
  try {
    const { Config } = await engine.container.dockerode.getImage(image).inspect();
    return Config.Labels?.[versionLabel] ?? "not by us";
  } catch {
    return null;
  }
}

async function idOf(engine: Engine, image: string): Promise<string | null> {
  try {
    return (await engine.container.dockerode.getImage(image).inspect()).Id;
  } catch {
    return null;
  }
}

/** A container may still use it; then it stays, without a name. */
async function removeUnused(engine: Engine, id: string): Promise<void> {
  await engine.container.dockerode
    .getImage(id)
    .remove()
    .catch(() => {});
}

function findServer({ program, suite, version }: ImagePlan): {
  readonly root: string;
  readonly path: string;
} {
  const own = programOnPath(program);
  if (!trees.has(suite) && own !== null && versionIn("/", own).startsWith(`${version}.`))
    return { root: "/", path: own };
  const tree = trees.get(suite) ?? bootstrapTree(suite);
  trees.set(suite, tree);
  const path = `/usr/bin/${program}`;
  if (existsSync(join(tree.path, path))) return { root: realpathSync(tree.path), path };
  throw new InputError(
    "NO_SERVER",
    `${tree.path} has no ${path}; a Debian ${suite} with it would be right`,
  );
}

function tell(error: unknown): string {
  if (error instanceof InputError) return `${error.code} ${error.message}`;
  return error instanceof Error ? error.message : String(error);
}
