//! With what a Portuguese number agrees: a guess by the ending of the noun that follows.

use oma_core::language::Language;

use super::number::Gender;
use super::token::Place;

/// Feminine nouns whose ending does not tell.
const FEMININE: &[&str] = &[
    "vez",
    "vezes",
    "mulher",
    "mulheres",
    "noite",
    "noites",
    "mão",
    "mãos",
    "luz",
    "luzes",
    "cor",
    "cores",
    "flor",
    "flores",
    "parte",
    "partes",
    "classe",
    "classes",
    "fase",
    "fases",
    "base",
    "bases",
    "frase",
    "frases",
    "rede",
    "redes",
    "sede",
    "sedes",
    "tarde",
    "tardes",
    "fonte",
    "fontes",
    "chave",
    "chaves",
    "equipe",
    "equipes",
    "arte",
    "artes",
    "ponte",
    "pontes",
    "pele",
    "peles",
    "voz",
    "vozes",
    "mãe",
    "mães",
    "irmã",
    "irmãs",
    "maçã",
    "maçãs",
    "manhã",
    "manhãs",
    "gente",
    "metade",
    "série",
    "séries",
    "espécie",
    "espécies",
    "carne",
    "carnes",
];
/// Masculine nouns that end like feminine ones.
const MASCULINE: &[&str] = &[
    "dia",
    "dias",
    "mapa",
    "mapas",
    "cinema",
    "cinemas",
    "clima",
    "climas",
    "planeta",
    "planetas",
    "idioma",
    "idiomas",
    "tema",
    "temas",
    "drama",
    "dramas",
    "grama",
    "gramas",
    "quilograma",
    "quilogramas",
    "aroma",
    "aromas",
    "coração",
    "corações",
    "sofá",
    "sofás",
    "cientistas",
    "artistas",
    "turistas",
    "motoristas",
    "dentistas",
    "atletas",
    "colegas",
    "guias",
    "personagens",
];
const FEMININE_ENDINGS: &[&str] = &[
    "a", "as", "ção", "ções", "são", "sões", "dade", "dades", "gem", "gens", "tude", "tudes",
    "ice", "ices",
];
const MASCULINE_ENDINGS: &[&str] = &["ema", "emas", "grama", "gramas", "oma", "omas"];
/// Words that stand between a number and its noun and do not tell.
const BETWEEN: &[&str] = &["mil", "grandes", "melhores", "maiores", "menores", "simples", "mais"];

/// The gender of the noun after the next `skip` words.
pub(super) fn gender_after(place: &Place<'_>, skip: usize) -> Gender {
    if place.language == Language::EnUs {
        return Gender::Masculine;
    }
    let mut by = skip;
    while BETWEEN.contains(&place.next_word(by).as_str()) {
        by += 1;
    }
    of_noun(&place.next_word(by))
}

pub(super) fn of_noun(noun: &str) -> Gender {
    let ends = |endings: &[&str]| endings.iter().any(|ending| noun.ends_with(ending));
    let is_feminine = noun.chars().count() > 2
        && !MASCULINE.contains(&noun)
        && !ends(MASCULINE_ENDINGS)
        && (FEMININE.contains(&noun) || ends(FEMININE_ENDINGS));
    if is_feminine { Gender::Feminine } else { Gender::Masculine }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ending_tells_mostly() {
        for noun in ["lojas", "pessoas", "estações", "cidades", "vezes", "viagens", "televisões"]
        {
            assert_eq!(of_noun(noun), Gender::Feminine, "{noun}");
        }
        for noun in ["carros", "dias", "corações", "problemas", "clientes", "meses", "países", ""]
        {
            assert_eq!(of_noun(noun), Gender::Masculine, "{noun}");
        }
    }
}
