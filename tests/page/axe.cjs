// Opens pages in Chromium, in light and dark and on a narrow and a wide screen, and lets axe-core look at each; prints what is wrong, one a line.
// Usage: node axe.cjs FILE...; NODE_PATH names the global packages.
const path = require('node:path');
const { pathToFileURL } = require('node:url');
const axe = require('axe-core');
const puppeteer = require('puppeteer-core');

const SCHEMES = ['light', 'dark'];
const WIDTHS = [390, 1000];

async function main() {
  // The sandbox of Chromium does not start for root.
  const browser = await puppeteer.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] });
  let wrong = 0;
  for (const file of process.argv.slice(2)) {
    for (const scheme of SCHEMES) {
      for (const width of WIDTHS) {
        const told = text => {
          wrong += 1;
          console.log(`${path.basename(file)}: ${scheme}, ${width} px: ${text}`);
        };
        const page = await browser.newPage();
        // What the page asks for, and what its own policy refuses.
        page.on('console', message => told(`console: ${message.text()}`));
        // A picture within the page is fetched from nowhere.
        const isWithin = request => request.isNavigationRequest() || request.url().startsWith('data:image/');
        page.on('request', request => isWithin(request) || told(`request: ${request.url()}`));
        await page.setViewport({ width, height: 800 });
        await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }]);
        await page.goto(pathToFileURL(file).href);
        await page.evaluate(axe.source);
        const { violations } = await page.evaluate(() => globalThis.axe.run());
        for (const { id, nodes } of violations) {
          nodes.forEach(node => told(`${id}: ${node.html.slice(0, 200)}`));
        }
        // An image is as wide as it is.
        if (file.endsWith('.html') && (await page.evaluate(() => document.documentElement.scrollWidth > innerWidth))) {
          told('wider than the screen');
        }
        await page.close();
      }
    }
  }
  await browser.close();
  return wrong;
}

main().then(wrong => process.exit(wrong === 0 ? 0 : 1), error => {
  console.error(error);
  process.exit(2);
});
