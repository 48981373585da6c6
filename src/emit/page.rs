//! A page that shows a level: self-contained, without scripts. Contents, then a table for each section.
use std::fmt::Write;

const STYLE: &str = "
:root { color-scheme: light dark; --ink: light-dark(#1c1f24, #d9dce3); --back: light-dark(#fff, #16181d);
  --faint: light-dark(#6b7280, #8b92a0); --rule: light-dark(#d9dde3, #31353f); --accent: light-dark(#0b5cad, #7ab7ff); }
body { max-width: 90rem; margin: 1rem auto; padding: 0 1rem; background: var(--back); color: var(--ink); font: 14px/1.45 system-ui, sans-serif; }
h1 { font-size: 1.2rem; } h2 { font-size: 1rem; margin: 1.5rem 0 .3rem; } p, th, td.note { color: var(--faint); }
a { color: var(--accent); } nav { columns: 16rem; } nav a { display: block; overflow-wrap: anywhere; }
div { overflow-x: auto; } table { border-collapse: collapse; font: 12px/1.5 ui-monospace, Menlo, Consolas, monospace; }
th { text-align: left; font-weight: normal; } td, th { padding: 0 1rem 0 0; white-space: pre; vertical-align: top; }
tr:target, tr:hover { background: var(--rule); }
";

/// A part of the page: rows of cells under columns; the first column is what it is about.
pub struct Section {
    pub title: String,
    pub columns: Vec<&'static str>,
    pub rows: Vec<Vec<String>>,
}

pub fn html(title: &str, about: &str, sections: &[Section]) -> String {
    let mut out = String::from("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\"/>\n");
    out.push_str("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n");
    let _ = writeln!(out, "<title>{}</title>\n<style>{STYLE}</style>\n</head>\n<body>", escape(title));
    let _ = writeln!(out, "<h1>{}</h1>\n<p>{}</p>", escape(title), escape(about));
    if sections.len() > 1 {
        out.push_str("<nav>\n");
        for (number, section) in sections.iter().enumerate() {
            let _ = writeln!(out, "<a href=\"#s{number}\">{}</a>", escape(&section.title));
        }
        out.push_str("</nav>\n");
    }
    for (number, section) in sections.iter().enumerate() {
        let _ = writeln!(out, "<h2 id=\"s{number}\">{}</h2>\n<div><table>", escape(&section.title));
        if !section.columns.is_empty() {
            let cells: Vec<String> = section.columns.iter().map(|name| format!("<th>{}</th>", escape(name))).collect();
            let _ = writeln!(out, "<tr>{}</tr>", cells.concat());
        }
        for row in &section.rows {
            let cell = |(index, text): (usize, &String)| match index + 1 == row.len() && row.len() > 1 {
                true => format!("<td class=\"note\">{}</td>", escape(text)),
                false => format!("<td>{}</td>", escape(text)),
            };
            let cells: Vec<String> = row.iter().enumerate().map(cell).collect();
            let _ = writeln!(out, "<tr>{}</tr>", cells.concat());
        }
        out.push_str("</table></div>\n");
    }
    out + "</body>\n</html>\n"
}

/// Text as HTML and XML have it; what neither may hold is a replacement character.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            letter if letter.is_control() && letter != '\t' && letter != '\n' => out.push(char::REPLACEMENT_CHARACTER),
            letter => out.push(letter),
        }
    }
    out
}
