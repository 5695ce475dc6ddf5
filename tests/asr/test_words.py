"""python -m unittest, from this folder."""

import unittest

from align import align
from words import Heard, heard


def said(text, language):
    return " ".join(word.word for word in heard([(t, 0.0) for t in text.split()], language))


class Numbers(unittest.TestCase):
    def same(self, language, *texts):
        all_said = [said(text, language) for text in texts]
        self.assertEqual(len(set(all_said)), 1, all_said)

    def test_money_in_portuguese(self):
        self.same("pt", "R$ 1.500", "R$1.500", "mil e quinhentos reais", "1500 reais")
        self.same("pt", "R$ 1.500,00.", "R$ 1500")
        self.same("pt", "R$ 49,90", "quarenta e nove reais e noventa centavos")
        self.same("pt", "R$ 1", "um real")

    def test_money_in_english(self):
        self.same("en", "$1,500", "$ 1,500.", "one thousand, five hundred dollars", "1500 dollars")
        self.same("en", "$2.50", "two dollars and fifty cents")

    def test_percentages_and_decimals(self):
        self.same("pt", "12,5%", "doze vírgula cinco por cento")
        self.same("en", "3.5 %", "three point five percent")

    def test_times_ordinals_units(self):
        self.same("en", "8:30", "eight thirty")
        self.same("en", "the 1st", "the first")
        self.same("pt", "a 2ª", "a segunda")
        self.same("pt", "5 km", "cinco quilômetros")
        self.same("en", "105", "one hundred and five", "one hundred five")

    def test_accents_matter_and_case_and_punctuation_do_not(self):
        self.same("pt", "Você, amanhã!", "você amanhã")
        self.assertNotEqual(said("é", "pt"), said("e", "pt"))

    def test_only_the_first_word_of_a_number_has_a_time(self):
        words = heard([("R$", 1.0), ("1.500", 1.4), ("hoje", 2.0)], "pt")
        self.assertEqual([word.start_s for word in words], [1.0, None, None, None, 2.0])


class Alignments(unittest.TestCase):
    def of(self, reference, hypothesis):
        return align(*[[Heard(w, 0.0) for w in t.split()] for t in (reference, hypothesis)])

    def test_errors_are_counted(self):
        self.assertEqual(self.of("a b c d", "a x c").errors, 2)
        self.assertEqual(self.of("a b", "a b").error_rate, 0)
        self.assertEqual(len(self.of("a b c", "a x c").pairs), 2)

    def test_one_word_or_two_is_no_error(self):
        self.assertEqual(self.of("the wi fi is on", "the wifi is on").errors, 0)
        self.assertEqual(self.of("everyday bread", "every day bread").errors, 0)


if __name__ == "__main__":
    unittest.main()
