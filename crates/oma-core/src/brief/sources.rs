use super::{Brief, BriefBrand, BriefMusic};

impl Brief {
    /// Every file that the brief names, with the path of the field that names it: pictures, music,
    /// the brand kit's file, its logo and font. In a stored brief they are upload names.
    pub fn files(&self) -> Vec<(String, &str)> {
        let mut files: Vec<(String, &str)> = Vec::new();
        for (i, asset) in self.assets.iter().enumerate() {
            files.push((format!("assets[{i}].source"), &asset.source));
        }
        if let BriefMusic::File(file) = &self.music {
            files.push(("music.file".to_owned(), file));
        }
        if let Some(BriefBrand::File(file)) = &self.brand {
            files.push(("brand".to_owned(), file));
        }
        if let Some(kit) = self.brand() {
            if let Some(logo) = &kit.logo {
                files.push(("brand.logo.source".to_owned(), &logo.source));
            }
            if let Some(font) = &kit.font {
                files.push(("brand.font".to_owned(), font));
            }
        }
        files
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn every_file_is_named_with_its_field() {
        let brief = json!({
            "title": "Tide pools", "description": "Life between tides.", "language": "en-US",
            "assets": [{"source": "a.png"}, {"source": "b.mp4"}],
            "music": {"file": "c.mp3"},
            "brand": {"logo": {"source": "d.png"}, "font": "e.otf"},
        });
        let brief = Brief::from_value(brief).unwrap();
        let fields: Vec<_> =
            brief.files().into_iter().map(|(at, file)| format!("{at}={file}")).collect();
        assert_eq!(
            fields,
            [
                "assets[0].source=a.png",
                "assets[1].source=b.mp4",
                "music.file=c.mp3",
                "brand.logo.source=d.png",
                "brand.font=e.otf"
            ]
        );
    }

    #[test]
    fn a_brand_kit_in_a_file_is_a_file() {
        let brief = json!({
            "title": "Tide pools", "description": "Life between tides.", "language": "en-US",
            "brand": "kit.json",
        });
        let brief = Brief::from_value(brief).unwrap();
        assert_eq!(brief.files(), [("brand".to_owned(), "kit.json")]);
    }
}
