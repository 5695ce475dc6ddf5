//! Logos drawn in SVG: only what the renderer draws by itself. No scripts, nothing fetched,
//! nothing defined by entities, no pictures inside, and nothing that is drawn a billion times.

use std::collections::HashMap;

use oma_api::uploads::MediaFacts;
use roxmltree::{Document, Node, ParsingOptions};

use super::{Look, check_size};

const MOST_BYTES: usize = 1024 * 1024;
const MOST_NODES: u32 = 20_000;
const MOST_DEPTH: usize = 48;
/// Each is drawn as often as it is used, and no used thing may use others.
const MOST_USES: usize = 256;
const MOST_FILTERS: usize = 16;

const SVG: &str = "http://www.w3.org/2000/svg";
const XHTML: &str = "http://www.w3.org/1999/xhtml";
const REFUSED: [&str; 12] = [
    "script",
    "foreignObject",
    "image",
    "feImage",
    "iframe",
    "object",
    "embed",
    "audio",
    "video",
    "animate",
    "set",
    "handler",
];
/// What is drawn anew wherever it is referred to.
const REPEATED: [&str; 5] = ["pattern", "mask", "marker", "clipPath", "symbol"];

/// Looks at an SVG file.
pub(super) fn look(bytes: &[u8]) -> Look<MediaFacts> {
    if bytes.len() > MOST_BYTES {
        return Err("The SVG is larger than 1 MB.".to_owned());
    }
    let text = std::str::from_utf8(bytes).map_err(|_| "The SVG is not UTF-8.".to_owned())?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let options =
        ParsingOptions { allow_dtd: false, nodes_limit: MOST_NODES, ..Default::default() };
    let document = Document::parse_with_options(text, options).map_err(|e| match e {
        roxmltree::Error::DtdDetected => "The SVG has a document type (DTD).".to_owned(),
        roxmltree::Error::NodesLimitReached => "The SVG has too many elements.".to_owned(),
        other => format!("The SVG is not well written: {other}."),
    })?;
    let root = document.root_element();
    if !root.has_tag_name((SVG, "svg")) {
        return Err("The file is no SVG.".to_owned());
    }
    for node in document.descendants() {
        check(node)?;
    }
    check_uses(&document)?;
    let (width, height) = size(root).ok_or("The SVG does not say how large it is.")?;
    check_size(width, height)?;
    Ok(MediaFacts { width: Some(width), height: Some(height), ..MediaFacts::default() })
}

fn check(node: Node<'_, '_>) -> Look<()> {
    if node.is_pi() {
        return Err("The SVG has a processing instruction.".to_owned());
    }
    if !node.is_element() {
        return Ok(());
    }
    let name = node.tag_name();
    let is_refused = REFUSED.contains(&name.name()) || name.name().starts_with("animate");
    if is_refused || name.namespace() == Some(XHTML) {
        return Err(format!("The SVG has the element <{}>.", name.name()));
    }
    if node.ancestors().take(MOST_DEPTH + 1).count() > MOST_DEPTH {
        return Err("The SVG is nested too deeply.".to_owned());
    }
    if name.name() == "style" {
        node.children().filter_map(|child| child.text()).try_for_each(check_style)?;
    }
    node.attributes().try_for_each(|attribute| check_attribute(attribute.name(), attribute.value()))
}

fn check_attribute(name: &str, value: &str) -> Look<()> {
    if name.len() > 2 && name.get(..2).is_some_and(|on| on.eq_ignore_ascii_case("on")) {
        return Err(format!("The SVG has the script {name}."));
    }
    if name == "base" || ((name == "href" || name == "src") && !value.trim().starts_with('#')) {
        return Err("The SVG refers to something outside of itself.".to_owned());
    }
    check_style(value)
}

/// Holds a text that may be a style to referring to parts of this file alone.
fn check_style(text: &str) -> Look<()> {
    let lower = text.to_ascii_lowercase();
    let outside = || Err("The SVG refers to something outside of itself.".to_owned());
    if lower.contains("@import") || (lower.contains('\\') && lower.contains('(')) {
        return outside();
    }
    for reference in lower.split("url(").skip(1) {
        if !reference.trim_start().trim_start_matches(['"', '\'']).starts_with('#') {
            return outside();
        }
    }
    Ok(())
}

/// What is used may not use others: each level would multiply what is drawn.
fn check_uses(document: &Document<'_>) -> Look<()> {
    let ids: HashMap<&str, Node<'_, '_>> =
        document.descendants().filter_map(|node| Some((node.attribute("id")?, node))).collect();
    let uses: Vec<Node<'_, '_>> = document.descendants().filter(|n| is(*n, "use")).collect();
    let filters = document.descendants().filter(|node| is(*node, "filter")).count();
    if uses.len() > MOST_USES || filters > MOST_FILTERS {
        return Err("The SVG repeats its parts too often.".to_owned());
    }
    for node in &uses {
        let href = node.attributes().find(|a| a.name() == "href").map_or("", |a| a.value());
        let used = ids.get(href.trim().trim_start_matches('#'));
        if used.is_some_and(|used| used.descendants().any(|inner| is(inner, "use"))) {
            return Err("The SVG uses parts within parts.".to_owned());
        }
    }
    let is_repeated = |node: &Node<'_, '_>| REPEATED.contains(&node.tag_name().name());
    let refers_on = |node: Node<'_, '_>| {
        node.attributes().any(|attribute| {
            referred(attribute.value()).any(|id| ids.get(id).is_some_and(is_repeated))
        })
    };
    for node in document.descendants().filter(is_repeated) {
        if node.descendants().any(|inner| refers_on(inner) || is(inner, "use")) {
            return Err("The SVG has patterns or masks within others.".to_owned());
        }
    }
    Ok(())
}

