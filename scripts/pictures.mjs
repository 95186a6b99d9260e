// Takes the pictures of the README from a running demo, at the sizes and with the pages that stand in PAGES:
//
//   ./run.sh --port 18080 --data "$(mktemp -d)"          in one terminal: a demo with its past
//   node scripts/pictures.mjs http://localhost:18080     in another; pictures land in docs/
//
// Playwright is the one of the browser tests (./test.sh e2e builds them), or PLAYWRIGHT=<folder of the package>; the browser is Chromium of the
// machine, or CHROMIUM=<program>. Names after the address take only those: node scripts/pictures.mjs http://localhost:18080 dashboard
import { existsSync, mkdirSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const [address, ...only] = process.argv.slice(2);
if (!address) stop('Say where the demo runs: node scripts/pictures.mjs http://localhost:8080');

const PASSWORD = 'Passw0rd!demo';
const WAIT_MS = 60_000;

// `ready` is what is there once the page has its data; `as` who looks; `dark` takes the dark scheme.
const PAGES = [
  { name: 'shop', path: '/', ready: 'main a[href^="/products/"]', width: 1280, height: 860 },
  { name: 'product', path: '/products/wireless-mouse', ready: 'main h1', width: 1280, height: 860 },
  { name: 'phone', path: '/?category=Kitchen', ready: 'main a[href^="/products/"]', width: 390, height: 844, dark: true },
  { name: 'dashboard', path: '/admin', ready: 'main h1', as: 'admin@example.com', width: 1280, height: 900 },
  { name: 'orders', path: '/admin/orders', ready: 'main tbody tr', as: 'admin@example.com', width: 1280, height: 860 },
  { name: 'analytics', path: '/admin/analytics', ready: 'main svg', as: 'admin@example.com', width: 1280, height: 900 },
];

function stop(why) {
  console.error(why);
  process.exit(2);
}

function playwright() {
  const built = join(root, 'tests/EndToEnd/bin/Release/net10.0/.playwright/package');
  const folder = process.env.PLAYWRIGHT ?? built;
  if (!existsSync(folder)) stop(`There is no Playwright in ${folder}. Build the browser tests (dotnet build tests/EndToEnd -c Release), or set PLAYWRIGHT.`);
  return createRequire(import.meta.url)(folder);
}

function chromium() {
  const found = [process.env.CHROMIUM, '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find((one) => one && existsSync(one));
  return found ?? stop('There is no Chromium on this machine: apt-get install chromium, or set CHROMIUM.');
}

// What a browser's pages ask for by itself: nothing of it may be under way or broken in a picture.
async function settle(page, wanted) {
  await page.locator('main h1').first().waitFor({ state: 'attached', timeout: WAIT_MS });
  await page.locator(wanted.ready).first().waitFor({ timeout: WAIT_MS });
  await page.waitForFunction(
    () => {
      const loading = document.querySelector('[aria-busy="true"], [data-testid="loading"], .loading, .skeleton');
      const inView = (image) => image.getBoundingClientRect().top < innerHeight && image.getBoundingClientRect().bottom > 0;
      return !loading && document.fonts.status === 'loaded' && [...document.images].filter(inView).every((image) => image.complete && image.naturalWidth > 0);
    },
    null,
    { timeout: WAIT_MS },
  );

  // Two frames later everything is painted; whatever moves has been told to keep still.
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
}

async function take(browser, wanted) {
  const context = await browser.newContext({
    baseURL: address,
    viewport: { width: wanted.width, height: wanted.height },
    deviceScaleFactor: 2,
    colorScheme: wanted.dark ? 'dark' : 'light',
    reducedMotion: 'reduce',
    locale: 'en-US',
    timezoneId: 'UTC',
  });
  try {
    const page = await context.newPage();
    if (wanted.as) {
      await page.goto('/sign-in', { timeout: WAIT_MS });
      await page.getByLabel(/e-mail/i).first().fill(wanted.as);
      await page.locator('input[type="password"]').first().fill(PASSWORD);
      await page.locator('main form button[type="submit"], main button[type="submit"]').first().click();
      await page.waitForURL((url) => !url.pathname.startsWith('/sign-in'), { timeout: WAIT_MS });
    }

    await page.goto(wanted.path, { timeout: WAIT_MS });
    await settle(page, wanted);
    const file = join(root, 'docs', wanted.name + '.png');
    await page.screenshot({ path: file, animations: 'disabled', caret: 'hide', scale: wanted.width < 800 ? 'device' : 'css' });
    console.log(`${wanted.name}: ${file} (${Math.round(statSync(file).size / 1024)} kB)`);
  } finally {
    await context.close();
  }
}

const pages = only.length === 0 ? PAGES : PAGES.filter((one) => only.includes(one.name));
if (pages.length === 0) stop(`No picture is called ${only.join(' or ')}. There are: ${PAGES.map((one) => one.name).join(', ')}.`);
const answers = await fetch(new URL('/healthz', address)).then((reply) => reply.ok, () => false);
if (!answers) stop(`Nothing answers at ${address}. Start a demo there: ./run.sh --port ${new URL(address).port || 80}`);

mkdirSync(join(root, 'docs'), { recursive: true });
const browser = await playwright().chromium.launch({ executablePath: chromium(), args: ['--no-sandbox'] });
let failed = 0;
for (const wanted of pages) {
  try {
    await take(browser, wanted);
  } catch (error) {
    failed++;
    console.error(`${wanted.name}: not taken. ${error.message.split('\n')[0]}`);
  }
}

await browser.close();
process.exit(failed === 0 ? 0 : 1);
