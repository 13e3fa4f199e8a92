#!/bin/sh
# Makes the files of other programs that tests/it/sources.rs reads, with these programs:
#   apt-get install pandoc libreoffice-writer libreoffice-calc zip python3
#   pip install openpyxl python-docx fhir.resources fhir.resources
#   npm install --global @medplum/ccda@5.1.10
# Everybody in them is invented. Run it in this folder: sh make.sh
set -eu

# A note as somebody types it, and the same by pandoc and by LibreOffice.
cat > note.md <<'NOTE'
# Progress note

**Client:** Ben Sample

**DOB:** 1978-11-02

Date of service: April 25, 2023 at 2:00 PM

## Data

Slept *better*; rode **two** stops by tram, and 1 \* 2.

- paced breathing
- exposure
    1. one stop
    2. two stops

| Goal | Rating |
|------|--------|
| Sleep | 3 |
| Tram | 5 |

Electronically signed by Ruth Sample, LMFT
NOTE
pandoc -f markdown -o pandoc.docx note.md
pandoc -f markdown -s --metadata title="Progress note" -o pandoc.html note.md
soffice --headless --convert-to 'docx:MS Word 2007 XML' --outdir libre pandoc.docx >/dev/null
mv libre/pandoc.docx libre.docx
soffice --headless --convert-to html --outdir libre pandoc.docx >/dev/null
mv libre/pandoc.html libre.html
rmdir libre
rm note.md

python3 - <<'PYTHON'
import datetime
import docx
import openpyxl

# By python-docx: lists by style, a header, a table with lines in a cell.
document = docx.Document()
document.sections[0].header.paragraphs[0].text = "Client: Ben Sample\tDOB: 11/02/1978"
document.add_heading("Treatment plan review", 1)
document.add_paragraph("Date: 05/30/2023")
document.add_paragraph("Ride alone", style="List Bullet")
document.add_paragraph("Sleep eight hours", style="List Number")
run = document.add_paragraph("Risk: ").add_run("denied")
run.bold = True
table = document.add_table(rows=1, cols=2)
table.cell(0, 0).text = "Signed by: Ruth Sample, LMFT"
table.cell(0, 1).text = "Page 1\nof 1"
document.save("python.docx")

# By openpyxl: a list of clients with dates as dates, and notes on a second sheet; out of order.
book = openpyxl.Workbook()
sheet = book.active
sheet.title = "Clients"
sheet.append(["Client ID", "Legal First Name*", "Legal Last Name*", "Date of Birth (MM/DD/YYYY)", "Email", "Mobile Phone", "Address", "City", "State", "Zip", "Primary Insurance", "Member ID", "Status"])
sheet.append([1002, "Ana", "Example", datetime.date(1990, 4, 21), "ana@example.invalid", "555-0101", "1 Test Street", "Nówhere", "ZZ", "00000", "Blue Plan", "XYZ 1", "Active"])
sheet.append([1001, "Ben", "Sample", datetime.date(1978, 11, 2), None, "555-0102", None, None, None, None, None, None, "Inactive"])
notes = book.create_sheet("Notes")
notes.append(["Client ID", "Session Date", "Clinician", "Subjective", "Plan"])
notes.append([1001, datetime.datetime(2023, 5, 2, 14, 0), "Ruth Sample, LMFT", "Slept =better=.", "Weekly."])
notes.append([1002, datetime.datetime(2023, 4, 18), "Ruth Sample, LMFT", "First visit.", "Weekly."])
notes.append([1001, datetime.datetime(2023, 4, 25, 14, 0), "Ruth Sample, LMFT", "Rode the tram.", "Two stops."])
book.save("openpyxl.xlsx")
PYTHON

# By LibreOffice: the sheets again, and the clients as the CSV of a German Windows.
soffice --headless --convert-to xlsx --outdir libre openpyxl.xlsx >/dev/null
mv libre/openpyxl.xlsx libre.xlsx
soffice --headless --convert-to 'csv:Text - txt - csv (StarCalc):59,34,1,1' --outdir libre openpyxl.xlsx >/dev/null
mv libre/openpyxl.csv semicolons.csv
soffice --headless --convert-to 'csv:Text - txt - csv (StarCalc):9,34,65535,1' --outdir libre openpyxl.xlsx >/dev/null
mv libre/openpyxl.csv tabs.csv
rmdir libre

# By Info-ZIP and by Python, as an export has them.
mkdir -p "Export/Sample, Ben 1978-11-02" "Export/Example, Ana 1990-04-21"
printf 'Date: 2023-04-25\n\nSlept better.\n' > "Export/Sample, Ben 1978-11-02/note 1.txt"
cp pandoc.html "Export/Sample, Ben 1978-11-02/note 2.html"
printf 'Date: 2023-04-18\n\nFirst visit.\n' > "Export/Example, Ana 1990-04-21/note 1.txt"
ln -s /etc/passwd "Export/link.txt"
zip -q -r -X -y infozip.zip Export
rm Export/link.txt
zip -q -r -X -P secret password.zip "Export/Example, Ana 1990-04-21"
python3 - <<'PYTHON'
import warnings
import zipfile

