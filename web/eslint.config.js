import { readdirSync } from 'node:fs';
import js from '@eslint/js';
import reactHooks from 'eslint-plugin-react-hooks';
import globals from 'globals';
import tseslint from 'typescript-eslint';

const features = readdirSync(new URL('./src/features', import.meta.url), { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name);

/** One entry per feature: it may import itself (relatively), shared, components, lib and api; never a sibling, never app. */
const boundary = (feature, files, outside) => ({
  files: [`src/features/${feature}/${files}`],
  rules: {
    'no-restricted-imports': [
      'error',
      {
        patterns: [
          {
            regex: `^(@/features/|(\\.\\./)+features/|${outside}(${features.filter((f) => f !== feature).join('|')})(/|$))`,
            message: 'A feature never imports a feature: what two of them need belongs in src/shared or src/components.',
          },
          {
            regex: '^(@/app/|(\\.\\./)+app/)',
            message: 'The application imports features, not the other way round.',
          },
        ],
      },
    ],
  },
});
/** A file of a feature's own folder reaches a sibling by one step up, a file in a folder of that by two: one step is still at home. */
const featureBoundaries = features.flatMap((feature) => [
  boundary(feature, '*.{ts,tsx}', '(\\.\\./)+'),
  boundary(feature, '*/**/*.{ts,tsx}', '(\\.\\./){2,}'),
]);

const lower = (folder, allowed, forbidden) => ({
  files: [`src/${folder}/**/*.{ts,tsx}`],
  ignores: ['**/*.test.{ts,tsx}'],
  rules: {
    'no-restricted-imports': [
      'error',
      {
        patterns: [
          {
            regex: `^(@/|(\\.\\./)+)(${forbidden.join('|')})/`,
            message: `src/${folder} may import only ${allowed}.`,
          },
        ],
      },
    ],
  },
});

export default tseslint.config(
  { ignores: ['dist', 'node_modules', 'public', 'src/api/schema.d.ts'] },
  js.configs.recommended,
  { files: ['eslint.config.js'], languageOptions: { globals: globals.node } },
  {
    files: ['src/**/*.{ts,tsx}', 'vite.config.ts'],
    extends: [...tseslint.configs.strictTypeChecked, ...tseslint.configs.stylisticTypeChecked],
    languageOptions: {
      globals: globals.browser,
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/consistent-type-assertions': ['error', { assertionStyle: 'never' }],
      '@typescript-eslint/consistent-type-definitions': ['error', 'interface'],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: { attributes: false } }],
      '@typescript-eslint/only-throw-error': ['error', { allow: [{ from: 'package', package: '@tanstack/router-core', name: 'Redirect' }] }],
      // process.env and friends are index signatures; the compiler asks for brackets there.
      '@typescript-eslint/dot-notation': 'off',
      '@typescript-eslint/prefer-nullish-coalescing': ['error', { ignorePrimitives: { boolean: true } }],
      'no-console': 'error',
      // What somebody wrote is text. React escapes it, and nothing here makes markup or code of text.
      'no-restricted-syntax': [
        'error',
        { selector: "JSXAttribute[name.name=/^(dangerouslySetInnerHTML|srcDoc)$/]", message: 'Text becomes markup here, and a script in it runs: render it as a child.' },
        { selector: 'MemberExpression[property.name=/^(innerHTML|outerHTML|insertAdjacentHTML|srcdoc)$/]', message: 'Text becomes markup here, and a script in it runs.' },
      ],
      'no-script-url': 'error',
    },
  },
  {
    files: ['src/**/*.{ts,tsx}'],
    ...reactHooks.configs.flat['recommended-latest'],
  },
  ...featureBoundaries,
  lower('components', 'components, lib and api', ['app', 'features', 'shared']),
  lower('shared', 'shared, components, lib and api', ['app', 'features']),
  lower('lib', 'lib and api', ['app', 'features', 'shared', 'components']),
  lower('api', 'api', ['app', 'features', 'shared', 'components', 'lib']),
);
