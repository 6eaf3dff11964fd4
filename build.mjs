// Makes everything that a browser, the engine's V8 and the letters load: `npm ci && npm run build`.
// Outputs are git-ignored: app/web/static/dist/ (browser), app/engine/dist/ (V8), app/letters/fonts/ (Typst).
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { build } from 'esbuild';
import * as sass from 'sass';

const browser = 'app/web/static/dist';
const shared = { bundle: true, minify: true, legalComments: 'linked', logLevel: 'warning' };

rmSync(browser, { recursive: true, force: true });
await Promise.all([engineScripts(), browserScripts(), styles()]);
letterFonts();

/** FEEL and the lint of diagrams, each for a V8 without Node or browser. */
function engineScripts() {
  return build({
    ...shared,
    entryPoints: { feelin: 'app/web/ui/feelin.js', lint: 'app/web/ui/lint/server.js' },
    outdir: 'app/engine/dist',
    format: 'iife',
    platform: 'neutral',
    mainFields: ['module', 'main'],
    target: 'es2022',
    legalComments: 'inline',
  });
}

/** traject.js on every page; forms.js only where a form has fields that depend on others. */
function browserScripts() {
  return build({
    ...shared,
    entryPoints: ['app/web/ui/traject.js', 'app/web/ui/forms.js'],
    outdir: browser,
    format: 'esm',
    target: 'es2022',
  });
}

/** The theme; esbuild gives the fonts a name that follows their content. */
function styles() {
  const theme = sass.compile('app/web/ui/traject.scss', {
    loadPaths: ['node_modules'],
    importers: [new sass.NodePackageImporter()],
  });
  return build({
    ...shared,
    stdin: { contents: theme.css, loader: 'css', resolveDir: '.' },
    outfile: `${browser}/traject.css`,
    loader: { '.woff2': 'file' },
    assetNames: 'fonts/[name]-[hash]',
  });
}

/**
 * The fonts that letters are set in, flat in one folder, each family with its licence. A name may stand in any
 * script: every font family of package.json comes along, in one weight where the text itself needs no other.
 */
function letterFonts() {
  const folder = 'app/letters/fonts';
  const scope = '@expo-google-fonts/';
  const weights = {
    'source-sans-3': ['400Regular', '400Regular_Italic', '600SemiBold', '700Bold'],
    'noto-sans-arabic': ['400Regular', '600SemiBold'],
  };
  const { dependencies } = JSON.parse(readFileSync('package.json', 'utf8'));
  mkdirSync(folder, { recursive: true });
  for (const name of Object.keys(dependencies).filter((each) => each.startsWith(scope))) {
    const family = name.slice(scope.length);
    cpSync(`node_modules/${name}/LICENSE_FONT`, `${folder}/${family}.LICENSE_FONT`);
    for (const weight of weights[family] ?? ['400Regular']) {
      const source = `node_modules/${name}/${weight}`;
      for (const file of readdirSync(source).filter((each) => each.endsWith('.ttf'))) {
        cpSync(`${source}/${file}`, `${folder}/${file}`);
      }
    }
  }
}
