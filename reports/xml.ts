/** An element, or text. */
export type XmlNode =
  | string
  | {
      readonly name: string;
      readonly attributes: Readonly<Record<string, string | number>>;
      readonly children: readonly XmlNode[];
    };

/**
 * An XML document. Its own twenty lines rather than a library, because the only hard part is one that the libraries
 * looked at leave to their caller: characters that XML 1.0 cannot hold at all, and Redis values can.
 */
export const xmlDocument = (root: XmlNode): string =>
  `<?xml version="1.0" encoding="UTF-8"?>\n${render(root, "")}`;

function render(node: XmlNode, indent: string): string {
  if (typeof node === "string") return `${indent}${escapeXml(node)}\n`;
  const attributes = Object.entries(node.attributes)
    .map(([name, value]) => ` ${name}="${escapeXml(String(value))}"`)
    .join("");
  if (node.children.length === 0) return `${indent}<${node.name}${attributes}/>\n`;

  // Indentation inside an element that holds text would become part of the text.
  if (node.children.some((child) => typeof child === "string")) {
    const content = node.children.map((child) => render(child, "").trimEnd()).join("");
    return `${indent}<${node.name}${attributes}>${content}</${node.name}>\n`;
  }
  const content = node.children.map((child) => render(child, `${indent}  `)).join("");
  return `${indent}<${node.name}${attributes}>\n${content}${indent}</${node.name}>\n`;
}

const entities = new Map([
  ["&", "&amp;"],
  ["<", "&lt;"],
  [">", "&gt;"],
  ['"', "&quot;"],
]);

/** Text as an element or an attribute may hold it; what XML cannot hold at all is replaced. */
export const escapeXml = (text: string): string =>
  text
    .replace(/[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu, "\u{FFFD}")
    .replace(/[&<>"]/g, (character) => entities.get(character) ?? character);
