/** ESLint: Vue and accessibility rules for components, and this product's own bans with their reasons. The rest is Oxlint's. */
import tseslint from 'typescript-eslint';
import vue from 'eslint-plugin-vue';
import a11y from 'eslint-plugin-vuejs-accessibility';
import { environmentBans, reactivityBans, securityBans } from './build/lint/syntax-bans.ts';

export default tseslint.config(
  {
    ignores: ['node_modules', 'out', 'dist', 'test-results'],
    // Directives that disable rules of Oxlint would be reported, because ESLint does not know those rules.
    linterOptions: { reportUnusedDisableDirectives: 'off' },
  },
  tseslint.configs.base,
  ...vue.configs['flat/recommended'],
  ...a11y.configs['flat/recommended'],
  {
    files: ['**/*.vue'],
    languageOptions: { parserOptions: { parser: tseslint.parser } },
    rules: {
      'vue/multi-word-component-names': 'off',
      'vue/max-attributes-per-line': 'off',
      'vue/singleline-html-element-content-newline': 'off',
      'vue/html-self-closing': 'off',
      'vue/html-indent': 'off',
      'vue/multiline-html-element-content-newline': 'off',
      'vue/html-closing-bracket-newline': 'off',
      'vue/first-attribute-linebreak': 'off',
      'vue/require-default-prop': 'off',
      'vue/attributes-order': 'off',
      'vue/no-v-html': 'error',
      // A class belongs to one component; what is global is in src/renderer/ui/base.css.
      'vue/enforce-style-attribute': ['error', { allow: ['scoped', 'module'] }],
      'vuejs-accessibility/label-has-for': ['error', { required: { some: ['nesting', 'id'] } }],
      'vuejs-accessibility/no-static-element-interactions': 'error',
      'vuejs-accessibility/no-autofocus': 'off',
    },
  },
  {
    // The scoped styles of a parent apply to a child only where it has a single root. UiReason has two, the reason and its control.
    files: ['src/renderer/ui/*.vue'],
    ignores: ['src/renderer/ui/UiReason.vue'],
    rules: { 'vue/no-multiple-template-root': 'error' },
  },
  {
    files: ['src/**/*.ts'],
    rules: {
      'no-restricted-syntax': ['error', ...securityBans, ...environmentBans, ...reactivityBans],
    },
  },
  {
    // The first three pass environment and arguments on to the code that decides about them. The driver passes the environment on to
    // `scanimage`, as a shell does.
    files: [
      'src/main/index.ts',
      'src/main/app/lifecycle.ts',
      'src/main/app/run-app.ts',
      'src/main/scanner/sane/driver.ts',
    ],
    rules: { 'no-restricted-syntax': ['error', ...securityBans] },
  },
  {
    files: ['src/**/*.vue'],
    rules: {
      'no-restricted-syntax': [
        'error',
        ...securityBans.filter((rule) => rule.selector !== 'ExportDefaultDeclaration'),
        ...reactivityBans,
      ],
    },
  },
);
