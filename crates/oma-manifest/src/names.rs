//! Names as people write them in a header: `Duração (s)` is `duration_s`.

use oma_core::words::without_accent;

/// What a header is called in Portuguese or English, without accents, and the field that it is.
#[rustfmt::skip]
const ALIASES: &[(&str, &str)] = &[
    ("codigo", "id"), ("identificador", "id"), ("sku", "id"),
    ("titulo", "title"), ("nome", "title"), ("name", "title"), ("headline", "title"),
    ("descricao", "description"), ("texto", "description"), ("sobre", "description"),
    ("about", "description"),
    ("idioma", "language"), ("lingua", "language"), ("lang", "language"),
    ("duracao", "duration_s"), ("duracao_s", "duration_s"), ("segundos", "duration_s"),
    ("duration", "duration_s"), ("seconds", "duration_s"), ("length", "duration_s"),
    ("publico", "target_audience"), ("publico_alvo", "target_audience"),
    ("audience", "target_audience"),
    ("chamada", "cta"), ("chamada_para_acao", "cta"), ("call_to_action", "cta"),
    ("estilo", "style"), ("tom", "tone"), ("modelo", "template"),
    ("formato", "aspect"), ("proporcao", "aspect"), ("aspect_ratio", "aspect"), ("format", "aspect"),
    ("resolucao", "resolution"), ("quadros_por_segundo", "fps"), ("qualidade", "quality"),
    ("transicao", "transition"), ("marca", "brand"), ("brand_kit", "brand"),
    ("logo", "brand.logo.source"), ("logotipo", "brand.logo.source"),
    ("fonte", "brand.font"), ("font", "brand.font"),
    ("cor_primaria", "brand.colors.primary"), ("primary_color", "brand.colors.primary"),
    ("cor_de_destaque", "brand.colors.accent"), ("accent_color", "brand.colors.accent"),
    ("roteiro", "script"), ("narracao", "script"), ("narration", "script"),
    ("voz", "voice"), ("musica", "music"),
    ("clima_da_musica", "music.mood"), ("music_mood", "music.mood"),
    ("legendas", "captions"), ("legenda", "captions"), ("subtitles", "captions"),
    ("fonte_das_imagens", "pictures"),
    ("arquivos", "assets"), ("fotos", "assets"), ("photos", "assets"),
    ("semente", "seed"),
    ("orcamento", "budget_usd"), ("orcamento_us", "budget_usd"), ("budget", "budget_usd"),
    ("orcamento_usd", "budget_usd"),
    ("substituicoes", "fallbacks"), ("aprovacao", "review"), ("approval", "review"),
    ("etiquetas", "tags"), ("marcadores", "tags"),
];

/// A name as names are compared: small letters without accents, `_` for all between words.
pub(crate) fn normal(name: &str) -> String {
    let mut text = String::with_capacity(name.len());
    for c in name.chars().flat_map(char::to_lowercase).filter_map(without_accent) {
        match c {
            c if c.is_alphanumeric() || c == '.' => text.push(c),
            _ if text.ends_with('_') => {}
            _ => text.push('_'),
        }
    }
    text.trim_matches('_').to_owned()
}

/// The field that an alias stands for; its argument is [`normal`].
pub(crate) fn alias(normal: &str) -> Option<&'static str> {
    ALIASES.iter().find(|(alias, _)| *alias == normal).map(|(_, field)| *field)
}

/// All aliases.
pub(crate) fn aliases<'a>() -> impl Iterator<Item = &'a str> {
    ALIASES.iter().map(|(alias, _)| *alias)
}

/// The name that was evidently meant.
pub(crate) fn nearest<'a>(name: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let name = normal(name);
    let scored = known.map(|known| (strsim::jaro_winkler(&name, &normal(known)), known));
    let best = scored.max_by(|one, other| one.0.total_cmp(&other.0))?;
    (best.0 >= 0.8).then_some(best.1)
}

/// What a row without an id is called.
pub(crate) fn row_id(n: u32) -> String {
    format!("row-{n}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fields::Fields;

    #[test]
    fn headers_are_compared_without_accents_and_signs() {
        assert_eq!(normal(" Duração (s) "), "duracao_s");
        assert_eq!(normal("Público-alvo"), "publico_alvo");
        assert_eq!(normal("Brand.Colors.Primary"), "brand.colors.primary");
        assert_eq!(normal("descric\u{327}a\u{303}o"), "descricao");
        assert_eq!(alias(&normal("TÍTULO")), Some("title"));
    }

    #[test]
    fn every_alias_is_of_a_field_and_hides_none() {
        let fields = Fields::of_brief();
        for (alias, field) in ALIASES {
            assert!(*field == "id" || fields.shape(field).is_some(), "{alias} is {field}");
            assert!(fields.shape(alias).is_none(), "{alias} is a field itself");
            assert_eq!(normal(alias), *alias);
        }
        let mut names: Vec<_> = aliases().collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), ALIASES.len());
    }

    #[test]
    fn the_nearest_name_is_found_and_a_far_one_is_not() {
        let known = || ["title", "description", "target_audience"].into_iter();
        assert_eq!(nearest("Titel", known()), Some("title"));
        assert_eq!(nearest("descriptoin", known()), Some("description"));
        assert_eq!(nearest("preço", known()), None);
    }
}
