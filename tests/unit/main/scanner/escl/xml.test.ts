import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findElements, numberOf, parseXml, textOf } from '#main/scanner/escl/xml.ts';

describe('parseXml', () => {
  it('ignores prefixes, comments, processing instructions and white space', () => {
    for (const xml of [
      '<ScannerStatus><State>Idle</State></ScannerStatus>',
      '\ufeff<?xml version="1.0"?>\n<!-- a > b --><s:ScannerStatus xmlns:s="urn:x"><p:State >\n Idle\t</p:State\n></s:ScannerStatus>\n',
      '<a:ScannerStatus note=\'a>b\'><State><![CDATA[Idle]]></State><empty/><empty b="/"/></a:ScannerStatus>',
    ]) {
      const root = parseXml(xml);
      expect(root?.name).toBe('ScannerStatus');
      expect(root && textOf(root, 'State')).toBe('Idle');
    }
  });

  it('decodes predefined and numeric entities and keeps others', () => {
    const root = parseXml(
      '<a><b>&lt;&amp;&gt;&quot;&apos; &#2453;&#x995; &nbsp; &#0;&#xD800;&#9999999;</b></a>',
    );
    expect(root && textOf(root, 'b')).toBe('<&>"\' কক &nbsp;');
  });

  it('rejects a document with a DTD', () => {
    const bomb = '<!DOCTYPE a [<!ENTITY b "bbbbbbbbbb"><!ENTITY c "&b;&b;&b;&b;">]><a>&c;</a>';
    expect(parseXml(bomb)).toBeNull();
    expect(parseXml('<!doctype html><html></html>')).toBeNull();
  });

  it.each([
    ['text', 'hello'],
    ['an empty text', ''],
    ['an open element', '<a><b></b>'],
    ['crossed elements', '<a><b></a></b>'],
    ['two roots', '<a></a><b></b>'],
    ['an end tag without a start tag', '</a>'],
    ['a truncated tag', '<a><b'],
    ['a truncated comment', '<a></a><!-- '],
    ['JSON', '{"a": 1}'],
    ['a document above the size limit', `<a>${' '.repeat(600_000)}</a>`],
    ['deep nesting', '<a>'.repeat(1_000) + '</a>'.repeat(1_000)],
  ])('rejects %s', (_name, xml) => {
    expect(parseXml(xml)).toBeNull();
  });

  it('reads only valid integers', () => {
    const root = parseXml('<a><b>300</b><c>3e2</c><d>-1</d><e/><f>99999999</f></a>')!;
    expect(['b', 'c', 'd', 'e', 'f', 'g'].map((name) => numberOf(root, name))).toEqual([
      300,
      null,
      null,
      null,
      null,
      null,
    ]);
    expect(findElements(root, 'b')).toHaveLength(1);
  });

  it('never throws for arbitrary input', () => {
    const noise = fc.array(
      fc.constantFrom(
        '<',
        '>',
        '/',
        'a',
        '"',
        "'",
        '!--',
        '-->',
        '<![CDATA[',
        ']]>',
        '&',
        '&#x41;',
        '?',
        ' ',
        '<a>',
        '</a>',
      ),
      { maxLength: 60 },
    );
    fc.assert(
      fc.property(noise, (parts) => void parseXml(parts.join(''))),
      { numRuns: 2_000 },
    );
  });

  it('stops at the first syntax error, in linear time', () => {
    // A parser that backtracks at every position needs minutes for each of these documents.
    for (const hostile of [
      `<a ${'b="c" '.repeat(80_000)}`,
      '<!--'.repeat(130_000),
      '<![CDATA['.repeat(58_000),
      '<?'.repeat(260_000),
      '<a "'.repeat(130_000),
    ]) {
      expect(parseXml(hostile)).toBeNull();
    }
  });
});
