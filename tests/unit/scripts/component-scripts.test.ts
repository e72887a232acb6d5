import { describe, expect, it } from 'vitest';
import { extractComponentScript } from '#scripts/component-scripts.ts';

const createScript = (...lines: readonly string[]): string =>
  extractComponentScript(lines.join('\n'), 'src/renderer/ui/UiSample.vue') ?? '';

describe('the script of a component for the linter', () => {
  it('keeps the line numbers of the component', () => {
    const script = createScript(
      '<template><p /></template>',
      '',
      '<script setup lang="ts">',
      'const a = 1;',
      'const b = 2;',
      '</script>',
    );
    expect(script.split('\n')[4]).toBe('const b = 2;');
  });

  it('imports relative paths by their alias', () => {
    const script = createScript(
      '<script setup lang="ts">',
      "import UiIcon from './UiIcon.vue';",
      "import { x } from '#shared/x.ts';",
      '</script>',
    );
    expect(script).toContain("import UiIcon from '#renderer/ui/UiIcon.vue';");
    expect(script).toContain("import { x } from '#shared/x.ts';");
  });

  it('declares type parameters as types of their bounds', () => {
    const script = createScript(
      '<script setup lang="ts" generic="V extends string">',
      'defineProps<{ value: V }>();',
      '</script>',
    );
    expect(script.split('\n')[0]).toBe('type V = string; ');
    expect(script.split('\n')[1]).toBe('defineProps<{ value: V }>();');
  });

  it('is absent for a component without a script', () => {
    expect(
      extractComponentScript('<template><p /></template>', 'src/renderer/ui/UiSample.vue'),
    ).toBeNull();
  });
});
