//! The document as a page for people: plain HTML without scripts, made once in a process when it is
//! first asked for.

use std::fmt::Write as _;
use std::sync::LazyLock;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;
use sha2::{Digest as _, Sha256};

const STYLE: &str = "body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;\
    padding:0 1rem;color:#1b1f24}code,pre{font:14px/1.4 ui-monospace,monospace}pre{background:#f4f5f7;\
    padding:.8rem;overflow:auto;border-radius:6px}summary{cursor:pointer;padding:.3rem 0}\
    table{border-collapse:collapse}td,th{text-align:left;vertical-align:top;padding:.2rem 1rem .2rem 0}\
    .method{display:inline-block;min-width:4.5rem;font-weight:600}.group{color:#5b6570;float:right}";

/// The page.
pub(crate) static HTML: LazyLock<String> = LazyLock::new(|| {
    let document: Value = serde_json::from_str(super::TEXT).unwrap_or_default();
    html(&document)
});

/// What the page may load: its own style, known by its hash.
pub(crate) static POLICY: LazyLock<String> = LazyLock::new(|| {
    let hash = STANDARD.encode(Sha256::digest(STYLE));
    format!(
        "default-src 'none'; style-src 'sha256-{hash}'; base-uri 'none'; form-action 'none'; \
         frame-ancestors 'none'"
    )
});

fn html(document: &Value) -> String {
    let title = escape(document["info"]["title"].as_str().unwrap_or_default());
    let about = escape(document["info"]["description"].as_str().unwrap_or_default());
    let version = escape(document["info"]["version"].as_str().unwrap_or_default());
    let mut page = format!(
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width\"><title>{title}</title>\
         <style>{STYLE}</style></head><body><h1>{title} {version}</h1><p>{about}</p>\
         <p>The same for programs: <a href=\"openapi.json\">openapi.json</a>.</p>"
    );
    for tag in document["tags"].as_array().into_iter().flatten() {
        let name = tag["name"].as_str().unwrap_or_default();
        let _ = write!(page, "<h2>{}</h2>", escape(name));
        for (path, item) in document["paths"].as_object().into_iter().flatten() {
            for (method, operation) in item.as_object().into_iter().flatten() {
                if operation["tags"][0] == name {
                    add_operation(&mut page, method, path, operation);
                }
            }
        }
    }
    page.push_str("<h2>Schemas</h2>");
    for (name, schema) in document["components"]["schemas"].as_object().into_iter().flatten() {
        let json = serde_json::to_string_pretty(schema).unwrap_or_default();
        let (name, json) = (escape(name), escape(&json));
        let _ = write!(
            page,
            "<details id=\"{name}\"><summary><code>{name}</code></summary><pre>{json}</pre></details>"
        );
    }
    page.push_str("</body></html>\n");
    page
}

fn add_operation(page: &mut String, method: &str, path: &str, operation: &Value) {
    let text = |value: &Value| escape(value.as_str().unwrap_or_default());
    let group = operation["x-oma-group"].as_str().unwrap_or("open to all");
    let _ = write!(
        page,
        "<details><summary><span class=\"method\">{}</span><code>{}</code> <span class=\"group\">{}\
         </span><br>{}</summary><table>",
        escape(&method.to_uppercase()),
        escape(path),
        escape(group),
        text(&operation["summary"]),
    );
    for parameter in operation["parameters"].as_array().into_iter().flatten() {
        let name = parameter["name"].as_str().unwrap_or("Idempotency-Key");
        let place = parameter["in"].as_str().unwrap_or("header");
        let about = text(&parameter["description"]);
        let name = escape(name);
        let _ =
            write!(page, "<tr><th><code>{name}</code></th><td>{place}</td><td>{about}</td></tr>");
    }
    let _ = write!(page, "</table>");
    let sent = &operation["requestBody"]["content"]["application/json"];
    add_content(page, "Send", sent);
    for (status, response) in operation["responses"].as_object().into_iter().flatten() {
        let content = &response["content"]["application/json"];
        if content.is_object() {
            add_content(page, &format!("Answer {status}"), content);
        }
    }
    page.push_str("</details>");
}

fn add_content(page: &mut String, label: &str, content: &Value) {
    if content.is_null() {
        return;
    }
    let target = content["schema"]["$ref"].as_str().unwrap_or_default();
    let name = escape(target.rsplit('/').next().unwrap_or_default());
    let _ = write!(page, "<p>{}: <a href=\"#{name}\"><code>{name}</code></a></p>", escape(label));
    if let Some(example) = content.get("example") {
        let json = serde_json::to_string_pretty(example).unwrap_or_default();
        let _ = write!(page, "<pre>{}</pre>", escape(&json));
    }
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_page_holds_every_operation_and_no_script() {
        let document: Value = serde_json::from_str(super::super::TEXT).unwrap();
        for path in document["paths"].as_object().unwrap().keys() {
            assert!(HTML.contains(&escape(path)), "{path}");
        }
        assert!(!HTML.contains("<script") && !HTML.contains("style=") && !HTML.contains("http:"));
        assert!(POLICY.contains("style-src 'sha256-") && !POLICY.contains("unsafe"));
    }

    #[test]
    fn what_a_document_says_is_text() {
        let page = html(&json!({"info": {"title": "<b>\"&"}}));
        assert!(page.contains("&lt;b&gt;&quot;&amp;") && !page.contains("<b>"));
    }
}
