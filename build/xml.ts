/** Formats XML elements as text. */

export type Attributes = Readonly<Record<string, string | number | undefined>>;

export const escapeXml = (text: string): string =>
  text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');

/** @param content elements, each on lines of its own. @returns the element, without a line break at its end. */
export const element = (
  name: string,
  attributes: Attributes,
  content: readonly string[] = [],
): string => {
  const attributeText = Object.entries(attributes)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => ` ${key}="${escapeXml(String(value))}"`)
    .join('');
  if (content.length === 0) return `<${name}${attributeText}/>`;
  const inner = content.flatMap((child) => child.split('\n')).map((line) => `  ${line}`);
  return [`<${name}${attributeText}>`, ...inner, `</${name}>`].join('\n');
};

/** Formats an element with text on one line, because line breaks inside it are part of the text. */
export const textElement = (name: string, attributes: Attributes, text: string): string => {
  const [startTag = ''] = element(name, attributes, ['']).split('\n');
  return `${startTag}${escapeXml(text)}</${name}>`;
};

export const xmlDocument = (root: string): string =>
  `<?xml version="1.0" encoding="utf-8"?>\n${root}\n`;
