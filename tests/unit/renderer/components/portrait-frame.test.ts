// @vitest-environment happy-dom
import { mount } from '@vue/test-utils';
import { describe, expect, it } from 'vitest';
import PortraitFrame from '#renderer/components/PortraitFrame.vue';
import { createAppI18n } from '#renderer/i18n/index.ts';
import type { Portrait } from '#shared/domain/portrait.ts';

const mountPortraitFrame = (portrait: Portrait, url: string | null = 'capture/photo') =>
  mount(PortraitFrame, {
    props: {
      portrait,
      url,
      alt: 'The photo',
      caption: 'At the counter',
      placeholder: 'No photo yet.',
    },
    global: { plugins: [createAppI18n('en')] },
  });

describe('PortraitFrame', () => {
  it('shows the whole picture until the face is found, then the part around it', async () => {
    const wrapper = mountPortraitFrame({ state: 'looking' });
    expect(wrapper.get('img').attributes('src')).toBe('capture/photo');
    expect(wrapper.get('img').classes()).toEqual(['is-whole']);
    const area = { x: 0.25, y: 0.25, width: 0.5, height: 0.5 };
    await wrapper.setProps({ portrait: { state: 'cut', area } });
    expect(wrapper.get('img').classes()).toEqual(['is-cut']);
    expect(wrapper.get('img').attributes('style')).toContain('width: 200.000%');
  });

  it('shows a notice when there is no face or no picture', () => {
    expect(mountPortraitFrame({ state: 'none' }).find('img').exists()).toBe(false);
    expect(mountPortraitFrame({ state: 'none' }).text()).toContain('No face found');
    expect(mountPortraitFrame({ state: 'looking' }, null).text()).toContain('No photo yet.');
  });
});
