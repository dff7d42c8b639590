const { createConfigForRole } = require('@backstage/cli/config/eslint-factory');

// It belongs to no package, and runs from its sources only.
module.exports = createConfigForRole(__dirname, 'backend', {
  rules: { 'no-restricted-syntax': 'off' },
});
