// Validates FHIR R4 resources with the npm package `fhir`, which knows the required value sets.
// Usage: node codes.cjs FILE... (a JSON resource, or NDJSON); NODE_PATH names the global packages.
const fs = require('node:fs');
const { Fhir } = require('fhir');

const fhir = new Fhir();
let wrong = 0;
for (const file of process.argv.slice(2)) {
  const text = fs.readFileSync(file, 'utf8');
  const resources = file.endsWith('.ndjson') ? text.trimEnd().split('\n').map(line => JSON.parse(line)) : [JSON.parse(text)];
  for (const resource of resources) {
    const result = fhir.validate(resource, { errorOnUnexpected: true });
    if (!result.valid) {
      wrong += 1;
      const messages = result.messages.filter(message => message.severity !== 'info');
      messages.forEach(message => console.log(`${file}: ${message.severity} ${message.message} ${message.location}`));
    }
  }
}
process.exit(wrong === 0 ? 0 : 1);
