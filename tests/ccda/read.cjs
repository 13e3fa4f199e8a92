// Reads a C-CDA document back with @medplum/ccda and prints what it holds as one JSON object: client, diagnoses,
// scores, goals, sessions, and the sections with their words.
// Usage: node read.cjs FILE; NODE_PATH names the global packages.
const fs = require('node:fs');
globalThis.WebSocket ??= class {};
const { convertCcdaToFhir, convertXmlToCcda } = require('@medplum/ccda');

const ccda = convertXmlToCcda(fs.readFileSync(process.argv[2], 'utf8'));
const bundle = convertCcdaToFhir(ccda, { ignoreUnsupportedSections: true });
const of = kind => bundle.entry.map(entry => entry.resource).filter(resource => resource.resourceType === kind);
const codes = concept => (concept?.coding ?? []).map(coding => coding.code);
const patient = of('Patient')[0];
const composition = of('Composition')[0];
console.log(JSON.stringify({
  client: { id: patient.identifier?.[0]?.value, name: patient.name?.[0], born: patient.birthDate },
  type: codes(composition.type),
  diagnoses: of('Condition').flatMap(condition => codes(condition.code)),
  scores: of('Observation').map(score => [codes(score.code)[0], score.valueInteger]),
  goals: of('Goal').map(goal => [goal.description?.text, goal.lifecycleStatus]),
  sessions: of('Encounter').map(encounter => [encounter.period?.start, ...(encounter.type ?? []).flatMap(codes)]),
  sections: composition.section.map(section => ({ title: section.title, code: codes(section.code), words: section.text.div })),
}));
