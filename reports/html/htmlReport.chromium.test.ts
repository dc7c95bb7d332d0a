import { existsSync } from "node:fs";
import { chromium, type Browser, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { sampleStory } from "../sampleStory.testkit.ts";
import type { RunStory } from "../runStory.ts";
import { htmlReport } from "./htmlReport.ts";

const path = process.env["CLAIMCHECK_CHROMIUM"] ?? "/usr/bin/chromium";
const options = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"];
const quiet = ["--disable-background-networking", "--disable-component-update", "--disable-sync"];

describe.skipIf(!existsSync(path))("the page in Chromium", () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await chromium.launch({
      executablePath: path,
      args: [...options, ...quiet],
      timeout: 0, // vitest's own decides
    });
  });
  afterAll(() => browser.close());

  const opened = async (story: RunStory): Promise<Page> => {
    const page = await browser.newPage({ viewport: { width: 1200, height: 800 } });
    page.setDefaultTimeout(0);
    const troubles: string[] = [];
    page.on("pageerror", (error) => troubles.push(error.message));
    page.on("request", (request) => troubles.push(`asked for ${request.url()}`));
    await page.setContent(htmlReport(story));
    expect(troubles).toEqual([]);
    return page;
  };
  const picked = (page: Page): Promise<string | null> =>
    page.locator(".row.picked .what").textContent();

  it("begins at the first proof, and steps through all of them with the keyboard", async () => {
    const page = await opened(sampleStory);
    expect(await picked(page)).toBe("w1 asks to claim");
    await page.keyboard.press("n");
    expect(await picked(page)).toContain("canonical run count");
    await page.keyboard.press("j");
    expect(await picked(page)).toContain("w1 claimed s1");
    await page.keyboard.press("Home");
    expect(await picked(page)).toBe("faults may strike from now on");
    await page.close();
  });

  it("shows only what is searched for, and what is ticked", async () => {
    const page = await opened(sampleStory);
    await page.keyboard.press("/");
    await page.keyboard.type("claim");
    expect(await page.locator(".row .what").allTextContents()).toEqual([
      "w1 asks to claim",
      "w1 claimed s1 (due at 60,000 ms)",
    ]);
    await page.keyboard.press("Escape");
    await page.uncheck("input[name=fault]");
    expect(await page.locator("#status").textContent()).toBe("event 7, 7 of 9 shown");
    await page.close();
  });

  it("shows what belongs to a lane whose name is clicked", async () => {
    const page = await opened(sampleStory);
    // Lanes are w1, w2, redis-1, s1, under an axis.
    await page.locator("#chart").click({ position: { x: 30, y: 24 + 3 * 26 + 13 } });
    expect(await page.locator("#status").textContent()).toBe("event 8, 5 of 9 shown");
    await page.close();
  });

  it("holds ten thousand events, of which only those in sight are there", async () => {
    const { entries } = sampleStory;
    const thousands = Array.from({ length: 1_112 }, (_, round) =>
      entries.map((entry, position) => ({
        ...entry,
        atMs: 20_000 * round + entry.atMs,
        rank: round === 1_000 && position === 0 ? 0 : null,
      })),
    );
    const many = thousands.flat().slice(0, 10_000);
    const page = await opened({ ...sampleStory, entries: many });
    expect(await page.locator("#status").textContent()).toBe("event 9,001, 10,000 shown");
    expect(await page.locator(".row").count()).toBeLessThan(100);
    await page.keyboard.press("End");
    expect(await page.locator("#status").textContent()).toBe("event 10,000, 10,000 shown");
    await page.close();
  });

  it("has colours for the night", async () => {
    const page = await opened(sampleStory);
    const back = (): Promise<string> =>
      page.evaluate("getComputedStyle(document.body).backgroundColor");
    const byDay = await back();
    await page.emulateMedia({ colorScheme: "dark" });
    expect(await back()).not.toBe(byDay);
    await page.close();
  });
});
