// @vitest-environment happy-dom
import { describe, expect, it } from 'vitest';
import { firstControl } from '#renderer/features/settings/setup/first-control.ts';

const chosenFrom = (html: string): string | undefined => {
  const step = document.createElement('section');
  step.innerHTML = html;
  return firstControl(step)?.id;
};

describe('firstControl', () => {
  it.each([
    ['a field with an error', '<input id="a" type="text"><input id="b" aria-invalid="true">', 'b'],
    [
      'the first empty field',
      '<input value="x"><input id="b" type="text"><input type="text">',
      'b',
    ],
    ['the first control without an empty field', '<select id="a"></select><button></button>', 'a'],
    [
      'no field that the bank has fixed',
      '<input readonly type="text"><button id="b"></button>',
      'b',
    ],
    ['nothing in a step without controls', '<p></p>', undefined],
  ])('returns %s', (_what, html, expected) => {
    expect(chosenFrom(html)).toBe(expected);
  });
});
