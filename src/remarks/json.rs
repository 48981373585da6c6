//! Remarks as JSON, as docs/json.md says.
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
