/**
 * ESLint selectors of constructs that the product's code must not contain. Most come from Electron's security checklist
 * (`docs/security.md`). `tests/unit/lint/syntax-bans.test.ts` has code that violates each of them.
 */
interface Ban {
  /** An esquery selector. */
  readonly selector: string;
  readonly message: string;
}
const ban = (selector: string, message: string): Ban => ({ selector, message });

export const securityBans: readonly Ban[] = [
  ban(
    'Property[key.name=/^nodeIntegration(InWorker|InSubFrames)?$/][value.value!=false]',
    'Pages must not have access to Node.',
  ),
  ban(
    "Property[key.name='contextIsolation'][value.value!=true]",
    'The preload script must run in a JavaScript context separate from the page.',
  ),
  ban("Property[key.name='sandbox'][value.value!=true]", 'Every page is sandboxed.'),
  ban("Property[key.name='webSecurity']", 'webSecurity must keep its default, which is on.'),
  ban("Property[key.name='allowRunningInsecureContent']", 'Insecure content is never loaded.'),
  ban(
    'Property[key.name=/^(experimentalFeatures|enableBlinkFeatures|webviewTag)$/]',
    'Must not be set, because it gives pages more capabilities.',
  ),
  ban(
    "MemberExpression[property.name='openExternal'], ImportSpecifier[imported.name='shell']",
    'The app must not open files or addresses in other programs.',
  ),
  ban(
    "CallExpression[callee.property.name='loadFile'], Literal[value=/^file:\\u002f\\u002f/]",
    'Pages come from the app’s own scheme.',
  ),
  ban(
    "CallExpression[callee.name='eval'], NewExpression[callee.name='Function']",
    'Code must not be created from text.',
  ),
  ban(
    'MemberExpression[property.name=/^(innerHTML|outerHTML|insertAdjacentHTML)$/]',
    'HTML must not be created from text.',
  ),
  ban("MemberExpression[object.name='console']", 'Use the log, which accepts no personal data.'),
  ban('ExportDefaultDeclaration', 'Use a named export.'),
  ban('TSEnumDeclaration', 'Use a union of string literals, which adds no code at run time.'),
];

/** Watch sources of Vue that count as changed whenever they are evaluated. */
export const reactivityBans: readonly Ban[] = [
  ban(
    "CallExpression[callee.name='watch'] > ArrowFunctionExpression:first-child > :matches(ArrayExpression, TSAsExpression[expression.type='ArrayExpression']).body",
    'A new array differs from the one before although its elements are equal. Pass an array of getters.',
  ),
];

/** Only `src/main/app/machine.ts` reads environment and arguments, because a packaged app must ignore most of them. */
export const environmentBans: readonly Ban[] = [
  ban(
    "MemberExpression[object.name='process'][property.name=/^(env|argv)$/]",
    'Environment and arguments are evaluated in src/main/app/machine.ts.',
  ),
];