warnings.simplefilter("ignore")
day = (2026, 1, 1, 0, 0, 0)


def archive(name, members):
    with zipfile.ZipFile(name, "w", zipfile.ZIP_DEFLATED) as packed:
        for member, data in members:
            packed.writestr(zipfile.ZipInfo(member, day), data, zipfile.ZIP_DEFLATED)


inner = open("infozip.zip", "rb").read()
archive("nested.zip", [("deep/infozip.zip", inner)])
archive("deeper.zip", [("nested.zip", open("nested.zip", "rb").read())])
archive("outside.zip", [("../evil.md", "x"), ("good.md", "x")])
archive("twice.zip", [("a.md", "one"), ("a.md", "two")])
archive("case.zip", [("Note.md", "one"), ("note.MD", "two")])
archive("bomb.zip", [("a.txt", b"0" * 20_000_000)])
PYTHON
rm -r Export

# By the Python package fhir.resources: a bundle, and the same resources one a line, each sort in a file.
python3 - <<'PYTHON'
import base64

from fhir.resources.R4B.bundle import Bundle
from fhir.resources.R4B.condition import Condition
from fhir.resources.R4B.documentreference import DocumentReference
from fhir.resources.R4B.patient import Patient
from fhir.resources.R4B.practitioner import Practitioner


def data(text):
    return base64.b64encode(text.encode()).decode()


def note(subject, start, kind, text):
    return DocumentReference.model_validate({
        "status": "current",
        "subject": {"reference": subject},
        "author": [{"display": "Ruth Sample, LMFT"}],
        "context": {"period": {"start": start}},
        "content": [{"attachment": {"contentType": kind, "data": data(text)}}],
    })


ben = Patient.model_validate({"id": "7", "name": [{"use": "official", "family": "Sample", "given": ["Ben"]}], "birthDate": "1978-11-02"})
ana = Patient.model_validate({"id": "8", "name": [{"family": "Example", "given": ["Ana", "Maria"]}], "birthDate": "1990-04-21", "telecom": [{"system": "email", "value": "ana@example.invalid"}], "address": [{"line": ["1 Test Street"], "city": "Nowhere"}]})
practitioner = Practitioner.model_validate({"id": "9", "name": [{"family": "Sample", "given": ["Ruth"]}]})
notes = [
    note("Patient/7", "2023-04-25T14:00:00-04:00", "text/plain", "Slept *better*."),
    note("Patient/8", "2023-04-18", "text/html", "<p>First <b>visit</b>.</p>"),
    note("Patient/8", "2023-04-19", "application/pdf", "%PDF-1.4 no text"),
    note("Patient/404", "2023-04-20", "text/plain", "Of nobody."),
]
condition = Condition.model_validate({"subject": {"reference": "Patient/8"}, "code": {"text": "Fictive worry"}, "recordedDate": "2023-04-18"})
everything = [ben, ana, practitioner, *notes, condition]
bundle = Bundle.model_validate({"type": "collection", "entry": [{"fullUrl": f"https://ehr.example.invalid/{nth}", "resource": one.model_dump()} for nth, one in enumerate(everything)]})
open("bundle.json", "w").write(bundle.model_dump_json(indent=1) + "\n")
for name, some in [("patients", [ben, ana]), ("documents", notes), ("others", [practitioner, condition])]:
    open(f"{name}.ndjson", "w").write("".join(one.model_dump_json() + "\n" for one in some))
PYTHON

# By @medplum/ccda: the head of a document of C-CDA.
node - > medplum.xml <<'NODE'
globalThis.WebSocket = class {};
const { execSync } = require("child_process");
const root = execSync("npm root -g").toString().trim();
const { convertFhirToCcda, convertCcdaToXml } = require(root + "/@medplum/ccda");
const bundle = { resourceType: "Bundle", type: "document", entry: [
  { resource: { resourceType: "Composition", id: "1", status: "final", type: { coding: [{ system: "http://loinc.org", code: "34133-9" }] }, date: "2023-04-25T14:00:00-04:00", title: "Summary", author: [{ reference: "Practitioner/9" }], subject: { reference: "Patient/7" }, section: [] } },
  { resource: { resourceType: "Patient", id: "7", identifier: [{ system: "urn:oid:1.2.3", value: "1001" }], name: [{ use: "official", family: "Sample", given: ["Ben"] }], gender: "male", birthDate: "1978-11-02" } },
  { resource: { resourceType: "Practitioner", id: "9", name: [{ family: "Sample", given: ["Ruth"] }] } },
] };
process.stdout.write(convertCcdaToXml(convertFhirToCcda(bundle)) + "\n");
NODE
