// @vitest-environment happy-dom
import { describe, expect, it } from 'vitest';
import { firstControl, nextField } from '#renderer/features/settings/setup/step-controls.ts';

const findFirstControlId = (html: string): string | undefined => {
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
  ])('returns %s', (_case, html, expected) => {
    expect(findFirstControlId(html)).toBe(expected);
  });
});

describe('nextField', () => {
  const step = document.createElement('section');
  step.innerHTML =
    '<input id="a"><button></button><input id="fixed" readonly><input id="b"><p></p><select id="c"></select>';
  const findNextFieldId = (id: string): string | undefined =>
    nextField(step, step.querySelector<HTMLElement>(`#${id}`)!)?.id;

  it('returns the next field that can be edited, and nothing after the last one', () => {
    expect(['a', 'b', 'c'].map(findNextFieldId)).toEqual(['b', 'c', undefined]);
  });
});
