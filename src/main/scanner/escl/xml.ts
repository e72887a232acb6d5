/**
 * Minimal XML parser for scanner responses: elements and text only. Namespace prefixes are dropped, because vendors choose
 * them freely. Documents with a DTD are rejected, so that only predefined and numeric entities can occur. Size and
 * depth are limited.
 */

export interface XmlElement {
  /** Name without its namespace prefix. */
  readonly name: string;
  readonly text: string;
  readonly children: readonly XmlElement[];
}

interface OpenElement {
  name: string;
  text: string;
  children: XmlElement[];
}

const MAX_CHARS = 512 * 1024;
const MAX_DEPTH = 64;

const PREDEFINED_ENTITIES: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
};

const characterOf = (code: number): string =>
  code > 0 && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff)
    ? String.fromCodePoint(code)
    : '';

const decodeEntities = (text: string): string =>
  text.replace(
    /&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|([a-z]{2,4}));/gi,
    (entity, hex?: string, decimal?: string, name?: string) => {
      if (hex !== undefined) return characterOf(parseInt(hex, 16));
      if (decimal !== undefined) return characterOf(Number(decimal));
      return PREDEFINED_ENTITIES[name ?? ''] ?? entity;
    },
  );

const localName = (name: string): string => name.slice(name.indexOf(':') + 1);

/**
 * Comment, CDATA, processing instruction or tag; quoted attributes may contain `>`. The expression is sticky, so that any other
 * text there is a syntax error.
 */
const TOKEN =
  /<!--[\s\S]*?-->|<!\[CDATA\[([\s\S]*?)\]\]>|<\?[\s\S]*?\?>|<(\/?)([^\s<>/!?"'=]+)((?:"[^"]*"|'[^']*'|[^<>"'])*)>/y;

interface Token {
  readonly end: number;
  readonly cdata: string | undefined;
  readonly name: string | undefined;
  readonly kind: 'opens' | 'closes' | 'empty';
}

const tokenAt = (xml: string, position: number): Token | null => {
  TOKEN.lastIndex = position;
  const match = TOKEN.exec(xml);
  if (!match) return null;
  const [matchedText, cdata, slash, name, attributes] = match;
  const kind = slash === '/' ? 'closes' : attributes?.endsWith('/') ? 'empty' : 'opens';
  return {
    end: position + matchedText.length,
    cdata,
    name: name === undefined ? undefined : localName(name),
    kind,
  };
};

/** @returns the root element, or null for invalid XML, a document with a DTD, and one above the size limit. */
export const parseXml = (xml: string): XmlElement | null => {
  if (xml.length > MAX_CHARS || /<!DOCTYPE/i.test(xml)) return null;
  const documentNode: OpenElement = { name: '', text: '', children: [] };
  const stack: OpenElement[] = [];
  let current = documentNode;
  let position = 0;
  for (let next = xml.indexOf('<'); next !== -1; next = xml.indexOf('<', position)) {
    const token = tokenAt(xml, next);
    if (!token) return null;
    current.text += decodeEntities(xml.slice(position, next)) + (token.cdata ?? '');
    position = token.end;
    if (token.name === undefined) continue;
    if (token.kind === 'closes') {
      const parent = stack.pop();
      if (!parent || current.name !== token.name) return null;
      current = parent;
      continue;
    }
    const element: OpenElement = { name: token.name, text: '', children: [] };
    current.children.push(element);
    if (token.kind === 'empty') continue;
    if (stack.push(current) > MAX_DEPTH) return null;
    current = element;
  }
  const [root, ...otherRoots] = documentNode.children;
  return stack.length === 0 && root && otherRoots.length === 0 ? root : null;
};

/** All descendants with the name, in document order. */
export const findElements = (element: XmlElement, name: string): readonly XmlElement[] =>
  element.children.flatMap((child) => [
    ...(child.name === name ? [child] : []),
    ...findElements(child, name),
  ]);

/** The first descendant with the name, or null. */
export const findElement = (element: XmlElement, name: string): XmlElement | null =>
  findElements(element, name)[0] ?? null;

/** Trimmed text of the first descendant with the name, or null. */
export const textOf = (element: XmlElement, name: string): string | null =>
  findElement(element, name)?.text.trim() ?? null;

/** Integer of at most seven digits in the first descendant with the name, or null. */
export const numberOf = (element: XmlElement, name: string): number | null => {
  const text = textOf(element, name);
  return text !== null && /^\d{1,7}$/.test(text) ? Number(text) : null;
};
