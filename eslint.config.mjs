/** Lint: correctness from typescript-eslint, Vue and accessibility rules, and this product's own bans with their reasons. */
import tseslint from 'typescript-eslint';
import vue from 'eslint-plugin-vue';
import a11y from 'eslint-plugin-vuejs-accessibility';
import { environmentBans, securityBans } from './build/lint/security-bans.ts';

export default tseslint.config(
  { ignores: ['node_modules', 'out', 'dist', 'test-results', 'bench/results.json'] },
  ...tseslint.configs.strictTypeChecked,
  ...vue.configs['flat/recommended'],
  ...a11y.configs['flat/recommended'],
  {
    languageOptions: {
      parserOptions: {
        projectService: {
          allowDefaultProject: ['eslint.config.mjs', '.dependency-cruiser.mjs'],
        },
        tsconfigRootDir: import.meta.dirname,
        extraFileExtensions: ['.vue'],
      },
    },
    rules: {
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true },
      ],
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_' },
      ],
      '@typescript-eslint/consistent-type-definitions': 'off',
      '@typescript-eslint/no-confusing-void-expression': 'off',
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/no-unnecessary-condition': [
        'error',
        { allowConstantLoopConditions: 'only-allowed-literals' },
      ],
      '@typescript-eslint/consistent-type-imports': 'error',
      // Type-aware rules that cost a third of the run and cannot find anything here: enums are banned below, and no class has instances
      // that are assigned to one another.
      '@typescript-eslint/no-unsafe-enum-assignment': 'off',
      '@typescript-eslint/no-unsafe-class-instance-assignment': 'off',
      'max-lines': ['error', { max: 400, skipBlankLines: true, skipComments: true }],
      eqeqeq: ['error', 'always', { null: 'ignore' }],
    },
  },
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
    // The scoped styles of a parent reach the root of a child only where it has one. A reason and its control are two boxes.
    files: ['src/renderer/ui/*.vue'],
    ignores: ['src/renderer/ui/UiReason.vue'],
    rules: { 'vue/no-multiple-template-root': 'error' },
  },
  {
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              group: ['../*'],
              message: 'Only ./ for what lies beside or below; an alias of package.json otherwise.',
            },
          ],
        },
      ],
    },
  },
  {
    files: ['src/**/*.ts'],
    rules: { 'no-restricted-syntax': ['error', ...securityBans, ...environmentBans] },
  },
  {
    // Where they are judged, and a driver that hands its program the environment it would have in a shell.
    files: ['src/main/index.ts', 'src/main/app/lifecycle.ts', 'src/main/scanner/sane/driver.ts'],
    rules: { 'no-restricted-syntax': ['error', ...securityBans] },
  },
  {
    files: ['src/**/*.vue'],
    rules: {
      'no-restricted-syntax': [
        'error',
        ...securityBans.filter((rule) => rule.selector !== 'ExportDefaultDeclaration'),
      ],
    },
  },
  {
    files: ['tests/**/*.ts', 'scripts/**/*.ts'],
    rules: {
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/unbound-method': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
    },
  },
  { files: ['*.mjs', '.*.mjs'], ...tseslint.configs.disableTypeChecked },
);
