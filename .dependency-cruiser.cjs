/** Who may import whom: see docs/architecture.md. */
const rule = (name, from, to, comment) => ({ name, severity: 'error', comment, from, to });

module.exports = {
  forbidden: [
    rule('no-circular', {}, { circular: true }, 'Cycles hide who owns what.'),
    rule(
      'core-is-plain-node',
      { path: '^electron/core' },
      {
        path: '^(electron/(shell|web|doors|launcher|main|preload|serve|launch|build)|renderer|node_modules/electron)(/|\\.|$)',
      },
      'Core runs in plain Node.',
    ),
    rule('contract-imports-nothing', { path: '^electron/contract' }, { path: '.' }, 'The contract stands alone.'),
    rule(
      'default-settings-are-plain',
      { path: '^electron/default-settings' },
      { path: '.', pathNot: '^electron/contract' },
      'Values that both core and a page take.',
    ),
    rule(
      'gitlab-knows-no-features',
      { path: '^electron/core/gitlab' },
      { path: '^electron/core/(accounts|jobs|terminals|doctor)' },
      'core.ts joins the rooms.',
    ),
    rule(
      'terminals-know-no-jobs',
      { path: '^electron/core/terminals' },
      { path: '^electron/core/(accounts|jobs|doctor)' },
      'core.ts joins the rooms.',
    ),
    rule(
      'talk-knows-no-session',
      { path: '^electron/core/terminals/talk/' },
      {
        path: '^electron/core/',
        pathNot: '^electron/core/(terminals/talk/|terminals/(tail|seam)\\.ts|host\\.ts|errors\\.ts)',
      },
      'What is said with a shell does not depend on how it is reached.',
    ),
    rule(
      'jobs-know-no-terminals',
      { path: '^electron/core/jobs' },
      { path: '^electron/core/(accounts|doctor)|^electron/core/terminals/(?!ports)' },
      'core.ts joins the rooms.',
    ),
    rule(
      'waiting-knows-jobs-only',
      { path: '^electron/core/waiting' },
      { path: '^electron/core/(accounts|terminals|notices|doctor)' },
      'core.ts joins the rooms.',
    ),
    rule(
      'pure-files-import-no-service',
      {
        path: '^electron/core/terminals/(backlog|backlog-memory|hold-clock|ending|ending-dial|ending-offer|ending-over|end-facts|limits|limit-kinds)\\.ts$',
      },
      {
        path: '^electron/core/',
        pathNot:
          '(ports|errors|contract|host|backlog-memory|ending-dial|ending-offer|ending-over|end-facts|setup-line|limit-kinds|seam|notices/text)\\.ts$',
        dependencyTypesNot: ['type-only'],
      },
      'Pure files stay pure.',
    ),
    rule(
      'doors-enter-core-by-the-front',
      { path: '^electron/(shell|web)/' },
      { path: '^electron/core/', pathNot: '^electron/core/(core|host|errors|arguments|log)\\.ts$' },
      'A door knows core.ts and host.ts.',
    ),
    rule(
      'electron-only-in-shell',
      { path: '^(electron|renderer)/', pathNot: '^electron/(shell/|main\\.ts|preload\\.ts)' },
      { path: '^node_modules/electron/', dependencyTypesNot: ['type-only'] },
      'Only the desktop door imports electron.',
    ),
    rule(
      'electron-store-only-in-shell',
      { pathNot: '^electron/shell/' },
      { path: '^node_modules/electron-store/' },
      'Only the Electron host names electron-store.',
    ),
    rule(
      'renderer-knows-only-the-contract',
      { path: '^renderer' },
      { path: '^(electron/(?!contract|default-settings)|test)' },
      'The renderer takes types from the contract only, and what a setting is by itself.',
    ),
    rule(
      'product-never-imports-tests',
      { path: '^(electron|renderer)', pathNot: '^electron/(launch|build|serve|main)\\.ts$' },
      { path: '^test' },
      'Only the --demo flag loads the simulated GitLab, lazily.',
    ),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: 'specify',
    tsConfig: { fileName: 'test/tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
};
