"""Words as they are heard: no case, no punctuation, numbers written out.

A caption says `R$ 1.500`, a recogniser may write `R$1.500`, `1500 reais` or `mil e quinhentos
reais`. All of them become the same list of words, so that none counts as an error.
"""

import re
import unicodedata
from dataclasses import dataclass

from num2words import num2words

NUMBER = r"\d{1,3}(?:[.,\u00a0]\d{3})+(?:[.,]\d+)?|\d+(?:[.,]\d+)?"

# Per language: the decimal mark, and the words around a number.
LANGUAGES = {
    "en": {
        "num2words": "en",
        "decimal": ".",
        "money": {
            "$": ("dollar", "dollars", "cents"),
            "us$": ("dollar", "dollars", "cents"),
            "r$": ("real", "reais", "cents"),
            "€": ("euro", "euros", "cents"),
            "£": ("pound", "pounds", "pence"),
        },
        "and": "and",
        "percent": "percent",
        "written": {"ok": "okay", "&": "and", "mr": "mister", "dr": "doctor", "vs": "versus"},
        "units": {"km": "kilometers", "kg": "kilograms", "h": "hours", "min": "minutes"},
        # "one hundred and five" and "one hundred five" are the same number.
        "dropped_in_numbers": {"and"},
    },
    "pt": {
        "num2words": "pt_BR",
        "decimal": ",",
        "money": {
            "r$": ("real", "reais", "centavos"),
            "$": ("dólar", "dólares", "centavos"),
            "us$": ("dólar", "dólares", "centavos"),
            "€": ("euro", "euros", "centavos"),
        },
        "and": "e",
        "percent": "por cento",
        "written": {"&": "e", "dr": "doutor", "dra": "doutora", "sr": "senhor", "sra": "senhora"},
        "units": {"km": "quilômetros", "kg": "quilos", "h": "horas", "min": "minutos"},
        "dropped_in_numbers": set(),
    },
}


@dataclass(frozen=True)
class Heard:
    """A word, and when it starts if it is the first of what was written together."""

    word: str
    start_s: float | None


def heard(written, language):
    """The words heard of `written`, a list of (text, start in seconds)."""
    rules = LANGUAGES[language]
    out = []
    for text, start_s in _with_whole_amounts(written, rules):
        words = _spoken(text, rules)
        out += [Heard(word, start_s if n == 0 else None) for n, word in enumerate(words)]
    return _without_and(out, rules)


def _with_whole_amounts(written, rules):
    """Joins amounts that were written apart: `R$ 1.500`, `12 %`, `5 km`."""
    joined = []
    for text, start_s in written:
        text = unicodedata.normalize("NFC", text).strip().lower()
        before = joined[-1][0] if joined else ""
        is_unit = text.strip(".,;:!?") in {"%", *rules["units"]}
        after_sign = before in rules["money"] and text[:1].isdigit()
        if after_sign or (is_unit and re.fullmatch(NUMBER, before)):
            joined[-1] = (f"{before} {text}", joined[-1][1])
        else:
            joined.append((text, start_s))
    return joined


def _without_and(words, rules):
    """`one hundred and five` without its `and`, in languages where it may be left out."""
    large = {"hundred", "thousand", "million"}
    dropped = rules["dropped_in_numbers"]
    before = ["", *(word.word for word in words)]
    return [w for w, b in zip(words, before) if not (w.word in dropped and b in large)]


def _spoken(text, rules):
    signs = "|".join(re.escape(sign) for sign in sorted(rules["money"], key=len, reverse=True))
    units = "|".join(rules["units"])
    text = re.sub(
        rf"({signs})\s*({NUMBER})", lambda m: f" {_money(m[1], m[2], rules)} ", text
    )
    percent = rules["percent"]
    text = re.sub(rf"({NUMBER})\s*%", lambda m: f" {_number(m[1], rules)} {percent} ", text)
    text = re.sub(r"\b(\d{1,2})[:h](\d{2})\b", lambda m: f" {_clock(m, rules)} ", text)
    text = re.sub(
        rf"({NUMBER})\s*({units})\b",
        lambda m: f" {_number(m[1], rules)} {rules['units'][m[2]]} ",
        text,
    )
    text = re.sub(r"\b(\d+)(st|nd|rd|th|º|ª)", lambda m: f" {_ordinal(m, rules)} ", text)
    text = re.sub(rf"({NUMBER})", lambda m: f" {_number(m[1], rules)} ", text)
    text = text.replace("%", f" {rules['percent']} ").replace("&", f" {rules['written']['&']} ")
    text = re.sub(r"['’]", "", text)
    words = re.findall(r"[^\W\d_]+", text)
    return [rules["written"].get(word, word) for word in words]


def _value(digits, rules):
    decimal = rules["decimal"]
    thousands = "," if decimal == "." else "."
    digits = digits.replace("\u00a0", "")
    # `1.500` is a number of four digits in Portuguese; so is `1,500` in English.
    if re.fullmatch(rf"\d{{1,3}}({re.escape(thousands)}\d{{3}})+.*", digits):
        digits = digits.replace(thousands, "")
    whole, _, fraction = digits.replace(thousands, decimal).partition(decimal)
    return int(whole), fraction


def _words_of(number, rules, **kind):
    words = num2words(number, lang=rules["num2words"], **kind)
    words = re.findall(r"[^\W\d_]+", words)
    return " ".join(word for word in words if word not in rules["dropped_in_numbers"])


def _number(digits, rules):
    whole, fraction = _value(digits, rules)
    words = _words_of(whole, rules)
    if not fraction:
        return words
    mark = "point" if rules["decimal"] == "." else "vírgula"
    return f"{words} {mark} {' '.join(_words_of(int(digit), rules) for digit in fraction)}"


def _money(sign, digits, rules):
    one, many, small = rules["money"][sign]
    whole, fraction = _value(digits, rules)
    words = f"{_words_of(whole, rules)} {one if whole == 1 else many}"
    cents = int(fraction.ljust(2, "0")[:2]) if fraction else 0
    return f"{words} {rules['and']} {_words_of(cents, rules)} {small}" if cents else words


def _clock(match, rules):
    hours, minutes = int(match[1]), int(match[2])
    said = _words_of(hours, rules)
    if rules["decimal"] == ",":
        said += " horas" if ":" not in match[0] or not minutes else ""
    return f"{said} {_words_of(minutes, rules)}" if minutes else said


def _ordinal(match, rules):
    if rules["num2words"] == "pt_BR":
        said = _words_of(int(match[1]), rules, to="ordinal")
        return re.sub(r"o\b", "a", said) if match[2] == "ª" else said
    return _words_of(int(match[1]), rules, to="ordinal")
