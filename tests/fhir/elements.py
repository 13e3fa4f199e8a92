"""Validates FHIR R4 resources with fhir.resources, which knows elements and dates.

Usage: python3 elements.py FILE... (a JSON resource, or NDJSON).
"""

import importlib
import json
import sys

wrong = 0
for path in sys.argv[1:]:
    with open(path, encoding="utf-8") as file:
        text = file.read()
    lines = text.splitlines() if path.endswith(".ndjson") else [text]
    for resource in map(json.loads, lines):
        kind = resource["resourceType"]
        module = importlib.import_module(f"fhir.resources.R4B.{kind.lower()}")
        try:
            getattr(module, kind).model_validate(resource)
        except ValueError as error:
            wrong += 1
            print(f"{path}: {error}")
sys.exit(1 if wrong else 0)