fn is(node: Node<'_, '_>, name: &str) -> bool {
    node.is_element() && node.tag_name().name() == name
}

/// The ids in `url(#id)`.
fn referred(value: &str) -> impl Iterator<Item = &str> {
    let ids = value.split("url(").skip(1).filter_map(|rest| rest.split(')').next());
    ids.map(|id| id.trim().trim_matches(['"', '\'']).trim_start_matches('#'))
}

/// Width and height in whole pixels, or those of the view box.
fn size(root: Node<'_, '_>) -> Option<(u32, u32)> {
    let side = |name: &str| pixels(root.attribute(name)?.trim().trim_end_matches("px"));
    let view = || {
        let numbers: Vec<&str> = root
            .attribute("viewBox")?
            .split([' ', ','])
            .filter(|number| !number.is_empty())
            .collect();
        Some((pixels(numbers.get(2)?)?, pixels(numbers.get(3)?)?))
    };
    side("width").zip(side("height")).or_else(view)
}

fn pixels(text: &str) -> Option<u32> {
    let number: f64 = text.trim().parse().ok()?;
    // Held to the range, so the cast keeps the value.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    let whole = number.ceil().clamp(0.0, f64::from(u32::MAX)) as u32;
    (number.is_finite() && number > 0.0).then_some(whole)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn svg(inside: &str) -> Look<MediaFacts> {
        let start = r#"<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 30.5 20">"#;
        look(format!("{start}{inside}</svg>").as_bytes())
    }

    #[test]
    fn a_drawing_that_needs_nothing_else_is_good() {
        let facts = svg(r##"<defs><linearGradient id="g"/><path id="p" d="M0 0"/></defs>
            <style>.a { fill: url(#g) }</style><use xlink:href="#p" class="a"/>
            <rect width="9" height="9" style="fill: url('#g')" opacity="0.5"/>"##);
        let facts = facts.unwrap();
        assert_eq!((facts.width, facts.height), (Some(31), Some(20)));
    }

    #[test]
    fn what_reaches_out_or_runs_is_refused() {
        for evil in [
            r#"<image href="file:///etc/passwd"/>"#,
            r#"<image href="data:image/png;base64,AAAA"/>"#,
            r#"<use href="http://127.0.0.1/a.svg#b"/>"#,
            r#"<rect fill="url(http://127.0.0.1/a)"/>"#,
            r#"<rect style="fill: URL( 'file:///a' )"/>"#,
            r"<style>@import 'http://127.0.0.1/a.css';</style>",
            r"<style>rect { fill: u\72l(http://127.0.0.1/) }</style>",
            "<script>alert(1)</script>",
            r#"<rect onload="alert(1)"/>"#,
            "<foreignObject><p/></foreignObject>",
            r#"<p xmlns="http://www.w3.org/1999/xhtml"/>"#,
            "<?xml-stylesheet href='http://127.0.0.1/'?>",
            r#"<a href="javascript:alert(1)"><rect/></a>"#,
        ] {
            assert!(svg(evil).is_err(), "{evil}");
        }
    }

    #[test]
    fn entities_and_bombs_are_refused() {
        let laughs = r#"<?xml version="1.0"?><!DOCTYPE svg [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]>
            <svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"><text>&b;</text></svg>"#;
        assert!(look(laughs.as_bytes()).unwrap_err().contains("DTD"));
        let nested = r##"<g id="a"><rect/></g><g id="b"><use href="#a"/><use href="#a"/></g>
            <use href="#b"/>"##;
        assert!(svg(nested).unwrap_err().contains("within parts"));
        let patterns = r##"<pattern id="a"><rect/></pattern>
            <pattern id="b"><rect fill="url(#a)"/></pattern><rect fill="url(#b)"/>"##;
        assert!(svg(patterns).unwrap_err().contains("within others"));
        assert!(svg(&"<g>".repeat(60)).is_err());
        let deep = format!("{}{}", "<g>".repeat(60), "</g>".repeat(60));
        assert!(svg(&deep).unwrap_err().contains("deeply"));
        assert!(svg(&"<g/>".repeat(30_000)).unwrap_err().contains("many"));
        let large = br#"<svg xmlns="http://www.w3.org/2000/svg" width="60000" height="60000"/>"#;
        assert!(look(large).unwrap_err().contains("60000"));
        assert!(look(br#"<svg xmlns="http://www.w3.org/2000/svg"/>"#).is_err());
    }
}
