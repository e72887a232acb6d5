/** Who may import whom. Each rule says why; tests/unit/dependency-rules.test.ts breaks each on purpose. */
const electronUsers =
  '^src/(main/index\\.ts|main/app/|main/window/|main/ipc/register\\.ts|preload/)';

/** Constructs nothing: it gives a call of the service the token of a clerk that it is handed. */
const CALLS_AS_CLERK = '^src/main/session/as-clerk\\.ts$';

export default {
  forbidden: [
    {
      name: 'shared-is-pure',
      comment: 'shared runs in all three programs: it imports only itself and the schema library.',
      severity: 'error',
      from: { path: '^src/shared/' },
      to: { pathNot: '^(src/shared/|.*node_modules/valibot/)' },
    },
    {
      name: 'renderer-knows-no-main',
      comment:
        'The page is sandboxed: it reaches main only through the bridge, and Node and Electron not at all.',
      severity: 'error',
      from: { path: '^src/renderer/' },
      to: { path: '^(src/main/|src/preload/|.*node_modules/electron/)' },
    },
    {
      name: 'renderer-no-node',
      comment: 'The page is sandboxed: it has no Node modules.',
      severity: 'error',
      from: { path: '^src/renderer/' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'preload-is-tiny',
      comment:
        'The preload is one small bundle: electron and the names of the contract, no schemas, no logic.',
      severity: 'error',
      from: { path: '^src/preload/' },
      to: {
        pathNot: '^(src/preload/|src/shared/ipc/(customer-)?names\\.ts|.*node_modules/electron/)',
      },
    },
    {
      name: 'customer-page-is-apart',
      comment:
        "The customer's page shares parts with the counter's page and reaches nothing that calls the counter's bridge.",
      severity: 'error',
      from: { path: '^src/renderer/customer/' },
      to: { path: '^src/renderer/(app|features|composables)/' },
    },
    {
      name: 'main-knows-no-page',
      comment: 'Main owns what matters and never depends on how it is shown.',
      severity: 'error',
      from: { path: '^src/main/' },
      to: { path: '^src/(renderer|preload)/' },
    },
    {
      name: 'electron-stays-at-the-edge',
      comment:
        'Everything else takes what it needs as arguments, so that it runs and is tested in plain Node.',
      severity: 'error',
      from: { path: '^src/', pathNot: electronUsers },
      to: { path: '(^|/)node_modules/electron/' },
    },
    {
      name: 'only-compose-constructs',
      comment: 'Service folders meet through types; app/ is the one place that builds them.',
      severity: 'error',
      from: {
        path: '^src/main/([^/]+)/',
        pathNot: '^src/main/(app|ipc|store|outbox|registrations)/',
      },
      to: {
        path: '^src/main/([^/]+)/',
        pathNot: ['^src/main/$1/', '/port\\.ts$', '^src/main/(files|process)/', CALLS_AS_CLERK],
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'layers-construct-only-downwards',
      comment:
        'The layers of a registration use the layers below them; other services they are given.',
      severity: 'error',
      from: { path: '^src/main/(store|outbox|registrations)/' },
      to: {
        path: '^src/main/',
        pathNot: [
          '^src/main/(record|store|outbox|registrations)/',
          '/port\\.ts$',
          '^src/main/(files|process)/',
          CALLS_AS_CLERK,
        ],
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'record-is-the-bottom',
      comment:
        'record < store < outbox < registrations: the model knows none of those who keep it.',
      severity: 'error',
      from: { path: '^src/main/record/' },
      to: { path: '^src/main/(store|outbox|registrations)/' },
    },
    {
      name: 'store-below-outbox',
      comment: 'record < store < outbox < registrations: the store does not know who sends.',
      severity: 'error',
      from: { path: '^src/main/store/' },
      to: { path: '^src/main/(outbox|registrations)/' },
    },
    {
      name: 'outbox-below-registrations',
      comment:
        'record < store < outbox < registrations: sending does not know what the screens ask.',
      severity: 'error',
      from: { path: '^src/main/outbox/' },
      to: { path: '^src/main/registrations/' },
    },
    {
      name: 'composables-below-features',
      comment: 'Code shared by several screens imports neither a screen nor the shell.',
      severity: 'error',
      from: { path: '^src/renderer/(composables|components|lib)/' },
      to: { path: '^src/renderer/(features|app)/' },
    },
    {
      name: 'features-below-app',
      comment: 'The shell is on top: it shows the screens, no screen imports it.',
      severity: 'error',
      from: { path: '^src/renderer/features/' },
      to: { path: '^src/renderer/app/' },
    },
    {
      name: 'features-do-not-meet',
      comment: 'Screens do not import each other; they may use the capture.',
      severity: 'error',
      from: { path: '^src/renderer/features/([^/]+)/' },
      to: {
        path: '^src/renderer/features/([^/]+)/',
        pathNot: ['^src/renderer/features/$1/', '^src/renderer/features/capture/'],
      },
    },
    {
      name: 'ui-is-the-bottom',
      comment: 'Primitives know no feature and no shell.',
      severity: 'error',
      from: { path: '^src/renderer/ui/' },
      to: { path: '^src/renderer/(features|app|composables|components)/' },
    },
    {
      name: 'no-tests-in-src',
      comment: 'What ships does not know how it is tested, built and measured.',
      severity: 'error',
      from: { path: '^src/' },
      to: { path: '^(tests|scripts|build|bench)/' },
    },
    {
      name: 'no-circles',
      comment: 'Data flows one way.',
      severity: 'error',
      from: { path: '^src/' },
      to: { circular: true, dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'resolvable',
      comment: 'Every import leads somewhere.',
      severity: 'error',
      from: { path: '^src/' },
      to: { couldNotResolve: true, pathNot: ['\\?(raw|url|worker&url)$', '^vite/client$'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(out|node_modules/(?!electron|valibot))' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      extensions: ['.ts', '.vue', '.json', '.js', '.mjs', '.d.ts'],
      conditionNames: ['import', 'node', 'default', 'types'],
    },
  },
};
