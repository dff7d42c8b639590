/** The folders of `src`, each of which knows those before it and none behind. */
const FOLDERS = [
  'database',
  'ledger',
  'runs',
  'sources',
  'inventory',
  'usage',
  'overview',
  'validation',
  'integrity',
  'installing',
  'warnings',
  'metrics',
  'http',
];

module.exports = require('@backstage/cli/config/eslint-factory')(__dirname, {
  settings: { 'import/resolver': { node: { extensions: ['.ts', '.js'] } } },
  rules: {
    // supertest asserts by methods of its requests, and tests by functions that are named so.
    'jest/expect-expect': [
      'warn',
      { assertFunctionNames: ['expect*', '**.expect'] },
    ],
  },
  overrides: [
    {
      files: ['src/**/*.ts'],
      excludedFiles: ['**/*.test.ts', '**/__testUtils__/**'],
      rules: {
        'import/no-restricted-paths': [
          'error',
          {
            basePath: __dirname,
            zones: FOLDERS.map((folder, index) => ({
              target: `./src/${folder}`,
              from: ['plugin.ts', ...FOLDERS.slice(index + 1)].map(
                behind => `./src/${behind}`,
              ),
              message: `${folder} knows nothing of what builds on it.`,
            })),
          },
        ],
      },
    },
  ],
});
