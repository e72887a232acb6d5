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
    'The page never gets Node.',
  ),
  ban(
    "Property[key.name='contextIsolation'][value.value!=true]",
    'The bridge lives in a world of its own.',
  ),
  ban("Property[key.name='sandbox'][value.value!=true]", 'Every page is sandboxed.'),
  ban("Property[key.name='webSecurity']", 'Web security keeps its default: on.'),
  ban("Property[key.name='allowRunningInsecureContent']", 'Insecure content is never loaded.'),
  ban(
    'Property[key.name=/^(experimentalFeatures|enableBlinkFeatures|webviewTag)$/]',
    'Never set: it widens what a page can do.',
  ),
  ban(
    "MemberExpression[property.name='openExternal'], ImportSpecifier[imported.name='shell']",
    'Nothing is ever handed to the operating system to open.',
  ),
  ban(
    "CallExpression[callee.property.name='loadFile'], Literal[value=/^file:\\u002f\\u002f/]",
    'Pages come from the app’s own scheme.',
  ),
  ban(
    "CallExpression[callee.name='eval'], NewExpression[callee.name='Function']",
    'No code from text.',
  ),
  ban(
    'MemberExpression[property.name=/^(innerHTML|outerHTML|insertAdjacentHTML)$/]',
    'No HTML from text.',
  ),
  ban("MemberExpression[object.name='console']", 'Use the log: it takes no personal data.'),
  ban('ExportDefaultDeclaration', 'Names are exported by name.'),
  ban('TSEnumDeclaration', 'A union of words says the same and disappears at run time.'),
];

/** Constructs of Vue that run more often than they seem to. */
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
    'Environment and arguments are judged in src/main/app/machine.ts.',
  ),
];
