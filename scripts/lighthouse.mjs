// Measures the shop's pages as a phone sees them: node scripts/lighthouse.mjs [http://localhost:8080] [runs].
// A running demo shop and Chromium are needed. Prints medians; timings hold only on a machine that does nothing else.
import { createRequire } from 'node:module';
import { loadavg } from 'node:os';

const require = createRequire(new URL('../web/package.json', import.meta.url));
const { default: lighthouse } = await import(require.resolve('lighthouse'));
const { launch } = await import(require.resolve('chrome-launcher', { paths: [require.resolve('lighthouse')] }));

const shop = (process.argv[2] ?? 'http://localhost:8080').replace(/\/$/, '');
const runs = Number(process.argv[3] ?? 3);
const [first] = (await (await fetch(`${shop}/api/products?limit=1`)).json()).items;
const product = `/products/${first.slug ?? first.product_id}`;
const pages = { home: '/', list: '/?q=kettle', product, cart: '/cart', checkout: '/checkout' };

const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
const chrome = await launch({ chromePath: process.env.CHROME_PATH ?? '/usr/bin/chromium', chromeFlags: ['--headless=new', '--no-sandbox'] });
console.log(`page       perf  a11y  best  seo    LCP s   CLS   TBT ms   kB (script)   load ${loadavg()[0].toFixed(1)}`);
try {
  for (const [name, path] of Object.entries(pages)) {
    const found = [];
    for (let run = 0; run < runs; run++) {
      const { lhr } = await lighthouse(shop + path, { port: chrome.port, onlyCategories: ['performance', 'accessibility', 'best-practices', 'seo'], logLevel: 'error' });
      const items = lhr.audits['network-requests'].details?.items ?? [];
      const bytes = (type) => items.filter((one) => !type || one.resourceType === type).reduce((sum, one) => sum + one.transferSize, 0) / 1000;
      found.push({
        perf: lhr.categories.performance.score * 100, a11y: lhr.categories.accessibility.score * 100, best: lhr.categories['best-practices'].score * 100, seo: lhr.categories.seo.score * 100,
        lcp: lhr.audits['largest-contentful-paint'].numericValue / 1000, cls: lhr.audits['cumulative-layout-shift'].numericValue, tbt: lhr.audits['total-blocking-time'].numericValue,
        bytes: bytes(), script: bytes('Script'),
      });
      if (process.env.VERBOSE) {
        for (const audit of Object.values(lhr.audits)) if (audit.score !== null && audit.score < 0.9 && audit.scoreDisplayMode !== 'informative') console.log(`  ${name}: ${audit.id} ${audit.score} ${audit.displayValue ?? ''}`);
      }
    }
    const of = (key, digits = 0) => median(found.map((one) => one[key])).toFixed(digits);
    console.log(`${name.padEnd(10)} ${of('perf').padStart(4)} ${of('a11y').padStart(5)} ${of('best').padStart(5)} ${of('seo').padStart(4)} ${of('lcp', 2).padStart(8)} ${of('cls', 3).padStart(6)} ${of('tbt').padStart(7)} ${of('bytes').padStart(6)} (${of('script')})`);
  }
} finally {
  await chrome.kill();
}
