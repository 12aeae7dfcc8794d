// Opens pages in headless Chromium, and prints as JSON what a user of each of them would meet. In: the program of the browser, pages by name and
// address, and a folder for pictures where they are wanted.
//
// The packages are looked for where `npm ci` puts them: beside .ci/package.json.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const require = createRequire(new URL('../../../.ci/package.json', import.meta.url));
const { chromium } = require('playwright-core');
const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

const job = JSON.parse(readFileSync(0, 'utf8'));
// The narrow one is the width at which WCAG 2.2 (1.4.10) wants text to reflow.
const WIDTHS = { narrow: { width: 320, height: 640 }, wide: { width: 1280, height: 900 } };

// The browser gets a new profile, which is removed at its end.
const browser = await chromium.launch({
  executablePath: job.browser,
  args: [
    '--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
    '--disable-component-update', '--disable-sync',
  ],
});
try {
  const visits = [];
  for (const { name, address } of job.pages) {
    for (const scheme of ['light', 'dark']) {
      for (const [width, viewport] of Object.entries(WIDTHS)) {
        const context = await browser.newContext({ colorScheme: scheme, viewport });
        visits.push({ name, scheme, width, ...(await visit(context, address, join(name, `${width}-${scheme}`))) });
        await context.close();
      }
    }
  }
  console.log(JSON.stringify(visits));
} finally {
  await browser.close();
}

async function visit(context, address, picture) {
  const page = await context.newPage();
  const requests = [];
  const complaints = [];
  // Before a request is sent: one that would leave the page never does.
  await page.route('**', (route) => {
    requests.push(route.request().url());
    return route.request().url() === address ? route.continue() : route.abort();
  });
  page.on('console', (message) => complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(String(error)));
  await page.goto(address);
  if (job.pictures) {
    await page.screenshot({ path: join(job.pictures, `${picture.replace('/', '-')}.png`) });
  }
  const heard = await page.locator('body').ariaSnapshot();
  const { scrollWidth, innerWidth } = await page.evaluate(() => ({
    scrollWidth: document.documentElement.scrollWidth,
    innerWidth: window.innerWidth,
  }));
  const stops = await keyboard(page);
  await page.evaluate(axe);
  const { violations, incomplete } = await page.evaluate(() => axe.run(document, { preload: false, resultTypes: ['violations', 'incomplete'] }));
  // A mark such as ✓ is no letter for axe-core, which cannot tell its contrast; it has the colour of the word beside it.
  const isMark = ({ any }) => any.some(({ data }) => ['nonBmp', 'shortTextContent'].includes(data?.messageKey));
  const told = (found) => found.flatMap(({ id, help, nodes }) =>
    nodes.filter((node) => !isMark(node)).map(({ html }) => `${id}: ${help}: ${html.slice(0, 200)}`));
  return {
    requests, complaints, heard, stops,
    overflow: scrollWidth - innerWidth,
    violations: told(violations),
    // The colours are the same at every width; what a narrow screen cuts off has none that could be told.
    incomplete: told(incomplete.filter(({ id }) => id !== 'color-contrast' || innerWidth >= WIDTHS.wide.width)),
  };
}

// Presses Tab until the focus leaves the page: where it stops, whether it shows there, and whether the arrow keys reach what is wider than the screen.
async function keyboard(page) {
  const stops = [];
  for (let presses = 0; presses < 100; presses += 1) {
    await page.keyboard.press('Tab');
    const stop = await page.evaluate(() => {
      const at = document.activeElement;
      if (!at || at === document.body) return null;
      const style = getComputedStyle(at);
      const hidden = at.scrollWidth - at.clientWidth;
      return { label: at.getAttribute('aria-label'), shows: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0, hidden };
    });
    if (!stop) break;
    if (stop.hidden > 0) {
      await page.keyboard.press('ArrowRight');
      stop.scrolls = await page
        .waitForFunction(() => document.activeElement.scrollLeft > 0, null, { timeout: 10000 })
        .then(() => true, () => false);
    }
    stops.push(stop);
  }
  return stops;
}
