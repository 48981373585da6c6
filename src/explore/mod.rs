//! `explore`: one self-contained page on which a program can be followed from its source through every pass to the bytes.
mod page;
mod record;

use base64::Engine;
pub use record::Recorder;

const HTML: &str = include_str!("page.html");
const STYLE: &str = include_str!("page.css");
const SCRIPT: &str = include_str!("page.js");

/// How hard the data is compressed: more takes longer and gains little.
const COMPRESSION: u8 = 4;

/// The page as HTML, with its data (JSON, deflated, in base 64), style and script inside.
///
/// # Errors
/// The data has no JSON form.
pub fn html(recorder: Recorder) -> Result<String, serde_json::Error> {
    let page = recorder.finish();
    let json = serde_json::to_vec(&page)?;
    let data = base64::engine::general_purpose::STANDARD.encode(miniz_oxide::deflate::compress_to_vec(&json, COMPRESSION));
    let title = page.title.replace('&', "&amp;").replace('<', "&lt;");
    let parts = [("{{title}}", title.as_str()), ("{{style}}", STYLE), ("{{data}}", &data), ("{{script}}", SCRIPT)];
    Ok(fill(HTML, &parts))
}

/// The template with each placeholder replaced; what was put in is not looked at again.
fn fill(template: &str, parts: &[(&str, &str)]) -> String {
    let mut out = String::new();
    let mut rest = template;
    while let Some(at) = rest.find("{{") {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        match parts.iter().find(|(name, _)| rest.starts_with(name)) {
            Some((name, text)) => {
                out.push_str(text);
                rest = &rest[name.len()..];
            }
            None => {
                out.push_str("{{");
                rest = &rest[2..];
            }
        }
    }
    out + rest
}
