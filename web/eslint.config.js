import js from '@eslint/js';
import reactHooks from 'eslint-plugin-react-hooks';
import { defineConfig, globalIgnores } from 'eslint/config';
import tseslint from 'typescript-eslint';

const features = [
  'access',
  'account',
  'admin',
  'approvals',
  'budgets',
  'chat',
  'costs',
  'missions',
  'models',
  'requests',
  'runtime',
  'scan',
  'security',
];

/** Forbid imports by path pattern: the rooms of the page, like those of the server, have doors one way only. */
const forbid = (files, group, message) => ({
  files,
  rules: { 'no-restricted-imports': ['error', { patterns: [{ group, message }] }] },
});

export default defineConfig(
  globalIgnores(['node_modules', '**/dist', 'client/src/schemas.ts', 'client/src/resources', 'coverage', 'public']),
  js.configs.recommended,
  {
    files: ['**/*.{ts,tsx}'],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    plugins: { 'react-hooks': reactHooks },
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      ...reactHooks.configs.recommended.rules,
      'max-lines': ['error', 400],
      'no-console': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      // A word from outside asked of a table with `in` finds "constructor" too.
      'no-restricted-syntax': [
        'error',
        {
          selector: "BinaryExpression[operator='in'][left.type!='Literal'][left.name!=/^[A-Z_]+$/]",
          message: 'Use Object.hasOwn, or isKeyOf of lib/address.',
        },
      ],
      // Numbers in a template are text a person reads; the other kinds stay forbidden.
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      // An event handler may start a request; its failure is shown by the query client.
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: { attributes: false } }],
      // `() => setOpen(true)` and `if (wrong) return show(problem)` say what happens without ceremony.
      '@typescript-eslint/no-confusing-void-expression': [
        'error',
        { ignoreArrowShorthand: true, ignoreVoidReturningFunctions: true },
      ],
      // The router redirects and reports a missing page by throwing its own objects.
      '@typescript-eslint/only-throw-error': [
        'error',
        { allow: [{ from: 'package', package: '@tanstack/router-core', name: ['Redirect', 'NotFoundError'] }] },
      ],
    },
  },
  forbid(['client/**'], ['@/*', '@pilothouse/client'], 'The client stands alone.'),
  forbid(['src/lib/**'], ['@/ui/*', '@/features/*', '@/app/*'], 'lib stands at the bottom.'),
  forbid(['src/ui/**'], ['@/features/*', '@/app/*'], 'ui knows no feature.'),
  ...features.map((name) =>
    forbid(
      [`src/features/${name}/**`],
      ['@/app/*', ...features.filter((other) => other !== name).map((other) => `@/features/${other}/*`)],
      'Features meet only in app.',
    ),
  ),
);
