// Makes everything that a browser or the engine's V8 loads: `npm ci && npm run build`.
// Outputs are git-ignored: app/web/static/dist/ (browser) and app/engine/dist/ (V8).
import { build } from 'esbuild';

await build({
  entryPoints: ['app/web/ui/feelin.js'],
  outfile: 'app/engine/dist/feelin.js',
  bundle: true,
  format: 'iife',
  platform: 'neutral',
  mainFields: ['module', 'main'],
  target: 'es2022',
  minify: true,
  legalComments: 'inline',
  logLevel: 'warning',
});
