"""What Microsoft Presidio finds in items.jsonl, as one line of JSON per item.

    python presidio.py < items.jsonl > presidio.jsonl

Its recognizers of patterns, in both languages, without a model of names: OMA does not look for
names either. Kinds are OMA's.
"""

import json
import sys

import spacy
from presidio_analyzer import AnalyzerEngine, RecognizerRegistry
from presidio_analyzer.nlp_engine import SpacyNlpEngine
from presidio_analyzer.predefined_recognizers import (
    CreditCardRecognizer,
    EmailRecognizer,
    IbanRecognizer,
    IpRecognizer,
    PhoneRecognizer,
    UsPassportRecognizer,
)

KINDS = {
    "CREDIT_CARD": "card",
    "EMAIL_ADDRESS": "email",
    "IBAN_CODE": "iban",
    "IP_ADDRESS": "ip",
    "PHONE_NUMBER": "phone",
    "US_PASSPORT": "passport",
}
LANGUAGES = {"pt-BR": "pt", "en-US": "en"}
REGIONS = ("BR", "US", "GB", "PT")


class BlankEngine(SpacyNlpEngine):
    """Words without a statistical model."""

    def __init__(self):
        super().__init__()
        self.nlp = {language: spacy.blank(language) for language in LANGUAGES.values()}


def analyzer():
    registry = RecognizerRegistry(supported_languages=list(LANGUAGES.values()))
    for language in LANGUAGES.values():
        for recognizer in (CreditCardRecognizer, EmailRecognizer, IbanRecognizer, IpRecognizer):
            registry.add_recognizer(recognizer(supported_language=language))
        registry.add_recognizer(UsPassportRecognizer(supported_language=language))
        registry.add_recognizer(PhoneRecognizer(supported_language=language, supported_regions=REGIONS))
    return AnalyzerEngine(
        registry=registry, nlp_engine=BlankEngine(), supported_languages=list(LANGUAGES.values())
    )


def main():
    engine = analyzer()
    threshold = float(sys.argv[1]) if len(sys.argv) > 1 else 0.35
    for line in sys.stdin:
        item = json.loads(line)
        found = engine.analyze(
            item["text"], LANGUAGES[item["language"]], entities=list(KINDS), score_threshold=threshold
        )
        labels = [{"kind": KINDS[f.entity_type], "start": f.start, "end": f.end} for f in found]
        print(json.dumps(labels))


main()
