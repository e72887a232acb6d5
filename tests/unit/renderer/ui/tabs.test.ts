// @vitest-environment happy-dom
import { mount } from '@vue/test-utils';
import { afterEach, describe, expect, it } from 'vitest';
import UiTabs from '#renderer/ui/UiTabs.vue';

const mountTabs = (selected: string) =>
  mount(UiTabs, {
    attachTo: document.body,
    props: {
      id: 'list',
      label: 'Show',
      tabs: [
        { value: 'all', label: 'All' },
        { value: 'open', label: 'Open', count: '3', isWarning: true },
        { value: 'done', label: 'Done', count: '0' },
      ],
      selected,
    },
  });
let wrapper: ReturnType<typeof mountTabs>;
const pressKey = (key: string, modifiers: KeyboardEventInit = {}): KeyboardEvent => {
  const event = new KeyboardEvent('keydown', {
    code: key,
    key,
    bubbles: true,
    cancelable: true,
    ...modifiers,
  });
  document.activeElement?.dispatchEvent(event);
  return event;
};
const focusSelected = (): void =>
  document.querySelector<HTMLElement>('[aria-selected="true"]')?.focus();

describe('UiTabs', () => {
  afterEach(() => wrapper.unmount());

  it.each([
    ['all', 'ArrowRight', 'open'],
    ['done', 'ArrowRight', 'all'],
    ['all', 'ArrowLeft', 'done'],
  ])('selects and focuses from %s with %s the tab %s', (selected, key, next) => {
    wrapper = mountTabs(selected);
    focusSelected();
    expect(pressKey(key).defaultPrevented).toBe(true);
    expect(wrapper.emitted('select')).toEqual([[next]]);
    expect(document.activeElement?.id).toBe(`list-${next}`);
  });

  it.each(['altKey', 'ctrlKey', 'metaKey', 'shiftKey'])(
    'ignores an arrow key with %s',
    (modifier) => {
      wrapper = mountTabs('open');
      focusSelected();
      for (const key of ['ArrowLeft', 'ArrowRight'])
        expect(pressKey(key, { [modifier]: true }).defaultPrevented).toBe(false);
      expect(wrapper.emitted('select')).toBeUndefined();
    },
  );

  it('is reachable with the Tab key only at the selected tab, which names the panel', () => {
    wrapper = mountTabs('open');
    const stops = wrapper.findAll('[tabindex="0"]');
    expect(stops.map((tab) => tab.attributes('id'))).toEqual(['list-open']);
    expect(wrapper.find('[role="tablist"]').attributes('tabindex')).toBeUndefined();
    expect(stops[0]?.attributes('aria-controls')).toBe('list-panel');
    expect(stops[0]?.text()).toBe('Open3');
  });
});
