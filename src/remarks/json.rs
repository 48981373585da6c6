//! Remarks as JSON.
//!
//! ```json
//! { "version": 1,
//!   "remarks": [{ "pass": "inline", "kind": "missed", "what": "inlined", "message": "...", "count": 1,
//!                 "place": { "file": "app.rb", "line": 3, "column": 5, "end_line": 3, "end_column": 9, "method": "Foo#bar" },
//!                 "origin": null }] }
//! ```
//!
//! `place` is null where the whole program is meant; `origin`, a place too, is where the runtime's text says what is meant.
use super::Remarks;
use serde_json::json;

/// The number of the form; a new field does not change it.
const VERSION: u32 = 1;

/// All remarks, with a newline at the end.
///
/// # Errors
/// They have no JSON form.
pub fn json(remarks: &Remarks) -> Result<String, serde_json::Error> {
    let rows: Vec<_> = remarks.rows().map(|(_, row)| row).collect();
    Ok(serde_json::to_string_pretty(&json!({ "version": VERSION, "remarks": rows }))? + "\n")
}
