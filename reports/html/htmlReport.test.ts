import { expect, it } from "vitest";
import { sampleStory } from "../sampleStory.testkit.ts";
import { htmlReport } from "./htmlReport.ts";

it("is one page that follows from the story, and loads nothing", () => {
  const page = htmlReport(sampleStory);
  expect(page).toBe(htmlReport(sampleStory));
  expect(page).toContain("default-src 'none'");
  expect(page).not.toMatch(/\b(src|href)=|@import|url\(|fetch\(|XMLHttpRequest/);
});

it("lets nothing that a subject says become part of the page", () => {
  const evil = `</script><img src=x onerror="alert(1)">`;
  const [first, ...others] = sampleStory.entries;
  const page = htmlReport({
    ...sampleStory,
    because: evil,
    entries: first === undefined ? others : [{ ...first, text: evil }, ...others],
  });
  expect(page).not.toContain("<img");
  expect(page.match(/<\/script>/g)).toHaveLength(2);
});
